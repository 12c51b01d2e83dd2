"""Sitemaps, news sitemaps and sitemap indexes, in XML or as plain text, and those that robots.txt names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

from newscrawl.discover.feed import read_keywords
from newscrawl.discover.moment import read_moment
from newscrawl.discover.stream import Element
from newscrawl.discover.unpack import Stream
from newscrawl.records import Candidate

MAX_ROBOTS_SITEMAPS = 500
_WEB = ("http://", "https://")
_PIECE = 2**16
_LONGEST_LINE = 2**16
_PAID = ("subscription", "registration")
_NEWS = frozenset(("publication_date", "publication"))
_OPINION = re.compile(r"\b(?:opinion|oped)\b", re.IGNORECASE)
_SITEMAP_LINE = re.compile(rb"^[ \t]*sitemap[ \t]*:[ \t]*([^\s#]\S*)", re.IGNORECASE | re.MULTILINE)


def read_url(element: Element, source_url: str) -> Candidate | None:
    """Read a ``url`` entry; with ``news:`` data in it, it comes from a news sitemap."""
    url = element.text("loc")
    if not url:
        return None
    modified = read_moment(element.text("lastmod"))
    if _NEWS.isdisjoint(element.texts):
        # In a plain sitemap, a title can only be that of an image or a video.
        return Candidate(url=url, kind="sitemap", source_url=source_url, modified=modified)
    tickers = element.text("stock_tickers") or ""
    return Candidate(
        url=url,
        kind="news_sitemap",
        source_url=source_url,
        title=element.text("title"),
        published=read_moment(element.text("publication_date")),
        modified=modified,
        language=element.text("language"),
        keywords=read_keywords(f"{element.text('keywords') or ''},{tickers}".split(",")),
        publisher=element.text("name"),
        content_type="opinion" if _OPINION.search(element.text("genres") or "") else None,
        is_accessible_for_free=False if (element.text("access") or "").lower() in _PAID else None,
    )


def read_child(element: Element, source_url: str) -> Candidate | None:
    """Read a ``sitemap`` entry of an index; ``modified`` is the last change of anything in that child."""
    url = element.text("loc")
    if not url:
        return None
    return Candidate(url=url, kind="sitemap", source_url=source_url, modified=read_moment(element.text("lastmod")))


def read_lines(stream: Stream, source_url: str) -> Iterator[Candidate]:
    """Read a sitemap in plain text: an address a line, and nothing else."""
    rest = b""
    while piece := stream.read(_PIECE):
        *lines, rest = (rest + piece).splitlines(keepends=True)
        yield from _addresses(lines, source_url)
        if rest.endswith((b"\n", b"\r")) or len(rest) > _LONGEST_LINE:
            yield from _addresses([rest], source_url)
            rest = b""
    yield from _addresses([rest], source_url)


def _addresses(lines: Iterable[bytes], source_url: str) -> Iterator[Candidate]:
    for line in lines:
        if (url := line.decode(errors="replace").strip()).lower().startswith(_WEB):
            yield Candidate(url=url, kind="sitemap", source_url=source_url)


def read_robots_sitemaps(body: bytes, url: str) -> tuple[str, ...]:
    """The sitemaps that a robots.txt names for all robots, absolute, each once; ``url`` is its own address."""
    found: dict[str, None] = {}
    for line in _SITEMAP_LINE.finditer(body):
        try:
            address = urljoin(url, line[1].decode(errors="replace"))
        except ValueError:  # this one is broken, which is nothing to the others
            continue
        if address.startswith(_WEB):
            found.setdefault(address)
    return tuple(found)[:MAX_ROBOTS_SITEMAPS]
