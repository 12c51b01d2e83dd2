"""The values that travel down the line, one class a noun. This module imports nothing of ours.

    Candidate -> Page -> Found -> Article -> a line of JSON

All of them are frozen: a stage that changes an article makes a new one with ``attrs.evolve``.
Those that end up in a line are made without slots, because then msgspec writes their keys in the order of declaration.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from attrs import field, frozen

SCHEMA_VERSION = "1.0.0"

SourceKind = Literal["feed", "news_sitemap", "sitemap", "section", "state", "given"]
Change = Literal["new", "title", "text", "metadata", "withdrawn"]
ContentType = Literal["article", "live_blog", "video", "gallery", "opinion"]
BlockType = Literal["paragraph", "heading", "quote", "list", "table", "image", "embed", "update"]
PageKind = Literal[
    "article", "live_blog", "gallery", "video", "paywall_stub",
    "list_page", "front_page", "consent_wall", "error_page", "script_shell",
]  # fmt: skip
Precision = Literal["second", "minute", "day"]
ZoneFrom = Literal["page", "site", "assumed_utc"]


@frozen(kw_only=True)
class Candidate:
    """The address of what may be an article, as a source names it.

    ``published`` and ``modified`` carry a zone; they are None where the source does not tell. The last five are said
    in the words of an article's record; ``publisher``, ``content_type`` and ``is_accessible_for_free`` only by news
    sitemaps.
    """

    url: str
    kind: SourceKind
    source_url: str
    title: str | None = None
    published: datetime | None = None
    modified: datetime | None = None
    language: str | None = None
    keywords: tuple[str, ...] = ()
    publisher: str | None = None
    content_type: ContentType | None = None
    is_accessible_for_free: bool | None = None


@frozen(kw_only=True, slots=False)
class Http:
    """What the server said. ``bytes`` counts the body after decompression."""

    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    content_type: str | None = None
    charset: str | None = None
    bytes: int | None = None
    rendered: bool = False


@frozen(kw_only=True, slots=False)
class DiscoveredVia:
    """The source that named the article: what kind it is and its address."""

    kind: SourceKind | None = None
    url: str | None = None


@frozen(kw_only=True, slots=False)
class Rights:
    """What the publisher allows, word for word; null or empty where nothing was said."""

    robots_meta: tuple[str, ...] = ()
    x_robots_tag: tuple[str, ...] = ()
    tdm_reservation: str | None = None
    tdm_policy: str | None = None
    content_usage: str | None = None
    content_signal: str | None = None


@frozen(kw_only=True, slots=False)
class Author:
    """A person or, where nobody is named, the agency or the newsroom. ``url`` is absolute."""

    name: str
    url: str | None = None


@frozen(kw_only=True, slots=False)
class Block:
    """One piece of the body in the order of the page. Which keys speak depends on ``type``; ``level`` is 1 to 6."""

    type: BlockType
    text: str | None = None
    level: int | None = None
    items: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    speaker: str | None = None
    date: str | None = None
    caption: str | None = None
    credit: str | None = None
    url: str | None = None


@frozen(kw_only=True, slots=False)
class Image:
    """A picture that belongs to the story. ``credit`` is the source without a copyright sign."""

    url: str | None = None
    caption: str | None = None
    credit: str | None = None
    alt: str | None = None
    is_main: bool = False


@frozen(kw_only=True, slots=False)
class Video:
    """A moving picture that belongs to the story."""

    url: str


@frozen(kw_only=True, slots=False)
class Link:
    """A link in the running text; ``url`` is absolute."""

    url: str
    text: str | None = None


@frozen(kw_only=True, slots=False)
class FieldSource:
    """Which extractor knew a field."""

    field: str
    source: str


@frozen(kw_only=True, slots=False)
class Extraction:
    """How the page was read: by which version, what kind of page it is, who knew what, and what was odd."""

    version: str
    page_kind: PageKind = "article"
    found_by: tuple[FieldSource, ...] = ()
    warnings: tuple[str, ...] = ()
    replacement_characters: int = 0


@frozen(kw_only=True)
class Found:
    """What one extractor read from a page. None means 'I do not know'; dates are as printed."""

    content_type: ContentType | None = None
    title: str | None = None
    kicker: str | None = None
    description: str | None = None
    lead: str | None = None
    body: tuple[Block, ...] | None = None
    authors: tuple[Author, ...] | None = None
    agencies: tuple[str, ...] | None = None
    publisher: str | None = None
    date_published_raw: str | None = None
    date_modified_raw: str | None = None
    section: tuple[str, ...] | None = None
    keywords: tuple[str, ...] | None = None
    language_declared: str | None = None
    canonical_url: str | None = None
    images: tuple[Image, ...] | None = None
    videos: tuple[Video, ...] | None = None
    links: tuple[Link, ...] | None = None
    is_accessible_for_free: bool | None = None


@frozen(kw_only=True, slots=False)
class Article:
    """One line of JSON. Every key is always written; docs/reference/record.md explains each.

    Times are RFC 3339 text with an offset; ``_raw`` is as printed on the page, ``_at`` is our own clock in UTC.
    """

    schema_version: str = SCHEMA_VERSION
    id: str | None = None
    version: int | None = None
    change: Change | None = None
    previous_content_hash: str | None = None
    content_hash: str | None = None

    site: str | None = None
    url: str
    requested_url: str | None = None
    redirects: tuple[str, ...] = ()
    canonical_url: str | None = None
    publisher: str | None = None
    discovered_via: DiscoveredVia = DiscoveredVia()

    content_type: ContentType = "article"
    title: str | None = None
    kicker: str | None = None
    description: str | None = None
    lead: str | None = None
    text: str | None = None
    body: tuple[Block, ...] = ()

    authors: tuple[Author, ...] = ()
    agencies: tuple[str, ...] = ()

    date_published: str | None = None
    date_published_raw: str | None = None
    date_published_precision: Precision | None = None
    date_published_zone_from: ZoneFrom | None = None
    date_modified: str | None = None
    date_modified_raw: str | None = None
    date_modified_precision: Precision | None = None
    date_modified_zone_from: ZoneFrom | None = None
    fetched_at: str | None = None
    first_seen_at: str | None = None

    section: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    language: str | None = None
    language_declared: str | None = None

    images: tuple[Image, ...] = ()
    videos: tuple[Video, ...] = ()
    links: tuple[Link, ...] = ()

    is_accessible_for_free: bool | None = None
    rights: Rights = Rights()

    http: Http = Http()
    duplicate_of: str | None = None
    cluster_id: str | None = None
    extraction: Extraction = field(factory=lambda: Extraction(version=""))
    run_id: str | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """All addresses under which this article was met, the one that was asked for first, each once."""
        met = (self.requested_url, *self.redirects, self.url, self.canonical_url)
        return tuple(dict.fromkeys(address for address in met if address))
