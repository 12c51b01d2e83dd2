"""Where finished segments stand: a local folder, or a bucket. Both offer the same, by names below their root."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Protocol

import msgspec
from attrs import frozen

from newscrawl.errors import StorageError
from newscrawl.state import Sealed
from newscrawl.storage.disk import Disk
from newscrawl.storage.lines import reading

MERGE = ".merge"
DEPTH = 2  # folders above a file: its site's and its day's
SEGMENT = re.compile(r"site=[^/]+/date=[^/]+/[^_/][^/]*\.jsonl(?:\.gz|\.zst)?")


class Shelf(Protocol):
    """What a folder and a bucket have in common."""

    def names(self, under: str = "") -> list[str]:
        """The names of all that is there and begins so, sorted."""

    def open(self, name: str) -> IO[bytes]:
        """What is stored under a name; FileNotFoundError where nothing is."""

    def send(self, file: Path, sealed: Sealed) -> Sealed:
        """Put a finished file there, whole at once; return it under the name that it got."""

    def write(self, name: str, content: bytes) -> None:
        """Put a small note there, whole at once."""

    def remove(self, name: str) -> None:
        """Take something away; what is not there is no error."""


@frozen
class Folder:
    """A local folder."""

    root: Path
    disk: Disk

    def __str__(self) -> str:
        return str(self.root)

    def names(self, under: str = "") -> list[str]:
        """The names of the files that begin so, sorted.

        Raises:
            StorageError: a folder cannot be read. To pass over it would be to take its files for gone.
        """
        try:
            return sorted(self._below("", under))
        except OSError as error:
            raise StorageError(f"cannot read {error.filename}: {error.strerror}") from error

    def _below(self, folder: str, under: str) -> Iterator[str]:
        try:
            with os.scandir(self.root / folder) as entries:
                found = list(entries)
        except FileNotFoundError:
            return
        for entry in found:
            name = f"{folder}{entry.name}"
            if entry.is_dir() and name.count("/") < DEPTH and f"{name}/".startswith(under[: len(name) + 1]):
                yield from self._below(f"{name}/", under)
            elif name.count("/") == DEPTH and name.startswith(under) and entry.is_file():
                yield name

    def open(self, name: str) -> IO[bytes]:
        """A file.

        Raises:
            FileNotFoundError: there is none.
        """
        return (self.root / name).open("rb")

    def send(self, file: Path, sealed: Sealed) -> Sealed:
        """Give a finished file that lies in the folder of its site and day its place there.

        Raises:
            StorageError: the disk refuses.
        """
        target = self.root / sealed.name
        try:
            self.disk.rename(file, target)
            self.disk.sync_folder(target.parent)
        except OSError as error:
            raise StorageError(f"cannot finish {target}: {error.strerror}") from error
        return sealed

    def settle(self, name: str) -> None:
        """Make the name of a file that is there durable: whoever gave it may have been killed before it was.

        Raises:
            StorageError: the disk refuses.
        """
        try:
            self.disk.sync_folder((self.root / name).parent)
        except OSError as error:
            raise StorageError(f"cannot finish {self.root / name}: {error.strerror}") from error

    def write(self, name: str, content: bytes) -> None:
        """Write a small file.

        Raises:
            StorageError: the disk refuses.
        """
        try:
            self.disk.make_folder((self.root / name).parent)
            self.disk.write_file(self.root / name, content)
        except OSError as error:
            raise StorageError(f"cannot write {self.root / name}: {error.strerror}") from error

    def remove(self, name: str) -> None:
        """Remove a file.

        Raises:
            StorageError: the disk refuses.
        """
        try:
            self.disk.remove(self.root / name)
        except OSError as error:
            raise StorageError(f"cannot remove {self.root / name}: {error.strerror}") from error


@frozen
class Merge:
    """A note that stands beside segments while one takes the place of others: as soon as it is there, they are not."""

    name: str
    replaces: tuple[str, ...]

    @property
    def note(self) -> str:
        """The name of the note."""
        folder, _, file = self.name.rpartition("/")
        return f"{folder}/_{file.partition('.jsonl')[0]}{MERGE}"


def segment_names(shelf: Shelf, site: str = "", day: str = "") -> list[str]:
    """The segments that count, of a site and a day or of all: sorted by day, site and name."""
    names = shelf.names((f"site={site}/" + (f"date={day}/" if day else "")) if site else "site=")
    there = {name for name in names if SEGMENT.fullmatch(name)}
    replaced = {name for merge in read_merges(shelf, names) if merge.name in there for name in merge.replaces}
    return sorted(there - replaced, key=_in_order)


def _in_order(name: str) -> tuple[str, str, str, int, str]:
    """The tenth segment of a run comes after the second, though its name does not."""
    site, day, file = name.split("/")
    run, _, number = file.partition(".jsonl")[0].rpartition("-")
    return day, site, run, int(number) if number.isdecimal() else 0, name


def read_merges(shelf: Shelf, names: Iterable[str]) -> list[Merge]:
    """The notes among these names.

    Raises:
        StorageError: one is damaged, or cannot be read.
    """
    found = []
    for name in names:
        if name.endswith(MERGE):
            try:
                with reading(f"{shelf}/{name}"), shelf.open(name) as note:
                    found.append(msgspec.json.decode(note.read(), type=Merge))
            except FileNotFoundError:
                continue  # done in the meantime
    return found
