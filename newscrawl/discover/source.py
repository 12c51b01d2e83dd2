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
from newscrawl.discover.stream import BadSource, Mended, elements
from newscrawl.identity import plain_address
from newscrawl.records import Candidate

MAX_SOURCE_BYTES = 50 * 2**20  # the limit that the sitemap protocol sets, after decompression
_WEB = ("https://", "http://")
GZIP_MAGIC = b"\x1f\x8b"
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
# Some programs write UTF-8 and call it UTF-16. Could we read the declaration byte by byte if it were true?
_NOT_UTF_16 = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]*encoding=[\"']utf-?16", re.IGNORECASE)


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
            if absolute is None:
                problem = f"broken address: {candidate.url[:200]}"
            elif absolute.url.startswith(_WEB):
                (children if is_child else candidates).setdefault(absolute.url, absolute)
    except BadSource as error:
        problem = str(error)
    return Source(candidates=tuple(candidates.values()), children=tuple(children.values()), problem=problem)


def _absolute(candidate: Candidate, base: str) -> Candidate | None:
    """The candidate with an absolute address; None where that is broken."""
    # In CDATA an ampersand stands for itself, but not everybody knows.
    url = candidate.url.replace("&amp;", "&")
    try:
        url = url if url.startswith(_WEB) else urljoin(base, url)
        if url.startswith(_WEB):
            plain_address(url)
    except ValueError:
        return None
    return evolve(candidate, url=url)


def _read(body: bytes, url: str) -> Iterable[tuple[bool, Candidate]]:
    with _open(body) as stream:
        head = stream.read(1024)
        stream.seek(0)
        if not head.strip():
            raise BadSource("empty document")
        if _HTML.match(head):
            yield from ((False, candidate) for candidate in read_section(stream.read(), url))
        else:
            # Where each character takes two bytes, an ampersand's byte may be half of another character.
            source = stream if b"\x00" in head else Mended(stream)
            yield from _read_xml(source, url, "utf-8" if _NOT_UTF_16.match(head) else None)


def _read_xml(stream: IO[bytes] | Mended, url: str, encoding: str | None) -> Iterator[tuple[bool, Candidate]]:
    for element in elements(stream, ("item", "entry", "url", "sitemap"), encoding):
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
