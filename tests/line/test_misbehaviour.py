"""Whatever servers do: one crawl over all of it, and each address ends as it should."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest
from attrs import frozen

from newscrawl.admission import MAX_PAGE_BYTES
from newscrawl.identity import url_key
from tests.conftest import Crawl
from tests.misbehaviour import KINDS, MisbehavingServer, Misbehaviour, Outcome
from tests.misbehaviour.contents import EndlessVideo
from tests.misbehaviour.lengths import EndlessBody
from tests.news_server import NewsServer, story_page

HONEST = range(1, 31)
WITH_NAMES = """
import socket, sys, time

def look_up(host, *of, real=socket.getaddrinfo, **more):  # a name server that knows two names
    if host == "slow.example":
        time.sleep(60)
    return real("10.1.2.3" if host == "intranet.example" else host, *of, **more)

socket.getaddrinfo = look_up
from tests import command
command.main(sys.argv[1:])
"""


@frozen
class Crawled:
    """What came of the crawl."""

    server: MisbehavingServer
    outcomes: dict[str, Outcome]
    articles: list[dict[str, object]]
    told: str

    def outcome(self, kind: type[Misbehaviour]) -> Outcome:
        """What became of a kind's address."""
        return self.outcomes[self.server.doors[kind.door] + kind.path()]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("misbehaviour")
    with MisbehavingServer(folder) as server, NewsServer() as unused:
        base = server.doors["front"]
        urls = [f"{base}/honest-{number}.html" for number in HONEST]
        urls += [server.doors[kind.door] + kind.path() for kind in KINDS]
        urls.sort(key=lambda url: (url.startswith(server.doors["busy"]), url.rpartition("/")[2]))
        for number in HONEST:
            page = story_page(number)
            server.answers[f"/honest-{number}.html"] = ok("text/html", page)
        links = "".join(f"<item><link>{url}</link></item>" for url in urls)
        feed = f'<rss version="2.0"><channel>{links}</channel></rss>'.encode()
        server.answers["/feed.xml"] = ok("application/rss+xml", feed)
        crawl = Crawl(unused, folder / "data")
        ended = crawl.command(
            "crawl",
            "local",
            program=[sys.executable, "-c", WITH_NAMES],
            LOCAL_BASE=base,
            LOCAL_RETRIES="1",
            NEWSCRAWL_FETCH_ALLOW="127.0.0.1",
            NEWSCRAWL_FETCH_TIMEOUT_SECONDS="1",
            SSL_CERT_FILE=str(server.certificates.authority),
        )
        assert "Traceback" not in ended.err
        with closing(sqlite3.connect(crawl.data / "state.db")) as state:
            rows = state.execute("SELECT key, state, reason FROM urls").fetchall()
        known = {key: Outcome(state, reason) for key, state, reason in rows}
        outcomes = {url: known[url_key("local", url)] for url in urls}
        yield Crawled(server, outcomes, crawl.articles(), ended.out + ended.err)


def ok(content_type: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_an_address_ends_as_the_misbehaviour_of_its_server_deserves(crawled: Crawled, kind: type[Misbehaviour]) -> None:
    assert crawled.outcome(kind) == kind.outcome


def test_among_misbehaving_servers_every_honest_story_is_stored(crawled: Crawled) -> None:
    base = crawled.server.doors["front"]
    assert {crawled.outcomes[f"{base}/honest-{number}.html"].state for number in HONEST} == {"stored"}
    titles = [article["title"] for article in crawled.articles]
    assert len(titles) == len(set(titles)) == len(HONEST) + sum(kind.outcome.state == "stored" for kind in KINDS)


def test_no_cookie_is_ever_sent(crawled: Crawled) -> None:
    assert [path for _, path, headers in crawled.server.asked if b"\ncookie:" in headers.lower()] == []


def test_no_more_of_an_endless_body_is_taken_in_than_a_page_may_have(crawled: Crawled) -> None:
    assert MAX_PAGE_BYTES // 2 < crawled.server.flooded[EndlessBody.path()] < 3 * MAX_PAGE_BYTES
    assert crawled.server.flooded[EndlessVideo.path()] < MAX_PAGE_BYTES, "its type is refused before it comes"
