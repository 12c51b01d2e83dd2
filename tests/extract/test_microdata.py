"""Microdata, and whose property is whose."""

from __future__ import annotations

import time

import pytest

from newscrawl.extract.microdata import read_microdata
from newscrawl.page import Page
from newscrawl.records import Author, Found, Image

URL = "https://news.example/x/y"


def read(inner: str, kind: str = "https://schema.org/NewsArticle") -> Found:
    return read_microdata(Page(url=URL, html=f'<div itemscope itemtype="{kind}">{inner}</div>'.encode()))


def test_an_article_tells_all_it_knows() -> None:
    found = read("""
        <h1 itemprop="headline name">The <b>title</b></h1><meta itemprop="description" content="About">
        <time itemprop="datePublished" datetime="2026-11-22">yesterday</time>
        <meta itemprop="dateModified" content="2026-11-23">
        <span itemprop="author" itemscope itemtype="https://schema.org/Person"><a itemprop="url" href="/ann">
          <b itemprop="name">Ann Lee</b></a></span>
        <div itemprop="publisher" itemscope><meta itemprop="name" content="The News"></div>
        <a itemprop="articleSection" href="/politics">Politics</a><meta itemprop="keywords" content="quay, library">
        <meta itemprop="inLanguage" content="en"><img itemprop="image" src="i.jpg">""")
    assert found == Found(
        title="The title",
        description="About",
        authors=(Author(name="Ann Lee", url="https://news.example/ann"),),
        publisher="The News",
        date_published_raw="2026-11-22",
        date_modified_raw="2026-11-23",
        section=("Politics",),
        keywords=("quay", "library"),
        language_declared="en",
        images=(Image(url="https://news.example/x/i.jpg", is_main=True),),
    )


@pytest.mark.parametrize(
    "author",
    [
        '<a itemprop="author" href="/ann">Ann Lee</a>',
        '<span itemprop="author" itemscope><a itemprop="name" href="/ann">Ann Lee</a></span>',
        '<span itemprop="author"><a href="/ann">Ann Lee</a></span>',
        '<span itemprop="author" itemscope><a href="/ann">Ann Lee</a></span>',
    ],
)
def test_an_author_is_a_name_whatever_it_links_to(author: str) -> None:
    assert read(author).authors == (Author(name="Ann Lee", url="https://news.example/ann"),)


def test_properties_of_scopes_within_belong_to_those() -> None:
    found = read("""
        <div itemscope itemtype="https://schema.org/NewsArticle"><h2 itemprop="headline">Related</h2>
          <span itemprop="author">Somebody Else</span></div>
        <div itemprop="author" itemscope><span itemprop="name">Ann Lee</span>
          <span itemprop="description">A reporter</span></div>
        <h1 itemprop="headline">Title</h1>""")
    assert (found.title, found.description, found.authors) == ("Title", None, (Author(name="Ann Lee"),))


def test_two_scopes_alike_are_two() -> None:
    related = '<div itemscope><b itemprop="author">Ann</b></div>'
    assert read(related * 2).authors is None


@pytest.mark.parametrize(
    "kind", ["https://schema.org/Person", "https://schema.org/ArticleList", "", "schema.org/WebPage"]
)
def test_another_scope_is_no_article(kind: str) -> None:
    assert read('<h1 itemprop="headline">Title</h1>', kind) == Found()


@pytest.mark.parametrize(
    "kind", ["http://schema.org/Article", "https://schema.org/reportagenewsarticle", "x http://schema.org/BlogPosting"]
)
def test_the_kinds_of_articles_are_known(kind: str) -> None:
    assert read('<h1 itemprop="headline">Title</h1>', kind).title == "Title"


@pytest.mark.parametrize(
    ("image", "urls"),
    [
        (
            '<div itemprop="image" itemscope><meta itemprop="url" content="/i.jpg"></div>',
            ["https://news.example/i.jpg"],
        ),
        ('<link itemprop="image" href="/i.jpg"><img itemprop="image" src="/i.jpg">', ["https://news.example/i.jpg"]),
        ('<img itemprop="associatedMedia" src="/i.jpg">', ["https://news.example/i.jpg"]),
        ('<img itemprop="image" src="http://[broken"><img itemprop="image" src="data:x">', []),
        ('<img itemprop="image">', []),
    ],
)
def test_images_are_addresses(image: str, urls: list[str]) -> None:
    assert [one.url for one in read(image).images or ()] == urls


@pytest.mark.parametrize(
    "html",
    [
        "<b itemprop='author'>" * 20_000 + "Ann",
        "<b itemprop='headline'></b>" * 50_000,
        "<i>" * 20_000 + "<b itemprop='x'>",
    ],
    ids=["nested", "many", "deep"],
)
def test_a_scope_made_to_be_slow_is_read_at_once(html: str) -> None:
    started = time.process_time()
    assert read(html).title is None
    assert time.process_time() - started < 1


def test_an_empty_property_is_passed_over() -> None:
    found = read(
        '<meta itemprop="headline" content=" "><h1 itemprop="headline"> </h1>'
        '<b itemprop="name">Title</b><i itemprop>x</i>'
    )
    assert found.title == "Title"
