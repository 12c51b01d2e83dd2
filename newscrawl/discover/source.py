"""Tell what a source's document is and have it read by the right reader."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import IO
from urllib.parse import urljoin

from attrs import evolve, frozen

from newscrawl.discover.feed import read_entry
from newscrawl.discover.section import read_section
from newscrawl.discover.sitemap import read_child, read_url
from newscrawl.discover.stream import BadSource, elements
from newscrawl.records import Candidate

MAX_SOURCE_BYTES = 50 * 2**20  # the limit that the sitemap protocol sets, after decompression
_WEB = ("https://", "http://")
GZIP_MAGIC = b"\x1f\x8b"
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)


@frozen(kw_only=True)
class Source:
    """What one document held: articles, and further sitemaps with the moment of their last change.

    ``problem`` says why nothing, or not everything, could be read; what was read up to there still counts.
    """

    candidates: tuple[Candidate, ...] = ()
    children: tuple[Candidate, ...] = ()
    problem: str | None = None


def read_source(body: bytes, url: str) -> Source:
    """Read an RSS or Atom feed, a sitemap, a sitemap index (each also gzipped) or an HTML page with links.

    Never raises for what a server sent. Addresses come back absolute, http or https only, each once.
    """
    candidates: dict[str, Candidate] = {}
    children: dict[str, Candidate] = {}
    problem = None
    try:
        for is_child, candidate in _read(body, url):
            absolute = _absolute(candidate, url)
            if absolute.url.startswith(_WEB):
                (children if is_child else candidates).setdefault(absolute.url, absolute)
    except BadSource as error:
        problem = str(error)
    except ValueError as error:
        problem = f"broken address: {error}"
    return Source(candidates=tuple(candidates.values()), children=tuple(children.values()), problem=problem)


def _absolute(candidate: Candidate, base: str) -> Candidate:
    return candidate if candidate.url.startswith(_WEB) else evolve(candidate, url=urljoin(base, candidate.url))


def _read(body: bytes, url: str) -> Iterable[tuple[bool, Candidate]]:
    with _open(body) as stream:
        head = stream.read(1024)
        stream.seek(0)
        if not head.strip():
            raise BadSource("empty document")
        if _HTML.match(head):
            yield from ((False, candidate) for candidate in read_section(stream.read(), url))
        else:
            yield from _read_xml(stream, url)


def _read_xml(stream: IO[bytes], url: str) -> Iterator[tuple[bool, Candidate]]:
    for element in elements(stream, ("item", "entry", "url", "sitemap")):
        match element.name:
            case "item" | "entry":
                candidate = read_entry(element, url)
            case "url":
                candidate = read_url(element, url)
            case _:
                candidate = read_child(element, url)
        if candidate:
            yield element.name == "sitemap", candidate


class _Limited(io.RawIOBase):
    """A stream that ends with an error where more comes out than a source may hold: the guard against gzip bombs."""

    def __init__(self, inner: io.BufferedIOBase) -> None:
        self._inner = inner
        self._left = MAX_SOURCE_BYTES

    def read(self, size: int = -1) -> bytes:
        try:
            chunk = self._inner.read(min(size, self._left + 1) if size >= 0 else self._left + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise BadSource(f"broken gzip: {error}") from error
        self._left -= len(chunk)
        if self._left < 0:
            raise BadSource(f"larger than {MAX_SOURCE_BYTES} bytes")
        return chunk

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._left = MAX_SOURCE_BYTES
        return self._inner.seek(offset, whence)


def _open(body: bytes) -> IO[bytes]:
    # A sitemap's .gz arrives gzipped a first time by its name and maybe a second time by its transport.
    plain = io.BytesIO(body)
    return _Limited(gzip.GzipFile(fileobj=plain) if body.startswith(GZIP_MAGIC) else plain)  # type: ignore[return-value] # RawIOBase is an IO[bytes] in all that lxml asks for
