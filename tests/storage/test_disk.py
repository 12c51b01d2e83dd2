"""The steps that change files do what they say, and a small file is there whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from attrs import define

from newscrawl.storage.disk import Disk
from tests.storage.faults import Faults, FaultyDisk, Killed


@define
class WatchedDisk(Disk):
    """A disk that notes which folders were synced, and takes no write of more than ``most`` bytes."""

    synced: list[Path]
    most: int = 10**9

    def sync_folder(self, folder: Path) -> None:
        """And note it."""
        super().sync_folder(folder)
        self.synced.append(folder)

    def write(self, file, content: bytes) -> int:  # noqa: ANN001 - as it is there
        """As much as it takes."""
        return super().write(file, content[: self.most])


def test_every_folder_that_is_made_is_durable_in_the_one_above_it(tmp_path: Path) -> None:
    disk = WatchedDisk([])
    disk.make_folder(tmp_path / "a" / "b" / "c")
    assert disk.synced == [tmp_path.parent, tmp_path, tmp_path / "a", tmp_path / "a" / "b"]


def test_to_sync_is_to_ask_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr("os.fsync", lambda handle: asked.append(os.fstat(handle).st_ino))
    disk = Disk()
    with disk.create(tmp_path / "file") as file:
        disk.sync(file)
    disk.sync_folder(tmp_path)
    assert asked == [(tmp_path / "file").stat().st_ino, tmp_path.stat().st_ino]


def test_a_new_file_takes_no_other_ones_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("there")
    with pytest.raises(FileExistsError):
        Disk().create(tmp_path / "file")
    assert (tmp_path / "file").read_text() == "there"


def test_what_is_taken_in_small_pieces_is_whole_in_the_end(tmp_path: Path) -> None:
    disk = WatchedDisk([], most=7)
    with disk.create(tmp_path / "file") as file:
        disk.write_all(file, b"Words of the harbour")
        disk.write_all(file, b"")
    assert (tmp_path / "file").read_bytes() == b"Words of the harbour"


def test_a_file_that_is_cut_goes_on_at_its_new_end(tmp_path: Path) -> None:
    disk = Disk()
    with disk.create(tmp_path / "file") as file:
        disk.write_all(file, b"123456")
        disk.cut(file, 2)
        disk.write_all(file, b"3")
        disk.sync(file)
    assert (tmp_path / "file").read_bytes() == b"123"


def test_a_file_that_is_not_there_is_removed_all_the_same(tmp_path: Path) -> None:
    Disk().remove(tmp_path / "nothing")
    with pytest.raises(OSError, match=r"."):
        Disk().remove(tmp_path)


@pytest.mark.parametrize("number", [None, errno.ENOSPC], ids=["killed", "full"])
@pytest.mark.parametrize("is_new", [True, False], ids=["new", "over another"])
def test_a_small_file_is_the_old_one_or_the_new_one_whatever_happens_and_whichever_power_is_cut(
    tmp_path: Path, number: int | None, *, is_new: bool
) -> None:
    file = tmp_path / "note"
    for at in range(1, 50):
        file.unlink(missing_ok=True)
        if not is_new:
            file.write_bytes(b"old words")
        disk = FaultyDisk(Faults(at, number))
        disk.settle(tmp_path)
        try:
            disk.write_file(file, b"the new words")
        except (OSError, Killed):
            assert not file.exists() or file.read_bytes() in {b"old words", b"the new words"}
            assert file.exists() or is_new
        disk.end_process()
        disk.cut_power(tmp_path)
        assert not file.exists() or file.read_bytes() in {b"old words", b"the new words"}
        assert file.exists() or is_new
        if not disk.faults.has_struck:
            break
    assert file.read_bytes() == b"the new words"
    assert at > 5
    disk.faults.arm()
    disk.write_file(file, b"and once more, over what was left")
    assert [one.name for one in tmp_path.iterdir()] == ["note"]


# -- the tests' own disk, which the tests of faults rest on


def test_a_power_cut_takes_what_was_not_synced_and_names_whose_folder_was_not(tmp_path: Path) -> None:
    disk = FaultyDisk()
    with disk.create(tmp_path / "named") as file:
        disk.write_all(file, b"synced, ")
        disk.sync(file)
        disk.write_all(file, b"not synced")
    disk.sync_folder(tmp_path)
    disk.create(tmp_path / "nameless").close()
    disk.rename(tmp_path / "named", tmp_path / "renamed")
    disk.cut_power(tmp_path)
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {"named": b"synced, "}


def test_a_power_cut_takes_folders_whose_names_were_not_synced_with_all_that_is_in_them(tmp_path: Path) -> None:
    disk = FaultyDisk()
    disk.make_folder(tmp_path / "durable" / "too")
    disk.faults.arm(3)  # the first is made by then, and what it lies in is not synced
    with pytest.raises(Killed):
        disk.make_folder(tmp_path / "durable" / "too" / "fleeting" / "never made")
    disk.faults.arm()
    (tmp_path / "durable" / "too" / "fleeting" / "file").write_bytes(b"words")
    disk.cut_power(tmp_path)
    assert [one.name for one in tmp_path.rglob("*")] == ["durable", "too"]


def test_what_a_system_could_not_sync_it_has_forgotten(tmp_path: Path) -> None:
    disk = FaultyDisk(Faults(number=errno.EIO))
    with disk.create(tmp_path / "file") as file:
        disk.sync_folder(tmp_path)
        disk.write_all(file, b"1")
        disk.sync(file)
        disk.write_all(file, b"22")
        disk.faults.arm(1)
        with pytest.raises(OSError, match="Input/output error"):
            disk.sync(file)
        disk.faults.arm()
        disk.write_all(file, b"3")
        disk.sync(file)
    assert (tmp_path / "file").read_bytes() == b"1223"
    disk.cut_power(tmp_path)
    assert (tmp_path / "file").read_bytes() == b"1\0\x003"
