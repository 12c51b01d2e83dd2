"""RSS, Atom and JSON Feed: an entry -> a Candidate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urljoin

import msgspec

from newscrawl.discover.moment import read_moment
from newscrawl.discover.stream import Element
from newscrawl.discover.unpack import BadSource
from newscrawl.records import Candidate

MAX_KEYWORDS = 50
MAX_JSON_BYTES = 10 * 2**20  # all of it is in memory at once
MAX_JSON_ELEMENTS = 500_000
_WEB = ("http://", "https://")
_MINUTE = 60
_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
MAX_INTERVAL_SECONDS = 366 * 86_400
_IANA = "http://www.iana.org/assignments/relation/"
_PAGES = ("", "text/html", "application/xhtml+xml")


def read_entry(element: Element, source_url: str) -> Candidate | None:
    """Read an RSS ``item`` or an Atom ``entry``; None where it names no address."""
    url = _link(element)
    if not url:
        return None
    return Candidate(
        url=urljoin(element.base, url) if element.base else url,
        kind="feed",
        source_url=source_url,
        title=element.text("title"),
        # Atom demands `updated` and makes `published` optional; most feeds then mean the same by both.
        published=read_moment(
            element.text("pubDate", "published", "date", "issued", "created") or element.text("updated", "modified")
        ),
        modified=read_moment(element.text("updated", "modified")),
        language=element.text("language") or element.language,
        keywords=read_keywords(_topics(element)),
    )


def read_keywords(words: Iterable[str]) -> tuple[str, ...]:
    """The first of them, each once."""
    plain = (" ".join(word.split()) for word in words)
    return tuple(dict.fromkeys(word for word in plain if word))[:MAX_KEYWORDS]


def read_interval(facts: dict[str, str]) -> int | None:
    """The seconds between two visits that make sense to the feed, by its ``ttl``, else by ``sy:updatePeriod``."""
    seconds = _number(facts.get("ttl")) * _MINUTE
    if not seconds and (period := _PERIODS.get(facts.get("updatePeriod", "").strip().lower())):
        seconds = period // (_number(facts.get("updateFrequency")) or 1)
    return seconds if 0 < seconds <= MAX_INTERVAL_SECONDS else None


def _number(text: str | None) -> int:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004 - decades


def _link(element: Element) -> str | None:
    if original := element.text("origLink"):  # the link is the address of somebody who counts clicks
        return original
    addresses = dict(reversed(list(_alternates(element))))
    if addresses:
        return next((addresses[kind] for kind in _PAGES if kind in addresses), next(reversed(addresses.values())))
    guid = element.text("guid")
    if guid and element.attributes["guid"][0].get("isPermaLink", "true").lower() == "true" and "://" in guid:
        return guid
    identity = element.text("id", "about")
    return identity if identity and identity.startswith(_WEB) else None


def _alternates(element: Element) -> Iterator[tuple[str, str]]:
    """The links to the entry itself, each with the type that it declares, in the order of the document."""
    for text, told in zip(element.texts.get("link", ()), element.attributes.get("link", ()), strict=True):
        relation = told.get("rel", "").lower().removeprefix(_IANA) or "alternate"
        if relation == "alternate" and (address := (told.get("href") or text).strip()):
            base = told.get("base")
            yield told.get("type", "").partition(";")[0].strip().lower(), urljoin(base, address) if base else address


def _topics(element: Element) -> Iterator[str]:
    for text, told in zip(element.texts.get("category", ()), element.attributes.get("category", ()), strict=True):
        yield told.get("label") or told.get("term") or text
    yield from element.texts.get("subject", ())
    for words in element.texts.get("keywords", ()):
        yield from words.split(",")


class _JsonItem(msgspec.Struct):
    url: Any = None
    external_url: Any = None
    id: Any = None
    title: Any = None
    date_published: Any = None
    date_modified: Any = None
    language: Any = None
    tags: Any = None


class _JsonFeed(msgspec.Struct):
    version: Any = None
    language: Any = None
    items: list[_JsonItem] = []


def read_json_feed(body: bytes, source_url: str) -> Iterator[Candidate]:
    """Read a JSON Feed, version 1.0 or 1.1.

    Raises:
        BadSource: it is broken, too complex, or other JSON.
    """
    if body.count(b"{") + body.count(b"[") > MAX_JSON_ELEMENTS:
        raise BadSource(f"JSON of more than {MAX_JSON_ELEMENTS} objects and lists")
    try:
        feed = msgspec.json.decode(body, type=_JsonFeed)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadSource(f"broken JSON: {error}") from error
    if "jsonfeed.org/" not in _string(feed.version):
        raise BadSource("JSON, but no JSON Feed")
    for item in feed.items:
        identity = _string(item.id)
        url = _string(item.url) or (identity if identity.startswith(_WEB) else "") or _string(item.external_url)
        if url:
            yield Candidate(
                url=url,
                kind="feed",
                source_url=source_url,
                title=_string(item.title) or None,
                published=read_moment(_string(item.date_published)),
                modified=read_moment(_string(item.date_modified)),
                language=_string(item.language) or _string(feed.language) or None,
                keywords=read_keywords(map(_string, item.tags if isinstance(item.tags, list) else ())),
            )


def _string(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
