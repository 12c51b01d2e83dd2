"""OpenGraph, ``<meta>``, ``<link>`` and the document's language: what stands in the head."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from attrs import evolve
from selectolax.lexbor import LexborNode

from newscrawl.extract.address import absolute
from newscrawl.page import Page
from newscrawl.records import Author, ContentType, Found, Image, Rights, Video

# Names are written with dots, colons, dashes, and in capitals or not; only their letters count.
_PUBLISHED = (
    "articlepublishedtime", "ogpublishedtime", "ogarticlepublishedtime", "date", "pubdate", "publishdate",
    "publicationdate", "datepublished", "published", "dcdateissued", "dctermscreated", "dcdatecreated", "dcdate",
    "dctermsdate", "datecreated", "parselypubdate", "sailthrudate", "cxenseparserecspublishtime",
    "cxenseparsepublishtime", "prismpublicationdate", "lastpublished",
)  # fmt: skip
_MODIFIED = (
    "articlemodifiedtime", "ogarticlemodifiedtime", "ogupdatedtime", "lastmodified", "lastmod", "datemodified",
    "dctermsmodified", "dcdatemodified", "updateddate", "lastupdate",
)  # fmt: skip
_AUTHORS = (
    "author", "articleauthor", "articleauthorname", "ogarticleauthor", "ogauthor", "authors", "dccreator",
    "dctermscreator", "parselyauthor", "sailthruauthor", "cxenseparseauthor", "twittermiscwrittenby", "byl", "byline",
)  # fmt: skip
_WRITTEN_BY = re.compile(
    r"(?:written by|verfasst von|geschrieben von|écrit par|escrito por|scritto da|door|skrevet af|author)",
    re.IGNORECASE,
)
_KINDS: dict[str, ContentType] = {"video": "video", "article": "article"}
_TIERS = {"free": True, "locked": False}
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")


def read_meta(page: Page) -> Found:
    """Read the head. The canonical address is made absolute here and judged when the article is normalised."""
    values: dict[str, list[str]] = defaultdict(list)
    for name, told in page.meta.items():
        values[_NOT_LETTERS.sub("", name)] += told

    def first(*names: str) -> str | None:
        return next((value for name in names for value in values.get(name, ())), None)

    image = absolute(page.url, first("ogimage", "ogimageurl", "twitterimage", "twitterimagesrc"))
    canonical = next((node.attributes["href"] for node in page.landmarks["link"] if _is_canonical(node)), None)
    return Found(
        content_type=_KINDS.get((first("ogtype") or "").lower().partition(".")[0]),
        title=first("ogtitle", "twittertitle"),
        description=first("ogdescription", "description", "twitterdescription"),
        authors=tuple(Author(name=name) for name in _authors(values)) or None,
        publisher=first("ogsitename", "applicationname"),
        date_published_raw=first(*_PUBLISHED),
        date_modified_raw=first(*_MODIFIED),
        section=_list(values, "articlesection") or None,
        keywords=_list(values, "articletag") or _list(values, "newskeywords", "keywords") or None,
        language_declared=_html_language(page) or first("oglocale", "contentlanguage", "language", "dclanguage"),
        canonical_url=absolute(page.url, canonical),
        images=(Image(url=image, alt=first("ogimagealt"), is_main=True),) if image else None,
        videos=tuple(Video(url=url) for url in _videos(values, page.url)) or None,
        is_accessible_for_free=_TIERS.get((first("articlecontenttier", "ogarticlecontenttier") or "").lower()),
    )


def read_rights(page: Page) -> Rights:
    """What the page says about its use, beside what was said before it was read; of TDMRep, the page has the last word.

    What is said to newscrawl by name stands with that name before it, as in X-Robots-Tag.
    """
    by_name = (f"newscrawl: {value}" for value in page.meta.get("newscrawl", ()))
    reservations = (value for value in page.meta.get("tdm-reservation", ()) if value in ("0", "1"))
    return evolve(
        page.rights,
        robots_meta=(*page.rights.robots_meta, *page.meta.get("robots", ()), *by_name),
        tdm_reservation=next(reservations, page.rights.tdm_reservation),
        tdm_policy=next(iter(page.meta.get("tdm-policy", ())), page.rights.tdm_policy),
    )


def _is_canonical(link: LexborNode) -> bool:
    return (link.attributes.get("rel") or "").lower() == "canonical"


def _html_language(page: Page) -> str | None:
    root = page.tree.root
    return (root.attributes.get("lang") or root.attributes.get("xml:lang") or None) if root else None


def _authors(values: dict[str, list[str]]) -> list[str]:
    for name in _AUTHORS:
        people = [value for value in values.get(name, ()) if _is_name(value)]
        if people:
            return list(dict.fromkeys(people))
    for number in ("1", "2"):  # what link previews show beside a label
        if any(_WRITTEN_BY.fullmatch(label) for label in values.get(f"twitterlabel{number}", ())):
            return [value for value in values.get(f"twitterdata{number}", ()) if _is_name(value)]
    return []


def _is_name(value: str) -> bool:
    """Whether it can be somebody's name: no address, no handle, no number of a database."""
    return "@" not in value and "://" not in value and any(character.isalpha() for character in value)


def _videos(values: dict[str, list[str]], base: str) -> Iterator[str]:
    met: set[str] = set()
    for value in (one for name in ("ogvideosecureurl", "ogvideourl", "ogvideo") for one in values.get(name, ())):
        if (url := absolute(base, value)) and url not in met:
            met.add(url)
            yield url


def _list(values: dict[str, list[str]], *names: str) -> tuple[str, ...]:
    for name in names:
        found = values.get(name, [])
        if len(found) == 1:
            found = found[0].split(",")
        if parts := tuple(dict.fromkeys(part.strip() for part in found if part.strip())):
            return parts
    return ()
