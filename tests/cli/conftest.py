"""The command line in this process, with a data folder of its own."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from newscrawl.cli import main
from tests.conftest import Ended


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of data, named by the environment, and the current folder elsewhere."""
    for name in [name for name in os.environ if name.startswith(("NEWSCRAWL_", "SCRAPY_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NEWSCRAWL_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


@pytest.fixture
def newscrawl(
    data: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ended]:
    """Run a command; whatever happens, no traceback is shown."""
    assert data

    def call(*arguments: str, given: bytes = b"") -> Ended:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        out, err = (text.decode() for text in capfdbinary.readouterr())
        assert "Traceback" not in err
        return Ended(caught.value.code, out, err)

    return call
