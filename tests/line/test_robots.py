"""robots.txt between a crawl and servers of all kinds: what it forbids is never asked for."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from newscrawl.fetch.robots_rules import MAX_ROBOTS_BYTES
from tests.conftest import Crawl
from tests.news_server import Answer, NewsServer

ROBOTS = "/robots.txt"
FORBIDDEN = b"User-agent: newscrawl\nDisallow: /story-1.html\n"
Hosts = Callable[[], NewsServer]


def text(body: bytes) -> Answer:
    return Answer(body, content_type="text/plain")


def leads_to(address: str) -> Answer:
    return Answer(status=301, headers={"Location": address})


@pytest.fixture
def host() -> Iterator[Hosts]:
    """Makes further servers, each with a story."""
    with ExitStack() as stack:

        def another() -> NewsServer:
            running = stack.enter_context(NewsServer())
            running.story(1, text=f"Words of the host {running.base}. " * 60)
            return running

        yield another


class Endless(BaseHTTPRequestHandler):
    """Answers robots.txt with lines that never end, and all else with 404."""

    sent = 0

    def do_GET(self) -> None:
        self.send_response(200 if self.path == ROBOTS else 404)
        self.end_headers()
        line = FORBIDDEN + b"# and so on\n" * 5000
        while self.path == ROBOTS:
            try:
                self.wfile.write(line)
            except OSError:
                return
            type(self).sent += len(line)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def endless() -> Iterator[str]:
    Endless.sent = 0
    with ThreadingHTTPServer(("127.0.0.1", 0), Endless) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def outcomes(crawl: Crawl, hosts: dict[str, NewsServer]) -> dict[str, str]:
    """What became of each host's story: ``stored``, or ``asked`` or ``not asked`` for."""
    stored = {article["requested_url"].rpartition("/")[0] for article in crawl.articles()}
    return {
        name: "stored" if one.base in stored else "asked" if "/story-1.html" in one.paths() else "not asked"
        for name, one in hosts.items()
    }


def test_each_answer_decides_about_its_own_host_only(
    crawl: Crawl, server: NewsServer, host: Hosts, endless: str
) -> None:
    hosts = {name: host() for name in ("forbids", "has_none", "has_html", "fails", "asks_for_less", "is_too_long")}
    hosts["forbids"].answers[ROBOTS] = text(FORBIDDEN)
    hosts["has_html"].answers[ROBOTS] = Answer(b"<!doctype html><p>Welcome</p>")
    hosts["fails"].answers[ROBOTS] = Answer(b"", 503)
    hosts["asks_for_less"].answers[ROBOTS] = Answer(b"", 429)
    filling = b"# filling\n" * (MAX_ROBOTS_BYTES // 10)
    hosts["is_too_long"].answers[ROBOTS] = text(b"User-agent: *\nAllow: /\n" + filling + FORBIDDEN)
    server.feed([server.story(1)])
    feed = server.answers["/feed.xml"].body.decode()
    links = "".join(
        f"<item><link>{base}/story-1.html</link></item>" for base in (*(one.base for one in hosts.values()), endless)
    )
    server.answers["/feed.xml"] = Answer(feed.replace("</channel>", f"{links}</channel>").encode())
    ended = crawl()
    assert ended.code == 0, ended.err
    assert outcomes(crawl, hosts) == {
        "forbids": "not asked",
        "has_none": "stored",
        "has_html": "stored",
        "fails": "not asked",
        "asks_for_less": "not asked",
        "is_too_long": "stored",
    }
    asked = {name: one.paths().count(ROBOTS) for name, one in hosts.items()}
    assert asked == dict.fromkeys(hosts, 1) | {"fails": 3}, "a server's error may be a short one, 429 is a request"
    assert Endless.sent < 20 * MAX_ROBOTS_BYTES, "what has no end is broken off"
    record = crawl.record()
    assert record["skipped"] == {"robots": 2, "robots_unreachable": 2}
    assert record["warnings"] == {"robots_is_html": 1, "robots_unreachable": 2}
    server.asked.clear()
    for one in hosts.values():
        one.asked.clear()
    assert crawl().code == 0
    assert [one.paths() for one in hosts.values()] == [[]] * len(hosts), "what was read is known, what waits waits"
    assert crawl.record()["skipped"]["robots_unreachable"] == 2
