"""Microdata: ``itemprop`` attributes within an ``itemscope`` of an article type."""

from __future__ import annotations

import re
from collections import defaultdict

from selectolax.lexbor import LexborNode

from newscrawl.extract.address import absolute
from newscrawl.page import Page
from newscrawl.records import Author, Found, Image

_ARTICLE = re.compile(r"schema\.org/(?:\w*NewsArticle|Article|BlogPosting|Report|LiveBlogPosting)\b", re.IGNORECASE)

# Real pages have a few dozen properties and are a few dozen levels deep.
MAX_PROPERTIES = 500
MAX_DEPTH = 200
MAX_VALUES = 50
MAX_NAMES = 10  # of one property
MAX_TEXT = 10_000  # characters of a value

Properties = dict[str, list[LexborNode]]


def read_microdata(page: Page) -> Found:
    """Read the first article scope of the page; properties of scopes inside it belong to those."""
    scopes = (node for node in page.landmarks["itemscope"] if _ARTICLE.search(node.attributes.get("itemtype") or ""))
    scope = next(scopes, None)
    if scope is None:
        return Found()
    properties = _properties(scope)

    def text(*names: str) -> str | None:
        return next((value for name in names for node in properties[name] if (value := _value(node))), None)

    return Found(
        content_type="live_blog" if "LiveBlogPosting" in (scope.attributes["itemtype"] or "") else None,
        title=text("headline", "name"),
        description=text("description"),
        authors=_authors(properties["author"][:MAX_VALUES], page.url) or None,
        publisher=next((name for node in properties["publisher"] if (name := _name(node))), None),
        date_published_raw=text("datePublished", "dateCreated"),
        date_modified_raw=text("dateModified"),
        section=_texts(properties["articleSection"][:MAX_VALUES]) or None,
        keywords=_texts(properties["keywords"][:MAX_VALUES]) or None,
        language_declared=text("inLanguage"),
        images=_images((properties["image"] or properties["associatedMedia"])[:MAX_VALUES], page.url) or None,
    )


def _properties(scope: LexborNode) -> Properties:
    """The scope's own properties by name, in the order of the page."""
    found: Properties = defaultdict(list)
    for node in scope.css("[itemprop]")[:MAX_PROPERTIES]:
        if _owner(node) == scope.mem_id:
            for name in (node.attributes["itemprop"] or "").split()[:MAX_NAMES]:
                found[name].append(node)
    return found


def _owner(node: LexborNode) -> int | None:
    """The ``mem_id`` of the nearest scope around a property: the one that it belongs to."""
    parent = node.parent
    for _ in range(MAX_DEPTH):
        if parent is None or "itemscope" in parent.attributes:
            break
        parent = parent.parent
    return parent.mem_id if parent else None


def _value(node: LexborNode) -> str | None:
    attributes = node.attributes
    value = attributes.get("content") or attributes.get("datetime")
    if not value and "itemscope" not in attributes:
        value = _text(node)
    return " ".join(value.split()) or None if value else None


def _text(node: LexborNode) -> str:
    """The text of a value; properties may lie in each other, and all of them around the same text without end."""
    parts: list[str] = []
    size = 0
    for one in node.traverse(include_text=True):
        if one.is_text_node:
            parts.append(one.text_content or "")
            size += len(parts[-1])
            if size > MAX_TEXT:
                break
    return "".join(parts)[:MAX_TEXT]


def _name(node: LexborNode) -> str | None:
    if "itemscope" in node.attributes:
        named = node.css_first('[itemprop~="name"]')
        return _value(named) if named else None
    return _value(node)


def _authors(nodes: list[LexborNode], base: str) -> tuple[Author, ...]:
    found: dict[str, Author] = {}
    for node in nodes:
        address = node if node.attributes.get("href") else node.css_first("a[href]")
        if name := _name(node) or " ".join(_text(node).split()):
            url = absolute(base, address.attributes["href"]) if address else None
            found.setdefault(name, Author(name=name, url=url))
    return tuple(found.values())


def _texts(nodes: list[LexborNode]) -> tuple[str, ...]:
    values = [value for node in nodes if (value := _value(node))]
    if len(values) == 1:
        values = values[0].split(",")
    return tuple(dict.fromkeys(value.strip() for value in values if value.strip()))


def _address(node: LexborNode) -> str | None:
    attributes = node.attributes
    return attributes.get("content") or attributes.get("href") or attributes.get("src") or _value(node)


def _images(nodes: list[LexborNode], base: str) -> tuple[Image, ...]:
    addresses = []
    for node in nodes:
        inner = (
            node.css_first('[itemprop~="url"], [itemprop~="contentUrl"]') if "itemscope" in node.attributes else node
        )
        if inner and (url := absolute(base, _address(inner))):
            addresses.append(url)
    return tuple(Image(url=address, is_main=place == 0) for place, address in enumerate(dict.fromkeys(addresses)))
