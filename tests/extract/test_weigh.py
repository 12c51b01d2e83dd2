"""Fields for which several witnesses are heard."""

from __future__ import annotations

import pytest

from newscrawl.extract import GENERAL, extract
from newscrawl.page import Page
from newscrawl.records import Article

URL = "https://www.harbour-news.example/a"


def read(head: str = "", body: str = "", data: str = "") -> Article:
    script = f'<script type="application/ld+json">{{"@type": "NewsArticle", {data}}}</script>' if data else ""
    page = Page(url=URL, html=f"<html><head>{head}{script}</head><body>{body}</body></html>".encode())
    return extract(page, GENERAL[:-1])


def source(article: Article, field: str) -> str:
    return {one.field: one.source for one in article.extraction.found_by}[field]


def og(title: str) -> str:
    return f'<meta property="og:title" content="{title}">'


def headline(title: str) -> str:
    return f'"headline": "{title}"'


@pytest.mark.parametrize(
    ("told", "shared", "window", "title"),
    [
        ("Ferry sails", "Ferry sails", "Ferry sails", "Ferry sails"),
        ("Ferry sails", "A ferry leaves", "Ferry sails | Harbour News", "A ferry leaves"),
        ("Ferry sails", "Harbour: ferry", "Harbour: ferry - Harbour News", "Ferry sails"),
        ("Ferry sails", "Harbour: ferry - Harbour News", "Harbour: ferry", "Ferry sails"),
        ("Ferry sails", "Ferry sails | Harbour News", "Other", "Ferry sails"),
        ("Ferry sails | Sport", "Ferry sails", "Ferry sails | Sport", "Ferry sails"),
        ("Ferry sails", "Ferry, the la", "Ferry, the last one", "Ferry sails"),
        ("Ferry sails late", "Ferry sails", "Ferry sails late", "Ferry sails"),
        ("Ferry sails...", "Ferry sails...", "Ferry sails...", "Ferry sails..."),
    ],
)
def test_what_is_shared_is_the_title_unless_it_is_what_search_engines_get(
    told: str, shared: str, window: str, title: str
) -> None:
    assert read(f"<title>{window}</title>{og(shared)}", "", headline(told)).title == title


def test_a_title_that_was_cut_gives_way_to_the_whole_one() -> None:
    article = read(og("The ferry that sailed..."), "<h1>The ferry that sailed for ever</h1>")
    assert (article.title, source(article, "title")) == ("The ferry that sailed for ever", "visible")


@pytest.mark.parametrize(
    "tail", [" | Harbour News", " - Harbour", " – HN – 22.11.2026", " » Sport", "：港新聞", " -- News"]
)
def test_what_hangs_on_the_visible_headline_is_the_templates(tail: str) -> None:
    assert read(og(f"The ferry sails{tail}"), "<h1>The ferry sails</h1>").title == "The ferry sails"


def test_what_two_say_is_not_cut_and_a_word_is_no_headline() -> None:
    assert read(
        og("The ferry sails - again"), "<h1>The ferry sails</h1>", headline("The ferry sails - again")
    ).title == ("The ferry sails - again")
    assert read(og("Ferry - the last one"), "<h1>Ferry</h1>").title == "Ferry - the last one"


def test_a_kicker_in_the_visible_headline_is_not_in_the_title() -> None:
    html = """<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">
        <span class="overline">Harbour</span> - The ferry sails</h1></div>"""
    article = read(body=html)
    assert (article.title, article.kicker) == ("The ferry sails", "Harbour")


@pytest.mark.parametrize(
    ("first", "second", "authors"),
    [
        ("Harbour News", "Ann Lee", ["Ann Lee"]),
        ("harbour-news.example", "By Ann Lee, Harbour News", ["By Ann Lee, Harbour News"]),
        ("Harbour News", "Harbour News staff", ["Harbour News"]),
        ("Harbour News", "Press Agency", ["Harbour News"]),
        ("港新聞", "松本花", ["松本花"]),
        ("Ann Lee", "Bob Ray", ["Ann Lee"]),
        ("ann", "Bob van den Ray", ["Bob van den Ray"]),
    ],
)
def test_the_publisher_is_the_author_only_where_nobody_is_named(first: str, second: str, authors: list[str]) -> None:
    data = f'"author": "{first}", "publisher": {{"name": "Harbour News"}}'
    found = read(f'<meta name="author" content="{second}">', "", data)
    assert [one.name for one in found.authors] == authors


@pytest.mark.parametrize(
    ("first", "second", "date"),
    [
        ("2026-11-22 06:00:00.0", "2026-11-22T06:00:00+01:00", "2026-11-22T06:00:00+01:00"),
        ("2026-11-22T06:00", "2026-11-22T06:00:00Z", "2026-11-22T06:00:00Z"),
        ("2026-11-22T06:00", "2026-11-22T07:00:00Z", "2026-11-22T06:00"),
        ("2026-11-22T06:00Z", "2026-11-22T06:00:00+01:00", "2026-11-22T06:00Z"),
        ("2026-11-22", "2026-11-22T06:00:00Z", "2026-11-22"),
    ],
)
def test_the_same_time_with_a_zone_is_worth_more(first: str, second: str, date: str) -> None:
    head = f'<meta property="article:published_time" content="{second}">'
    assert read(head, "", f'"datePublished": "{first}"').date_published_raw == date


def test_a_kind_that_says_more_than_article_wins() -> None:
    assert read('<meta property="og:type" content="video.other">', "", headline("Title")).content_type == "video"
    assert read('<meta property="og:type" content="article">').content_type == "article"


def test_a_lead_is_one_only_where_the_text_begins_with_it() -> None:
    lead = "The last ferry left the harbour on Friday, and hardly anybody was there."
    text = "The council voted on Friday for a new ferry, and nobody was against it. " * 6
    html = f'<article><h1>Title</h1><p class="standfirst">{lead}</p><p>{text}</p></article>'
    page = Page(url=URL, html=f"<html><body>{html}</body></html>".encode())
    assert extract(page).lead == lead
    assert extract(page, GENERAL[:-1]).lead is None


@pytest.mark.parametrize("title", ["x" * 100_000, " - " * 30_000, "..." * 30_000, "| " * 30_000])
def test_a_title_without_end_is_weighed_at_once(title: str) -> None:
    assert read(f"<title>{title}</title>{og(title)}", f"<h1>{title}</h1>", headline(title)).extraction.warnings == ()
