"""A line for every finished segment, appended by all runs at once, and readable whatever became of its end."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from io import FileIO
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.errors import StorageError
from newscrawl.state import Sealed
from newscrawl.storage.disk import Disk
from newscrawl.storage.manifest import BLOCK, Listed, Manifest
from tests.conftest import PROJECT
from tests.state.samples import manifest_row
from tests.storage.faults import Faults, FaultyDisk, Killed


@pytest.fixture
def manifest(tmp_path: Path) -> Manifest:
    return Manifest(tmp_path / "data" / "manifest.jsonl", Disk())


def row(number: int, **changes: object) -> Sealed:
    return evolve(manifest_row(f"site=harbour/date=2026-11-20/run-{number}.jsonl"), **changes)


def by_name(*rows: Sealed) -> dict[str, Sealed]:
    return {one.name: one for one in rows}


def test_without_a_file_nothing_was_ever_finished(manifest: Manifest) -> None:
    assert (manifest.exists(), manifest.read(), list(manifest.latest("harbour"))) == (False, Listed({}), [])


def test_what_is_appended_is_read(manifest: Manifest) -> None:
    manifest.append(row(1))
    manifest.append(row(2, first_fetched_at=None))
    assert manifest.exists()
    assert manifest.read() == Listed(by_name(row(1), row(2, first_fetched_at=None)))


def test_an_empty_file_is_no_proof_that_anything_was_finished(manifest: Manifest) -> None:
    manifest.file.parent.mkdir()
    manifest.file.touch()
    assert (manifest.exists(), manifest.read()) == (False, Listed({}))


def test_the_last_line_about_a_segment_counts(manifest: Manifest) -> None:
    for rows in (1, 2, 3):
        manifest.append(row(1, rows=rows))
    assert manifest.read() == Listed(by_name(row(1, rows=3)))


def test_a_merged_segment_takes_the_place_of_others_and_the_same_line_again_changes_nothing(
    manifest: Manifest,
) -> None:
    merged = row(9, replaces=(row(1).name, row(2).name, "never heard of"))
    for one in (row(1), row(2), row(3), merged, merged):
        manifest.append(one)
    assert manifest.read() == Listed(by_name(row(3), merged))


@settings(deadline=None)
@given(
    told=st.lists(st.tuples(st.sampled_from(["harbour", "harbour2", "ferry"]), st.integers(1, 99)), max_size=9),
    bad=st.sampled_from([b"", b"\n", b'{"site":"harbour","name":\n', b'"site":"harbour"', b"\xff\n"]),
    block=st.integers(1, 400),
)
def test_what_it_says_of_a_site_is_told_from_its_end(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[str, int]], bad: bytes, block: int
) -> None:
    manifest = Manifest(tmp_path_factory.mktemp("data") / "manifest.jsonl", FaultyDisk())
    rows = [row(number, site=site) for site, number in told]
    for one in rows:
        manifest.append(one)
        with manifest.file.open("ab") as file:
            file.write(bad)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("newscrawl.storage.manifest.BLOCK", block)
        assert list(manifest.latest("harbour")) == [one for one in reversed(rows) if one.site == "harbour"]


def test_of_a_long_manifest_only_the_end_is_read(manifest: Manifest, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest.append(row(1))
    manifest.file.write_bytes(manifest.file.read_bytes() * 10_000)
    manifest.append(row(2))
    read: list[int] = []

    class Counting(FileIO):
        def read(self, size: int | None = -1, /) -> bytes:
            read.append(size or 0)
            return super().read(size)

    monkeypatch.setattr(Path, "open", lambda file, _: Counting(file))
    assert next(manifest.latest("harbour")) == row(2)
    assert read == [BLOCK]


@settings(deadline=None)
@given(rows=st.integers(1, 3), cut=st.integers(1, 400), tail=st.sampled_from([b"", b"\n", b"\0" * 9, b"{}\n", b"\xff"]))
def test_whatever_is_left_of_the_last_line_the_next_one_is_whole(
    tmp_path_factory: pytest.TempPathFactory, rows: int, cut: int, tail: bytes
) -> None:
    manifest = Manifest(tmp_path_factory.mktemp("data") / "manifest.jsonl", FaultyDisk())
    for number in range(rows):
        manifest.append(row(number))
    lines = manifest.file.read_bytes().splitlines(keepends=True)
    manifest.file.write_bytes(b"".join(lines[:-1]) + lines[-1][:cut] + tail)
    manifest.append(row(9))
    listed = manifest.read()
    assert listed.sealed[row(9).name] == row(9)
    for number in range(rows - 1):
        assert listed.sealed[row(number).name] == row(number)
    assert set(listed.damaged) <= {rows, rows + 1}
    assert (rows in listed.damaged) == (row(rows - 1).name not in listed.sealed)


@pytest.mark.parametrize("number", [None, errno.ENOSPC, errno.EIO])
def test_whatever_happens_while_it_is_appended_to_what_was_there_stays_and_the_next_line_is_whole(
    tmp_path: Path, number: int | None
) -> None:
    for at in range(1, 40):
        disk = FaultyDisk(Faults(number=number))
        manifest = Manifest(tmp_path / str(at) / "manifest.jsonl", disk)
        manifest.append(row(1))
        disk.faults.arm(at)
        try:
            manifest.append(row(2))
        except (StorageError, Killed):
            assert manifest.read().sealed.items() >= by_name(row(1)).items()
        is_over = not disk.faults.has_struck
        if number is None:
            disk.cut_power(tmp_path)
        disk.faults.arm()
        manifest.append(row(3))
        assert manifest.read().sealed.items() >= by_name(row(1), row(3)).items()
        if is_over:
            break
    assert at > 4


def test_a_name_that_was_given_just_before_a_kill_is_made_durable_by_the_next_line(tmp_path: Path) -> None:
    manifest = Manifest(tmp_path / "manifest.jsonl", FaultyDisk())
    manifest.disk.create(manifest.file).close()
    manifest.append(row(1))
    manifest.disk.cut_power(tmp_path)
    assert manifest.read().sealed == by_name(row(1))


APPEND = """
import sys
from io import FileIO
from pathlib import Path
from newscrawl.state import Sealed
from newscrawl.storage.disk import Disk
from newscrawl.storage.manifest import Manifest

class SmallBites(Disk):
    def write(self, file, content):
        return super().write(file, content[:50])

manifest = Manifest(Path(sys.argv[1]), SmallBites())
for number in range(30):
    name = f"site=harbour/date=2026-11-20/{sys.argv[2]}-{number}.jsonl"
    times = {"first_fetched_at": None, "last_fetched_at": None, "sealed_at": "now"}
    manifest.append(Sealed(name=name, site="harbour", rows=1, bytes=1, sha256="0", **times))
"""


def test_several_processes_append_at_once_and_every_line_is_whole(manifest: Manifest) -> None:
    command = [sys.executable, "-c", APPEND, str(manifest.file)]
    running = [subprocess.Popen([*command, run], cwd=PROJECT, env=dict(os.environ)) for run in "abc"]
    assert [process.wait(timeout=60) for process in running] == [0, 0, 0]
    listed = manifest.read()
    assert set(listed.sealed) == {f"site=harbour/date=2026-11-20/{run}-{n}.jsonl" for run in "abc" for n in range(30)}
    assert listed.damaged == ()


def test_a_manifest_that_cannot_be_written_or_read_is_one_clear_line(manifest: Manifest) -> None:
    manifest.file.mkdir(parents=True)
    with pytest.raises(StorageError, match=r"cannot write to .*manifest\.jsonl: Is a directory"):
        manifest.append(row(1))
    for read in (manifest.read, lambda: list(manifest.latest("harbour"))):
        with pytest.raises(StorageError, match=r"cannot read .*manifest\.jsonl: Is a directory"):
            read()
