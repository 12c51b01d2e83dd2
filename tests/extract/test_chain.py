"""The chain: who is asked, who wins, who failed."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import example, given, settings
from hypothesis import strategies as st

from newscrawl.extract import GENERAL, Rules, extract
from newscrawl.page import Page
from newscrawl.records import Article, Block, DiscoveredVia, FieldSource, Found, Http, Rights

URL = "https://news.example/a"
PAGE = Page(url=URL, html=b"<h1>Visible</h1>")


def read_first(_: Page) -> Found:
    return Found(title="First", body=None, keywords=())


def read_second(_: Page) -> Found:
    return Found(title="Second", lead="Lead", keywords=("a",), is_accessible_for_free=False)


def read_badly(_: Page) -> Found:
    message = "of the page\n" * 100
    raise ValueError(message)


def test_each_field_goes_to_the_first_that_knows_it_and_is_signed() -> None:
    article = extract(PAGE, [read_first, read_second])
    assert (article.title, article.lead, article.keywords) == ("First", "Lead", ())
    assert article.is_accessible_for_free is False
    assert article.extraction.found_by == (
        FieldSource(field="title", source="first"),
        FieldSource(field="keywords", source="first"),
        FieldSource(field="lead", source="second"),
        FieldSource(field="is_accessible_for_free", source="second"),
    )


def test_an_extractor_that_fails_costs_its_own_answers_only_and_is_named() -> None:
    article = extract(PAGE, [read_badly, read_second])
    assert article.title == "Second"
    warning, *_ = article.extraction.warnings
    assert warning.startswith("badly failed: ValueError: of the page")
    assert len(warning) <= 200


def test_a_rule_is_signed_as_the_sites_rule_and_outranks_who_comes_later() -> None:
    article = extract(PAGE, [Rules(title="h1", lead=".none"), read_second])
    assert (article.title, article.lead) == ("Visible", "Lead")
    assert article.extraction.found_by[0] == FieldSource(field="title", source="site_rule")


def test_a_rule_that_is_no_selector_is_told() -> None:
    article = extract(PAGE, [Rules(title="h1["), read_second])
    assert article.title == "Second"
    assert article.extraction.warnings[0].startswith("site_rule failed: ")


def test_nobody_asked_nothing_known() -> None:
    assert extract(PAGE, []) == Article(url=URL, extraction=extract(PAGE, []).extraction)
    assert extract(PAGE, []).extraction.found_by == ()


def test_what_is_known_of_the_page_goes_into_the_article() -> None:
    page = Page(
        url=URL,
        html=b"",
        requested_url="https://news.example/r",
        redirects=("https://news.example/s",),
        replacement_characters=2,
        http=Http(status=200),
        rights=Rights(robots_meta=("noai",)),
        discovered_via=DiscoveredVia(kind="feed", url="https://news.example/feed"),
        fetched_at=datetime(2026, 11, 22, 6, 0, 0, 999, tzinfo=UTC),
    )
    article = extract(page, [])
    assert article.addresses == ("https://news.example/r", "https://news.example/s", URL)
    assert (article.http, article.rights, article.discovered_via) == (page.http, page.rights, page.discovered_via)
    assert article.fetched_at == "2026-11-22T06:00:00+00:00"
    assert article.extraction.warnings == ("replacement_characters",)
    assert article.extraction.replacement_characters == 2


def test_the_general_readers_agree_on_one_page() -> None:
    text = "The council voted on Friday for a new library on the quay, and nobody was against it. " * 4
    page = Page(
        url=URL,
        html=f"""<html lang="en"><head><meta property="og:title" content="Meta"><link rel="canonical" href="/canonical">
        <script type="application/ld+json">{{"@type": "NewsArticle", "headline": "JSON-LD"}}</script></head>
        <body><article itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">Microdata</h1>
        <meta itemprop="datePublished" content="2026-11-22"><p class="byline">Ann Lee</p><p>{text}</p>
        </article></body></html>""".encode(),
    )
    article = extract(page)
    assert {one.field: one.source for one in article.extraction.found_by} == {
        "content_type": "json_ld",
        "title": "meta",
        "date_published_raw": "microdata",
        "language_declared": "meta",
        "canonical_url": "meta",
        "authors": "visible",
        "body": "main_text",
        "links": "main_text",
    }
    assert article.body[-1] == Block(type="paragraph", text=text.strip())
    assert article.extraction.warnings == ()


PIECES = st.sampled_from(
    ["<html lang=", "<head>", "<title>", "<meta property='og:image' content='//[x'>", "<meta name=author content=x>",
     "<link rel=canonical href='http://[::1'>", "<script type='application/ld+json'>",
     '{"@type": "Article", "image": [', "</script>", "<article itemscope itemtype='http://schema.org/Article'>",
     "<p itemprop='author'>",
     "<time datetime>", "<figure><img src='//[x'>", "<a href='//[x'>", "<table><tr><td>", "<ul><li>",
     "<blockquote><cite>", "<h1>",
     "</p>", "</article>", "<!--", "<![CDATA[", "&#0;", "&#xD800;", "word " * 60, "\x00", "\x0b",
     "<svg><style>", "<template><p>"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)  # the first look at the weights takes its time
@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=25).map("".join)))
@example("<div>" * 3000 + "word " * 100)
@example("<table><tr><td>" * 500 + "word")
def test_no_page_breaks_the_chain(html: str) -> None:
    rules = Rules(title="h1", body="body", drop="p", quotes="li", lead="p", authors="a::attr(href)")
    article = extract(Page(url=URL, html=html.encode()), (rules, *GENERAL))
    assert article.url == URL
    assert not [warning for warning in article.extraction.warnings if not warning.startswith(DEEP)]


DEEP = "site_rule failed: RecursionError"
