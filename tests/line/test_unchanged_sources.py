"""A source that has not changed is not sent again, and what it had named before is fetched all the same."""

from __future__ import annotations

import signal
import sqlite3
from threading import Event

from newscrawl.config import VERSION
from tests.conftest import Crawl
from tests.line.test_ending import wait_until
from tests.news_server import Answer, NewsServer, story_page

ETAG = '"feed-1"'


def feed_statuses(server: NewsServer) -> list[int]:
    return [one.status for one in server.asked if one.path == "/feed.xml"]


def urls(crawl: Crawl) -> list[str]:
    return sorted(article["url"].rpartition("/")[2] for article in crawl.articles())


def test_an_unchanged_feed_is_asked_for_conditionally_and_that_is_no_failure(crawl: Crawl, server: NewsServer) -> None:
    server.feed([server.story(1)], etag=ETAG)
    assert [crawl().code for _ in range(3)] == [0, 0, 0]
    assert feed_statuses(server) == [200, 304, 304]
    assert (crawl.record()["sources_read"], urls(crawl)) == (1, ["story-1.html"])
    server.feed([server.story(2), "/story-1.html"], etag='"feed-2"')
    crawl()
    assert (feed_statuses(server)[-1], urls(crawl)) == (200, ["story-1.html", "story-2.html"])


def test_what_a_limited_run_has_left_is_fetched_though_the_feed_answers_304(crawl: Crawl, server: NewsServer) -> None:
    server.feed([server.story(number) for number in range(1, 6)], etag=ETAG)
    crawl("--limit", "2")
    crawl()
    assert feed_statuses(server) == [200, 304]
    assert urls(crawl) == [f"story-{number}.html" for number in range(1, 6)]
    assert [server.paths().count(f"/story-{number}.html") for number in (1, 2)] == [1, 1]


def test_what_a_killed_run_has_left_is_fetched_though_the_feed_answers_304(crawl: Crawl, server: NewsServer) -> None:
    gate = Event()
    server.feed([server.story(1), server.story(2), server.story(3)], etag=ETAG)
    server.answers["/story-2.html"] = Answer(story_page(2), gate=gate)
    process = crawl.start("crawl", "local")
    wait_until(lambda: "/story-1.html" in server.paths(), process)
    crawl.stop(process, signal.SIGKILL)
    gate.set()
    assert crawl().code == 0
    assert feed_statuses(server) == [200, 304]
    assert urls(crawl) == ["story-1.html", "story-2.html", "story-3.html"]


def test_what_a_503_has_left_is_fetched_when_its_time_has_come_though_the_feed_answers_304(
    crawl: Crawl, server: NewsServer
) -> None:
    server.feed([server.story(1), server.story(2)], etag=ETAG)
    server.answers["/story-2.html"] = Answer(b"later", 503)
    crawl()
    server.story(2)
    crawl()
    assert urls(crawl) == ["story-1.html"], "an hour has not gone by"
    with sqlite3.connect(crawl.data / "state.db") as state:
        state.execute("UPDATE urls SET retry_at = '2026-01-01T00:00:00+00:00' WHERE state = 'failed'")
    state.close()
    crawl()
    assert feed_statuses(server) == [200, 304, 304]
    assert urls(crawl) == ["story-1.html", "story-2.html"]


def test_a_run_with_a_window_does_not_call_the_feed_read_for_those_without(crawl: Crawl, server: NewsServer) -> None:
    old, new = ("/story-1.html", "Mon, 16 Nov 2020 08:00:00 GMT"), ("/story-2.html", "Mon, 16 Nov 2026 08:00:00 GMT")
    server.story(1, date="2020-11-16T08:00:00Z")
    server.story(2)
    server.feed([new, old], etag=ETAG)
    crawl("--since", "2026-01-01")
    assert urls(crawl) == ["story-2.html"]
    crawl()
    assert feed_statuses(server) == [200, 200]
    assert urls(crawl) == ["story-1.html", "story-2.html"]


def test_a_refetch_and_a_newer_extraction_read_the_whole_feed_again(crawl: Crawl, server: NewsServer) -> None:
    server.feed([server.story(1)], etag=ETAG)
    crawl()
    crawl("--refetch")
    assert feed_statuses(server) == [200, 200]
    with sqlite3.connect(crawl.data / "state.db") as state:
        state.execute("UPDATE sources SET extraction_version = ?", (f"{VERSION}-older",))
    state.close()
    crawl()
    assert feed_statuses(server) == [200, 200, 200]


def test_a_broken_feed_is_read_again(crawl: Crawl, server: NewsServer) -> None:
    server.story(1)
    body = f"<rss><channel><item><link>{server.base}/story-1.html</link></item><item><link>"
    server.answers["/feed.xml"] = Answer(body.encode(), content_type="application/rss+xml", headers={"ETag": ETAG})
    crawl()
    crawl()
    assert feed_statuses(server) == [200, 200]
    assert urls(crawl) == ["story-1.html"]
