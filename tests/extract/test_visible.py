"""What a page shows that says nothing to machines."""

from __future__ import annotations

import time

import pytest

from newscrawl.extract.visible import read_visible
from newscrawl.page import Page
from newscrawl.records import Author, Found

URL = "https://news.example/x/y"


def read(html: str) -> Found:
    return read_visible(Page(url=URL, html=html.encode()))


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<h1>The\n<b>title</b></h1>", "The title"),
        ("<title>The News</title><h1> </h1><h1>Title</h1>", "Title"),
        ("<title>Title - The News</title><h1>One</h1><h1>Two</h1>", "Title - The News"),
        ("<title>Title</title>", "Title"),
        ("<h1>One</h1><h1>Two</h1>", None),
        ("<title>Two | The News</title><h1>One</h1><h1>Two</h1>", "Two"),
        ('<h1><span class="kicker">Harbour</span>: The ferry</h1>', "The ferry"),
        ('<h1><span class="kicker">Harbour</span></h1>', "Harbour"),
        ("<title> </title>", None),
        ("<svg><title>Icon</title></svg><p>one</p>", None),
    ],
)
def test_the_title_is_the_only_heading_or_that_of_the_window(html: str, title: str | None) -> None:
    assert read(html).title == title


@pytest.mark.parametrize(
    ("html", "date"),
    [
        ('<time datetime="1">a</time><article><time datetime="2">b</time></article>', "2"),
        ('<time>a</time><time datetime="2">b</time>', "2"),
        ('<time datetime="">a</time>', None),
        ("<time datetime>a</time>", None),
        ("<time>22 Nov 2026</time>", None),
        ("<h1>Title</h1><p>Published: 22 Nov 2026</p>", "22 Nov 2026"),
        ('<h1>Title</h1><p>22 Nov 2026</p><time datetime="2">a</time>', "2"),
    ],
)
def test_the_date_is_the_first_of_the_article_that_is_meant_for_machines(html: str, date: str | None) -> None:
    assert read(html).date_published_raw == date


@pytest.mark.parametrize(
    ("html", "authors"),
    [
        ('<a rel="author" href="/ann">Ann</a><a rel="author nofollow" href="http://[x">Bob</a>',
         [Author(name="Ann", url="https://news.example/ann"), Author(name="Bob")]),
        ('<p class="byline">By Ann <time>today</time></p><p class="byline">Another</p>', [Author(name="By Ann")]),
        ('<p class="article-byline">Ann</p>', [Author(name="Ann")]),
        (f'<p class="author">{"Ann was born in a small town. " * 5}</p><p class="by">Bob</p>', [Author(name="Bob")]),
        ('<h1>Title</h1><p>By Ann Lee</p><p class="author">Bob</p>', [Author(name="By Ann Lee")]),
        ('<h1>Title</h1><ul class="metaAuthorList"><li>Ann</li></ul>', [Author(name="Ann")]),
        ('<p class="byline"> </p><p class="author"><time>today</time></p>', None),
        ('<a rel="author" href="mailto:ann@news.example">Ann</a>', [Author(name="Ann")]),
    ],
)  # fmt: skip
def test_the_authors_stand_in_a_byline(html: str, authors: list[Author] | None) -> None:
    assert read(html).authors == (tuple(authors) if authors else None)


@pytest.mark.parametrize("html", ["<time datetime=x>" * 20_000, "<article>" + "<figure>" * 20_000])
def test_a_page_that_is_nested_without_end_is_read_at_once(html: str) -> None:
    started = time.process_time()
    read(html)
    assert time.process_time() - started < 1


def test_only_figures_of_the_story_are_its_pictures() -> None:
    found = read('<figure><img src="/logo.png"></figure><article><figure><img src="/i.jpg"></figure></article>')
    assert [one.url for one in found.images or ()] == ["https://news.example/i.jpg"]
