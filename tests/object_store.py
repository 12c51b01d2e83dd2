"""A real object store (SeaweedFS) on loopback, and a proxy before it that does to requests what networks do to them.

In a test file::

    from tests.object_store import faulty_proxy, fragile_store, object_store

    def test_...(object_store: ObjectStore) -> None:    # one for all tests of a process: do not stop it
        object_store.create_bucket("news")              # no error where it is there already
        crawl(..., **object_store.environment)          # key, region and endpoint, for any child process
        assert object_store.objects("news") == {...}

    def test_...(fragile_store: ObjectStore) -> None:   # the test's own
        fragile_store.kill()                            # kill -9
        fragile_store.start()                           # the same ports, the same data

    def test_...(faulty_proxy: FaultyProxy) -> None:    # before the shared store
        crawl(..., **faulty_proxy.environment)
        faulty_proxy.answer(503, "SlowDown", times=2)   # and so on; faulty_proxy.asked tells what was asked

Name the imported fixtures in the file's ``__all__``: ruff takes them for unused otherwise. ``faulty_proxy`` needs
``object_store`` beside it. What the proxy can do is in tests/faulty_proxy.py.
"""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pytest
from attrs import define, field
from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tests.faulty_proxy import FaultyProxy

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

WEED = Path(sys.executable).with_name("weed")
KEY, SECRET, REGION = "newscrawl-tests", "a-secret-of-the-tests", "us-east-1"
SERVERS = ("s3", "master", "volume", "filer", "admin")
START_SECONDS = 30
PROBE = "probe"  # a bucket of our own, to see whether the store takes something
_FLAGS = (
    "-ip=127.0.0.1",
    "-ip.bind=127.0.0.1",
    "-admin.ui=false",
    "-webdav=false",
    "-s3.autoCreateBucket=false",
    "-s3.port.iceberg=0",
    "-s3.port.lance=0",
    "-master.telemetry=false",
)


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens at, below those that the kernel gives to outgoing connections."""
    found: list[int] = []
    while len(found) < count:
        port = random.randint(15000, 30000)  # noqa: S311 - no secret
        with socket.socket() as trial:
            if port not in found and trial.connect_ex(("127.0.0.1", port)):
                found.append(port)
    return found


@define
class ObjectStore:
    """SeaweedFS with its data in ``folder``; it keeps its ports over restarts."""

    folder: Path
    _ports: list[int] = field(factory=lambda: free_ports(2 * len(SERVERS)), repr=False)
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()  # an end in order takes seconds

    @property
    def environment(self) -> dict[str, str]:
        """What makes boto3 come here."""
        return {
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self._ports[0]}",
        }

    def start(self) -> None:
        """Start it, and wait until it takes an object and gives it back."""
        self.folder.mkdir(parents=True, exist_ok=True)
        ports = [
            flag
            for place, name in enumerate(SERVERS)
            for flag in (f"-{name}.port={self._ports[2 * place]}", f"-{name}.port.grpc={self._ports[2 * place + 1]}")
        ]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(WEED), "mini", *_FLAGS, f"-dir={self.folder}", *ports],
                env={"PATH": os.environ["PATH"], "HOME": str(self.folder)} | self.environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                self.create_bucket(PROBE)
                client = self.client()
                client.put_object(Bucket=PROBE, Key=PROBE, Body=b"1")
                client.get_object(Bucket=PROBE, Key=PROBE)["Body"].read()
            except (BotoCoreError, ClientError) as error:
                ended = self._process is None or self._process.poll() is not None
                if ended or time.monotonic() > until:
                    self.kill()
                    raise RuntimeError(f"no object store: see {self.folder / 'log'}") from error
                time.sleep(0.1)
            else:
                return

    def kill(self) -> None:
        """As a power cut would: what it has not written is gone."""
        self._end(subprocess.Popen.kill)

    def stop(self) -> None:
        """Let it end in order."""
        self._end(subprocess.Popen.terminate)

    def _end(self, tell: Callable[[subprocess.Popen[bytes]], None]) -> None:
        if self._process is not None:
            tell(self._process)
            self._process.wait(30)
            self._process = None
        for port in self._ports:
            for file in Path(tempfile.gettempdir()).glob(f"seaweedfs-*-{port}.sock"):
                file.unlink(missing_ok=True)

    def client(self) -> S3Client:
        """A plain client, which tries everything once."""
        config = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=20, proxies={})
        return Session(KEY, SECRET, region_name=REGION).client(
            "s3", endpoint_url=self.environment["AWS_ENDPOINT_URL"], config=config
        )

    def create_bucket(self, name: str) -> None:
        """Make a bucket; one that is there already stays as it is."""
        client = self.client()
        try:
            client.create_bucket(Bucket=name)
        except (client.exceptions.BucketAlreadyOwnedByYou, client.exceptions.BucketAlreadyExists):
            return

    def objects(self, bucket: str) -> dict[str, bytes]:
        """All that is in a bucket."""
        client = self.client()
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        keys = [one["Key"] for page in pages for one in page.get("Contents", ())]
        return {key: client.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}


@pytest.fixture(scope="session")
def object_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStore]:
    with ObjectStore(tmp_path_factory.mktemp("object-store")) as store:
        yield store
    shutil.rmtree(store.folder, ignore_errors=True)


@pytest.fixture
def fragile_store(tmp_path: Path) -> Iterator[ObjectStore]:
    with ObjectStore(tmp_path / "object-store") as store:
        yield store


@pytest.fixture
def faulty_proxy(object_store: ObjectStore) -> Iterator[FaultyProxy]:
    with FaultyProxy(object_store.environment) as proxy:
        yield proxy
