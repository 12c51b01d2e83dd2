"""One run a site at a time."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.errors import SiteLockedError, StorageError
from newscrawl.run.lock import SiteLock

HOLD = """
import fcntl, sys
with open(sys.argv[1], "w") as file:
    fcntl.lockf(file, fcntl.LOCK_EX)
    print("the-other-run", file=file, flush=True)
    print("locked", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until its input ends."""
    (tmp_path / "locks").mkdir()
    command = [sys.executable, "-c", HOLD, str(tmp_path / "locks" / "harbour.lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "locked\n"
        yield process


def test_while_another_process_holds_it_the_lock_cannot_be_taken_and_it_is_told_who(
    holder: subprocess.Popen[str], tmp_path: Path
) -> None:
    lock, other = SiteLock(tmp_path, "harbour"), SiteLock(tmp_path, "lighthouse")
    for _ in range(2):
        with pytest.raises(
            SiteLockedError, match=r"harbour is in use by another run or command \(last run: the-other-run\)"
        ):
            lock.acquire()
    other.acquire()
    other.release()
    holder.kill()
    holder.wait()
    assert lock.acquire() == "the-other-run", "its record may still say that it runs"
    assert (tmp_path / "locks" / "harbour.lock").read_text() == "the-other-run\n", "until we have closed that"
    lock.note("r1")
    assert (tmp_path / "locks" / "harbour.lock").read_text() == "r1\n", "and nothing of the one before"
    lock.release()


def test_a_lock_may_be_taken_again_after_its_release_and_released_twice(tmp_path: Path) -> None:
    lock = SiteLock(tmp_path, "harbour")
    for _ in range(2):
        lock.acquire()
        lock.release()
        lock.release()
    assert (tmp_path / "locks" / "harbour.lock").exists()


@pytest.mark.parametrize(
    ("call", "number"),
    [
        ("os.open", errno.EACCES),
        ("fcntl.lockf", errno.ENOLCK),
        ("os.ftruncate", errno.EIO),
        ("os.pwrite", errno.ENOSPC),
    ],
)
def test_a_disk_that_refuses_is_not_taken_for_another_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    lock = SiteLock(tmp_path, "harbour")
    with monkeypatch.context() as patch:
        patch.setattr(f"newscrawl.run.lock.{call}", refuse)
        with pytest.raises(StorageError, match=rf"harbour\.lock: {os.strerror(number)}"):  # noqa: PT012 - one of the two
            lock.acquire()
            lock.note("r1")
    lock.release()
    lock.acquire()
    lock.release()


def test_without_the_lock_no_run_can_be_noted(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="not held"):
        SiteLock(tmp_path, "harbour").note("r1")
