"""A machine in trouble: files that may not grow, no handles left, a clock that is years off, eight runs at once."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event

import pytest

from tests.conftest import OURS, Crawl, Ended
from tests.line.test_ending import SHUTDOWN, wait_until
from tests.news_server import Answer, NewsServer, story_page

HARBOURS = [f"harbour_{number}" for number in range(1, 9)]  # as tests/local_spiders has them
LIMITED = "import resource, os, sys; n = int(sys.argv[2]); resource.setrlimit(getattr(resource, sys.argv[1]), (n, n)); "
LIMITED += "os.execv(sys.argv[3], sys.argv[3:])"
AT_ANOTHER_TIME = (
    "import sys, time_machine; time_machine.travel(sys.argv.pop(1), tick=True).start(); "
    "from tests import command; command.main(sys.argv[1:])"
)


def limited(crawl: Crawl, what: str, number: int) -> Ended:
    """A crawl that the system allows so many bytes a file, or so many open files, and no more."""
    return crawl.command("crawl", "local", program=[sys.executable, "-c", LIMITED, what, str(number), *OURS])


def at(crawl: Crawl, moment: str, *arguments: str) -> Ended:
    """A crawl on a machine whose clock shows this moment."""
    return crawl.command("crawl", "local", *arguments, program=[sys.executable, "-c", AT_ANOTHER_TIME, moment])


def every_story_is_there_once(crawl: Crawl, numbers: range) -> None:
    """All that was announced is stored exactly once, and all of it is sound."""
    counted = Counter(article["url"].rpartition("/")[2] for article in crawl.articles())
    assert counted == {f"story-{number}.html": 1 for number in numbers}
    assert crawl.command("verify").code == 0
    assert list((crawl.data / "articles").rglob("_*")) == []


@pytest.mark.parametrize(
    ("what", "numbers"),
    [
        ("RLIMIT_FSIZE", (0, 1_000, 40_000, 90_000, 200_000, 400_000)),
        ("RLIMIT_NOFILE", (12, 14, 16, 18, 20, 24)),
    ],
)
def test_what_the_system_refuses_is_a_clear_line_and_the_next_run_goes_on(
    crawl: Crawl, server: NewsServer, what: str, numbers: tuple[int, ...]
) -> None:
    codes = []
    for number in numbers:
        server.feed([server.story(one, text="Words of a long story indeed. " * 2000) for one in range(1, 6)])
        ended = limited(crawl, what, number)
        codes.append(ended.code)
        if ended.code:
            assert ended.err.strip(), "nothing was said"
        for file in (crawl.data / "articles").rglob("*.jsonl"):
            assert all(json.loads(line) for line in file.read_text().splitlines())
    assert 1 in codes, "the limits were too wide to be felt"
    assert set(codes) <= {0, 1}, codes
    assert crawl().code == 0
    with sqlite3.connect(crawl.data / "state.db") as state:  # what failed for want of handles waits for an hour
        state.execute("UPDATE urls SET retry_at = '2026-01-01T00:00:00+00:00' WHERE state = 'failed'")
    state.close()
    assert crawl().code == 0
    every_story_is_there_once(crawl, range(1, 6))


def test_a_clock_that_was_years_ahead_or_behind_loses_nothing_and_delays_nothing(
    crawl: Crawl, server: NewsServer
) -> None:
    server.feed([server.story(1), server.story(2)])
    server.answers["/story-2.html"] = Answer(b"later", 503)
    assert at(crawl, "2037-05-01T10:00:00Z").code == 0
    server.feed([server.story(3), server.story(2), "/story-1.html"])
    server.asked.clear()
    assert crawl().code == 0, "what failed in 2037 is due now, and not in eleven years"
    assert sorted(server.paths()) == ["/feed.xml", "/robots.txt", "/story-2.html", "/story-3.html"]
    server.feed([server.story(4), server.story(3)])
    assert at(crawl, "2001-01-01T00:00:00Z").code == 0
    assert at(crawl, "2037-05-02T10:00:00Z").code == 0
    assert crawl().code == 0
    every_story_is_there_once(crawl, range(1, 5))
    days = sorted(folder.name for folder in (crawl.data / "articles" / "site=local").iterdir())
    assert (days[0], days[-1]) == ("date=2001-01-01", "date=2037-05-01")
    assert crawl.command("compact").code == 0
    every_story_is_there_once(crawl, range(1, 5))


def test_eight_sites_crawled_at_once_in_one_data_folder_lose_nothing(crawl: Crawl, server: NewsServer) -> None:
    server.feed([server.story(number) for number in range(1, 21)])
    for _ in range(2):  # the second time there is a state already
        with ThreadPoolExecutor(len(HARBOURS)) as runs:
            ended = list(runs.map(lambda name: crawl(sites=name), HARBOURS))
        assert [one.code for one in ended] == [0] * len(HARBOURS)
        assert all("locked" not in one.err for one in ended)
        for name in HARBOURS:
            assert len({article["id"] for article in crawl.articles(name)}) == len(crawl.articles(name)) == 20
    verified = crawl.command("verify")
    assert (verified.code, verified.err) == (0, "")


@pytest.mark.parametrize("table", ["sources", "robots"])
def test_damage_that_a_run_meets_when_it_begins_to_ask_is_one_clear_line(
    crawl: Crawl, server: NewsServer, table: str
) -> None:
    server.feed([server.story(1)], etag='"1"')
    assert crawl().code == 0
    file = crawl.data / "state.db"
    with closing(sqlite3.connect(file)) as state:
        state.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = state.execute("SELECT pageno FROM dbstat WHERE name = ?", (table,)).fetchone()
    content = file.read_bytes()
    file.write_bytes(content[: (page - 1) * 4096] + b"\xa5" * 4096 + content[page * 4096 :])
    server.asked.clear()
    ended = crawl()
    (line,) = ended.err.splitlines()
    assert (ended.code, "malformed; `newscrawl state rebuild`" in line) == (1, True), line
    assert server.asked == []


def test_a_state_that_another_program_keeps_locked_holds_up_no_end_and_nothing_is_lost(
    crawl: Crawl, server: NewsServer
) -> None:
    gate = Event()
    server.answers["/story-3.html"] = Answer(story_page(3), gate=gate)
    server.feed([server.story(1), server.story(2), "/story-3.html"])
    process = crawl.start("crawl", "local")
    wait_until(lambda: sum(f.read_bytes().count(b"\n") for f in crawl.data.rglob("_*.part")) == 2, process)
    with closing(sqlite3.connect(crawl.data / "state.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        sent = time.monotonic()
        process.send_signal(signal.SIGTERM)
        gate.set()
        _, err = process.communicate(timeout=60)
        assert time.monotonic() - sent < SHUTDOWN
    assert (process.returncode, crawl.record()["outcome"]) == (1, "failed"), err
    (line,) = err.splitlines()
    assert line.endswith("database is locked")
    server.asked.clear()
    assert crawl().code == 0
    assert {"/story-1.html", "/story-2.html"}.isdisjoint(server.paths())
    every_story_is_there_once(crawl, range(1, 4))


def test_a_child_that_outlives_a_killed_run_holds_no_lock(crawl: Crawl, server: NewsServer) -> None:
    server.feed([server.story(1)])
    process = crawl.start("crawl", "local", LOCAL_CHILD="1")
    wait_until((crawl.data / "child.pid").exists, process)
    crawl.stop(process, signal.SIGKILL)
    child = int((crawl.data / "child.pid").read_text())
    try:
        os.kill(child, 0)  # it lives
        assert crawl().code == 0
        assert sorted(record["outcome"] for record in crawl.records()) == ["killed", "ok"]
        os.kill(child, 0)
    finally:
        os.kill(child, signal.SIGKILL)
    every_story_is_there_once(crawl, range(1, 2))
