"""A growing file holds whole lines only, whatever the disk does."""

from __future__ import annotations

import errno
import hashlib
import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest
import time_machine

from newscrawl.errors import StorageError
from newscrawl.state import Sealed
from newscrawl.storage.segment import Place, Segment, finish
from tests.state.samples import SITE, story

DAY = "2026-11-20"
NAME = f"site={SITE}/date={DAY}/run-1.jsonl"
WORDS = b"Words of the harbour. "


@pytest.fixture
def segment(tmp_path: Path) -> Iterator[Segment]:
    made = Segment.create(tmp_path, SITE, DAY, "run", 1)
    yield made
    made.close()


class ScantDisk:
    """A file on a disk that takes ``room`` bytes more, and no write of more than ``most`` at once."""

    def __init__(self, file: BinaryIO, room: int, most: int = 10**9) -> None:
        self.file, self.room, self.most = file, room, most

    def write(self, data: bytes) -> int:
        """Write as much as there is room for."""
        if not self.room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        taken = self.file.write(data[: min(self.room, self.most)])
        self.room -= taken
        return taken

    def __getattr__(self, name: str) -> object:
        return getattr(self.file, name)


@contextmanager
def on_a_scant_disk(folder: Path, room: int = 10**9, most: int = 10**9) -> Iterator[tuple[Segment, ScantDisk]]:
    """A segment there, and its disk."""
    place = Place(folder, "run-1.jsonl")
    with place.growing.open("xb", buffering=0) as file:
        disk = ScantDisk(file, room, most)
        yield Segment(place, DAY, disk), disk


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """The kernel's own limit: what goes beyond is cut, and the next write fails."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_segment_is_named_part_until_it_is_finished(segment: Segment, tmp_path: Path) -> None:
    segment.append(b"one\n")
    segment.sync()
    segment.close()
    assert [file.name for file in (tmp_path / NAME).parent.iterdir()] == ["run-1.jsonl.part"]
    finish(segment.place, [])
    assert [file.name for file in (tmp_path / NAME).parent.iterdir()] == ["run-1.jsonl"]


def test_the_manifest_tells_what_is_in_the_file(segment: Segment) -> None:
    times = ["2026-11-20T09:00:00+00:00", "2026-11-20T07:00:00+00:00", "2026-11-20T08:00:00+00:00"]
    lines = [f"line {number}\n".encode() for number in range(3)]
    for line in lines:
        segment.append(line)
    segment.close()
    with time_machine.travel("2026-11-20T10:00:00Z", tick=False):
        sealed = finish(segment.place, [story(number, fetched_at=time) for number, time in enumerate(times)])
    content = b"".join(lines)
    assert segment.place.finished.read_bytes() == content
    assert sealed == Sealed(
        name=NAME, site=SITE, rows=3, bytes=len(content), sha256=hashlib.sha256(content).hexdigest(),
        first_fetched_at=times[1], last_fetched_at=times[0], sealed_at="2026-11-20T10:00:00+00:00",
    )  # fmt: skip


def test_finishing_twice_finds_the_finished_file(segment: Segment) -> None:
    segment.append(b"one\n")
    segment.close()
    assert finish(segment.place, []).sha256 == finish(segment.place, []).sha256


@pytest.mark.parametrize("suffix", ["", ".part"])
def test_a_place_is_known_by_its_file_growing_or_finished(tmp_path: Path, suffix: str) -> None:
    place = Place.of(tmp_path, tmp_path / f"{NAME}{suffix}")
    assert place == Place(tmp_path, NAME)
    assert (place.site, place.finished, place.growing) == (SITE, tmp_path / NAME, tmp_path / f"{NAME}.part")


def test_a_segment_takes_no_other_ones_place(segment: Segment, tmp_path: Path) -> None:
    segment.append(b"one\n")
    with pytest.raises(StorageError, match="cannot write to"):
        Segment.create(tmp_path, SITE, DAY, "run", 1)
    assert segment.place.growing.read_bytes() == b"one\n"


def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / f"site={SITE}").write_text("in the way")
    with pytest.raises(StorageError, match=rf"cannot write to {tmp_path}.*: "):
        Segment.create(tmp_path, SITE, DAY, "run", 1)


def test_a_line_that_is_taken_in_small_pieces_is_whole_in_the_end(tmp_path: Path) -> None:
    with on_a_scant_disk(tmp_path, most=7) as (segment, _):
        segment.append(WORDS * 3 + b"\n")
        assert segment.place.growing.read_bytes() == WORDS * 3 + b"\n"


LENGTHS = pytest.mark.parametrize("length", [40, 5000, 400_000], ids=lambda length: f"{length} bytes")


@LENGTHS
def test_a_line_that_fills_the_disk_leaves_no_trace_and_the_next_one_that_fits_is_whole(
    tmp_path: Path, length: int
) -> None:
    first, second, third = (letter * (length - 1) + b"\n" for letter in (b"1", b"2", b"3"))
    with on_a_scant_disk(tmp_path, room=length + length // 2) as (segment, disk):
        segment.append(first)
        for _ in range(2):
            with pytest.raises(StorageError, match="No space left on device"):
                segment.append(second)
            assert segment.place.growing.read_bytes() == first
            disk.room = length // 2
        disk.room = length
        segment.append(third)
        assert segment.place.growing.read_bytes() == first + third


@LENGTHS
def test_a_line_that_goes_beyond_the_kernels_limit_leaves_no_trace_either(segment: Segment, length: int) -> None:
    first, second, third = (letter * (length - 1) + b"\n" for letter in (b"1", b"2", b"3"))
    segment.append(first)
    with largest_file(length + length // 2), pytest.raises(StorageError, match="File too large"):
        segment.append(second)
    assert segment.place.growing.read_bytes() == first
    segment.append(third)
    segment.close()
    assert segment.place.growing.read_bytes() == first + third


@pytest.mark.parametrize(
    ("call", "does", "told"),
    [
        ("os.fsync", lambda one: one.sync(), "durable"),
        ("pathlib.Path.rename", lambda one: finish(one.place, []), "cannot finish"),
        ("pathlib.Path.read_bytes", lambda one: finish(one.place, []), "cannot finish"),
    ],
)
def test_a_disk_that_refuses_is_one_clear_line(
    segment: Segment, monkeypatch: pytest.MonkeyPatch, call: str, does: Callable[[Segment], object], told: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    segment.append(b"one\n")
    monkeypatch.setattr(call, refuse)
    with pytest.raises(StorageError, match=rf"{told}.*: Input/output error"):
        does(segment)
