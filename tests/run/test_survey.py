"""What a survey makes of what it found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Response

from newscrawl.errors import UsageError
from newscrawl.run.survey import check_name, in_order, spider_file
from newscrawl.spider import NewsSpider
from newscrawl.survey import MAX_REQUESTS, MAX_SITEMAPS, FoundSource, Survey, SurveySpider

FRONT = "https://news.example/"


def found(url: str, kind: str, day: int | None = None, *, is_index: bool = False) -> FoundSource:
    newest = datetime(2026, 11, day, tzinfo=UTC) if day else None
    return FoundSource(url=url, kind=kind, is_index=is_index, entries=1, newest=newest)  # type: ignore[arg-type] # a test names kinds


def survey(*sources: FoundSource, **facts: list[str]) -> Survey:
    return Survey(FRONT, sources={one.url: one for one in sources}, **facts)


def spider(text: str) -> type[NewsSpider]:
    module: dict[str, type[NewsSpider]] = {}
    exec(text, module)  # noqa: S102 - what a user would do with it
    return module["XSpider"]


def test_the_kinds_that_tell_most_come_first_and_of_a_kind_the_newest() -> None:
    sources = [
        found("a", "sitemap", 22), found("b", "feed", 1), found("c", "feed", 2), found("d", "section"),
        found("e", "news_sitemap", 3, is_index=True), found("f", "news_sitemap"), found("g", "feed"),
    ]  # fmt: skip
    assert [one.url for one in in_order(survey(*sources))] == ["f", "e", "c", "b", "g", "d", "a"]


def test_a_section_is_a_source_only_where_there_is_nothing_better() -> None:
    section = found(FRONT, "section")
    assert spider(spider_file("x", survey(section))).sources == (FRONT,)
    assert spider(spider_file("x", survey(section, found("https://news.example/f", "feed")))).sources == (
        "https://news.example/f",
    )


def test_the_domain_is_told_where_the_sources_are_elsewhere() -> None:
    elsewhere = survey(
        found("https://feeds.example.net/1", "feed"), domains=["example.org", "example.org", "example.com"]
    )
    assert spider(spider_file("x", elsewhere)).domains == ("example.org",)
    at_home = survey(found("https://feeds.example.org/1", "feed"), domains=["example.org"])
    assert spider(spider_file("x", at_home)).domains == ()


@given(st.text(max_size=50))
def test_no_address_breaks_out_of_the_spider_s_file(text: str) -> None:
    url = f"https://news.example/{text}"
    assert spider(spider_file("x", survey(found(url, "feed")))).sources == (url,)


@pytest.mark.parametrize("name", ["", "X", "1a", "a-b", "a b", "../x", "ä"])
def test_a_name_that_cannot_be_one_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        check_name(name)


def read(url: str, body: bytes, spider: SurveySpider, index: str | None = None) -> list[str]:
    return [one.url for one in spider.parse(Response(url, body=body), url, index)]


def test_of_a_thousand_sitemaps_in_robots_txt_and_in_an_index_few_are_asked_for() -> None:
    spider = SurveySpider(FRONT)
    robots = b"".join(b"Sitemap: /%d.xml\n" % number for number in range(1000))
    assert len(read("https://news.example/robots.txt", robots, spider)) == MAX_SITEMAPS
    index = b"".join(b"<sitemap><loc>/i%d.xml</loc></sitemap>" % number for number in range(1000))
    assert read("https://news.example/i.xml", b"<sitemapindex>" + index + b"</sitemapindex>", spider) == [
        "https://news.example/i0.xml"
    ]


def test_an_index_of_indexes_without_end_is_not_followed_without_end() -> None:
    spider = SurveySpider(FRONT)
    url = "https://news.example/0.xml"
    for number in range(1, 1000):
        body = b"<sitemapindex><sitemap><loc>/%d.xml</loc></sitemap></sitemapindex>" % number
        if not (following := read(url, body, spider, None if number == 1 else "https://news.example/0.xml")):
            break
        (url,) = following
    assert number == MAX_REQUESTS + 1
    assert list(spider.survey.sources) == ["https://news.example/0.xml"]


def test_an_index_that_names_itself_is_read_once() -> None:
    spider = SurveySpider(FRONT)
    body = b"<sitemapindex><sitemap><loc>/i.xml</loc></sitemap></sitemapindex>"
    assert read("https://news.example/i.xml", body, spider) == ["https://news.example/i.xml"]
    assert read("https://news.example/i.xml", body, spider, "https://news.example/i.xml") == []
