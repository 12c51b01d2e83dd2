"""One growing file of lines. Its name begins with ``_`` until it is finished, so that no reader meets half of one.

Layout: STORE/site=<site>/date=<UTC day of fetched_at>/<run_id>-<number>.jsonl, or .jsonl.gz, or .jsonl.zst
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import IO

from attrs import define, field, frozen

from newscrawl.errors import StorageError
from newscrawl.storage.disk import DRAFT, Disk

PART = ".part"


@frozen
class Place:
    """Where a segment lives. ``name`` is its plain name below the folder, as the layout above has it."""

    folder: Path
    name: str

    @property
    def growing(self) -> Path:
        """The path while it is written."""
        return self._hidden(PART)

    @property
    def draft(self) -> Path:
        """The path of another form of it that is not whole yet."""
        return self._hidden(DRAFT)

    def _hidden(self, suffix: str) -> Path:
        path = self.folder / self.name
        return path.with_name(f"_{path.name.removesuffix('.jsonl')}{suffix}")

    @classmethod
    def of_growing(cls, folder: Path, file: Path) -> Place:
        """The place of a growing file that was found on disk."""
        plain = file.with_name(f"{file.name.removeprefix('_').removesuffix(PART)}.jsonl")
        return cls(folder, plain.relative_to(folder).as_posix())


def plain_name(name: str) -> str:
    """The name of a segment without what compression has added to it."""
    return name.partition(".jsonl")[0] + ".jsonl"


@define
class Segment:
    """A growing segment, open for appending.

    ``size`` is in bytes, ``committed`` is what the state knows of them. Nothing is to be written to a torn one.
    """

    place: Place
    day: str
    _disk: Disk
    _file: IO[bytes] = field(repr=False)
    size: int = 0
    committed: int = 0
    is_torn: bool = False
    _opened_at: float = field(factory=time.monotonic)

    @classmethod
    def create(cls, place: Place, day: str, disk: Disk) -> Segment:
        """Make a new, empty segment.

        Raises:
            StorageError: the folder or the file cannot be made.
        """
        folder = place.growing.parent
        try:
            disk.make_folder(folder)
            file = disk.create(place.growing)
        except OSError as error:
            raise StorageError(f"cannot write to {folder}: {error.strerror}") from error
        try:
            disk.sync_folder(folder)
        except OSError as error:
            file.close()
            raise StorageError(f"cannot write to {folder}: {error.strerror}") from error
        return cls(place, day, disk, file)

    @property
    def age(self) -> float:
        """Seconds since it was made."""
        return time.monotonic() - self._opened_at

    def append(self, line: bytes) -> None:
        """Append one line. After a short or failed write the file is cut back to the last whole line.

        Raises:
            StorageError: it could not be written.
        """
        try:
            self._disk.write_all(self._file, line)
        except OSError as error:
            self._cut_back(self.size)
            raise StorageError(f"cannot write to {self.place.growing}: {error.strerror}") from error
        self.size += len(line)

    def sync(self) -> None:
        """Make all appended lines durable. Where that fails, those that are not committed are cut off.

        To ask again would not help: a system may forget what it could not write, and then say that all is well.

        Raises:
            StorageError: the disk does not take them.
        """
        try:
            self._disk.sync(self._file)
        except OSError as error:
            self._cut_back(self.committed)
            raise StorageError(f"cannot make {self.place.growing} durable: {error.strerror}") from error

    def _cut_back(self, size: int) -> None:
        try:
            self._disk.cut(self._file, size)
        except OSError as error:
            self.is_torn = True
            raise StorageError(f"cannot mend {self.place.growing}: {error.strerror}") from error
        self.size = size

    def close(self) -> None:
        """Close the file; what was appended stays as it is."""
        self._file.close()
