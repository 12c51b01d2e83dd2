"""What feeds and news sitemaps told is the last word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from attrs import evolve

from newscrawl.extract.chain import extract
from newscrawl.extract.told import told_by_source
from newscrawl.normalise import normalise
from newscrawl.page import Page
from newscrawl.records import Candidate, SourceKind

TOLD = Candidate(
    url="https://news.example/a",
    kind="news_sitemap",
    source_url="https://news.example/news.xml",
    title="The council votes",
    published=datetime(2026, 11, 22, 6, 30, tzinfo=UTC),
    language="nb",
    keywords=("council",),
    publisher="The News",
    content_type="opinion",
    is_accessible_for_free=False,
)


def page(html: str, candidate: Candidate | None = TOLD) -> Page:
    return Page(url="https://news.example/a", html=html.encode(), candidate=candidate)


def test_where_the_page_says_nothing_its_source_is_believed_and_signs() -> None:
    article = extract(page("<p>No more than a few words stand here.</p>"))
    assert article.title == "The council votes"
    assert article.date_published_raw == "2026-11-22T06:30:00+00:00"
    assert (article.language_declared, article.keywords, article.publisher) == ("nb", ("council",), "The News")
    assert (article.content_type, article.is_accessible_for_free) == ("opinion", False)
    signed = {one.field for one in article.extraction.found_by if one.source == "news_sitemap"}
    assert signed == {
        "title", "date_published_raw", "language_declared", "keywords", "publisher", "content_type",
        "is_accessible_for_free",
    }  # fmt: skip


def test_what_the_page_says_is_never_overruled() -> None:
    html = """<html lang="en"><title>x</title><h1>The council has voted</h1>
        <meta property="article:published_time" content="2026-11-21T08:00:00Z"></html>"""
    article = extract(page(html))
    assert (article.title, article.language_declared) == ("The council has voted", "en")
    assert article.date_published_raw == "2026-11-21T08:00:00Z"
    assert ("title", "news_sitemap") not in {(one.field, one.source) for one in article.extraction.found_by}


def test_a_day_without_a_time_stays_a_day() -> None:
    candidate = evolve(TOLD, published=datetime(2026, 11, 22, tzinfo=UTC))
    article = normalise(extract(page("<p>Words</p>", candidate)))
    assert (article.date_published_raw, article.date_published_precision) == ("2026-11-22", "day")


def test_a_time_keeps_its_moment_in_whatever_zone_it_was_told() -> None:
    east = datetime(2026, 11, 22, 0, 0, tzinfo=timezone(timedelta(hours=9)))
    assert told_by_source(evolve(TOLD, published=east))["date_published_raw"] == "2026-11-21T15:00:00+00:00"


@pytest.mark.parametrize("kind", ["sitemap", "section", "given"])
def test_what_is_no_feed_and_no_news_sitemap_tells_nothing_of_articles(kind: SourceKind) -> None:
    assert told_by_source(evolve(TOLD, kind=kind)) == {}


def test_a_page_that_nobody_told_of_is_read_alone() -> None:
    article = extract(page("<p>Words</p>", None))
    assert (article.title, article.date_published_raw) == (None, None)
