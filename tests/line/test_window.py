"""--since, --until, --limit and --refetch."""

from __future__ import annotations

import pytest

from tests.conftest import Crawl
from tests.news_server import NewsServer

DAYS = {1: "2026-11-14T23:59:59Z", 2: "2026-11-15T00:00:00Z", 3: "2026-11-16T12:00:00Z", 4: "2026-11-17T00:00:00Z"}
FEED_DATES = {
    1: "Sat, 14 Nov 2026 23:59:59 GMT",
    2: "Sun, 15 Nov 2026 00:00:00 GMT",
    3: "Mon, 16 Nov 2026 12:00:00 GMT",
    4: "Tue, 17 Nov 2026 00:00:00 GMT",
}


def stored(crawl: Crawl) -> list[int]:
    return sorted(int(article["url"].split("-")[-1].removesuffix(".html")) for article in crawl.articles())


def test_since_is_inclusive_and_until_exclusive_and_what_lies_outside_is_not_fetched(
    crawl: Crawl, server: NewsServer
) -> None:
    server.feed([(server.story(number, date=DAYS[number]), FEED_DATES[number]) for number in DAYS])
    ended = crawl("--since", "2026-11-15", "--until", "2026-11-17")
    assert stored(crawl) == [2, 3]
    assert {"/story-1.html", "/story-4.html"}.isdisjoint(server.paths())
    assert "outside window 2" in ended.out


def test_undated_candidates_are_fetched_and_judged_and_come_back_without_a_window(
    crawl: Crawl, server: NewsServer
) -> None:
    server.feed([server.story(number, date=DAYS[number]) for number in DAYS])
    crawl("--since", "2026-11-15", "--until", "2026-11-17")
    assert stored(crawl) == [2, 3]
    assert len(server.paths()) == 6
    server.asked.clear()
    crawl("--since", "2026-11-15", "--until", "2026-11-17")
    assert server.paths() == ["/feed.xml"], "their dates are known by now"
    crawl()
    assert stored(crawl) == [1, 2, 3, 4]


def test_an_article_whose_page_has_no_date_is_stored_in_any_window(crawl: Crawl, server: NewsServer) -> None:
    server.feed([server.story(1, date="")])
    crawl("--since", "2026-11-15")
    (article,) = crawl.articles()
    assert article["date_published"] is None
    assert "no_date_published" in article["extraction"]["warnings"]


def test_limit_counts_stored_articles_and_the_next_run_goes_on_with_the_rest(crawl: Crawl, server: NewsServer) -> None:
    server.feed([server.story(number) for number in range(1, 6)])
    crawl("--limit", "2")
    assert len(crawl.articles()) == 2
    server.feed([])
    crawl("--limit", "2")
    assert len(crawl.articles()) == 4, "what was found before is remembered, though the feed has moved on"
    crawl()
    assert stored(crawl) == [1, 2, 3, 4, 5]
    assert len(server.paths()) <= 6 + 5 + 2, (
        "what was under way when a limit was reached, one page a run, is asked for again"
    )


def test_refetch_stores_nothing_for_the_same_words_and_a_version_for_others(crawl: Crawl, server: NewsServer) -> None:
    server.feed([server.story(1), server.story(2), server.story(3)])
    crawl()
    server.story(2, title="Another headline for number two")
    server.story(3, text="Now the office says something else altogether about its ferries. " * 12)
    ended = crawl("--refetch")
    assert "unchanged 1" in ended.out
    first = {article["url"]: article for article in crawl.articles() if article["version"] == 1}
    second = {article["url"][-6]: article for article in crawl.articles() if article["version"] == 2}
    assert {number: article["change"] for number, article in second.items()} == {"2": "title", "3": "text"}
    for article in second.values():
        before = first[article["url"]]
        assert article["id"] == before["id"]
        assert article["previous_content_hash"] == before["content_hash"] != article["content_hash"]
        assert article["first_seen_at"] == before["first_seen_at"]
    crawl("--refetch")
    assert len(crawl.articles()) == 5, "the second versions are the ones to compare with now"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--since", "yesterday-ish"), "since"),
        (("--until", "2026-13-01"), "until"),
        (("--limit", "0"), "limit"),
        (("--limit", "many"), "limit"),
        (("--since", "2026-11-16", "--until", "2026-11-16"), "not before"),
        (("--no-such-option",), "no-such-option"),
    ],
)
def test_an_argument_that_cannot_be_meant_ends_with_2(crawl: Crawl, arguments: tuple[str, ...], word: str) -> None:
    ended = crawl(*arguments)
    assert ended.code == 2
    assert word in ended.err


def test_refetch_settles_where_two_addresses_lead_to_one_article(crawl: Crawl, server: NewsServer) -> None:
    same = f'<link rel="canonical" href="{server.base}/story-1.html">'
    server.feed([server.story(1, head=same), server.story(2, head=same)])
    for _ in range(3):
        crawl("--refetch")
    assert [article["version"] for article in crawl.articles()] == [1]
