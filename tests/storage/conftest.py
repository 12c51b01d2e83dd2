"""The fixtures of this folder."""

from pathlib import Path

import pytest

from newscrawl.storage.destination import Destination
from newscrawl.storage.disk import Disk
from newscrawl.storage.manifest import Manifest
from newscrawl.storage.shelf import Folder
from tests.state.samples import state

__all__ = ["destination", "folder", "state"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where segments grow, and in most tests stay."""
    return tmp_path / "articles"


@pytest.fixture
def destination(folder: Path) -> Destination:
    """A local folder, with plain files."""
    return Destination(work=Folder(folder, Disk()), manifest=Manifest(folder.parent / "manifest.jsonl", Disk()))
