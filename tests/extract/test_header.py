"""What stands around a headline."""

from __future__ import annotations

import time

import pytest
from selectolax.lexbor import LexborHTMLParser

from newscrawl.extract.header import MAX_TEXT, Header, inner_kicker, read_header, words


def header(html: str) -> Header:
    headline = LexborHTMLParser(html).css_first("h1")
    assert headline is not None
    return read_header(headline)


@pytest.mark.parametrize(
    "html",
    [
        '<p class="kicker">Ferries</p><h1>Title</h1>',
        '<div><span class="article__overline">Ferries</span></div>\n<h1>Title</h1>',
        '<a class="eyebrow">Ferries</a><header><div><h1>Title</h1></div></header>',
        '<h1><span class="topline">Ferries</span> Title</h1>',
        '<h1>Title <small class="pre-title">Ferries</small></h1>',
    ],
)
def test_a_kicker_stands_before_the_headline_or_in_it_and_has_a_class_of_its_own(html: str) -> None:
    assert header(f"<article>{html}</article>").kicker == "Ferries"


@pytest.mark.parametrize(
    "html",
    [
        "<p>Ferries</p><h1>Title</h1>",
        '<h1>Title</h1><p class="kicker">Another story</p>',
        f'<p class="kicker">{"Ferries " * 20}</p><h1>Title</h1>',
        '<p class="kicker"> </p><h1>Title</h1>',
        '<p class="kicker">Far</p><div><div><div><div><div><h1>Title</h1></div></div></div></div></div>',
        '<p class="kicker">Of the page</p><main><h1>Title</h1></main>',
    ],
)
def test_what_has_no_such_class_or_stands_elsewhere_is_no_kicker(html: str) -> None:
    assert header(html).kicker is None


LEAD = "The last ferry left the harbour on Friday, and hardly anybody was there to see it."


@pytest.mark.parametrize(
    "part",
    [
        f'<p class="standfirst">{LEAD}</p>',
        f'<div class="article-header"><h2 class="article__subtitle">{LEAD}</h2></div>',
        f'<div class="lead"><p>{LEAD}</p></div>',
        f'<p class="dek">{LEAD[:30]}<b>{LEAD[30:]}</b></p>',
        f'<p data-testid="article-intro">{LEAD}</p>',
        f"<p>By Ann Lee</p><p class='chapo'>{LEAD}</p>",
    ],
)
def test_a_lead_stands_behind_the_headline_and_has_a_class_of_its_own(part: str) -> None:
    lead = header(f"<article><h1>Title</h1>{part}</article>").lead
    assert lead is not None
    assert lead.replace(" ", "") == LEAD.replace(" ", "")


@pytest.mark.parametrize(
    "part",
    [
        f"<p>{LEAD}</p>",
        '<p class="lead">Short</p>',
        f'<p class="lead">{LEAD * 9}</p>',
        f'<p class="lead-image-caption">{LEAD}</p>',
        f'<p class="leaderboard">{LEAD}</p>',
        f'<div class="teaser"><p class="teaser-summary">{LEAD}</p></div>',
        f'<p>{LEAD * 5}</p><p class="standfirst">{LEAD}</p>',
        f'<p class="standfirst">{LEAD}<script>x</script></p>',
    ],
)
def test_a_caption_a_teaser_or_the_text_itself_is_no_lead(part: str) -> None:
    assert header(f"<article><h1>Title</h1>{part}</article>").lead is None


@pytest.mark.parametrize(
    ("part", "byline"),
    [
        ("<p>By Ann Lee</p>", "By Ann Lee"),
        ("<div><span>Von</span> <a>Änne Öst</a></div>", "Von Änne Öst"),
        ("<p>Par Ann Lee, à Lyon</p>", "Par Ann Lee, à Lyon"),
        ("<li>Text: Ann Lee</li>", "Text: Ann Lee"),
        ("<p>By the harbour</p>", None),
        ("<p>Von Anfang an war klar: Es wird nichts!</p>", None),
        ("<p>AV MEVSİMİ KAPANDI</p>", None),
        (f"<p>By Ann Lee {'and others ' * 20}</p>", None),
    ],
)
def test_a_byline_is_short_and_begins_with_by_and_a_name(part: str, byline: str | None) -> None:
    assert header(f"<article><h1>Title</h1>{part}</article>").byline == byline


@pytest.mark.parametrize(
    ("part", "date"),
    [
        ("<p>22.11.2026, 06:05 Uhr</p>", "22.11.2026, 06:05"),
        ("<p>Published on 22 November 2026</p>", "22 November 2026"),
        ("<p>November 22, 2026 6:05 p.m. | Town</p>", "November 22, 2026 6:05 p.m."),
        ("<p>2026年11月22日 6時05分</p>", "2026年11月22日 6時05"),
        ("<p>Zuletzt am 22. November 2026 um 6:05</p>", "22. November 2026 um 6:05"),
        ("<p>22 de noviembre de 2026</p>", "22 de noviembre de 2026"),
        ("<p>Yesterday at 6:05</p>", None),
        (f"<p>On 22.11.2026 {'the ferry left ' * 15}</p>", None),
    ],
)
def test_a_date_is_printed_in_a_short_line(part: str, date: str | None) -> None:
    assert header(f"<article><h1>Title</h1>{part}</article>").date == date


def test_words_of_too_much_are_not_read() -> None:
    (node,) = LexborHTMLParser(f"<p>{'a ' * MAX_TEXT}</p>").css("p")
    assert words(node) == ""
    assert words(LexborHTMLParser("<p> a <b>b</b></p>").css("p")[0]) == "a b"


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 20_000 + "<h1>Title</h1>" + "<p class='lead'>" * 20_000,
        "<h1>" + "<span class='x'>" * 20_000 + "Title</h1>",
        "<h1>Title</h1>" + "<p>22.11.</p>" * 50_000,
        f"<h1>Title</h1><p>{'1 ' * 500_000}</p>",
        f"<h1>Title</h1><p>By {'A' * 500_000}</p>",
    ],
    ids=["deep", "in the headline", "many", "long", "one name"],
)
def test_a_page_made_to_be_slow_is_read_at_once(html: str) -> None:
    headline = LexborHTMLParser(html).css_first("h1")
    assert headline is not None
    started = time.process_time()
    read_header(headline)
    assert inner_kicker(headline) is None
    assert time.process_time() - started < 1
