"""Folders whose names survive a power cut."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable.

    Raises:
        OSError: the system refuses.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path, sync: Callable[[Path], None] = sync_folder) -> None:
    """Make a folder and those above it, one after the other, each durable before the next one.

    Whoever made the last of those that are there may have been killed before its name was durable: that one is made
    durable too, unless it lies where we can have made nothing.

    Raises:
        OSError: the system refuses, or something else has its name.
    """
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    last = missing[-1].parent if missing else folder
    if not last.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(last))
    if os.access(last.parent, os.R_OK | os.W_OK):
        sync(last.parent)
    for one in reversed(missing):
        one.mkdir(exist_ok=True)
        sync(one.parent)
