"""What the tests of buckets share: a place of its own for each test, and files to send there."""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from newscrawl.state import Sealed
from newscrawl.storage.bucket import Bucket
from newscrawl.storage.lines import site_of
from tests.object_store import KEY, REGION, SECRET

BUCKET = "news"
NAME = "site=harbour/date=2026-11-20/run-1.jsonl"
_places = itertools.count()


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment in which boto3 finds a key and a region, and no proxy, profile or machine that has others."""
    for name in [name for name in os.environ if name.startswith("AWS_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    settings = {
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": str(tmp_path / "no-config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "no-credentials"),
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def at(environment: Mapping[str, str], aws: pytest.MonkeyPatch, address: str | None = None) -> Bucket:
    """The bucket at an address, or at a prefix that no other test has, as seen from an environment."""
    for name, value in environment.items():
        aws.setenv(name, value)
    return Bucket.at(address or f"s3://{BUCKET}/articles/{os.getpid()}-{next(_places)}/")


def segment(folder: Path, content: bytes, name: str = NAME) -> tuple[Path, Sealed]:
    """A finished file, and what is told of it."""
    digest = hashlib.sha256(content).hexdigest()
    file = folder / digest
    file.write_bytes(content)
    sealed = Sealed(
        name=name,
        site=site_of(name),
        rows=content.count(b"\n"),
        bytes=len(content),
        sha256=digest,
        first_fetched_at="2026-11-20T08:00:00+00:00",
        last_fetched_at="2026-11-20T09:00:00+00:00",
        sealed_at="2026-11-20T10:00:00+00:00",
    )
    return file, sealed
