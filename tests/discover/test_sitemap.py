"""Sitemaps, news sitemaps and indexes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawl.discover import read_source
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
