"""Tell what a source's document is and have it read by the right reader."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urljoin

from attrs import evolve, frozen

from newscrawl.discover.feed import MAX_JSON_BYTES, read_entry, read_interval, read_json_feed
from newscrawl.discover.section import read_section
from newscrawl.discover.sitemap import read_child, read_lines, read_robots_sitemaps, read_url
from newscrawl.discover.stream import FACTS, Element, elements
from newscrawl.discover.unpack import BadSource, Stream, Utf8, unpack
from newscrawl.errors import TooComplex
from newscrawl.identity import plain_address
from newscrawl.limits import MAX_BYTES
from newscrawl.records import Candidate, SourceKind

MAX_CANDIDATES = 50_000  # the limit that the sitemap protocol sets, for addresses and for sitemaps in an index
MAX_ADDRESS = 8192  # characters; a headline in Hindi takes nine for each letter
MAX_AHEAD = timedelta(days=1)  # what is announced for later than that has a wrong clock
_WEB = ("https://", "http://")
_HEAD = 4096  # bytes by which a document is known
_PIECE = 2**16
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?>(?:(?><!--.*?-->)\s*)*)<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_ROBOTS = re.compile(rb"^[ \t]*(?:user-agent|disallow|sitemap)[ \t]*:", re.IGNORECASE | re.MULTILINE)
# Nothing of it can be broken; most are like that, and to make sure of the others takes ten times as long.
_PLAIN = re.compile(r"https?://(?:[a-z0-9-]{1,63}\.){1,9}[a-z]{2,63}/[\w/.,~;=&%+-]*(?:\?[\w/.,~;=&%+-]*)?", re.ASCII)
_LINE = re.compile(rb"\s*https?://[^\s<>]+\s*(?:$|[\r\n])", re.IGNORECASE)


@frozen(kw_only=True)
class Source:
    """What one document held: articles, and further sources with the moment of their last change.

    ``problem`` says why nothing, or not everything, could be read; what was read up to there still counts.
    ``warnings`` counts what was left out: ``broken_address`` an entry, ``future_date`` a date. ``interval_seconds`` is
    how often the source itself would be asked.
    """

    candidates: tuple[Candidate, ...] = ()
    children: tuple[Candidate, ...] = ()
    problem: str | None = None
    warnings: Mapping[str, int] = {}
    interval_seconds: int | None = None

    @property
    def kind(self) -> SourceKind | Literal["index"] | None:
        """What the document is, as its entries tell; None where it has none."""
        return self.candidates[0].kind if self.candidates else "index" if self.children else None

    @property
    def oldest_published(self) -> datetime | None:
        """When the oldest of its articles was published, as far as it tells."""
        return min((one.published for one in self.candidates if one.published), default=None)

    @property
    def newest_published(self) -> datetime | None:
        """When the newest of its articles was published, as far as it tells."""
        return max((one.published for one in self.candidates if one.published), default=None)


def read_source(body: bytes, url: str, now: datetime | None = None) -> Source:
    """Read a feed, a sitemap, a sitemap index, a robots.txt (each also gzipped) or an HTML page with links.

    Never raises for what a server sent. Addresses come back absolute, http or https only, each once. Dates that lie
    more than ``MAX_AHEAD`` after ``now`` are left out.
    """
    found = _Found(url, now + MAX_AHEAD if now else None)
    problem = None
    try:
        for candidate in _read(unpack(body, url), url, found):
            found.add(candidate)
    except BadSource as error:
        problem = str(error)
    return Source(
        candidates=tuple(found.told_language()),
        children=tuple(found.children.values()),
        problem=problem,
        warnings=dict(found.warnings),
        interval_seconds=read_interval(found.facts),
    )


class _Found:
    """What was read so far."""

    def __init__(self, url: str, latest: datetime | None) -> None:
        self.url = url
        self.latest = latest
        self.candidates: dict[str, Candidate] = {}
        self.children: dict[str, Candidate] = {}
        self.warnings: Counter[str] = Counter()
        self.facts: dict[str, str] = {}

    def add(self, candidate: Candidate, *, is_child: bool = False) -> None:
        """Take a candidate or a child in.

        Raises:
            BadSource: there are too many.
        """
        address = _absolute(candidate.url, self.url)
        if address is None:
            self.warnings["broken_address"] += 1
            return
        place = self.children if is_child else self.candidates
        if not address.startswith(_WEB) or address in place:
            return
        if len(place) >= MAX_CANDIDATES:
            raise BadSource(f"names more than {MAX_CANDIDATES} addresses")
        place[address] = evolve(
            candidate,
            url=address,
            published=self._believed(candidate.published),
            modified=self._believed(candidate.modified),
        )

    def told_language(self) -> Iterator[Candidate]:
        """The candidates; where one does not tell its language, the feed's is meant."""
        language = self.facts.get("language")
        for candidate in self.candidates.values():
            yield candidate if candidate.language or not language else evolve(candidate, language=language)

    def _believed(self, moment: datetime | None) -> datetime | None:
        if moment is None or self.latest is None or moment <= self.latest:
            return moment
        self.warnings["future_date"] += 1
        return None


def _absolute(address: str, base: str) -> str | None:
    """The address made absolute; None where it is broken."""
    # In CDATA an ampersand stands for itself, but not everybody knows.
    address = address.replace("&amp;", "&")
    try:
        url = address if address.startswith(_WEB) else _joined(base, address)
        if url.startswith(_WEB) and not _PLAIN.fullmatch(url):
            plain_address(url)
    except ValueError:
        return None
    return url if len(url) <= MAX_ADDRESS else None


def _joined(base: str, address: str) -> str:
    scheme, separator, rest = urljoin(base, address).partition("://")
    return scheme.lower() + separator + rest  # urljoin leaves that of another scheme as it is written


def _read(stream: Utf8, url: str, found: _Found) -> Iterator[Candidate]:
    head = stream.head(_HEAD)
    start = head.lstrip()
    if not start:
        stream.read()  # raises where it could not be read
        raise BadSource("empty document")
    if _HTML.match(head):
        yield from _read_page(_whole(stream, MAX_BYTES), url)
    elif start.startswith((b"{", b"[")):
        yield from read_json_feed(_whole(stream, MAX_JSON_BYTES), url)
    elif _LINE.match(head):
        yield from read_lines(stream, url)
    elif not start.startswith(b"<") and _ROBOTS.search(head):
        for address in read_robots_sitemaps(_whole(stream, MAX_BYTES), url):
            found.add(Candidate(url=address, kind="sitemap", source_url=url), is_child=True)
    else:
        yield from _read_xml(stream, url, found)


def _read_page(html: bytes, url: str) -> Iterator[Candidate]:
    try:
        stories = list(read_section(html, url))
    except TooComplex as error:
        raise BadSource(f"an HTML page that is too complex: {error}") from error
    if not stories:
        raise BadSource("an HTML page that links to no story")
    yield from stories


def _read_xml(stream: Stream, url: str, found: _Found) -> Iterator[Candidate]:
    for element in elements(stream):
        if element.name in FACTS:
            found.facts.setdefault(element.name, element.text(element.name) or "")
        elif element.name == "sitemap":
            if child := read_child(element, url):
                found.add(child, is_child=True)
        elif candidate := _entry(element, url):
            yield candidate


def _entry(element: Element, url: str) -> Candidate | None:
    return read_url(element, url) if element.name == "url" else read_entry(element, url)


def _whole(stream: Utf8, limit: int) -> bytes:
    """All that is left.

    Raises:
        BadSource: it is more than ``limit`` bytes.
    """
    pieces = []
    size = 0
    while piece := stream.read(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            raise BadSource(f"more than {limit} bytes")
    return b"".join(pieces)
