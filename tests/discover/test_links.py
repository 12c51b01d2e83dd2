"""Where a site's pages say that there are feeds, and where one may look."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discover import read_links, usual_places
from newscrawl.discover.links import MAX_LINKS, USUAL_PLACES

URL = "https://news.example/politics/"


@pytest.mark.parametrize(
    ("html", "links"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="/feed">', ["https://news.example/feed"]),
        ('<link rel="ALTERNATE home" type="Application/Atom+XML; charset=utf-8" href=a>', ["https://news.example/politics/a"]),
        ('<link rel=alternate type=application/feed+json href="//x.example/f.json">', ["https://x.example/f.json"]),
        ('<base href="/b/"><link rel=alternate type=application/rss+xml href=f>', ["https://news.example/b/f"]),
        ("<link rel=alternate hreflang=de href=/de/>", []),
        ("<link rel=stylesheet type=application/rss+xml href=/f>", []),
        ("<link rel=alternate type=application/rss+xml href='http://[x'>", []),
        ("<link rel=alternate type=application/rss+xml href='javascript:x'>", []),
        ("<a href=/news/feed.xml>RSS</a><a href=/a.html>A</a>", ["https://news.example/news/feed.xml"]),
        ("<a href='/sport/index.rss#top'>RSS</a>", ["https://news.example/sport/index.rss"]),
        (
            "<a href=/one/rss>1</a><link rel=alternate type=application/rss+xml href=/two><a href=/two/rss/>2</a>",
            ["https://news.example/two", "https://news.example/one/rss", "https://news.example/two/rss/"],
        ),
        ("<a href=/feedback>no</a><a href=/press>no</a>", []),
    ],
)  # fmt: skip
def test_a_page_names_its_feeds_the_declared_ones_first(html: str, links: list[str]) -> None:
    assert list(read_links(html.encode(), URL)) == links


def test_of_a_thousand_feeds_the_first_are_taken() -> None:
    html = "".join(f"<link rel=alternate type=application/rss+xml href=/{number}/feed>" for number in range(1000))
    assert len(read_links(html.encode(), URL)) == MAX_LINKS


def test_a_page_that_would_take_long_to_read_names_none() -> None:
    assert read_links(b"<link rel=alternate type=application/rss+xml href=/f>" + b"<p>" * 60_000, URL) == ()


@given(st.binary(max_size=300))
def test_no_page_breaks_the_reader(html: bytes) -> None:
    assert all(link.startswith(("http://", "https://")) for link in read_links(html, URL))


def test_the_usual_places_are_those_of_the_host() -> None:
    places = usual_places(URL)
    assert len(places) == len(USUAL_PLACES)
    assert "https://news.example/robots.txt" in places
    assert "https://news.example/news-sitemap.xml" in places
