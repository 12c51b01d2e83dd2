"""robots.txt between a crawl and servers of all kinds: what it forbids is never asked for."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
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

    def do_GET(self) -> None:  # noqa: D102 - the library's name
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


def test_redirects_of_robots_txt_and_of_stories(crawl: Crawl, server: NewsServer, host: Hosts) -> None:
    names = ("five", "six", "loop", "moved", "moved_away", "forbids", "drips", "breaks_off")
    hosts = {name: host() for name in names}
    forbids = hosts["forbids"]
    forbids.answers["/rules"] = text(FORBIDDEN)
    forbids.answers[ROBOTS] = leads_to("/rules")
    hops = [f"{hosts['loop'].base}/hop-{number}" for number in range(1, 6)]
    for here, there in zip(hops, [*hops[1:], f"{forbids.base}/rules"], strict=True):
        hosts["loop"].answers[here.removeprefix(hosts["loop"].base)] = leads_to(there)
    hosts["five"].answers[ROBOTS] = leads_to(hops[1])
    hosts["six"].answers[ROBOTS] = leads_to(hops[0])
    hosts["loop"].answers[ROBOTS] = leads_to(ROBOTS)
    hosts["moved"].answers[ROBOTS] = text(b"User-agent: *\nDisallow: /private/")
    hosts["moved"].answers["/story-1.html"] = leads_to("/private/story.html")
    hosts["moved_away"].answers["/story-1.html"] = leads_to(f"{forbids.base}/story-1.html")
    never = Event()
    hosts["drips"].answers[ROBOTS] = Answer(b"User-agent: *", gate=never)
    hosts["breaks_off"].answers[ROBOTS] = Answer(b"User-agent: *", headers={"Content-Length": "1000"})
    links = "".join(f"<item><link>{one.base}/story-1.html</link></item>" for one in hosts.values())
    server.answers["/feed.xml"] = Answer(f"<rss><channel>{links}</channel></rss>".encode())
    ended = crawl(NEWSCRAWL_FETCH_TIMEOUT_SECONDS="1")
    never.set()
    assert ended.code == 0, ended.err
    assert outcomes(crawl, hosts) == {
        "five": "not asked",
        "six": "stored",
        "loop": "stored",
        "moved": "asked",
        "moved_away": "asked",
        "forbids": "not asked",
        "drips": "not asked",
        "breaks_off": "not asked",
    }
    assert "/private/story.html" not in hosts["moved"].paths()
    record = crawl.record()
    assert record["skipped"] == {"robots": 4, "robots_unreachable": 2}
    assert record["warnings"] == {"robots_redirects": 2, "robots_unreachable": 2}


def test_two_sites_of_one_host_share_what_it_said(crawl: Crawl, server: NewsServer) -> None:
    server.answers[ROBOTS] = text(b"User-agent: *\nDisallow: /story-2.html\n")
    server.feed([server.story(1), server.story(2)])
    with ThreadPoolExecutor(2) as runs:
        ended = list(runs.map(lambda name: crawl(sites=name), ("local", "other")))
    assert [one.code for one in ended] == [0, 0]
    assert server.paths().count(ROBOTS) <= 2
    assert "/story-2.html" not in server.paths()
    server.asked.clear()
    server.answers[ROBOTS] = Answer(b"", 500)
    assert crawl(sites="local other").code == 0
    assert set(server.paths()) == {"/feed.xml"}


def test_a_source_that_is_forbidden_is_not_read(crawl: Crawl, server: NewsServer) -> None:
    server.answers[ROBOTS] = text(b"User-agent: *\nDisallow: /\n")
    server.feed([server.story(1)])
    ended = crawl()
    assert (ended.code, server.paths()) == (1, [ROBOTS])
    assert "robots" in ended.err


def test_a_browser_obeys_too(crawl: Crawl, server: NewsServer, demand: Callable[[str | None, str], None]) -> None:
    demand(shutil.which("chromium"), "Chromium")
    server.answers[ROBOTS] = text(b"User-agent: *\nDisallow: /story-1.html\nDisallow: /private/\n")
    server.answers["/private/story.html"] = Answer(server.answers[server.story(3)].body)
    server.answers["/story-2.html"] = leads_to("/private/story.html")
    server.feed([server.story(1), "/story-2.html", "/story-3.html"])
    ended = crawl(LOCAL_RENDER="1")
    assert ended.code == 0, ended.err
    assert "/story-1.html" not in server.paths()
    assert [article["url"] for article in crawl.articles()] == [f"{server.base}/story-3.html"]
    assert crawl.record()["skipped"] == {"robots": 2}
