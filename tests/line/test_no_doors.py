"""A crawl asks; it does not listen."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from threading import Event

from tests.conftest import Crawl
from tests.line.test_ending import wait_until
from tests.news_server import Answer, NewsServer, story_page

LISTENING = "0A"


def test_while_a_site_is_crawled_no_port_is_listened_on(crawl: Crawl, server: NewsServer) -> None:
    gate = Event()
    server.answers["/story-1.html"] = Answer(story_page(1), gate=gate)
    server.feed([server.story(2), "/story-1.html"])
    with crawl.start("crawl", "local") as process:
        wait_until(lambda: "/story-2.html" in server.paths(), process)
        sockets = open_sockets(process.pid)
        listening = sockets & listening_sockets()
        gate.set()
        assert process.wait(60) == 0
    assert listening == set()
    assert open_sockets(os.getpid()) & listening_sockets(), "the test would not see a door if there were one"


def open_sockets(process: int) -> set[str]:
    """The inodes of a process's sockets, among what else it has open."""
    found = set()
    for file in Path(f"/proc/{process}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed by now
            found.add(str(file.readlink()).removeprefix("socket:[").removesuffix("]"))
    return found


def listening_sockets() -> set[str]:
    """The inodes of all sockets on which somebody listens."""
    rows = [row.split() for name in ("tcp", "tcp6") for row in Path(f"/proc/net/{name}").read_text().splitlines()[1:]]
    return {row[9] for row in rows if row[3] == LISTENING}
