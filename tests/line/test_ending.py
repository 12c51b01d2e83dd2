"""How a run ends: locked, interrupted, killed, or in the middle of trouble with its own disk."""

from __future__ import annotations

import fcntl
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from newscrawl.run.lock import SiteLock
from tests.conftest import OURS, Crawl
from tests.news_server import Answer, NewsServer, story_page

SHUTDOWN = 10  # seconds, promised in the documentation
SILENT = """
import os, pathlib, socket, sys, time
ask = socket.getaddrinfo
def hang(name, *of, **more):
    if name != "silent.example":
        return ask(name, *of, **more)
    pathlib.Path(os.environ["NEWSCRAWL_DATA"], "asked").touch()
    time.sleep(100)
socket.getaddrinfo = hang
from tests import command
command.main(sys.argv[1:])
"""
IN_SILENCE = [sys.executable, "-c", SILENT]  # our command, where a name server does not answer
TO_SILENCE = Answer(status=302, headers={"Location": "http://silent.example/held.html"})


def wait_until(condition: Callable[[], bool], process: subprocess.Popen[str] | None = None) -> None:
    """Wait until something is true; a process that ends before it has failed."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        assert process is None or process.poll() is None, "the crawl ended too early"
        time.sleep(0.02)


def test_a_second_run_at_a_locked_site_ends_with_75_and_says_why(crawl: Crawl, server: NewsServer) -> None:
    server.feed([server.story(1)])
    lock = SiteLock(crawl.data, "local")
    lock.acquire()
    lock.note("another-run")
    try:
        ended = crawl()
        assert ended.code == 75
        assert "local is in use by another run or command (last run: another-run)" in ended.err
        assert server.asked == []
        assert crawl(sites="local other").code == 0, "not every site was locked"
    finally:
        lock.release()
    assert crawl().code == 0


def test_a_child_process_does_not_inherit_the_lock(tmp_path: Path) -> None:
    lock = SiteLock(tmp_path, "local")
    lock.acquire()
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], close_fds=False) as child:
        try:
            lock.release()
            with (tmp_path / "locks" / "local.lock").open("w") as file:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        finally:
            child.kill()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_the_run_with_everything_stored(
    crawl: Crawl, server: NewsServer, number: signal.Signals, code: int
) -> None:
    gate = Event()
    server.feed([server.story(1), server.story(2), "/story-3.html", server.story(4)])
    server.answers["/story-3.html"] = Answer(story_page(3), gate=gate)
    process = crawl.start("crawl", "local")
    wait_until(lambda: "/story-2.html" in server.paths(), process)
    process.send_signal(number)
    time.sleep(0.2)
    gate.set()
    out, err = process.communicate(timeout=30)
    assert process.returncode == code, err
    assert "Traceback" not in err
    numbers = [article["title"] for article in crawl.articles()]
    assert numbers[:2] == ["Story number 1 from the harbour", "Story number 2 from the harbour"]
    assert "Story number 4 from the harbour" not in numbers
    assert crawl.record()["outcome"] == "interrupted"
    assert "interrupted" in out
    crawl()
    titles = sorted(article["title"] for article in crawl.articles())
    assert titles == [f"Story number {n} from the harbour" for n in range(1, 5)]


def test_after_a_kill_the_next_run_stores_every_article_exactly_once(crawl: Crawl, server: NewsServer) -> None:
    gate = Event()
    paths = [server.story(number) for number in range(1, 8)]
    server.answers["/held.html"] = Answer(story_page(99), gate=gate)
    server.feed([*paths, "/held.html"])
    process = crawl.start("crawl", "local")
    # The seventh story is in the growing file, but only what is older than a few seconds is committed.
    parts = crawl.data / "articles"
    wait_until(lambda: sum(f.read_bytes().count(b"\n") for f in parts.rglob("*.part")) == 7, process)
    crawl.stop(process, signal.SIGKILL)
    gate.set()
    assert crawl.articles() == [], "a growing file is no reader's business"
    assert crawl.record()["outcome"] == "running"
    part = next(parts.rglob("*.part"))
    part.write_bytes(part.read_bytes() + b'{"half": ')
    server.asked.clear()
    ended = crawl()
    assert ended.code == 0
    assert "7 articles saved, 0 gone" in ended.err
    titles = sorted(article["title"] for article in crawl.articles())
    assert titles == sorted(f"Story number {number} from the harbour" for number in [*range(1, 8), 99])
    assert {"/story-1.html", "/story-7.html"}.isdisjoint(server.paths()), "what was saved is not fetched again"
    assert sorted(record["outcome"] for record in crawl.records()) == ["killed", "ok"]
    assert list(crawl.data.rglob("*.part")) == []


def test_a_full_disk_is_one_clear_line_and_the_next_run_goes_on(crawl: Crawl, server: NewsServer) -> None:
    server.feed([server.story(number, text="Words of a very long story indeed. " * 3000) for number in range(1, 5)])
    limited = ["bash", "-c", 'ulimit -f 150; trap "" XFSZ; exec "$@"', "limited"]
    process = crawl.start("crawl", "local", program=[*limited, *OURS])
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1, err
    assert "Traceback" not in err
    assert "cannot write to" in err
    assert crawl.record()["outcome"] == "failed"
    assert all(json.loads(line) for file in crawl.data.rglob("*.jsonl") for line in file.read_text().splitlines())
    assert crawl().code == 0
    assert len(crawl.articles()) == 4
    assert len({article["id"] for article in crawl.articles()}) == 4


@pytest.mark.parametrize("what", ["download", "name lookup"])
def test_a_second_signal_ends_the_run_at_once_and_what_was_fetched_is_stored(
    crawl: Crawl, server: NewsServer, what: str
) -> None:
    gate = Event()
    server.answers["/held.html"] = Answer(story_page(99), gate=gate) if what == "download" else TO_SILENCE
    server.feed([server.story(1), "/held.html"])
    process = crawl.start("crawl", "local", program=OURS if what == "download" else IN_SILENCE)
    wait_until(lambda: any(f.read_bytes() for f in crawl.data.rglob("_*.part")), process)
    wait_until(lambda: what == "download" or (crawl.data / "asked").exists(), process)
    process.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    ended = crawl.stop(process, signal.SIGTERM)
    gate.set()
    assert ended.code == 143
    assert "Traceback" not in ended.err
    assert [article["title"] for article in crawl.articles()] == ["Story number 1 from the harbour"]
    assert crawl.record()["outcome"] == "interrupted"


def test_a_signal_before_any_source_was_read_is_an_interruption_and_no_failure(
    crawl: Crawl, server: NewsServer
) -> None:
    gate = Event()
    server.answers["/feed.xml"] = Answer(b"", 503, gate=gate)
    server.answers["/robots.txt"] = Answer(b"", content_type="text/plain")
    process = crawl.start("crawl", "local")
    wait_until(lambda: "/robots.txt" in server.paths(), process)
    process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    gate.set()
    _, err = process.communicate(timeout=30)
    assert process.returncode == 143, err
    assert crawl.record()["outcome"] == "interrupted"


@pytest.mark.parametrize(
    ("number", "what"), [(signal.SIGTERM, "download"), (signal.SIGINT, "download"), (signal.SIGTERM, "name lookup")]
)
def test_what_hangs_holds_up_no_end_and_nothing_is_lost(
    crawl: Crawl, server: NewsServer, number: signal.Signals, what: str
) -> None:
    gate = Event()
    server.answers["/held.html"] = Answer(story_page(99), gate=gate) if what == "download" else TO_SILENCE
    server.feed([server.story(1), "/held.html", server.story(2)])
    process = crawl.start("crawl", "local", program=OURS if what == "download" else IN_SILENCE)
    wait_until(lambda: any(f.read_bytes() for f in crawl.data.rglob("_*.part")), process)
    wait_until(lambda: what == "download" or (crawl.data / "asked").exists(), process)
    sent = time.monotonic()
    ended = crawl.stop(process, number)
    assert time.monotonic() - sent < SHUTDOWN
    gate.set()
    assert ended.code == 128 + number, ended.err
    assert "Traceback" not in ended.err
    assert [article["title"] for article in crawl.articles()] == ["Story number 1 from the harbour"]
    assert crawl.record()["outcome"] == "interrupted"
    server.answers["/held.html"] = Answer(story_page(99))
    assert crawl().code == 0
    assert len(crawl.articles()) == 3
