"""A good guest's pace, as the host sees it: one request at a time, a pause after each answer, and away when told so."""

from __future__ import annotations

import signal
import sqlite3
import time
from contextlib import closing
from itertools import pairwise
from urllib.parse import urlsplit

import pytest

from newscrawl.state import SiteState
from tests.conftest import Crawl
from tests.line.test_ending import SHUTDOWN, wait_until
from tests.news_server import Answer, NewsServer, story_page

AN_HOUR = {"Retry-After": "3600"}
SLOW = 0.15  # seconds


def name_of(server: NewsServer) -> str:
    """The server as the state names it."""
    return urlsplit(server.base).netloc


def pauses(server: NewsServer) -> list[float]:
    """The seconds between each answer and the request after it; below 0 where that did not wait for the answer."""
    times = sorted((one.started, one.ended) for one in server.asked)
    return [later[0] - earlier[1] for earlier, later in pairwise(times)]


def let_the_time_come(crawl: Crawl) -> None:
    """What was to be waited for lies in the past."""
    with closing(sqlite3.connect(crawl.data / "state.db")) as state, state:
        state.execute("UPDATE hosts SET paused_until = 0, quarantined_until = 0")
        state.execute("UPDATE urls SET retry_at = '2026-01-01T00:00:00+00:00' WHERE state = 'failed'")


def stored(crawl: Crawl) -> set[str]:
    return {urlsplit(article["url"]).path for article in crawl.articles()}


def test_a_pause_lies_between_each_answer_and_the_next_request_whatever_it_is_for(
    crawl: Crawl, server: NewsServer
) -> None:
    with NewsServer() as other:
        server.feed(["/story-1.html", "/moved", "/away", "/flaky.html", "/gone.html"])
        server.answers["/story-1.html"] = Answer(story_page(1), seconds=SLOW)
        server.answers["/moved"] = Answer(status=301, headers={"Location": "/story-2.html"}, seconds=SLOW)
        server.story(2)
        server.answers["/away"] = Answer(status=302, headers={"Location": f"{other.base}{other.story(3)}"})
        server.answers["/flaky.html"] = Answer(story_page(4))
        server.first["/flaky.html"] = [Answer(status=500, seconds=SLOW), Answer(status=503)]
        ended = crawl(NEWSCRAWL_FETCH_DELAY_SECONDS="0.1", NEWSCRAWL_FETCH_ALLOW="127.0.0.1")
        assert ended.code == 0, ended.err
        assert len(crawl.articles()) == 4
        assert len(server.asked) == 11, server.paths()
        assert min(pauses(server)) >= 0.1
        assert min(pauses(other)) >= 0.1
        assert set(other.paths()) >= {"/robots.txt", "/story-3.html"}


def test_a_slow_host_has_longer_pauses(crawl: Crawl, server: NewsServer) -> None:
    for number in range(3):
        server.answers[f"/story-{number}.html"] = Answer(story_page(number), seconds=0.4)
    server.answers["/robots.txt"] = Answer(b"", content_type="text/plain", seconds=0.4)
    server.feed([f"/story-{number}.html" for number in range(3)])
    server.answers["/feed.xml"] = Answer(
        server.answers["/feed.xml"].body, content_type="application/rss+xml", seconds=0.4
    )
    crawl(NEWSCRAWL_FETCH_DELAY_SECONDS="0.01")
    assert len(crawl.articles()) == 3
    assert min(pauses(server)) >= 0.4 * 0.7, "tdmrep.json alone is quick"


def test_two_sites_of_one_process_ask_their_host_one_after_the_other(crawl: Crawl, server: NewsServer) -> None:
    for number in range(3):
        server.answers[f"/story-{number}.html"] = Answer(story_page(number), seconds=0.05)
    server.feed([f"/story-{number}.html" for number in range(3)])
    crawl(sites="local other", NEWSCRAWL_FETCH_DELAY_SECONDS="0.1")
    assert len(crawl.articles("local")) == len(crawl.articles("other")) == 3
    assert min(pauses(server)) >= 0.1


def test_the_pause_that_robots_txt_asks_for_is_kept_from_its_answer_on(crawl: Crawl, server: NewsServer) -> None:
    server.answers["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 0.3\n", content_type="text/plain")
    server.feed([server.story(1), server.story(2)])
    crawl(NEWSCRAWL_FETCH_DELAY_SECONDS="0.01")
    assert len(crawl.articles()) == 2
    assert min(pauses(server)) >= 0.3


def test_a_pause_that_a_host_asks_for_is_kept_by_this_run_and_the_next_and_nothing_is_lost(
    crawl: Crawl, server: NewsServer
) -> None:
    paths = [server.story(number) for number in range(1, 6)]
    server.feed(paths)
    server.first["/story-2.html"] = [Answer(status=503, headers=AN_HOUR)]
    ended = crawl()
    assert ended.code == 69
    record = crawl.record()
    assert record["outcome"] == "blocked"
    assert list(record["blocked"]) == [name_of(server)]
    assert f"blocked: {name_of(server)} until {record['blocked'][name_of(server)]}" in ended.out
    assert f"{name_of(server)} is not asked before" in ended.err
    assert (record["skipped"], record["failed"]) == ({"paused": 4}, {}), "nothing was decided about any of them"
    assert stored(crawl) == {"/story-1.html"}
    server.asked.clear()
    ended = crawl()
    record = crawl.record()
    assert (ended.code, record["outcome"], server.asked) == (69, "blocked", [])
    assert (record["sources"], record["sources_read"], record["skipped"]) == (1, 0, {"paused": 4})
    let_the_time_come(crawl)
    ended = crawl()
    assert (ended.code, crawl.record()["blocked"]) == (0, {})
    assert stored(crawl) == set(paths)


def test_a_host_that_is_paused_before_the_first_run_is_asked_for_nothing_not_even_robots_txt(
    crawl: Crawl, server: NewsServer
) -> None:
    server.feed([server.story(1)])
    state = SiteState.open(f"sqlite:///{crawl.data / 'state.db'}", "local")
    state.hosts.pause(name_of(server), 3600, "it has answered 429")
    state.close()
    assert crawl().code == 69
    assert server.asked == []
    let_the_time_come(crawl)
    assert crawl().code == 0, "that robots.txt could not be asked for says nothing about it"
    assert stored(crawl) == {"/story-1.html"}


def test_a_page_that_asks_for_a_short_pause_is_stored_by_the_same_run(crawl: Crawl, server: NewsServer) -> None:
    paths = [server.story(number) for number in range(1, 4)]
    server.feed(paths)
    server.first[paths[0]] = [Answer(status=429, headers={"Retry-After": "1"})]
    assert crawl().code == 0
    assert stored(crawl) == set(paths)
    asked = [(one.started, one.ended) for one in server.asked if one.path == paths[0]]
    assert len(asked) == 2
    assert asked[1][0] - asked[0][1] >= 1
    assert server.paths()[-1] == paths[0], "after all that waits"


@pytest.mark.parametrize("path", ["/robots.txt", "/feed.xml"])
def test_a_host_that_wants_to_be_left_alone_before_any_page_is_blocked_and_not_broken(
    crawl: Crawl, server: NewsServer, path: str
) -> None:
    server.feed([server.story(1)])
    server.first[path] = [Answer(status=429, headers=AN_HOUR)]
    for _ in range(2):
        assert crawl().code == 69
        record = crawl.record()
        assert (record["outcome"], record["sources_read"]) == ("blocked", 0)
        assert list(record["blocked"]) == [name_of(server)]
    assert server.paths()[-1] == path, "and nothing after it, by either run"
    let_the_time_come(crawl)
    with closing(sqlite3.connect(crawl.data / "state.db")) as state, state:
        state.execute("UPDATE robots SET tried_at = 0")
    assert crawl().code == 0
    assert stored(crawl) == {"/story-1.html"}


def test_of_what_waits_for_a_paused_host_nothing_is_said_one_by_one_and_other_hosts_are_asked(
    crawl: Crawl, server: NewsServer
) -> None:
    with NewsServer() as other:
        there = [f"{other.base}{other.story(number)}" for number in (1, 2)]
        items = "".join(f"<item><link>{url}</link></item>" for url in there)
        paths = [server.story(number) for number in range(3, 60)]
        server.feed(paths)
        rss = server.answers["/feed.xml"]
        body = rss.body.replace(b"</channel>", f"{items}</channel>".encode())
        server.answers["/feed.xml"] = Answer(body, content_type=rss.content_type)
        server.answers["/story-3.html"] = Answer(status=429, headers=AN_HOUR)
        ended = crawl(NEWSCRAWL_FETCH_ALLOW="127.0.0.1")
        assert ended.code == 69
        assert (len(crawl.articles()), crawl.record()["skipped"]) == (2, {"paused": 56})
        ended = crawl(NEWSCRAWL_FETCH_ALLOW="127.0.0.1")
        assert (ended.code, crawl.record()["skipped"]) == (69, {"paused": 56})
        assert ended.err.count("paused") < 10


def test_a_storm_of_429_ends_in_a_quarantine_that_the_next_run_keeps(crawl: Crawl, server: NewsServer) -> None:
    paths = [server.story(number) for number in range(1, 13)]
    server.feed(paths)
    for path in paths[2:]:
        server.first[path] = [Answer(status=429)]
    ended = crawl()
    asked = [one.path for one in server.asked if one.status == 429]
    record = crawl.record()
    assert (ended.code, record["outcome"], record["problem"]) == (69, "blocked", None)
    assert len(asked) == len(set(asked)) == record["failed"]["http_429"] == 5, "and none of them twice"
    assert record["skipped"]["paused"] == 5
    server.asked.clear()
    assert crawl().code == 69
    assert server.asked == []
    let_the_time_come(crawl)
    server.first.clear()
    assert crawl().code == 0
    assert stored(crawl) == set(paths)


def test_a_few_refusals_among_many_pages_are_no_block(crawl: Crawl, server: NewsServer) -> None:
    paths = [server.story(number) for number in range(1, 13)]
    server.feed(paths)
    for path in paths[::3]:
        server.answers[path] = Answer(status=403)
    assert crawl().code == 0
    record = crawl.record()
    assert (record["outcome"], record["blocked"]) == ("ok", {})
    assert (record["failed"], len(crawl.articles())) == ({"http_403": 4}, 8)


def test_a_host_that_flaps_is_asked_again_later_and_all_is_stored(crawl: Crawl, server: NewsServer) -> None:
    paths = [server.story(number) for number in range(1, 8)]
    server.feed(paths)
    for path in paths[::2]:
        server.first[path] = [Answer(status=503)]
    assert crawl(NEWSCRAWL_FETCH_DELAY_SECONDS="0.05").code == 0
    assert stored(crawl) == set(paths)
    answers = sorted((one.started, one.ended, one.status) for one in server.asked)
    after = [later[0] - earlier[1] for earlier, later in pairwise(answers) if earlier[2] == 503]
    assert len(after) == 4
    assert min(after) >= 0.1, "twice the delay"
    first_failure = next(place for place, path in enumerate(server.paths()) if path == paths[0])
    assert server.paths()[first_failure + 1] != paths[0], "not at once"


def test_the_host_that_a_redirect_leads_to_is_the_one_that_is_left_alone(crawl: Crawl, server: NewsServer) -> None:
    with NewsServer() as other:
        for number in (1, 2):
            there = {"Location": f"{other.base}/far-{number}.html"}
            server.answers[f"/away-{number}"] = Answer(status=301, headers=there)
            other.answers[f"/far-{number}.html"] = Answer(status=429, headers=AN_HOUR)
        server.feed(["/away-1", "/away-2", server.story(1), server.story(2)])
        ended = crawl(NEWSCRAWL_FETCH_ALLOW="127.0.0.1")
        assert [path for path in other.paths() if path.startswith("/far")] == ["/far-1.html"]
        record = crawl.record()
        assert (ended.code, list(record["blocked"])) == (69, [name_of(other)])
        assert stored(crawl) == {"/story-1.html", "/story-2.html"}


@pytest.mark.parametrize("value", ["-10", "soon"])
def test_a_retry_after_that_says_nothing_is_counted_and_passed_over(
    crawl: Crawl, server: NewsServer, value: str
) -> None:
    server.feed(["/busy.html", server.story(1)])
    server.answers["/busy.html"] = Answer(status=429, headers={"Retry-After": value})
    assert crawl().code == 0
    record = crawl.record()
    assert record["warnings"] == {"unreadable_retry_after": 1}
    assert stored(crawl) == {"/story-1.html"}


def test_who_waits_for_a_host_hears_signals_all_the_same(crawl: Crawl, server: NewsServer) -> None:
    server.feed(["/busy.html", server.story(1)])
    server.answers["/busy.html"] = Answer(status=429, headers={"Retry-After": "55"})
    process = crawl.start("crawl", "local")
    wait_until(lambda: "/busy.html" in server.paths(), process)
    sent = time.monotonic()
    ended = crawl.stop(process, signal.SIGTERM)
    assert time.monotonic() - sent < SHUTDOWN
    assert (ended.code, crawl.record()["outcome"]) == (143, "interrupted"), ended.err
    assert "Traceback" not in ended.err
    let_the_time_come(crawl)
    del server.answers["/busy.html"]
    crawl()
    assert stored(crawl) == {"/story-1.html"}
