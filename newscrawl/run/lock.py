"""One run a site at a time."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from newscrawl.errors import SiteLockedError, StorageError
from newscrawl.folders import make_folder


class SiteLock:
    """DATA/locks/<site>.lock, held until it is released or the process ends, however it ends.

    A POSIX record lock belongs to the process: no child inherits it, so a browser that outlives a killed crawl holds
    nothing.
    """

    def __init__(self, data_folder: Path, site: str) -> None:
        self._path = data_folder / "locks" / f"{site}.lock"
        self._site = site
        self._handle: int | None = None

    def acquire(self) -> str:
        """Take the lock; return the id of the run that had it last, "" for none.

        Raises:
            SiteLockedError: another run or command holds it.
            StorageError: the data folder cannot be written.
        """
        try:
            make_folder(self._path.parent)
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            noted = os.read(self._handle, 64).decode(errors="replace").strip()
            is_ours = _take(self._handle)
        except OSError as error:
            self.release()
            raise StorageError(f"cannot lock {self._path}: {error.strerror}") from error
        if not is_ours:
            self.release()
            raise SiteLockedError(f"{self._site} is in use by another run or command (last run: {noted})")
        return noted

    def note(self, run_id: str) -> None:
        """Note the run that holds the lock. Whoever was noted before is forgotten: its record has to be closed by then.

        Raises:
            StorageError: the data folder cannot be written.
        """
        if self._handle is None:
            raise RuntimeError("the lock is not held")
        try:
            os.ftruncate(self._handle, 0)
            os.pwrite(self._handle, f"{run_id}\n".encode(), 0)
        except OSError as error:
            raise StorageError(f"cannot write to {self._path}: {error.strerror}") from error

    def release(self) -> None:
        """Let the lock go. The file stays: removing it could give two runs a lock each."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _take(handle: int) -> bool:
    """Lock a file; False where another one holds it."""
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # POSIX leaves the choice between the two
        return False
    return True
