"""A folder and a bucket offer the same, and notes of a compaction tell which of their segments count."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import msgspec
import pytest
from attrs import asdict
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.errors import StorageError
from newscrawl.storage.disk import Disk
from newscrawl.storage.shelf import Folder, Merge, Shelf, read_merges, segment_names
from tests.state.samples import manifest_row
from tests.storage.faults import BucketInMemory, Faults, FaultyDisk

DAY = "site=a/date=2026-11-20"


@pytest.fixture(params=["folder", "bucket"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    return Folder(tmp_path / "shelf", Disk()) if request.param == "folder" else BucketInMemory()


def put(shelf: Shelf, *names: str) -> None:
    for name in names:
        shelf.write(name, name.encode())


def note(shelf: Shelf, merge: Merge) -> None:
    shelf.write(merge.note, msgspec.json.encode(asdict(merge)))


def test_an_empty_shelf_has_no_names(shelf: Shelf) -> None:
    assert shelf.names() == shelf.names("site=a/") == segment_names(shelf) == []


def test_names_are_told_sorted_by_their_beginning(shelf: Shelf) -> None:
    names = [f"{DAY}/r-1.jsonl", f"{DAY}/r-2.jsonl.gz", "site=a/date=2026-11-21/r-1.jsonl", "site=aa/date=2026-11-20/x"]
    put(shelf, *reversed(names))
    assert shelf.names() == shelf.names("site=") == names
    assert shelf.names("site=a/") == names[:3]
    assert shelf.names(f"{DAY}/") == names[:2]
    assert shelf.names("site=b/") == []


def test_what_is_put_there_is_read_and_what_is_removed_is_gone(shelf: Shelf) -> None:
    put(shelf, f"{DAY}/r-1.jsonl")
    with shelf.open(f"{DAY}/r-1.jsonl") as file:
        assert file.read() == f"{DAY}/r-1.jsonl".encode()
    shelf.write(f"{DAY}/r-1.jsonl", b"other")
    with shelf.open(f"{DAY}/r-1.jsonl") as file:
        assert file.read() == b"other"
    for _ in range(2):
        shelf.remove(f"{DAY}/r-1.jsonl")
        assert shelf.names() == []
        with pytest.raises(FileNotFoundError):
            shelf.open(f"{DAY}/r-1.jsonl")


def test_a_finished_file_is_there_whole_under_its_name(shelf: Shelf, tmp_path: Path) -> None:
    file = tmp_path / "shelf" / DAY / "_r-1.part"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"lines")
    sealed = manifest_row(f"{DAY}/r-1.jsonl")
    assert shelf.send(file, sealed) == sealed
    with shelf.open(sealed.name) as file:
        assert file.read() == b"lines"


@pytest.mark.parametrize(
    ("does", "told"),
    [
        (lambda folder, file: folder.send(file, manifest_row(f"{DAY}/r-1.jsonl")), "cannot finish"),
        (lambda folder, _: folder.settle(f"{DAY}/r-1.jsonl"), "cannot finish"),
        (lambda folder, _: folder.write(f"{DAY}/r-1.jsonl", b"x"), "cannot write"),
        (lambda folder, _: folder.remove(f"{DAY}/r-1.jsonl"), "cannot remove"),
    ],
)
def test_a_disk_that_refuses_is_one_clear_line_at_each_step(tmp_path: Path, does, told: str) -> None:  # noqa: ANN001
    for at in range(1, 60):
        file = tmp_path / str(at) / DAY / "_r-1.part"
        file.parent.mkdir(parents=True)
        file.write_bytes(b"lines")
        disk = FaultyDisk(Faults(at, errno.EIO))
        try:
            does(Folder(tmp_path / str(at), disk), file)
        except StorageError as error:
            assert told in str(error)  # noqa: PT017 - until none comes any more
            assert str(error).endswith("r-1.jsonl: Input/output error")  # noqa: PT017
        else:
            break
        finally:
            disk.end_process()
    assert at > 2


# -- which segments count


def test_segments_are_told_by_day_then_site_then_in_the_order_of_the_run(shelf: Shelf) -> None:
    names = [
        "site=b/date=2026-11-19/z-1.jsonl",
        *(f"{DAY}/a-{number}.jsonl.gz" for number in range(1, 13)),
        f"{DAY}/b-2.jsonl",
        f"{DAY}/c-merged.jsonl.zst",
        "site=b/date=2026-11-20/a-1.jsonl",
    ]
    put(shelf, *sorted(names))
    assert segment_names(shelf) == names
    assert segment_names(shelf, "b") == [names[0], names[-1]]
    assert segment_names(shelf, "a", "2026-11-20") == names[1:-1]
    assert segment_names(shelf, "a", "2026-11-19") == []


def test_what_is_no_finished_segment_does_not_count(shelf: Shelf) -> None:
    put(shelf, f"{DAY}/_r-1.part", f"{DAY}/_r-1.draft", f"{DAY}/r-1.jsonl.tmp", f"{DAY}/_r-2.jsonl", f"{DAY}/notes.txt")
    assert segment_names(shelf) == []


def test_the_segments_that_a_merge_replaces_count_until_the_merged_one_is_there(shelf: Shelf) -> None:
    olds = [f"{DAY}/a-1.jsonl", f"{DAY}/a-2.jsonl"]
    merge = Merge(f"{DAY}/b-merged.jsonl.gz", tuple(olds))
    assert merge.note == f"{DAY}/_b-merged.merge"
    put(shelf, *olds, f"{DAY}/a-3.jsonl")
    note(shelf, merge)
    assert segment_names(shelf) == [*olds, f"{DAY}/a-3.jsonl"]
    put(shelf, merge.name)
    assert segment_names(shelf) == [f"{DAY}/a-3.jsonl", merge.name]
    assert read_merges(shelf, shelf.names()) == [merge]


def test_a_damaged_note_is_told_with_its_name(shelf: Shelf) -> None:
    shelf.write(f"{DAY}/_b-merged.merge", b'{"name": "half a no')
    with pytest.raises(StorageError, match=r"_b-merged\.merge is damaged"):
        segment_names(shelf)


def test_a_note_that_goes_meanwhile_is_none(shelf: Shelf) -> None:
    assert read_merges(shelf, [f"{DAY}/_b-merged.merge"]) == []


FILES = [f"{DAY}/r-{number}.jsonl{suffix}" for number, suffix in enumerate(["", ".gz", ".zst", "", "", ".gz"])]
OTHERS = [f"{DAY}/_r-7.part", f"{DAY}/_r-8.draft", f"{DAY}/_x.jsonl", f"{DAY}/x.json", "site=a/x.jsonl"]


@settings(deadline=None)
@given(
    there=st.sets(st.sampled_from([*FILES, *OTHERS])),
    merges=st.dictionaries(st.sampled_from(FILES), st.sets(st.sampled_from(FILES), max_size=4), max_size=3),
)
def test_those_count_that_are_there_and_that_nothing_that_is_there_replaces(
    tmp_path_factory: pytest.TempPathFactory, there: set[str], merges: dict[str, set[str]]
) -> None:
    notes = [Merge(name, tuple(replaces - {name})) for name, replaces in merges.items()]
    told = []
    for shelf in (Folder(tmp_path_factory.mktemp("store"), FaultyDisk()), BucketInMemory()):
        put(shelf, *(there - {"site=a/x.jsonl"}))
        for one in notes:
            note(shelf, one)
        told.append(segment_names(shelf))
    gone = {name for one in notes if one.name in there for name in one.replaces}
    assert told == [[name for name in FILES if name in there and name not in gone]] * 2


def test_a_folder_that_cannot_be_read_is_told_and_not_taken_for_an_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = tmp_path / "site=harbour" / "date=2026-11-20"
    day.mkdir(parents=True)
    (day / "run-1.jsonl").write_bytes(b"")
    folder = Folder(tmp_path, Disk())
    assert folder.names("site=") == ["site=harbour/date=2026-11-20/run-1.jsonl"]
    scan = os.scandir

    def refuse(path: Path) -> object:
        if str(path).rstrip("/") == str(day):
            raise OSError(errno.EACCES, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr("newscrawl.storage.shelf.os.scandir", refuse)
    with pytest.raises(StorageError, match=r"cannot read .*Permission denied"):
        folder.names("site=harbour/")


def test_what_has_no_place_of_a_segment_is_none(tmp_path: Path) -> None:
    strangers = "site=a/backup/old/x.jsonl", f"{DAY}/x.jsonl.tmp", "site=a/x.jsonl", "notes/b/x.jsonl"
    for name in strangers:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    assert segment_names(Folder(tmp_path, Disk())) == []
