"""What waits in the spool is sent, the oldest first, again and again until it has arrived."""

from __future__ import annotations

import errno
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest
from attrs import define, field

from newscrawl.errors import Unreachable
from newscrawl.storage.disk import Disk
from newscrawl.storage.lines import describe, encode
from newscrawl.storage.sender import Arrival, Sender
from newscrawl.storage.shelf import Folder
from tests.state.samples import SITE, story
from tests.storage.faults import BucketInMemory, Faults

DAY = f"site={SITE}/date=2026-11-20"


@pytest.fixture
def spool(folder: Path) -> Folder:
    made = Folder(folder, Disk())
    for number in (1, 2, 10):
        made.write(f"{DAY}/run-{number}.jsonl", encode(story(number)))
    return made


@pytest.fixture
def bucket() -> BucketInMemory:
    return BucketInMemory(Faults(number=errno.ETIMEDOUT))


@pytest.fixture
def sender(spool: Folder, bucket: BucketInMemory) -> Iterator[Sender]:
    made = Sender(spool, bucket, SITE)
    yield made
    made.end()


def numbers(arrivals: list[Arrival]) -> list[str]:
    return [arrival.name.rpartition("-")[2].partition(".")[0] for arrival in arrivals]


def test_all_that_waits_is_sent_the_oldest_first_and_told_once(
    sender: Sender, spool: Folder, bucket: BucketInMemory
) -> None:
    before = spool.names()
    assert sender.send()
    arrivals = sender.arrivals()
    assert numbers(arrivals) == ["1", "2", "10"]
    assert bucket.names() == spool.names() == before, "its files are removed by who takes in the arrivals"
    for arrival in arrivals:
        with spool.open(arrival.name) as file:
            assert describe(file, arrival.name).sha256 == arrival.sealed.sha256
    assert sender.send()
    assert sender.arrivals() == []


def test_what_grows_and_what_belongs_to_others_is_not_sent(
    sender: Sender, spool: Folder, bucket: BucketInMemory
) -> None:
    for name in (f"{DAY}/_run-3.part", f"{DAY}/_run-3.draft", f"site={SITE}2/date=2026-11-20/run-1.jsonl"):
        spool.write(name, encode(story(3)))
    sender.send()
    assert len(bucket.names()) == 3


def test_a_file_that_comes_later_is_sent_later(sender: Sender, spool: Folder) -> None:
    sender.send()
    spool.write(f"{DAY}/run-11.jsonl", encode(story(11)))
    sender.send()
    assert numbers(sender.arrivals()) == ["1", "2", "10", "11"]


def test_a_bucket_that_does_not_answer_is_asked_again_and_told_once(
    sender: Sender, bucket: BucketInMemory, caplog: pytest.LogCaptureFixture
) -> None:
    bucket.faults = Faults(3, errno.ETIMEDOUT, lasting=True)
    with caplog.at_level(logging.WARNING):
        assert not sender.send()
        assert not sender.send()
    assert numbers(sender.arrivals()) == ["1"]
    assert isinstance(sender.problem, Unreachable)
    assert len([one for one in caplog.messages if "waits in" in one]) == 1
    bucket.faults.arm()
    assert sender.send()
    assert sender.problem is None
    assert numbers(sender.arrivals()) == ["2", "10"]


def test_an_answer_that_is_lost_after_all_has_arrived_does_no_harm(sender: Sender, bucket: BucketInMemory) -> None:
    bucket.faults.arm(2)
    assert not sender.send()
    assert (sender.arrivals(), len(bucket.objects)) == ([], 1)
    assert sender.send()
    assert numbers(sender.arrivals()) == ["1", "2", "10"]
    assert len(bucket.objects) == 3


def test_a_damaged_file_is_told_and_stays_and_holds_up_no_other(sender: Sender, spool: Folder) -> None:
    spool.write(f"{DAY}/run-2.jsonl", b'{"half a li')
    assert sender.send()
    assert numbers(sender.arrivals()) == ["1", "10"]
    assert "run-2.jsonl is damaged" in str(sender.damaged)
    assert sender.problem is None
    assert f"{DAY}/run-2.jsonl" in spool.names()
    (spool.root / DAY / "run-2.jsonl").unlink()


@pytest.fixture
def sick(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], None]:
    """Let the system refuse to open a file so often."""

    def refuse(name: str, times: int = 1) -> None:
        left, opens = [name] * times, Folder.open

        def failing(folder: Folder, name: str) -> IO[bytes]:
            if name in left:
                left.remove(name)
                raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
            return opens(folder, name)

        monkeypatch.setattr(Folder, "open", failing)

    return refuse


def test_a_file_that_cannot_be_read_for_a_moment_is_not_called_damaged_and_is_tried_again(
    sender: Sender, sick: Callable[[str], None]
) -> None:
    sick(f"{DAY}/run-2.jsonl")
    assert not sender.send()
    assert numbers(sender.arrivals()) == ["1", "10"], "the others may go"
    assert str(sender.problem).endswith("run-2.jsonl: Too many open files")
    assert str(sender.problem).startswith("cannot read ")
    assert sender.send()
    assert (sender.problem, sender.damaged) == (None, None)
    assert numbers(sender.arrivals()) == ["2"]


def test_a_note_that_cannot_be_read_holds_up_all_until_it_can(
    sender: Sender, spool: Folder, sick: Callable[[str], None]
) -> None:
    spool.write(f"{DAY}/_run-9-merged.merge", b'{"name":"%s/x.jsonl","replaces":[]}' % DAY.encode())
    sick(f"{DAY}/_run-9-merged.merge")
    assert not sender.send()
    assert str(sender.problem).endswith("_run-9-merged.merge: Too many open files")
    assert sender.send()
    assert numbers(sender.arrivals()) == ["1", "2", "10"]


def test_a_file_that_is_taken_away_before_it_is_sent_is_told(
    sender: Sender, spool: Folder, bucket: BucketInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = spool.names()
    spool.remove(names[1])
    monkeypatch.setattr("newscrawl.storage.sender.segment_names", lambda *_: names)
    assert not sender.send()
    assert "is gone" in str(sender.problem)
    assert len(bucket.objects) == 2


def test_a_file_whose_name_is_taken_is_told_with_its_new_one(sender: Sender, bucket: BucketInMemory) -> None:
    bucket.write(f"{DAY}/run-2.jsonl", b"another")
    assert sender.send()
    arrival = sender.arrivals()[1]
    assert arrival.name == f"{DAY}/run-2.jsonl"
    assert arrival.sealed.name == f"{DAY}/run-2-{arrival.sealed.sha256[:8]}.jsonl"


# -- its thread


@define
class WatchedBucket(BucketInMemory):
    """A bucket that tells when so many objects have come."""

    expected: int = 3
    is_full: threading.Event = field(factory=threading.Event)
    threads: set[str] = field(factory=set)

    def send(self, file, sealed):  # noqa: ANN001, ANN201 - as it is there
        """And count."""
        try:
            return super().send(file, sealed)
        finally:
            self.threads.add(threading.current_thread().name)
            if len(self.objects) == self.expected:
                self.is_full.set()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newscrawl.storage.sender.LOOK_SECONDS", 0.01)
    monkeypatch.setattr("newscrawl.storage.sender.LONGEST_WAIT_SECONDS", 0.02)


def wait_for_the_end(sender: Sender) -> None:
    sender.end()
    for thread in threading.enumerate():
        if thread.name == f"sender of {SITE}":
            thread.join(60)


@pytest.mark.usefixtures("impatient")
def test_in_its_thread_it_sends_through_outages_what_is_there_and_what_comes(spool: Folder) -> None:
    bucket = WatchedBucket(Faults(1, errno.ETIMEDOUT))
    sender = Sender(spool, bucket, SITE)
    assert not sender.is_running
    sender.start()
    assert sender.is_running
    assert bucket.is_full.wait(60)
    bucket.is_full.clear()
    bucket.expected = 4
    spool.write(f"{DAY}/run-11.jsonl", encode(story(11)))
    assert bucket.is_full.wait(60)
    wait_for_the_end(sender)
    assert not sender.is_running
    assert numbers(sender.arrivals()) == ["1", "2", "10", "11"]
    assert bucket.threads == {f"sender of {SITE}"}


@pytest.mark.usefixtures("impatient")
def test_its_thread_outlives_whatever_is_wrong_with_the_spool(spool: Folder) -> None:
    bucket = WatchedBucket()
    spool.write(f"{DAY}/_run-9-merged.merge", b"{half a no")
    sender = Sender(spool, bucket, SITE)
    sender.start()
    while not sender.problem:
        assert sender.is_running
        time.sleep(0.01)
    spool.remove(f"{DAY}/_run-9-merged.merge")
    assert bucket.is_full.wait(60)
    wait_for_the_end(sender)
    assert sender.problem is None


@pytest.mark.usefixtures("impatient")
def test_once_told_to_end_it_sends_what_is_left_first(spool: Folder) -> None:
    bucket = WatchedBucket()
    sender = Sender(spool, bucket, SITE)
    sender.end()
    sender.start()
    wait_for_the_end(sender)
    assert numbers(sender.arrivals()) == ["1", "2", "10"]


@pytest.mark.usefixtures("impatient")
def test_once_told_to_end_it_does_not_wait_for_a_bucket_that_is_away(spool: Folder) -> None:
    sender = Sender(spool, WatchedBucket(Faults(1, errno.ETIMEDOUT, lasting=True)), SITE)
    sender.start()
    wait_for_the_end(sender)
    assert not sender.is_running
    assert isinstance(sender.problem, Unreachable)
    assert sender.arrivals() == []
