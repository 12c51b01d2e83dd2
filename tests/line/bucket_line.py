"""The command line and a bucket: a place of its own for each test, and a plain client's look at what is there."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import json
import os
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from attrs import evolve, frozen
from backports import zstd

from newscrawl import read_articles
from tests.conftest import SCHEMA, Crawl, Ended
from tests.faulty_proxy import FaultyProxy
from tests.line.test_ending import wait_until
from tests.object_store import ObjectStore, free_ports
from tests.storage.buckets import BUCKET

MARKER = "_newscrawl"
EACH_ITS_OWN = {"NEWSCRAWL_STORE_SEGMENT_MEGABYTES": "0.0001"}  # a segment for each article
SOON = {"NEWSCRAWL_STORE_SEGMENT_SECONDS": "0.2"}
_places = itertools.count()


@frozen
class BucketLine:
    """Commands in a data folder of their own whose store is a prefix of a bucket.

    ``environment`` says how they get there: straight, through a proxy, or not at all.
    """

    crawl: Crawl
    store: ObjectStore
    environment: Mapping[str, str]
    prefix: str

    @classmethod
    def to(cls, store: ObjectStore, crawl: Crawl) -> BucketLine:
        """To a prefix that no other test has."""
        store.create_bucket(BUCKET)
        return cls(crawl, store, store.environment, f"line/{os.getpid()}-{next(_places)}/")

    def through(self, proxy: FaultyProxy) -> BucketLine:
        """The same place, with a proxy on the way."""
        return evolve(self, environment=proxy.environment)

    @property
    def nowhere(self) -> BucketLine:
        """The same place, while nobody listens there."""
        (port,) = free_ports(1)
        return evolve(self, environment={**self.environment, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"})

    def of(self, data: Path) -> BucketLine:
        """The same place, from another data folder."""
        return evolve(self, crawl=evolve(self.crawl, data=data))

    @property
    def address(self) -> str:
        """What NEWSCRAWL_STORE says."""
        return f"s3://{BUCKET}/{self.prefix}".rstrip("/")

    def __call__(self, *command: str, **more: str) -> Ended:
        """Run a command to its end; what it prints holds neither a traceback nor a secret."""
        return self.ended(self.start(*command, **more))

    def start(self, *command: str, **more: str) -> subprocess.Popen[str]:
        """Start a command, and leave it running."""
        return self.crawl.start(*command, **{"NEWSCRAWL_STORE": self.address, **self.environment, **more})

    def ended(self, process: subprocess.Popen[str]) -> Ended:
        """Wait for the end of one that was started."""
        with process:
            out, err = process.communicate(timeout=90)
        assert "Traceback" not in out + err, err
        assert self.environment["AWS_SECRET_ACCESS_KEY"] not in out + err
        return Ended(process.returncode, out, err)

    def objects(self) -> dict[str, bytes]:
        """All that is below the prefix, by the names there."""
        client = self.store.client()
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=self.prefix)
        keys = [one["Key"] for page in pages for one in page.get("Contents", ())]
        return {key.removeprefix(self.prefix): client.get_object(Bucket=BUCKET, Key=key)["Body"].read() for key in keys}

    def segments(self) -> dict[str, bytes]:
        """Those that consumers look for, unpacked."""
        return {name: unpacked(name, body) for name, body in self.objects().items() if ".jsonl" in name}

    def put(self, name: str, body: bytes, metadata: Mapping[str, str] | None = None) -> None:
        """Put an object there as somebody else would, over what is there."""
        self.store.client().put_object(Bucket=BUCKET, Key=self.prefix + name, Body=body, Metadata=metadata or {})

    def metadata(self, name: str) -> dict[str, str]:
        """What an object tells of itself."""
        return self.store.client().head_object(Bucket=BUCKET, Key=self.prefix + name)["Metadata"]

    def remove(self, name: str) -> None:
        """Take an object away."""
        self.store.client().delete_object(Bucket=BUCKET, Key=self.prefix + name)

    def spool(self) -> list[str]:
        """The names of all files in the spool."""
        root = self.crawl.data / "spool"
        return sorted(file.relative_to(root).as_posix() for file in root.rglob("*") if file.is_file())

    def read(self) -> list[str]:
        """The stories that a reader with our own library meets."""
        return sorted(article.url.rpartition("/")[2] for article in read_articles(self.address))

    def holds_once(self, numbers: Iterable[int], site: str = "local") -> None:
        """Every story is in the bucket exactly once, in a whole and well described object; nothing waits."""
        counted: Counter[str] = Counter()
        for name, body in self.objects().items():
            if name.startswith(f"site={site}/"):
                lines = unpacked(name, body).splitlines(keepends=True)
                told = self.metadata(name)
                assert (told["sha256"], told["rows"]) == (hashlib.sha256(body).hexdigest(), str(len(lines)))
                for line in lines:
                    assert line.endswith(b"\n")
                    SCHEMA.validate(article := json.loads(line))
                    counted[article["url"].rpartition("/")[2]] += 1
        assert counted == {f"story-{number}.html": 1 for number in numbers}
        assert self.spool() == []


def unpacked(name: str, body: bytes) -> bytes:
    """The lines of an object."""
    if name.endswith(".gz"):
        return gzip.decompress(body)
    return zstd.decompress(body) if name.endswith(".zst") else body


def wait_until_greeted(proxy: FaultyProxy, process: subprocess.Popen[str]) -> None:
    """Wait until a crawl knows that it may write and read there: its own note is there already, and is shown."""
    wait_until(lambda: any(one.method == "HEAD" for one in list(proxy.asked)), process)


@pytest.fixture
def line(object_store: ObjectStore, crawl: Crawl, aws: pytest.MonkeyPatch) -> BucketLine:
    for name, value in object_store.environment.items():
        aws.setenv(name, value)
    return BucketLine.to(object_store, crawl)


@pytest.fixture
def fragile_line(fragile_store: ObjectStore, crawl: Crawl, aws: pytest.MonkeyPatch) -> BucketLine:
    for name, value in fragile_store.environment.items():
        aws.setenv(name, value)
    return BucketLine.to(fragile_store, crawl)


@pytest.fixture
def fragile_proxy(fragile_store: ObjectStore) -> Iterator[FaultyProxy]:
    with FaultyProxy(fragile_store.environment) as proxy:
        yield proxy
