"""OpenGraph, ``<meta>``, ``<link>`` and the document's language: what stands in the head."""

from __future__ import annotations

from collections import defaultdict

from attrs import evolve

from newscrawl.extract.address import absolute
from newscrawl.records import Author, Found, Image, Page, Rights

_PUBLISHED = (
    "article:published_time", "og:published_time", "date", "pubdate", "publishdate", "publish-date", "dc.date.issued",
    "dcterms.created", "dc.date", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "last-published",
)  # fmt: skip
_MODIFIED = ("article:modified_time", "og:updated_time", "last-modified", "lastmod", "dcterms.modified")


def read_meta(page: Page) -> Found:
    """Read the head. The canonical address is made absolute here and judged when the article is normalised."""
    values: dict[str, list[str]] = defaultdict(list)
    for node in page.tree.css("meta[content]"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("http-equiv")
        if name and (value := (attributes["content"] or "").strip()):
            values[name.lower()].append(value)

    def first(*names: str) -> str | None:
        return next((value for name in names for value in values.get(name, ())), None)

    image = absolute(page.url, first("og:image", "og:image:url", "twitter:image"))
    canonical = page.tree.css_first('link[rel="canonical"][href]')
    return Found(
        title=first("og:title", "twitter:title"),
        description=first("og:description", "description", "twitter:description"),
        authors=tuple(Author(name=name) for name in _authors(values)) or None,
        publisher=first("og:site_name", "application-name"),
        date_published_raw=first(*_PUBLISHED),
        date_modified_raw=first(*_MODIFIED),
        section=_list(values, "article:section") or None,
        keywords=_list(values, "article:tag") or _list(values, "news_keywords", "keywords") or None,
        language_declared=_html_language(page) or first("og:locale", "content-language", "language", "dc.language"),
        canonical_url=absolute(page.url, canonical.attributes["href"]) if canonical else None,
        images=(Image(url=image, alt=first("og:image:alt"), is_main=True),) if image else None,
    )


def read_rights(page: Page) -> Rights:
    """What the page says about its use, beside what the headers said; of TDMRep the header outranks the page."""
    robots = tuple(
        (node.attributes["content"] or "").strip() for node in page.tree.css('meta[name="robots" i][content]')
    )
    return evolve(
        page.rights,
        robots_meta=(*page.rights.robots_meta, *(text for text in robots if text)),
        tdm_reservation=page.rights.tdm_reservation or _content(page, "tdm-reservation"),
        tdm_policy=page.rights.tdm_policy or _content(page, "tdm-policy"),
    )


def _content(page: Page, name: str) -> str | None:
    node = page.tree.css_first(f'meta[name="{name}" i][content]')
    return (node.attributes["content"] or "").strip() or None if node else None


def _html_language(page: Page) -> str | None:
    root = page.tree.css_first("html")
    return (root.attributes.get("lang") or root.attributes.get("xml:lang") or None) if root else None


def _authors(values: dict[str, list[str]]) -> list[str]:
    for name in ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl"):
        people = [value for value in values.get(name, ()) if _is_name(value)]
        if people:
            return list(dict.fromkeys(people))
    return []


def _is_name(value: str) -> bool:
    """Whether it can be somebody's name: no address, no handle, no number of a database."""
    return not value.startswith(("http://", "https://", "@")) and any(character.isalpha() for character in value)


def _list(values: dict[str, list[str]], *names: str) -> tuple[str, ...]:
    for name in names:
        found = values.get(name, [])
        if len(found) == 1:
            found = found[0].split(",")
        if parts := tuple(dict.fromkeys(part.strip() for part in found if part.strip())):
            return parts
    return ()
