"""A folder is as durable as what will be put into it, whoever was killed while it was made."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from newscrawl.folders import make_folder
from newscrawl.run.lock import SiteLock
from newscrawl.run.record import RunRecord
from newscrawl.state import Database


def test_each_folder_is_durable_before_the_next_one_is_made(tmp_path: Path) -> None:
    told: list[tuple[Path, bool]] = []
    make_folder(tmp_path / "a" / "b", lambda folder: told.append((folder, (tmp_path / "a" / "b").exists())))
    assert told == [(tmp_path.parent, False), (tmp_path, False), (tmp_path / "a", True)]


def test_a_folder_that_is_there_already_is_made_durable_all_the_same(tmp_path: Path) -> None:
    """It may be the last deed of one who was killed."""
    (tmp_path / "a").mkdir()
    told: list[Path] = []
    make_folder(tmp_path / "a", told.append)
    assert told == [tmp_path]


def test_what_lies_where_we_may_make_nothing_is_left_to_its_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda path, _: path != tmp_path.parent)
    told: list[Path] = []
    make_folder(tmp_path / "a", told.append)
    assert told == [tmp_path]


def test_something_else_in_its_place_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"in the way")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(NotADirectoryError, match="file"):
            make_folder(folder)


@pytest.mark.parametrize("first", ["lock", "record", "state"])
def test_whoever_comes_first_makes_the_data_folder_durable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    data, synced = tmp_path / "srv" / "data", set()
    monkeypatch.setattr("os.fsync", lambda handle: synced.add(os.fstat(handle).st_ino))
    match first:
        case "lock":
            lock = SiteLock(data, "harbour")
            lock.acquire()
            lock.release()
        case "record":
            RunRecord.begin("harbour").write(data)
        case _:
            Database.open(f"sqlite:///{data / 'state.db'}").engine.dispose()
    assert {tmp_path.stat().st_ino, data.parent.stat().st_ino} <= synced
