"""Pages that are read in a process of their own: what comes of them, and that nothing is left of the process."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from newscrawl import extract_article, limits
from newscrawl.errors import TooComplex, TookTooLong, Unreadable
from newscrawl.extract import apart, read_page
from newscrawl.extract.apart import Task, read_article, read_article_now
from newscrawl.extract.chain import extract
from newscrawl.page import Page
from newscrawl.records import Article

URL = "https://news.example/2026/a-story.html"
WORDS = "The council voted on Tuesday for a new library on the quay, which is to open next autumn. "
STORY = f"<!doctype html><html><head><title>A library</title></head><body><article>{f'<p>{WORDS}</p>' * 5}"
SLOW = STORY + "<div>" * 100_000 + "</p>" * 100_000
Reader = Callable[[Page], Article]


def in_a_loop(page: Page) -> Article:
    return asyncio.run(read_article(page))


async def within_a_loop(page: Page) -> Article:
    return read_article_now(page)


READERS: tuple[Reader, ...] = (in_a_loop, read_article_now, lambda page: asyncio.run(within_a_loop(page)))


@pytest.fixture(params=READERS, ids=("async", "now", "now, in a loop"))
def read(request: pytest.FixtureRequest) -> Reader:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def all_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: bytes) -> None:
        raise TooComplex("as are all")

    monkeypatch.setattr(apart, "check", refuse)


def page(html: str) -> Page:
    return read_page(html.encode(), URL)


def children() -> list[str]:
    """The states of this process's children; Z is one that nobody has waited for."""
    return subprocess.run(
        ["/bin/ps", "-o", "stat=,args=", "--ppid", str(os.getpid())], capture_output=True, text=True, check=False
    ).stdout.splitlines()


def ours() -> list[str]:
    return [one for one in children() if "newscrawl.extract.child" in one or one.startswith("Z")]


@pytest.mark.usefixtures("all_apart")
def test_a_page_is_read_apart_as_it_is_read_here(read: Reader) -> None:
    story = page(STORY)
    assert read(story) == extract(story)
    assert ours() == []


@pytest.mark.usefixtures("all_apart")
def test_a_page_that_takes_too_long_is_given_up_and_its_process_ended(
    read: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "DEADLINE_SECONDS", 0.3)
    with pytest.raises(TookTooLong, match=r"within 0\.3 seconds"):
        read(page(SLOW))
    assert ours() == []


@pytest.mark.usefixtures("all_apart")
def test_the_event_loop_goes_on_while_a_page_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "DEADLINE_SECONDS", 0.5)
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.005)
            ticks += 1

    async def both() -> None:
        ticking = asyncio.ensure_future(tick())
        with pytest.raises(TookTooLong):
            await read_article(page(SLOW))
        ticking.cancel()

    asyncio.run(both())
    assert ticks >= 10


@pytest.mark.usefixtures("all_apart")
def test_a_reader_that_is_cancelled_leaves_no_process() -> None:
    async def cancelled() -> None:
        reading = asyncio.ensure_future(read_article(page(SLOW)))
        while not ours():  # noqa: ASYNC110 - another process is waited for
            await asyncio.sleep(0.01)
        reading.cancel()
        await asyncio.wait([reading])

    asyncio.run(cancelled())
    assert ours() == []


@pytest.mark.usefixtures("all_apart")
def test_pages_are_read_apart_one_at_a_time() -> None:
    most = 0

    async def watch() -> None:
        nonlocal most
        while True:
            most = max(most, len(ours()))
            await asyncio.sleep(0.02)

    async def all_of_them() -> list[Article]:
        watching = asyncio.ensure_future(watch())
        read = await asyncio.gather(*(read_article(page(STORY)) for _ in range(3)))
        watching.cancel()
        return read

    assert len(asyncio.run(all_of_them())) == 3
    assert most == 1


@pytest.mark.usefixtures("all_apart")
def test_a_page_that_takes_too_much_memory_is_refused_and_the_kernel_sees_to_it(read: Reader) -> None:
    hungry = STORY + "<p>" + "".join(f"<b a{number}>" for number in range(500)) + "<p>x" * 12_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Unreadable):
        read(page(hungry))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000
    assert ours() == []


def test_a_child_that_breaks_is_told_with_what_it_said_last(monkeypatch: pytest.MonkeyPatch, read: Reader) -> None:
    monkeypatch.setattr(limits, "MAX_BYTES", 10)
    monkeypatch.setattr(apart, "_command", lambda: (sys.executable, "-c", "import sys; sys.stdin.read(); 1 / 0"))
    with pytest.raises(TooComplex, match=r"ended with 1 .*ZeroDivisionError"):
        read(page(STORY))


def test_processor_time_is_a_deadline_too(monkeypatch: pytest.MonkeyPatch, read: Reader) -> None:
    monkeypatch.setattr(limits, "MAX_BYTES", 10)
    killed = f"import os, sys; sys.stdin.read(); os.kill(os.getpid(), {signal.SIGXCPU.value})"
    monkeypatch.setattr(apart, "_command", lambda: (sys.executable, "-c", killed))
    with pytest.raises(TookTooLong, match="processor time"):
        read(page(STORY))


PARENT = """
import os, subprocess, sys, time
command = [sys.executable, "-m", "newscrawl.extract.child", str(os.getpid())]
print(subprocess.Popen(command, stdin=open(sys.argv[1], "rb")).pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other kernels cannot be asked for that")
def test_a_child_ends_with_its_parent(tmp_path: Path) -> None:
    task = tmp_path / "task"
    task.write_bytes(msgspec.msgpack.encode(Task(page(SLOW), ())))
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            PARENT,
            str(task),
        ],
        stdout=subprocess.PIPE,
    )
    with parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        # It has asked to be taken along once it may be killed first.
        while Path(f"/proc/{child}/oom_score_adj").read_text().strip() != "1000":
            time.sleep(0.01)
        time.sleep(0.05)
        parent.kill()
    ended = time.monotonic() + 5
    while _is_running(child):
        assert time.monotonic() < ended
        time.sleep(0.01)


def _is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_child_whose_parent_is_gone_reads_nothing() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "newscrawl.extract.child", "1"], input=b"", capture_output=True, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")


def test_the_folder_in_which_a_run_was_started_lends_the_child_no_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "msgspec.py").write_text("raise SystemExit(7)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(limits, "MAX_BYTES", 10)
    assert read_article_now(page(STORY)).title == "A library"


REAL = {
    "twenty megabytes": STORY + f"<p>{WORDS}</p>" * 200_000,
    "a hundred thousand nested tags": STORY + "<div>" * 100_000 + WORDS,
    "a million attributes": STORY + "<p " + " ".join(f"a{number}" for number in range(1_000_000)) + ">",
    "unclosed everything": STORY + "<table><tr><td><b><a href='x'><select><svg><p title=\"" * 20_000,
}


@pytest.mark.parametrize("name", REAL)
def test_pages_beyond_all_limits_are_read_or_refused_with_a_reason(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "DEADLINE_SECONDS", 2.0)
    assert read_or_refused(REAL[name].encode()) in {"read", "too_large", "too_complex", "took_too_long"}
    assert ours() == []


def read_or_refused(body: bytes) -> str:
    try:
        article = extract_article(body, URL)
    except Unreadable as error:
        return error.reason()
    return "read" if WORDS.strip() in (article.text or "") else "lost"
