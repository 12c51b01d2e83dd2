"""Article <-> line, and files of lines as they are stored: plain, gzipped or as zstd."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, Literal

import msgspec
from backports import zstd

from newscrawl.errors import StorageError
from newscrawl.records import Article
from newscrawl.state import Known, Sealed

Compression = Literal["none", "gzip", "zstd"]
SUFFIXES: dict[Compression, str] = {"none": "", "gzip": ".gz", "zstd": ".zst"}
DAMAGED = (EOFError, ValueError, zlib.error, zstd.ZstdError, gzip.BadGzipFile)  # the content; a disk may read better
NOT_READABLE = (OSError, *DAMAGED)
CHUNK = 2**20
_GZIP_BITS = 31  # zlib for "the largest window, in gzip's format"
_decoder = msgspec.json.Decoder(Article)


class Damaged(StorageError, ValueError):  # noqa: N818 - a name that reads as what it says
    """A segment is not what it was; a ValueError as every content is that cannot be read."""


@contextmanager
def reading(what: object, advice: str = "") -> Iterator[None]:
    """Tell what goes wrong while a segment is read; ``advice`` is for who has a damaged one.

    Raises:
        FileNotFoundError: it is not there.
        Damaged: its content is no segment's.
        StorageError: it cannot be read, which says nothing about its content.
    """
    try:
        yield
    except (StorageError, FileNotFoundError):
        raise
    except DAMAGED as error:
        raise Damaged(f"{what} is damaged{advice}: {error}") from error
    except OSError as error:
        raise StorageError(f"cannot read {what}: {error.strerror or error}") from error


def encode(article: Article) -> bytes:
    """One line of JSON in UTF-8, with its line end."""
    return msgspec.json.encode(article) + b"\n"


def decode(line: bytes) -> Article:
    """The article of a line. Keys that an older minor version lacks get their defaults.

    Raises:
        ValueError: it is no JSON or not UTF-8, or a value is of another type than the record's.
    """
    try:
        return _decoder.decode(line)
    except RecursionError as error:
        raise ValueError("JSON in JSON in JSON, too deep to be read") from error


def decode_whole(line: bytes) -> Article:
    """The article of a line that must be whole: with its line end, and with all that makes an article a stored one.

    Raises:
        ValueError: it is not, or it is no line of ours.
    """
    if not line.endswith(b"\n"):
        raise ValueError("the line has no end")
    article = decode(line)
    Known.of(article)
    return article


def compression_of(name: str) -> Compression:
    """How a segment is packed, as its name says."""
    return next(one for one, suffix in SUFFIXES.items() if name.endswith(f".jsonl{suffix}"))


def open_lines(file: IO[bytes], name: str) -> IO[bytes]:
    """The lines in an opened file, unpacked as its name says."""
    if name.endswith(".gz"):
        return gzip.GzipFile(fileobj=file, mode="rb")  # type: ignore[return-value] # it is one in all but name
    if name.endswith(".zst"):
        return zstd.ZstdFile(file)  # type: ignore[return-value] # this too
    return file


def known_in(file: IO[bytes], name: str) -> Iterator[Known]:
    """What the state remembers of each line of an opened segment. An article is many times as large.

    Raises:
        ValueError, OSError and others of NOT_READABLE: a line is not whole, or the file cannot be unpacked.
    """
    return (Known.of(decode_whole(line)) for line in open_lines(file, name))


def pack(chunks: Iterable[bytes], compression: Compression) -> Iterator[bytes]:
    """Chunks of lines, compressed; the same lines give the same bytes."""
    if compression == "none":
        yield from chunks
        return
    packing = zstd.ZstdCompressor() if compression == "zstd" else zlib.compressobj(wbits=_GZIP_BITS)
    for chunk in chunks:
        yield packing.compress(chunk)
    yield packing.flush()


def describe(file: IO[bytes], name: str) -> Sealed:
    """Read an opened segment from its beginning to its end, and tell of it what the manifest tells.

    Raises:
        ValueError, OSError and others of NOT_READABLE: a line is not whole, or the file cannot be unpacked.
    """
    digest = hashlib.sha256()
    size = 0
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    file.seek(0)
    rows, first, last = 0, None, None
    for line in open_lines(file, name):
        fetched = decode_whole(line).fetched_at
        rows += 1
        if fetched:
            first, last = min(first or fetched, fetched), max(last or fetched, fetched)
    file.seek(0)
    return Sealed(
        name=name,
        site=site_of(name),
        rows=rows,
        bytes=size,
        sha256=digest.hexdigest(),
        first_fetched_at=first,
        last_fetched_at=last,
        sealed_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def site_of(name: str) -> str:
    """The site of a segment, out of its name's first part."""
    return name.partition("/")[0].removeprefix("site=")
