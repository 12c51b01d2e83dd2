"""What stands in the head of a page."""

from __future__ import annotations

import pytest

from newscrawl.extract.meta import read_meta
from newscrawl.page import Page
from newscrawl.records import Author, Found, Image, Video

URL = "https://news.example/x/y"


def read(head: str, attributes: str = "") -> Found:
    return read_meta(Page(url=URL, html=f"<html {attributes}><head>{head}</head><body></body></html>".encode()))


def test_a_head_tells_all_it_knows() -> None:
    found = read(
        """<meta property="og:title" content="Title"><meta name="description" content="About">
        <meta name="author" content="Ann Lee"><meta property="og:site_name" content="The News">
        <meta property="article:published_time" content="2026-11-22">
        <meta property="article:modified_time" content="2026-11-23">
        <meta property="article:section" content="Politics"><meta property="article:tag" content="quay">
        <meta property="article:tag" content="a, b"><meta property="og:image" content="i.jpg">
        <meta property="og:image:alt" content="A cat"><link rel="canonical" href=" /canonical ">""",
        'lang="en-GB"',
    )
    assert found == Found(
        title="Title",
        description="About",
        authors=(Author(name="Ann Lee"),),
        publisher="The News",
        date_published_raw="2026-11-22",
        date_modified_raw="2026-11-23",
        section=("Politics",),
        keywords=("quay", "a, b"),
        language_declared="en-GB",
        canonical_url="https://news.example/canonical",
        images=(Image(url="https://news.example/x/i.jpg", alt="A cat", is_main=True),),
    )


def test_an_empty_head_tells_nothing() -> None:
    assert read('<meta charset="utf-8"><meta content="x"><meta name="author" content=" "><meta name="x">') == Found()


@pytest.mark.parametrize(
    ("head", "field", "value"),
    [
        ('<meta name="twitter:title" content="B"><meta name="og:title" content="A">', "title", "A"),
        ('<meta NAME="Twitter:Title" CONTENT="B">', "title", "B"),
        ('<meta property="og:title" content=""><meta name="twitter:title" content="B">', "title", "B"),
        ('<meta name="date" content="B"><meta name="article:published_time" content="A">', "date_published_raw", "A"),
        ('<meta http-equiv="content-language" content="de">', "language_declared", "de"),
        ('<meta property="og:locale" content="de_DE">', "language_declared", "de_DE"),
        ('<meta name="keywords" content="a, b ,, a">', "keywords", ("a", "b")),
        ('<meta name="news_keywords" content="a"><meta name="keywords" content="b">', "keywords", ("a",)),
        (
            '<meta name="author" content="Ann"><meta name="author" content="Bob"><meta name="author" content="Ann">',
            "authors",
            (Author(name="Ann"), Author(name="Bob")),
        ),
        ('<meta name="author" content="@ann"><meta name="byl" content="By Ann">', "authors", (Author(name="By Ann"),)),
        ('<meta property="article:author" content="https://social.example/ann">', "authors", None),
        ('<meta name="author" content="4711">', "authors", None),
        ('<meta name="author" content="ann@news.example">', "authors", None),
        ('<meta name="cXenseParse:author" content="Ann">', "authors", (Author(name="Ann"),)),
        (
            '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ann">',
            "authors",
            (Author(name="Ann"),),
        ),
        ('<meta name="twitter:label1" content="Price"><meta name="twitter:data1" content="Ann">', "authors", None),
        ('<meta name="article:published:time" content="A">', "date_published_raw", "A"),
        ('<meta name="DC.Date.Issued" content="A">', "date_published_raw", "A"),
        ('<meta name="publish_date" content="A">', "date_published_raw", "A"),
        ('<meta property="og:type" content="video.episode">', "content_type", "video"),
        ('<meta property="og:type" content="website">', "content_type", None),
        ('<meta property="article:content_tier" content="locked">', "is_accessible_for_free", False),
        ('<meta property="article:content_tier" content="metered">', "is_accessible_for_free", None),
        (
            '<meta property="og:video" content="/v"><meta property="og:video:url" content="/v">',
            "videos",
            (Video(url="https://news.example/v"),),
        ),
        ('<link rel="canonical" href="http://[broken">', "canonical_url", None),
        ('<link rel="canonical" href="">', "canonical_url", None),
        ('<meta property="og:image" content="http://[broken"><meta property="og:title" content="A">', "images", None),
    ],
)
def test_of_many_names_for_one_thing_the_most_honest_wins(head: str, field: str, value: object) -> None:
    assert getattr(read(head), field) == value
