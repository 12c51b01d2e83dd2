"""The steps that change files. The protocol is made of these alone, so tests can put a fault before and after each."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

from newscrawl.folders import make_folder, sync_folder


class Disk:
    """A local file system. Every method is one step, and raises OSError where the system refuses it."""

    def make_folder(self, folder: Path) -> None:
        """Make a folder and those above it, and make their names durable."""
        make_folder(folder, self.sync_folder)

    def create(self, file: Path) -> IO[bytes]:
        """Open a new file for writing. A buffer would keep, and write later, what has failed: there is none."""
        return file.open("xb", buffering=0)

    def write(self, file: IO[bytes], content: bytes) -> int:
        """Write what the system takes; return how many bytes that were."""
        return file.write(content)

    def cut(self, file: IO[bytes], size: int) -> None:
        """Shorten an open file to its first ``size`` bytes, and go on there."""
        file.seek(size)
        file.truncate()

    def sync(self, file: IO[bytes]) -> None:
        """Make what was written durable."""
        os.fsync(file.fileno())

    def rename(self, source: Path, target: Path) -> None:
        """Give a file another name; a file that had it is gone."""
        source.replace(target)

    def remove(self, file: Path) -> None:
        """Remove a file; one that is not there is no error."""
        file.unlink(missing_ok=True)

    def sync_folder(self, folder: Path) -> None:
        """Make the names in a folder durable."""
        sync_folder(folder)

    def write_all(self, file: IO[bytes], content: bytes) -> None:
        """Write all of it, in as many steps as the system needs."""
        rest = memoryview(content)
        while rest:
            rest = rest[self.write(file, bytes(rest)) :]

    def write_file(self, file: Path, content: bytes) -> None:
        """Make a small file, whole and durable, or none: a reader meets the old one or the new one."""
        draft = file.with_name(f"_{file.name}{DRAFT}")
        self.remove(draft)
        with self.create(draft) as opened:
            self.write_all(opened, content)
            self.sync(opened)
        self.rename(draft, file)
        self.sync_folder(file.parent)


DRAFT = ".draft"
