"""Sitemaps, news sitemaps and indexes."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from newscrawl.discover import read_robots_sitemaps, read_source
from newscrawl.discover.sitemap import MAX_ROBOTS_SITEMAPS
from newscrawl.records import Candidate

URL = "https://news.example/sitemap.xml"
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" '
    'xmlns:video="http://www.google.com/schemas/sitemap-video/1.1"'
)
NEWS = """<news:news><news:publication><news:name>The News</news:name><news:language>en</news:language>
    </news:publication><news:publication_date>2026-11-22T06:30:00Z</news:publication_date>
    <news:title>A &amp; B</news:title></news:news>"""
IMAGE = "<image:image><image:loc>https://news.example/i.jpg</image:loc><image:title>Picture</image:title></image:image>"
VIDEO = """<video:video><video:title>Video</video:title><video:publication_date>2001-01-01</video:publication_date>
    <video:content_loc>https://news.example/v.mp4</video:content_loc></video:video>"""
LOC = "<loc> https://news.example/a\n</loc>"


def read(entry: str, spaces: str = SPACES) -> Candidate:
    found = read_source(f"<urlset {spaces}><url>{entry}</url></urlset>".encode(), URL)
    assert found.problem is None
    (candidate,) = found.candidates
    return candidate


def test_a_plain_sitemap_tells_where_and_when() -> None:
    assert read(f"{LOC}<lastmod>2026-11-22</lastmod><priority>0.5</priority>") == Candidate(
        url="https://news.example/a", kind="sitemap", source_url=URL, modified=datetime(2026, 11, 22, tzinfo=UTC)
    )


@pytest.mark.parametrize("spaces", [SPACES, "", 'xmlns="urn:wrong"'], ids=["declared", "undeclared", "wrong"])
@pytest.mark.parametrize("entry", [LOC + NEWS, NEWS + LOC, IMAGE + LOC + NEWS, LOC + IMAGE + VIDEO + NEWS])
def test_a_news_sitemap_tells_its_news_whatever_else_stands_there(entry: str, spaces: str) -> None:
    assert read(entry, spaces) == Candidate(
        url="https://news.example/a",
        kind="news_sitemap",
        source_url=URL,
        title="A & B",
        published=datetime(2026, 11, 22, 6, 30, tzinfo=UTC),
        language="en",
        publisher="The News",
    )


@pytest.mark.parametrize("entry", [IMAGE + LOC, LOC + VIDEO])
def test_titles_and_dates_of_pictures_are_not_those_of_the_article(entry: str) -> None:
    assert read(entry) == Candidate(url="https://news.example/a", kind="sitemap", source_url=URL)


def test_an_index_names_children_and_no_articles() -> None:
    body = f"""<?xml version="1.0"?><sitemapindex {SPACES}>
        <sitemap><loc>https://news.example/2026.xml.gz</loc><lastmod>2026-11-22T06:30:00Z</lastmod></sitemap>
        <sitemap><loc>/2025.xml</loc></sitemap><sitemap><lastmod>2026-11-22</lastmod></sitemap>
        <sitemap><loc>/2025.xml</loc></sitemap></sitemapindex>"""
    found = read_source(body.encode(), URL)
    assert found.candidates == ()
    assert [(child.url, child.modified) for child in found.children] == [
        ("https://news.example/2026.xml.gz", datetime(2026, 11, 22, 6, 30, tzinfo=UTC)),
        ("https://news.example/2025.xml", None),
    ]


def test_an_entry_without_an_address_is_none() -> None:
    assert read_source(b"<urlset><url><loc> </loc></url><url/></urlset>", URL).candidates == ()


def test_a_news_sitemap_tells_all_its_news() -> None:
    entry = f"""{LOC}<news:news><news:publication><news:name>The News</news:name><news:language>zh-cn</news:language>
        </news:publication><news:access>Subscription</news:access><news:genres>PressRelease, Opinion</news:genres>
        <news:publication_date>2026-11-22</news:publication_date><news:title>A</news:title>
        <news:keywords>sea, port ,, sea</news:keywords><news:stock_tickers>NASDAQ:AMAT, BOM:500325</news:stock_tickers>
        </news:news><lastmod>2026-11-23</lastmod>"""
    assert read(entry) == Candidate(
        url="https://news.example/a",
        kind="news_sitemap",
        source_url=URL,
        title="A",
        published=datetime(2026, 11, 22, tzinfo=UTC),
        modified=datetime(2026, 11, 23, tzinfo=UTC),
        language="zh-cn",
        keywords=("sea", "port", "NASDAQ:AMAT", "BOM:500325"),
        publisher="The News",
        content_type="opinion",
        is_accessible_for_free=False,
    )


@pytest.mark.parametrize(("genres", "access"), [("Blog", "Free"), ("UserGenerated", ""), ("", "open")])
def test_other_genres_and_ways_of_access_say_nothing_of_the_article(genres: str, access: str) -> None:
    candidate = read(
        f"{LOC}<news:news><news:publication/><news:genres>{genres}</news:genres><news:access>{access}</news:access></news:news>"
    )
    assert (candidate.kind, candidate.content_type, candidate.is_accessible_for_free) == ("news_sitemap", None, None)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff", "\n \n"])
def test_a_sitemap_in_plain_text_names_an_address_a_line(end: str, mark: str) -> None:
    lines = ("https://news.example/a", "  HTTP://news.example/b ", "# no address", "", "/c", "https://news.example/d")
    found = read_source((mark + end.join(lines)).encode(), "https://news.example/sitemap.txt")
    assert [one.url for one in found.candidates] == [
        "https://news.example/a",
        "http://news.example/b",
        "https://news.example/d",
    ]
    assert {one.kind for one in found.candidates} == {"sitemap"}
    assert found.problem is None


def test_a_long_sitemap_in_plain_text_is_read_wherever_its_pieces_are_cut() -> None:
    urls = [f"https://news.example/{number}/{'x' * (number % 97)}" for number in range(5000)]
    found = read_source(gzip.compress("\r\n".join(urls).encode()), "https://news.example/sitemap.txt.gz")
    assert [one.url for one in found.candidates] == urls


ROBOTS = b"""\xef\xbb\xbfUser-agent: *
Disallow: /private/ # Sitemap: https://news.example/no.xml
Sitemap: https://news.example/a.xml
sitemap :/b.xml\r
 SITEMAP: https://other.example/c.xml # the third
Sitemap:
Sitemap: http://[x/
Sitemap: javascript:x
Sitemap: https://news.example/a.xml
Not-a-Sitemap: https://news.example/no.xml
"""


def test_the_sitemaps_of_robots_txt_are_found_however_they_are_written() -> None:
    assert read_robots_sitemaps(ROBOTS, "https://news.example/robots.txt") == (
        "https://news.example/a.xml",
        "https://news.example/b.xml",
        "https://other.example/c.xml",
    )


def test_a_robots_txt_is_an_index_of_sitemaps() -> None:
    found = read_source(ROBOTS, "https://news.example/robots.txt")
    assert [one.url for one in found.children] == [
        "https://news.example/a.xml",
        "https://news.example/b.xml",
        "https://other.example/c.xml",
    ]
    assert (found.candidates, found.problem, found.kind) == ((), None, "index")


def test_of_ten_thousand_sitemaps_in_robots_txt_the_first_are_taken() -> None:
    body = b"".join(b"Sitemap: /%d.xml\n" % number for number in range(10_000))
    found = read_robots_sitemaps(body, "https://news.example/robots.txt")
    assert len(found) == MAX_ROBOTS_SITEMAPS
    assert found[0] == "https://news.example/0.xml"
