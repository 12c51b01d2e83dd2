"""A bucket of an object store that speaks S3: finished segments are sent there whole, and none is ever overwritten.

It rests on two things the store does: it heeds If-None-Match, and it shows an object only when all of it has arrived.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

from attrs import evolve, field, frozen
from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from newscrawl.errors import Refused, StorageError, UsageError
from newscrawl.state import Sealed
from newscrawl.storage.bucket_errors import Taken, clean, in_our_words, no_region, reason
from newscrawl.storage.bucket_object import Source, copy, lower, metadata_of, sealed_of

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

logger = logging.getLogger(__name__)
ATTEMPTS = 3  # at one request, the first included
CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
PAGE = 1000  # names in one answer
MARKER = "_newscrawl"
MARK = b'{"newscrawl": "finished segments of articles: site=SITE/date=DAY/RUN-NUMBER.jsonl, .jsonl.gz or .jsonl.zst"}\n'
ADDRESS = re.compile(r"s3://([A-Za-z0-9][A-Za-z0-9._-]{2,254})((?:/(?!\.{1,2}(?:/|$))[^/?#\s]+)*)/*")


@frozen(eq=False)
class Bucket:
    """The part of a bucket below a prefix, which is empty or ends in a slash. All threads share its one client.

    Methods raise Unreachable where the store does not answer or asks to wait, Refused where it says no, and
    StorageError for the rest.
    """

    bucket: str
    prefix: str
    _client: S3Client = field(repr=False)

    @classmethod
    def at(cls, address: str) -> Self:
        """The place at s3://BUCKET/PREFIX; key, region and endpoint are boto3's own settings. Nothing is sent yet.

        Raises:
            UsageError: it is no such address, or those settings do not fit together.
        """
        if not (found := ADDRESS.fullmatch(address)):
            raise UsageError(f"{clean(address)!r} is no address of a bucket: s3://BUCKET or s3://BUCKET/PREFIX")
        config = Config(
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            request_checksum_calculation="when_required",  # not all stores know the newer ones; we send our own
            response_checksum_validation="when_required",
        )
        try:
            client = Session().client("s3", config=config)
        except (BotoCoreError, OSError, ValueError) as error:
            raise UsageError(f"{address}: {reason(error)}") from None
        client.meta.events.register("before-call.s3.HeadBucket", no_region)  # type: ignore[arg-type] # a hook may answer
        return cls(found[1], f"{found[2]}/".lstrip("/"), client)

    @property
    def address(self) -> str:
        """The address, without a slash at its end."""
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")

    def __str__(self) -> str:
        return self.address

    def greet(self) -> None:
        """Leave a note that says whose place this is, and look at it: so we learn whether we may write and read here.

        Raises:
            UsageError: we may not, or the store would overwrite.
            Unreachable: it does not answer.
        """
        try:
            if not self._has_note():
                raise UsageError(f"{self} overwrites what is there: it does not heed If-None-Match")
            self._head(MARKER)
        except (Refused, FileNotFoundError) as error:
            raise UsageError(str(error)) from None

    def _has_note(self) -> bool:
        """Whether our note is there to stay: a store that keeps the promise says so when it is to take it again."""
        try:
            for _ in range(2):
                self._put(MARKER, MARK, hashlib.sha256(MARK).hexdigest(), IfNoneMatch="*")
        except Taken:
            return True
        return False

    def send(self, file: Path, sealed: Sealed) -> Sealed:
        """Store a finished file; return it under the name that it got.

        The same file again is no error. Where another stands under its name, it gets one with a part of its checksum,
        the same at each try.

        Raises:
            Unreachable, Refused: the store does not take it.
            StorageError: the file cannot be read, it did not arrive whole, or both names are taken.
        """
        if self._has_sent(file, sealed):
            return sealed
        stem, suffix, packing = sealed.name.rpartition(".jsonl")
        other = evolve(sealed, name=f"{stem}-{sealed.sha256[:8]}{suffix}{packing}")
        logger.warning("%s/%s is another segment already; this one becomes %s", self, sealed.name, other.name)
        if self._has_sent(file, other):
            return other
        raise StorageError(f"{self}/{other.name} is another segment already")

    def _has_sent(self, file: Path, sealed: Sealed) -> bool:
        """Whether it stands under its name now; if not, something else does."""
        is_new = self._upload(file, sealed)
        try:
            size, told = self._head(sealed.name)
        except FileNotFoundError:
            size, told = 0, {}
        is_there = size == sealed.bytes and told.get("sha256") == sealed.sha256
        if is_new and not is_there:
            raise StorageError(f"{self}/{sealed.name} did not arrive whole: {size} of {sealed.bytes} bytes")
        return is_there

    def _upload(self, file: Path, sealed: Sealed) -> bool:
        """Whether the store took it; False where there was something."""
        more = {"IfNoneMatch": "*", "ContentType": "application/x-ndjson", "Metadata": metadata_of(sealed)}
        try:
            with Source(file) as source:
                try:
                    self._put(sealed.name, source, sealed.sha256, **more)
                finally:
                    source.check()
        except Taken:
            return False
        except OSError as error:
            raise StorageError(f"cannot read {file}: {error.strerror}") from error
        return True

    def names(self, under: str = "") -> list[str]:
        """The names of all objects that begin so, sorted, without our own note."""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=self.prefix + under, PaginationConfig={"PageSize": PAGE}
        )
        with self._in_our_words():
            found = {one["Key"].removeprefix(self.prefix) for page in pages for one in page.get("Contents", ())}
        return sorted(found - {"", MARKER})

    def open(self, name: str) -> IO[bytes]:
        """A whole copy of an object, checked against its length and checksum.

        Raises:
            FileNotFoundError: there is no such object.
            Damaged: it is not what it was when it was sent.
        """
        with self._in_our_words(name):
            answer = self._client.get_object(Bucket=self.bucket, Key=self.prefix + name)
            with closing(answer["Body"]) as body:
                try:
                    return copy(body, answer.get("ContentLength"), lower(answer["Metadata"]).get("sha256"))
                except StorageError as error:
                    raise type(error)(f"{self}/{name} {error}") from error

    def sealed(self, name: str) -> Sealed | None:
        """What was told of a segment when it was sent; None where the object is none.

        Raises:
            FileNotFoundError: there is no such object.
        """
        return sealed_of(name, *self._head(name))

    def write(self, name: str, content: bytes) -> None:
        """Store a small note, also over one that is there."""
        self._put(name, content, hashlib.sha256(content).hexdigest())

    def remove(self, name: str) -> None:
        """Delete an object; what is not there is no error."""
        with self._in_our_words():
            self._client.delete_object(Bucket=self.bucket, Key=self.prefix + name)

    def _put(self, name: str, body: IO[bytes] | bytes, sha256: str, **more: Any) -> None:  # noqa: ANN401
        checksum = base64.b64encode(bytes.fromhex(sha256)).decode()
        with self._in_our_words():
            self._client.put_object(
                Bucket=self.bucket, Key=self.prefix + name, Body=body, ChecksumSHA256=checksum, **more
            )

    def _head(self, name: str) -> tuple[int, dict[str, str]]:
        """The length of an object, and its metadata."""
        with self._in_our_words(name):
            head = self._client.head_object(Bucket=self.bucket, Key=self.prefix + name)
        return head.get("ContentLength", -1), lower(head["Metadata"])

    def _in_our_words(self, name: str = "") -> AbstractContextManager[None]:
        return in_our_words(f"{self} at {clean(self._client.meta.endpoint_url)}", f"{self}/{name}")
