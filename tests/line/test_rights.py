"""What publishers reserve is recorded with each article, and what a purpose is not granted is not stored."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.conftest import Crawl
from tests.news_server import TDMREP, Answer, NewsServer, story_page

RESERVED = Answer(b'[{"location": "/", "tdm-reservation": 1, "tdm-policy": "https://p.example/"}]')
ROBOTS = Answer(b"User-agent: *\nContent-Signal: search=yes\nContent-Usage: train-ai=n\n", content_type="text/plain")


def asked(server: NewsServer, path: str) -> int:
    return sum(one.path == path for one in server.asked)


def numbers(crawl: Crawl) -> list[str]:
    return sorted(article["url"].rpartition("-")[2][0] for article in crawl.articles())


def states(crawl: Crawl) -> list[tuple[str, str | None]]:
    with closing(sqlite3.connect(crawl.data / "state.db")) as state:
        return state.execute("SELECT state, reason FROM urls ORDER BY first_seen_at, state").fetchall()


def test_all_that_is_said_is_recorded_and_the_file_is_asked_for_once_a_day(crawl: Crawl, server: NewsServer) -> None:
    server.answers |= {TDMREP: RESERVED, "/robots.txt": ROBOTS}
    page = story_page(1, head='<meta name="robots" content="noindex"><meta name="newscrawl" content="noai">')
    server.answers["/story-1.html"] = Answer(
        page, headers={"X-Robots-Tag": "noarchive", "Content-Usage": "search=y", "tdm-policy": "https://q.example/"}
    )
    server.feed(["/story-1.html"])
    assert crawl().code == 0
    (article,) = crawl.articles()
    assert article["rights"] == {
        "robots_meta": ["noindex", "newscrawl: noai"], "x_robots_tag": ["noarchive"], "tdm_reservation": "1",
        "tdm_policy": "https://q.example/", "content_usage": "search=y, train-ai=n", "content_signal": "search=yes",
    }  # fmt: skip
    server.feed([server.story(2)])
    crawl()
    assert (numbers(crawl), asked(server, TDMREP)) == (["1", "2"], 1)
    assert server.paths().index("/robots.txt") < [one.path for one in server.asked].index(TDMREP)


def test_what_is_reserved_against_one_purpose_is_fetched_again_for_another(crawl: Crawl, server: NewsServer) -> None:
    for number, word in enumerate(("noindex", "noarchive", "noai", "none"), 1):
        server.story(number, head=f'<meta name="robots" content="{word}">')
    server.feed([*(f"/story-{number}.html" for number in range(1, 5)), server.story(5)], etag='"a"')
    assert crawl(NEWSCRAWL_PURPOSE="ai-train").code == 0
    assert (numbers(crawl), crawl.record()["skipped"]) == (["5"], {"rights_reserved": 4})
    assert min(states(crawl)) == ("refused", "rights_reserved: noai")
    server.asked.clear()
    crawl(NEWSCRAWL_PURPOSE="ai-train")
    assert server.paths() == ["/feed.xml"]
    crawl(NEWSCRAWL_PURPOSE="search")
    assert numbers(crawl) == ["2", "3", "5"], "though the feed answers that nothing has changed"
    crawl()
    assert numbers(crawl) == ["1", "2", "3", "5"]
    server.asked.clear()
    crawl()
    assert server.paths() == ["/feed.xml"], "for the same purpose it is asked only once"


def test_training_waits_where_it_cannot_be_known_what_is_reserved(crawl: Crawl, server: NewsServer) -> None:
    server.answers[TDMREP] = Answer(b"later", 503)
    server.feed([server.story(1), server.story(2)])
    ended = crawl(NEWSCRAWL_PURPOSE="ai-train")
    assert (ended.code, numbers(crawl), crawl.record()["skipped"]) == (0, [], {"tdmrep_unreachable": 2})
    assert (asked(server, TDMREP), asked(server, "/story-1.html")) == (1, 0)
    assert states(crawl) == [("pending", None)] * 2
    server.answers[TDMREP] = Answer(b'[{"location": "/*1.html$", "tdm-reservation": 1}]')
    crawl(NEWSCRAWL_PURPOSE="ai-train")
    assert numbers(crawl) == ["2"]
    assert ("refused", "rights_reserved: tdm-reservation=1") in states(crawl)


@pytest.mark.parametrize("answer", [Answer(b"down", 503), Answer(b"{", 200), Answer(b"gone", 410)])
def test_research_goes_on_where_it_is_not_known_or_nothing_is_said(
    crawl: Crawl, server: NewsServer, answer: Answer
) -> None:
    server.answers[TDMREP] = answer
    server.feed([server.story(1)])
    assert crawl().code == 0
    (article,) = crawl.articles()
    assert article["rights"]["tdm_reservation"] is None


def test_what_is_stored_stays_when_its_publisher_reserves_it_later(crawl: Crawl, server: NewsServer) -> None:
    server.feed([server.story(1)])
    crawl()
    server.story(1, text="Other words. " * 60, head='<meta name="robots" content="none">')
    crawl("--refetch")
    assert (numbers(crawl), crawl.record()["skipped"]) == (["1"], {"rights_reserved": 1})
    assert states(crawl) == [("stored", None)]


def test_each_host_that_a_redirect_leads_to_speaks_for_itself(crawl: Crawl, server: NewsServer) -> None:
    with NewsServer() as other:
        other.answers[TDMREP] = RESERVED
        other.story(1)
        server.answers["/old.html"] = Answer(status=301, headers={"Location": f"{other.base}/story-1.html"})
        server.feed(["/old.html", server.story(2)])
        crawl()
        told = {article["url"]: article["rights"]["tdm_reservation"] for article in crawl.articles()}
        assert told == {f"{other.base}/story-1.html": "1", f"{server.base}/story-2.html": None}
