"""DATA/manifest.jsonl: one line for every segment that was ever finished, beside the state and apart from it.

When the state is damaged, this tells what should be there.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import msgspec
from attrs import asdict, frozen

from newscrawl.errors import StorageError
from newscrawl.state import Sealed
from newscrawl.storage.disk import Disk

BLOCK = 2**16  # bytes that are read at once from its end


@frozen
class Listed:
    """What the manifest says: the segments that should be there, by name, and the numbers of its damaged lines."""

    sealed: dict[str, Sealed]
    damaged: tuple[int, ...] = ()


@frozen
class Manifest:
    """Appended to by all runs of a data folder at once, one whole line at a time."""

    file: Path
    disk: Disk

    def exists(self) -> bool:
        """Whether a segment was ever finished here."""
        return self.file.exists() and self.file.stat().st_size > 0

    def append(self, sealed: Sealed) -> None:
        """Add a segment, durably. The same one again does no harm: the last line about a name counts.

        Raises:
            StorageError: it cannot be written.
        """
        try:
            if not self.file.exists():
                self.disk.make_folder(self.file.parent)
            with self.file.open("ab+", buffering=0) as file:
                fcntl.flock(file, fcntl.LOCK_EX)  # let go when the file is closed
                size = file.seek(0, os.SEEK_END)
                whole = not size or os.pread(file.fileno(), 1, size - 1) == b"\n"
                self.disk.write_all(file, (b"" if whole else b"\n") + msgspec.json.encode(asdict(sealed)) + b"\n")
                self.disk.sync(file)
            self.disk.sync_folder(self.file.parent)  # whoever made it may have been killed before its name was durable
        except OSError as error:
            raise StorageError(f"cannot write to {self.file}: {error.strerror}") from error

    def replace(self, found: Iterable[Sealed]) -> None:
        """Say this and nothing else from now on.

        Raises:
            StorageError: it cannot be written.
        """
        try:
            self.disk.write_file(self.file, b"".join(msgspec.json.encode(asdict(one)) + b"\n" for one in found))
        except OSError as error:
            raise StorageError(f"cannot write to {self.file}: {error.strerror}") from error

    def latest(self, site: str) -> Iterator[Sealed]:
        """What it says of a site, the last line first, damaged ones left out; no more is read than is asked for.

        Raises:
            StorageError: it cannot be read.
        """
        mark = msgspec.json.encode(site)
        try:
            with self.file.open("rb") as file:
                for line in _backwards(file):
                    if mark in line and (one := _decode(line)) and one.site == site:
                        yield one
        except FileNotFoundError:
            return
        except OSError as error:
            raise StorageError(f"cannot read {self.file}: {error.strerror}") from error

    def read(self, site: str = "") -> Listed:
        """All that it says, or what it says of a site.

        Raises:
            StorageError: it cannot be read.
        """
        mark = msgspec.json.encode(site) if site else b""
        found: dict[str, Sealed] = {}
        damaged: list[int] = []
        try:
            lines = self.file.read_bytes().splitlines()
        except FileNotFoundError:
            return Listed({})
        except OSError as error:
            raise StorageError(f"cannot read {self.file}: {error.strerror}") from error
        for number, line in enumerate(lines, 1):
            if mark not in line:
                continue
            if not (one := _decode(line)):
                damaged.append(number)
            elif site in {"", one.site}:
                for name in one.replaces:
                    found.pop(name, None)
                found[one.name] = one
        return Listed(found, tuple(damaged))


def _decode(line: bytes) -> Sealed | None:
    """What a line says; None for a damaged one."""
    try:
        return msgspec.json.decode(line, type=Sealed)
    except ValueError:
        return None


def _backwards(file: IO[bytes]) -> Iterator[bytes]:
    """The lines of a file, the last one first."""
    rest, end = b"", file.seek(0, os.SEEK_END)
    while end:
        start = max(0, end - BLOCK)
        file.seek(start)
        rest, *lines = (file.read(end - start) + rest).split(b"\n")
        yield from reversed(lines)
        end = start
    yield rest
