"""What many tests need: a server, the command line in a process of its own, and a look at what was stored."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from attrs import frozen

from newscrawl.schema import json_schema
from tests.news_server import NewsServer

PROJECT = Path(__file__).resolve().parent.parent
OURS = (sys.executable, "-m", "tests.command")
SCHEMA = jsonschema.Draft202012Validator(json_schema(), format_checker=jsonschema.FormatChecker())


@pytest.fixture
def server() -> Iterator[NewsServer]:
    with NewsServer() as running:
        yield running


@pytest.fixture(autouse=True)
def every_stored_line_fits_the_schema(tmp_path: Path) -> Iterator[None]:
    yield
    for file in tmp_path.rglob("*.jsonl"):
        if "articles" in file.parts:
            for line in file.read_bytes().splitlines(keepends=True):
                assert line.endswith(b"\n")
                SCHEMA.validate(json.loads(line))


@frozen
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


@frozen
class Crawl:
    """``newscrawl crawl`` against the test's server, with a data folder of its own."""

    server: NewsServer
    data: Path

    def __call__(self, *arguments: str, sites: str = "local", **environment: str) -> Ended:
        """Run to the end. What is printed never holds a traceback, whatever the server did."""
        ended = self.command("crawl", *sites.split(), *arguments, **environment)
        assert "Traceback" not in ended.err + ended.out, ended.err
        return ended

    def command(self, *arguments: str, program: Sequence[str] = OURS, **environment: str) -> Ended:
        """Run any command in this folder of data."""
        with self.start(*arguments, program=program, **environment) as process:
            out, err = process.communicate(timeout=90)
            return Ended(process.returncode, out, err)

    def start(self, *arguments: str, program: Sequence[str] = OURS, **environment: str) -> subprocess.Popen[str]:
        """Start any command, and leave it running; ``program`` is what is to be started instead of our own."""
        return subprocess.Popen(
            [*program, *arguments],
            cwd=PROJECT,
            env=clean_environment(self.data) | {"LOCAL_BASE": self.server.base} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def stop(self, process: subprocess.Popen[str], number: signal.Signals) -> Ended:
        """Send a signal and wait for the end."""
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
        return Ended(process.returncode, out, err)

    def articles(self, site: str = "local") -> list[dict[str, Any]]:
        """What is stored in finished files, in the order in which it was stored."""
        files = sorted((self.data / "articles").glob(f"site={site}/*/*.jsonl"))
        return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]

    def record(self) -> dict[str, Any]:
        """The newest run record."""
        return self.records()[-1]

    def records(self) -> list[dict[str, Any]]:
        """All run records, the oldest first."""
        found = [json.loads(file.read_text()) for file in (self.data / "runs").glob("*.json")]
        return sorted(found, key=lambda record: (record["started_at"], record["ended_at"] or "9"))


def clean_environment(data: Path) -> dict[str, str]:
    """The environment without our settings, Scrapy's or a proxy, and without a delay."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("NEWSCRAWL_", "SCRAPY_")) and not name.lower().endswith("_proxy")
    }
    return kept | {
        "NEWSCRAWL_DATA": str(data),
        "NEWSCRAWL_FETCH_DELAY_SECONDS": "0",
        "NEWSCRAWL_FETCH_ALLOW": "127.0.0.1,localhost",
        "LOCAL_BASE": "http://127.0.0.1:9",
    }


@pytest.fixture
def crawl(server: NewsServer, tmp_path: Path) -> Crawl:
    return Crawl(server, tmp_path / "data")


@pytest.fixture
def demand() -> Callable[[str | None, str], None]:
    """Skip where something is not installed; in CI nothing may be missing."""

    def check(found: str | None, what: str) -> None:
        if found is None:
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{what} is not installed")

    return check
