"""One growing file of lines. Its name ends in ``.part`` until it is finished, so that no reader meets half of one.

Layout: STORE/site=<site>/date=<UTC day of fetched_at>/<run_id>-<number>.jsonl
"""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from attrs import define, field, frozen

from newscrawl.errors import StorageError
from newscrawl.records import Article
from newscrawl.state import Sealed

PART = ".part"


@frozen
class Place:
    """Where a segment lives: its finished path is ``folder / name``, its growing one has ``.part`` after it."""

    folder: Path
    name: str

    @property
    def finished(self) -> Path:
        """The path under which readers find it."""
        return self.folder / self.name

    @property
    def growing(self) -> Path:
        """The path while it is written."""
        return self.folder / f"{self.name}{PART}"

    @property
    def site(self) -> str:
        """The site, out of the name's first part."""
        return self.name.partition("/")[0].removeprefix("site=")

    @classmethod
    def of(cls, folder: Path, file: Path) -> Place:
        """The place of a file that was found on disk, growing or finished."""
        return cls(folder, file.relative_to(folder).as_posix().removesuffix(PART))


@define
class Segment:
    """A growing segment, open for appending."""

    place: Place
    day: str
    _file: IO[bytes] = field(repr=False)
    _size: int = 0

    @classmethod
    def create(cls, folder: Path, site: str, day: str, run_id: str, number: int) -> Segment:
        """Make a new, empty segment.

        Raises:
            StorageError: the folder or the file cannot be made.
        """
        place = Place(folder, f"site={site}/date={day}/{run_id}-{number}.jsonl")
        try:
            place.growing.parent.mkdir(parents=True, exist_ok=True)
            file = place.growing.open("xb", buffering=0)  # a buffer would keep, and write later, what has failed
            sync_folders(place)
        except OSError as error:
            raise StorageError(f"cannot write to {place.growing.parent}: {error.strerror}") from error
        return cls(place, day, file)

    def append(self, line: bytes) -> None:
        """Append one line. After a short or failed write the file is cut back to the last whole line.

        Raises:
            StorageError: it could not be written.
        """
        try:
            rest = line
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            self._file.seek(self._size)
            self._file.truncate()
            raise StorageError(f"cannot write to {self.place.growing}: {error.strerror}") from error
        self._size += len(line)

    def sync(self) -> None:
        """Make all appended lines durable.

        Raises:
            StorageError: the disk does not take them.
        """
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise StorageError(f"cannot make {self.place.growing} durable: {error.strerror}") from error

    def close(self) -> None:
        """Close the file; what was appended stays as it is."""
        self._file.close()


def finish(place: Place, articles: list[Article]) -> Sealed:
    """Give a synced, closed segment its final name and return its row of the manifest.

    ``articles`` are those whose lines are in it.

    Raises:
        StorageError: it could not be renamed.
    """
    try:
        if place.growing.exists():
            place.growing.rename(place.finished)
            sync_folders(place)
        content = place.finished.read_bytes()
    except OSError as error:
        raise StorageError(f"cannot finish {place.growing}: {error.strerror}") from error
    times = sorted(article.fetched_at for article in articles if article.fetched_at)
    return Sealed(
        name=place.name,
        site=place.site,
        rows=content.count(b"\n"),
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        first_fetched_at=times[0] if times else None,
        last_fetched_at=times[-1] if times else None,
        sealed_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def sync_folders(place: Place) -> None:
    """Make the names in the segment's folders durable, from the store's own folder down."""
    folder = place.growing.parent
    for _ in range(3):  # date=, site=, and the store itself
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        folder = folder.parent
