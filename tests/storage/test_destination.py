"""The settings of the last stage, and how a growing segment becomes a finished one."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from attrs import evolve

from newscrawl.config import PROJECT, load_config
from newscrawl.errors import StorageError, UsageError
from newscrawl.storage.destination import MEBIBYTE, Destination
from newscrawl.storage.lines import SUFFIXES, Compression, describe, encode, open_lines, pack
from newscrawl.storage.segment import Place
from newscrawl.storage.shelf import Folder
from tests.state.samples import SITE, manifest_row, story
from tests.storage.faults import BucketInMemory, Faults, FaultyDisk, Killed

NAME = f"site={SITE}/date=2026-11-20/run-1.jsonl"
LINES = [encode(story(number)) for number in range(3)]
COMPRESSIONS = pytest.mark.parametrize("compression", SUFFIXES)


def grow(root: Path, content: bytes = b"".join(LINES)) -> Place:
    """A growing segment, synced and closed."""
    place = Place(root, NAME)
    place.growing.parent.mkdir(parents=True, exist_ok=True)
    place.growing.write_bytes(content)
    return place


def visible(root: Path) -> list[str]:
    return [file.name for file in root.rglob("*") if file.is_file() and not file.name.startswith("_")]


def test_without_settings_segments_grow_and_stay_in_the_data_folder(tmp_path: Path) -> None:
    destination = Destination.of(load_config({"data": str(tmp_path)}))
    assert destination.work.root == tmp_path / "articles"
    assert destination.manifest.file == tmp_path / "manifest.jsonl"
    assert (destination.bucket, destination.compression, destination.max_bytes) == (None, "none", 48 * MEBIBYTE)
    assert destination.shelf == destination.work
    assert destination.noted(NAME) is None


def test_the_settings_decide(tmp_path: Path) -> None:
    wanted = {"data": str(tmp_path), "store": "elsewhere", "store_compression": "zstd"}
    config = load_config(wanted | {"store_segment_megabytes": 0.5, "store_segment_seconds": 7.0})
    destination = Destination.of(config)
    assert destination.work.root == PROJECT / "elsewhere"
    assert (destination.compression, destination.max_bytes, destination.max_seconds) == ("zstd", MEBIBYTE // 2, 7.0)


def test_with_a_bucket_segments_grow_in_the_spool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "local")
    destination = Destination.of(load_config({"data": str(tmp_path), "store": "s3://news/here"}))
    assert destination.work.root == tmp_path / "spool"
    assert str(destination.shelf) == "s3://news/here"


@pytest.mark.parametrize("store", ["http://news/", "s3://"])
def test_an_address_of_something_else_is_an_error_of_use(tmp_path: Path, store: str) -> None:
    with pytest.raises(UsageError):
        Destination.of(load_config({"data": str(tmp_path), "store": store}))


def test_what_stands_beside_a_segment_in_a_bucket_is_told(destination: Destination, tmp_path: Path) -> None:
    bucket = BucketInMemory()
    (tmp_path / "file").write_bytes(LINES[0])
    bucket.send(tmp_path / "file", manifest_row(NAME))
    afar = evolve(destination, bucket=bucket)
    assert afar.noted(NAME) == manifest_row(NAME)
    with pytest.raises(FileNotFoundError):
        afar.noted("nothing")


@COMPRESSIONS
def test_a_segment_is_finished_in_the_form_that_is_asked_for(
    destination: Destination, folder: Path, compression: Compression
) -> None:
    place = grow(folder)
    if compression != "none":
        place.draft.write_bytes(b"left by one who was killed")
    sealed = evolve(destination, compression=compression).finish(place)
    assert [file.name for file in folder.rglob("*") if file.is_file()] == [f"run-1.jsonl{SUFFIXES[compression]}"]
    with (folder / sealed.name).open("rb") as file:
        assert evolve(describe(file, sealed.name), sealed_at=sealed.sealed_at) == sealed
        assert list(open_lines(file, sealed.name)) == LINES
    assert (folder / sealed.name).read_bytes() == b"".join(pack(LINES, compression))


@COMPRESSIONS
@pytest.mark.parametrize("number", [None, errno.ENOSPC, errno.EIO], ids=["killed", "full", "sick"])
def test_at_whichever_step_it_ends_the_file_is_whole_or_not_there_and_the_lines_are_never_lost(
    destination: Destination, tmp_path: Path, compression: Compression, number: int | None
) -> None:
    for at in range(1, 60):
        root = tmp_path / str(at)
        place, disk = grow(root), FaultyDisk(Faults(at, number))
        disk.settle(root)
        sick = evolve(destination, work=Folder(root, disk), compression=compression)
        try:
            sick.finish(place)
        except (StorageError, Killed):
            assert place.growing.exists() or visible(root)
        disk.end_process()
        if number is None:
            disk.cut_power(root)
        for name in visible(root):
            with (place.growing.parent / name).open("rb") as file:
                assert list(open_lines(file, name)) == LINES
        assert visible(root) or place.growing.read_bytes() == b"".join(LINES)
        if not disk.faults.has_struck:
            break
    assert at > 2


@COMPRESSIONS
@pytest.mark.parametrize("bad", [b"not a line\n", LINES[0][:-1], b"\0" * 50 + b"\n"])
def test_a_segment_with_a_line_that_is_none_of_ours_is_not_finished(
    destination: Destination, folder: Path, compression: Compression, bad: bytes
) -> None:
    place = grow(folder, b"".join(LINES) + bad)
    with pytest.raises(StorageError, match=r"cannot finish .*_run-1\.part"):
        evolve(destination, compression=compression).finish(place)
    assert visible(folder) == []
    assert place.growing.exists()


def test_the_growing_segments_of_a_site_are_found(destination: Destination, folder: Path) -> None:
    place = grow(folder)
    for name in (f"site={SITE}2/date=2026-11-20/_r-1.part", f"site={SITE}/date=2026-11-20/_r-1.draft"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    assert destination.growing(SITE) == [place]
    destination.remove(place)
    assert destination.growing(SITE) == []
    destination.remove(place)


def test_a_growing_segment_that_cannot_be_removed_is_one_clear_line(destination: Destination, folder: Path) -> None:
    place = Place(folder, NAME)
    place.growing.mkdir(parents=True)
    with pytest.raises(StorageError, match=r"cannot remove .*_run-1\.part"):
        destination.remove(place)
