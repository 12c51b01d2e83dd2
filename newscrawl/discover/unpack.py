"""A source's bytes -> a stream of its content: unpacked, in UTF-8, and never more of it than a source may hold."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from typing import Protocol

from newscrawl.charset import codec_of, in_utf_8

MAX_SOURCE_BYTES = 50 * 2**20  # the limit that the sitemap protocol sets, after decompression
MAX_LAYERS = 3  # a .gz arrives gzipped a first time by its name and maybe a second time by its transport
_GZIP_MAGIC = b"\x1f\x8b"
_SAMPLE = 2**20  # bytes by which the charset is known
_PIECE = 2**15
_WITHOUT_MARK = ((re.compile(rb"<\x00[^\x00]\x00"), "utf-16le"), (re.compile(rb"\x00<\x00[^\x00]"), "utf-16be"))
# No XML may hold them, and few parsers go on after the first.
_CONTROLS = bytes(code for code in range(0x20) if code not in b"\t\n\r")


class BadSource(Exception):  # noqa: N818 - a value with a reason that never leaves this package
    """A document cannot be read; the message says why, in a few words."""


class Stream(Protocol):
    """What can be read piece by piece."""

    def read(self, size: int = -1, /) -> bytes:
        """The next piece, empty at the end."""
        ...


class _Limited(io.RawIOBase):
    """A stream that ends with an error where more comes out than a source may hold: the guard against gzip bombs."""

    def __init__(self, inner: io.BytesIO | gzip.GzipFile) -> None:
        self._inner = inner
        self._left = MAX_SOURCE_BYTES

    def read(self, size: int = -1) -> bytes:
        """The next piece of what is there; unlike a whole read, it loses nothing that stands before a broken place."""
        try:
            chunk = self._inner.read1(min(size, self._left + 1) if size >= 0 else self._left + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise BadSource(f"broken gzip: {error}") from error
        self._left -= len(chunk)
        if self._left < 0:
            raise BadSource(f"larger than {MAX_SOURCE_BYTES} bytes")
        return chunk

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._left = MAX_SOURCE_BYTES
        return self._inner.seek(offset, whence)

    def sample(self) -> bytes:
        """The first bytes, as far as they can be read; what is broken there is told by a later read."""
        start = b""
        try:
            while len(start) < _SAMPLE and (piece := self.read(_PIECE)):
                start += piece
        except BadSource:
            pass
        self.seek(0)
        return start


class Utf8:
    """A stream in UTF-8, whatever its charset is, without a byte order mark and control characters.

    What is declared counts for less than what the bytes are; bytes that fit no character become U+FFFD.
    """

    def __init__(self, inner: Stream, charset: str = "utf-8") -> None:
        self._inner = inner
        self._decoder = codecs.getincrementaldecoder(codec_of(charset))("replace")
        self._ahead = b""
        self._problem: BadSource | None = None
        self._at_start = True

    def head(self, size: int) -> bytes:
        """The first bytes, at least ``size`` where there are so many; they are still to be read."""
        try:
            while len(self._ahead) < size and (piece := self._next(_PIECE)):
                self._ahead += piece
        except BadSource as problem:
            self._problem = problem  # what stands before it is read first
        return self._ahead

    def read(self, size: int = -1) -> bytes:
        """The next piece, of about ``size`` bytes; empty at the end."""
        piece, self._ahead = self._ahead, b""
        if not piece and self._problem:
            raise self._problem
        return piece or self._next(size)

    def _next(self, size: int) -> bytes:
        piece, is_over = b"", False
        while not piece and not is_over:
            fresh = self._inner.read(size)
            is_over = not fresh
            text = self._decoder.decode(fresh, final=is_over)
            if self._at_start and text:
                text, self._at_start = text.removeprefix("\ufeff"), False
            piece = text.encode(errors="replace").translate(None, _CONTROLS)
        return piece


def unpack(body: bytes, url: str) -> Utf8:
    """The content of a document, gzipped as often as servers do it.

    Raises:
        BadSource: packed too often, or no gzip. The stream raises it where it is broken, or more than it may hold.
    """
    layer = _Limited(io.BytesIO(body))
    for _ in range(MAX_LAYERS):
        magic = layer.read(len(_GZIP_MAGIC))
        layer.seek(0)
        if magic != _GZIP_MAGIC:
            return Utf8(layer, _charset(layer.sample(), url))
        layer = _Limited(gzip.GzipFile(fileobj=layer))
    raise BadSource(f"gzipped more than {MAX_LAYERS - 1} times")


def _charset(sample: bytes, url: str) -> str:
    for start, charset in _WITHOUT_MARK:
        if start.match(sample):
            return charset
    if not sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # Up to the end of a tag, so that no character is cut in two.
        sample = sample[: sample.rfind(b">") + 1 or len(sample)].replace(b"\x00", b"")
    return in_utf_8(sample, None, url)[0]
