"""Where a run's segments grow, where they go, and in which form: the settings of the last stage, put together."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from attrs import frozen

from newscrawl.config import Config
from newscrawl.errors import StorageError
from newscrawl.state import Sealed
from newscrawl.storage.bucket import Bucket
from newscrawl.storage.disk import Disk
from newscrawl.storage.lines import NOT_READABLE, SUFFIXES, Compression, describe, pack
from newscrawl.storage.manifest import Manifest
from newscrawl.storage.segment import PART, Place
from newscrawl.storage.shelf import Folder, Shelf

MEBIBYTE = 2**20


@frozen(kw_only=True)
class Destination:
    """``work`` is the folder in which segments grow and are finished; with a ``bucket`` they are then sent there.

    ``address`` is the store in one spelling, "" for the default one. ``max_bytes`` (of lines) and ``max_seconds`` end a
    segment.
    """

    work: Folder
    manifest: Manifest
    address: str = ""
    bucket: Bucket | None = None
    compression: Compression = "none"
    max_bytes: int = 48 * MEBIBYTE
    max_seconds: float = 900.0

    @classmethod
    def of(cls, config: Config) -> Self:
        """The destination that the settings ask for.

        Raises:
            UsageError: the store's address cannot be read.
        """
        disk = Disk()
        bucket = open_bucket(config.store_bucket) if config.store_bucket else None
        folder, default = (os.path.realpath(one) for one in (config.work_folder, config.data_folder / "articles"))
        return cls(
            work=Folder(config.work_folder, disk),
            manifest=Manifest(config.data_folder / "manifest.jsonl", disk),
            address=bucket.address if bucket else "" if folder == default else folder,
            bucket=bucket,
            compression=config.store_compression,
            max_bytes=int(config.store_segment_megabytes * MEBIBYTE),
            max_seconds=config.store_segment_seconds,
        )

    @property
    def shelf(self) -> Shelf:
        """Where finished segments stand at last."""
        return self.bucket or self.work

    @property
    def disk(self) -> Disk:
        """The file system of the work folder."""
        return self.work.disk

    def finish(self, place: Place) -> Sealed:
        """Give a synced, closed segment its final form and name in the work folder.

        Raises:
            StorageError: it could not be read, packed or renamed, or holds a line that is none of ours.
        """
        name = place.name + SUFFIXES[self.compression]
        whole = place.growing
        try:
            if self.compression != "none":
                whole = place.draft
                with place.growing.open("rb") as lines:
                    self.write_draft(place, lines)
            with whole.open("rb") as file:
                sealed = describe(file, name)
        except NOT_READABLE as error:
            raise StorageError(f"cannot finish {place.growing}: {error}") from error
        self.work.send(whole, sealed)
        if whole != place.growing:
            self.remove(place)
        return sealed

    def write_draft(self, place: Place, lines: Iterable[bytes]) -> None:
        """Write lines to the segment's draft, compressed and durable.

        Raises:
            OSError: the disk refuses.
        """
        self.disk.remove(place.draft)
        with self.disk.create(place.draft) as draft:
            for chunk in pack(lines, self.compression):
                if chunk:  # a packer keeps some back
                    self.disk.write_all(draft, chunk)
            self.disk.sync(draft)

    def noted(self, name: str) -> Sealed | None:
        """What stands beside a finished segment about it: in a bucket its metadata; in a folder nothing does.

        Raises:
            FileNotFoundError: the bucket does not have it.
            StorageError: the bucket does not answer, or refuses.
        """
        return self.bucket.sealed(name) if self.bucket else None

    def growing(self, site: str) -> list[Place]:
        """The segments of a site that are not finished."""
        return [Place.of_growing(self.work.root, file) for file in self.hidden(site, PART)]

    def hidden(self, site: str, suffix: str) -> list[Path]:
        """The files of a site that no reader meets, with this suffix.

        Raises:
            StorageError: a folder cannot be read.
        """
        names = (name for name in self.work.names(f"site={site}/") if name.endswith(suffix))
        return [self.work.root / name for name in names if name.rpartition("/")[2].startswith("_")]

    def remove(self, place: Place) -> None:
        """Remove a growing segment.

        Raises:
            StorageError: the disk refuses.
        """
        try:
            self.disk.remove(place.growing)
        except OSError as error:
            raise StorageError(f"cannot remove {place.growing}: {error.strerror}") from error


@functools.cache
def open_bucket(address: str) -> Bucket:
    """The bucket at an address; one client of it serves all sites of a process."""
    return Bucket.at(address)
