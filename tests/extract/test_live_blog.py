"""Live blogs: their updates, from JSON-LD or from the page's own posts."""

from __future__ import annotations

import pytest

from newscrawl.extract import extract, read_page
from newscrawl.normalise import normalise
from newscrawl.records import Block
from tests.extract.kind_pages import PLAIN, markup, page

URL = "https://news.example/city/the-ferry-is-late.html"
TITLE = "The ferry is late: all news"
NUMBERS = range(6, 0, -1)
INTRO = f"<h1>{TITLE}</h1><p>This is how the day went on the quay. {PLAIN}</p>"


def read(html: bytes, url: str = URL) -> tuple[Block, ...]:
    return normalise(extract(read_page(html, url))).body


def blog(**properties: object) -> str:
    return markup("LiveBlogPosting", headline=TITLE, **properties)


def told(text: str = f"<p>It is told &amp; written: <b>number</b> %d.</p><p>{PLAIN}</p>") -> list[dict[str, object]]:
    return [
        {
            "@type": "BlogPosting",
            "headline": f"Update number {number}",
            "articleBody": text.replace("%d", str(number)),
            "datePublished": f"2026-11-22T1{number}:30:00+01:00",
        }
        for number in NUMBERS
    ]


def posts(tag: str, time: str, text: str = PLAIN) -> str:
    return "".join(
        f"<{tag} class='post'><header>{time.replace('%d', str(number))}</header><h2>Update number {number}</h2>"
        f"<p>It is shown: {number}. {text}</p><p>{text}</p></{tag}>"
        for number in NUMBERS
    )


TIME = "<time datetime='2026-11-22T1%d:15:00+01:00'>1%d:15</time>"


def updates(body: tuple[Block, ...]) -> list[Block]:
    return [block for block in body if block.type == "update"]


def test_updates_are_those_that_json_ld_tells_as_a_whole() -> None:
    html = page(f"<main>{INTRO}{posts('div', '1%d:30')}</main>", blog(liveBlogUpdate=told(f"{PLAIN * 3}<p>end</p>")))
    body = read(html)
    assert [block.type for block in body] == ["paragraph", *["update"] * 6]
    assert body[0].text
    assert body[0].text.startswith("This is how the day went")
    assert [block.date for block in body[1:3]] == ["2026-11-22T16:30:00+01:00", "2026-11-22T15:30:00+01:00"]
    assert body[1].text == f"Update number 6\n\n{(PLAIN * 3).strip()}\n\nend"


def test_html_in_an_update_is_lines_of_words() -> None:
    html = page("<div id='app'></div>", blog(liveBlogUpdate=told()))
    assert read(html)[0].text == f"Update number 6\n\nIt is told & written: number 6.\n\n{PLAIN.strip()}"


@pytest.mark.parametrize("tag", ["article", "section", "li", "div"])
def test_updates_are_the_pages_own_posts_where_json_ld_has_none(tag: str) -> None:
    body = read(page(f"<main>{INTRO}<div>{posts(tag, TIME)}</div></main>", blog()))
    assert [block.type for block in body] == ["paragraph", *["update"] * 6]
    assert body[-1].date == "2026-11-22T11:15:00+01:00"
    assert body[-1].text
    assert "Update number 1" in body[-1].text
    assert "It is shown: 1." in body[-1].text


def test_updates_of_which_json_ld_tells_the_beginnings_are_read_from_the_page_and_dated_by_it() -> None:
    html = page(f"<main>{INTRO}{posts('article', '1%d:15', PLAIN * 3)}</main>", blog(liveBlogUpdate=told("It is %d")))
    body = updates(read(html))
    assert [block.date for block in body][:2] == ["2026-11-22T16:30:00+01:00", "2026-11-22T15:30:00+01:00"]
    assert all("It is shown" in (block.text or "") for block in body)
    assert not any("6:15" in (block.text or "") for block in body), "the time is no words"


def test_a_time_without_a_day_dates_nothing_and_parts_the_posts_all_the_same() -> None:
    body = updates(read(page(f"<main>{INTRO}{posts('div', '<p>1%d:15</p>')}</main>", blog())))
    assert [block.date for block in body] == [None] * 6


def test_a_live_blog_is_told_by_its_address_too() -> None:
    html = page(f"<main>{INTRO}{posts('article', TIME)}</main>")
    assert len(updates(read(html, "https://news.example/live-ticker/the-ferry-is-late.html"))) == 6
    assert updates(read(html)) == [], "an article may have parts that look alike"


def test_a_picture_in_a_post_comes_behind_its_words() -> None:
    shown = posts("article", TIME).replace("<h2>", "<figure><img src='/a.jpg'></figure><h2>", 1)
    assert [block.type for block in read(page(f"<main>{INTRO}{shown}</main>", blog()))][1:4] == [
        "update",
        "image",
        "update",
    ]


def test_the_text_holds_the_updates() -> None:
    html = page(f"<main>{INTRO}{posts('article', TIME)}</main>", blog())
    article = normalise(extract(read_page(html, URL)))
    assert article.content_type == article.extraction.page_kind == "live_blog"
    assert article.text
    assert article.text.count("It is shown") == 6


@pytest.mark.parametrize(
    "value",
    [None, "text", 3, {}, [], [None, "x", 3, []], [{"articleBody": 3, "headline": None}]],
    ids=["null", "text", "number", "empty", "none", "no updates", "no words"],
)
def test_updates_that_are_none_are_left_out(value: object) -> None:
    html = page(f"<main>{INTRO}{posts('article', TIME)}</main>", blog(liveBlogUpdate=value))
    assert len(updates(read(html))) == 6


def test_brackets_without_end_in_an_update_are_no_trap() -> None:
    assert read(page("<p>x</p>", blog(liveBlogUpdate=[{"articleBody": "<a " * 90_000}]))) != ()
