"""A growing file holds whole lines only, whatever the disk does."""

from __future__ import annotations

import errno
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
from attrs import define

from newscrawl.errors import StorageError
from newscrawl.storage.disk import Disk
from newscrawl.storage.segment import Place, Segment, plain_name
from tests.state.samples import SITE
from tests.storage.faults import Faults, FaultyDisk, refuse

DAY = "2026-11-20"
NAME = f"site={SITE}/date={DAY}/run-1.jsonl"
WORDS = b"Words of the harbour. "


@define
class ScantDisk(Disk):
    """A disk that takes ``room`` bytes more, and no write of more than ``most`` at once."""

    room: int = 10**9
    most: int = 10**9

    def write(self, file: IO[bytes], content: bytes) -> int:
        """Write as much as there is room for."""
        if not self.room:
            raise refuse(errno.ENOSPC)
        taken = super().write(file, content[: min(self.room, self.most)])
        self.room -= taken
        return taken


@contextmanager
def on(disk: Disk, folder: Path) -> Iterator[Segment]:
    """A segment on a disk."""
    segment = Segment.create(Place(folder, NAME), DAY, disk)
    try:
        yield segment
    finally:
        segment.close()


@pytest.fixture
def segment(tmp_path: Path) -> Iterator[Segment]:
    with on(Disk(), tmp_path) as made:
        yield made


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """The kernel's own limit: what goes beyond is cut, and the next write fails."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_growing_segment_has_a_name_that_no_reader_looks_at(segment: Segment, tmp_path: Path) -> None:
    assert [file.name for file in (tmp_path / NAME).parent.iterdir()] == ["_run-1.part"]
    assert segment.place.draft.name == "_run-1.draft"
    assert segment.place.growing.parent == (tmp_path / NAME).parent


@pytest.mark.parametrize("run", ["run-1", "20261120T080000Z-0a1b2c3d-12", "20261120T080000Z-0a1b2c3d-merged"])
def test_a_place_is_known_by_its_growing_file(tmp_path: Path, run: str) -> None:
    place = Place(tmp_path, f"site={SITE}/date={DAY}/{run}.jsonl")
    assert Place.of_growing(tmp_path, place.growing) == place


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_a_plain_name_has_nothing_that_compression_adds(suffix: str) -> None:
    assert plain_name(NAME + suffix) == NAME


def test_a_segment_takes_no_other_ones_place(segment: Segment, tmp_path: Path) -> None:
    segment.append(b"one\n")
    with pytest.raises(StorageError, match="cannot write to"):
        Segment.create(Place(tmp_path, NAME), DAY, Disk())
    assert segment.place.growing.read_bytes() == b"one\n"


def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / f"site={SITE}").write_text("in the way")
    with pytest.raises(StorageError, match=rf"cannot write to {tmp_path}.*: "):
        Segment.create(Place(tmp_path, NAME), DAY, Disk())


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EMFILE, errno.EIO])
def test_a_disk_that_refuses_to_begin_one_is_one_clear_line_at_each_step(tmp_path: Path, number: int) -> None:
    for at in range(1, 30):
        disk = FaultyDisk(Faults(at, number))
        try:
            Segment.create(Place(tmp_path / str(at), NAME), DAY, disk)
        except StorageError as error:
            assert "cannot write to" in str(error)  # noqa: PT017 - until none comes any more
        else:
            break
        finally:
            disk.end_process()
    assert at > 6


def test_a_line_that_is_taken_in_small_pieces_is_whole_in_the_end(tmp_path: Path) -> None:
    with on(ScantDisk(most=7), tmp_path) as segment:
        segment.append(WORDS * 3 + b"\n")
        assert segment.place.growing.read_bytes() == WORDS * 3 + b"\n"
        assert segment.size == len(WORDS) * 3 + 1


LENGTHS = pytest.mark.parametrize("length", [40, 5000, 400_000], ids=lambda length: f"{length} bytes")


@LENGTHS
def test_a_line_that_fills_the_disk_leaves_no_trace_and_the_next_one_that_fits_is_whole(
    tmp_path: Path, length: int
) -> None:
    first, second, third = (letter * (length - 1) + b"\n" for letter in (b"1", b"2", b"3"))
    disk = ScantDisk(room=length + length // 2)
    with on(disk, tmp_path) as segment:
        segment.append(first)
        for _ in range(2):
            with pytest.raises(StorageError, match="No space left on device"):
                segment.append(second)
            assert segment.place.growing.read_bytes() == first
            assert segment.size == length
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


def test_lines_that_could_not_be_made_durable_are_cut_off_and_committed_ones_stay(tmp_path: Path) -> None:
    disk = FaultyDisk(Faults(number=errno.EIO))
    with on(disk, tmp_path) as segment:
        segment.append(b"one\n")
        segment.sync()
        segment.committed = segment.size
        segment.append(b"two\n")
        disk.faults.arm(1)
        with pytest.raises(StorageError, match=r"durable.*: Input/output error"):
            segment.sync()
        assert segment.place.growing.read_bytes() == b"one\n", "to sync again would seem to succeed, and lie"
        assert (segment.size, segment.is_torn) == (4, False)
        segment.append(b"three\n")
        segment.sync()
    disk.cut_power(tmp_path)
    assert segment.place.growing.read_bytes() == b"one\nthree\n"


def test_a_segment_that_cannot_be_mended_says_so(tmp_path: Path) -> None:
    disk = FaultyDisk(Faults(number=errno.EIO, lasting=True))
    with on(disk, tmp_path) as segment:
        segment.append(b"one\n")
        disk.faults.arm(2)
        with pytest.raises(StorageError, match=r"cannot mend .*: Input/output error"):
            segment.append(b"two\n")
        assert segment.is_torn
        assert segment.place.growing.read_bytes() == b"one\ntw"
