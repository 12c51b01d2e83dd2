"""One object of a bucket: what is read to send it, what is told of it in its metadata, and the copy that is fetched."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import ExitStack
from io import FileIO
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING

from newscrawl.errors import StorageError
from newscrawl.state import Sealed
from newscrawl.storage.lines import CHUNK, Damaged, site_of

if TYPE_CHECKING:
    from botocore.response import StreamingBody

IN_MEMORY = 8 * 2**20  # bytes of a copy; a larger one goes to a temporary file


class Source(FileIO):
    """A file that keeps the error of a failed read: the library tells it as a broken connection, and tries again."""

    error: OSError | None = None

    def read(self, size: int | None = -1, /) -> bytes:
        """Read some bytes, or all."""
        try:
            return super().read(size) or b""
        except OSError as error:
            self.error = error
            raise

    def check(self) -> None:
        """Raise the error of a failed read.

        Raises:
            OSError: there was one.
        """
        if self.error:
            raise self.error


def copy(body: StreamingBody, size: int | None, sha256: str | None) -> IO[bytes]:
    """All of an answer, in memory or a temporary file, compared with what is known of it; the caller closes it.

    Raises:
        Damaged: it is not what it should be.
        StorageError: there is no room for it.
    """
    try:
        return _copy(body, size, sha256)
    except OSError as error:  # of the file: what breaks the connection has an error of the library
        raise StorageError(f"cannot be kept in a temporary file: {error.strerror}") from error


def _copy(body: StreamingBody, size: int | None, sha256: str | None) -> IO[bytes]:
    digest = hashlib.sha256()
    with ExitStack() as until_it_is_whole:
        file = until_it_is_whole.enter_context(SpooledTemporaryFile(IN_MEMORY))
        for chunk in body.iter_chunks(CHUNK):
            digest.update(chunk)
            file.write(chunk)
        if size not in {None, file.tell()} or sha256 not in {None, digest.hexdigest()}:
            raise Damaged(f"is damaged: {file.tell()} bytes with sha256 {digest.hexdigest()}")
        file.seek(0)
        until_it_is_whole.pop_all()
    return file


def metadata_of(sealed: Sealed) -> dict[str, str]:
    """What an object tells of itself."""
    told = {
        "sha256": sealed.sha256,
        "rows": str(sealed.rows),
        "first-fetched-at": sealed.first_fetched_at,
        "last-fetched-at": sealed.last_fetched_at,
        "sealed-at": sealed.sealed_at,
    }
    return {name: value for name, value in told.items() if value is not None}


def lower(metadata: Mapping[str, str]) -> dict[str, str]:
    """Metadata with their names as we write them: some servers send the names of headers in capitals."""
    return {name.lower(): value for name, value in metadata.items()}


def sealed_of(name: str, size: int, told: Mapping[str, str]) -> Sealed | None:
    """A segment, from its object's metadata; None where they are none of ours."""
    try:
        return Sealed(
            name=name,
            site=site_of(name),
            rows=int(told["rows"]),
            bytes=size,
            sha256=told["sha256"],
            first_fetched_at=told.get("first-fetched-at"),
            last_fetched_at=told.get("last-fetched-at"),
            sealed_at=told["sealed-at"],
        )
    except (KeyError, ValueError):
        return None
