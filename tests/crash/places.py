"""Where the articles of a round go, and what a consumer meets there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from attrs import field, frozen
from botocore.exceptions import BotoCoreError, ClientError

from tests.object_store import ObjectStore

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

BUCKET = "news"
SUFFIXES = (".jsonl", ".jsonl.gz", ".jsonl.zst")


class AwayError(Exception):
    """The store does not answer at the moment."""


class Place(Protocol):
    """A folder or a part of a bucket."""

    @property
    def environment(self) -> Mapping[str, str]:
        """The settings that make the crawl store here."""

    def names(self) -> dict[str, object]:
        """The finished files, and for each a stamp that changes where its content does."""

    def read(self, name: str) -> bytes:
        """The content of a file."""


@frozen
class OnDisk:
    """DATA/articles."""

    data: Path

    @property
    def environment(self) -> Mapping[str, str]:
        """Nothing: it is the default."""
        return {}

    def names(self) -> dict[str, object]:
        """The finished files."""
        root = self.data / "articles"
        return {
            file.relative_to(root).as_posix(): (status.st_ino, status.st_size, status.st_mtime_ns)
            for file in root.glob("site=*/date=*/*")
            if _is_visible(file.name) and (status := file.stat())
        }

    def read(self, name: str) -> bytes:
        """A file."""
        return (self.data / "articles" / name).read_bytes()


@frozen
class InBucket:
    """All objects whose names begin with a prefix."""

    store: ObjectStore
    prefix: str
    _client: S3Client = field(init=False)

    @_client.default
    def _open(self) -> S3Client:
        self.store.create_bucket(BUCKET)
        return self.store.client()

    @property
    def environment(self) -> Mapping[str, str]:
        """Its address and the key."""
        return self.store.environment | {"NEWSCRAWL_STORE": f"s3://{BUCKET}/{self.prefix}"}

    def names(self) -> dict[str, object]:
        """The objects.

        Raises:
            AwayError: the store does not answer.
        """
        begin = f"{self.prefix}/"
        try:
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=begin)
            objects = [one for page in pages for one in page.get("Contents", ())]
        except (BotoCoreError, ClientError) as error:
            raise AwayError from error
        found = {one["Key"].removeprefix(begin): (one["ETag"], one["Size"]) for one in objects}
        return {name: stamp for name, stamp in found.items() if _is_visible(name.rpartition("/")[2])}

    def read(self, name: str) -> bytes:
        """An object.

        Raises:
            AwayError: the store does not answer.
        """
        try:
            return self._client.get_object(Bucket=BUCKET, Key=f"{self.prefix}/{name}")["Body"].read()
        except (BotoCoreError, ClientError) as error:
            raise AwayError from error


def _is_visible(name: str) -> bool:
    """Whether a consumer takes this name for a finished file."""
    return name.endswith(SUFFIXES) and not name.startswith("_")
