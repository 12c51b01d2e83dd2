"""JSON-LD: what publishers write into ``<script type="application/ld+json">`` for search engines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import islice
from typing import Any

import msgspec

from newscrawl.extract.address import absolute
from newscrawl.page import Page
from newscrawl.records import Author, ContentType, Found, Image, Video

# Real pages have a few dozen nodes and authors; more were written to keep a reader busy.
MAX_DEPTH = 12
MAX_NODES = 2000
MAX_SCRIPTS = 50
MAX_VALUES = 100
MAX_UPDATES = 1000
_CONTENT_TYPES: dict[str, ContentType] = {
    "LiveBlogPosting": "live_blog",
    "OpinionNewsArticle": "opinion",
    "NewsArticle": "article",
    "ReportageNewsArticle": "article",
    "AnalysisNewsArticle": "article",
    "BackgroundNewsArticle": "article",
    "ReviewNewsArticle": "article",
    "Article": "article",
    "BlogPosting": "article",
    "Report": "article",
    "ImageGallery": "gallery",
    "MediaGallery": "gallery",
}
_INLINE_TAG = re.compile(r"</?(?:a|b|i|u|em|strong|span|mark|small|sub|sup)(?![\w-])[^<>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[a-z/!][^<>]*>", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f]+")
_WRAPPERS = (("<!--", "-->"), ("//<![CDATA[", "//]]>"), ("/*<![CDATA[*/", "/*]]>*/"))

Node = dict[str, Any]
Update = tuple[str, str, str | None]  # headline, text, and the date as printed


def read_json_ld(page: Page) -> Found:
    """Read the page's news article among all its JSON-LD nodes; a LiveBlogPosting outranks an Article."""
    everything = list(islice(_nodes(page), MAX_NODES))
    nodes = [node for node in everything if _types(node) & _CONTENT_TYPES.keys()]
    if not nodes:
        return Found()
    node = min(nodes, key=lambda one: (not one.get("headline"), min(_rank(kind) for kind in _types(one))))
    node = _resolved(node, everything)
    return Found(
        content_type=_CONTENT_TYPES[min(_types(node) & _CONTENT_TYPES.keys(), key=_rank)],
        title=_text(node.get("headline")),
        description=_text(node.get("description")),
        authors=tuple(_authors(node.get("author"), page.url)) or None,
        publisher=next((_text(one) for one in _each(node.get("publisher"))), None),
        date_published_raw=_text(node.get("datePublished")),
        date_modified_raw=_text(node.get("dateModified")),
        section=_texts(node.get("articleSection")) or None,
        keywords=_texts(node.get("keywords"), split=",") or None,
        language_declared=_text(node.get("inLanguage")),
        images=tuple(_images(node.get("image"), page.url)) or None,
        videos=tuple(_videos(node.get("video"), page.url)) or None,
        is_accessible_for_free=_access(node),
    )


def story_text(page: Page) -> str:
    """The longest ``articleBody`` of the page: all of the story, its first lines, or nothing."""
    if b'"articleBody"' not in page.html:
        return ""
    told = (node.get("articleBody") for node in _nodes(page))
    return max((_plain(text) for text in told if isinstance(text, str)), key=len, default="")


def live_updates(page: Page) -> list[Update]:
    """What the page's live blog has reported, in the order of the page; updates without words are left out."""
    if b'"liveBlogUpdate"' not in page.html:
        return []
    blogs = (node for node in _nodes(page) if "LiveBlogPosting" in _types(node))
    told = max((_listed(node.get("liveBlogUpdate")) for node in blogs), key=len, default=[])
    updates = [
        (_text(one.get("headline")) or "", _written(one.get("articleBody")), _text(one.get("datePublished")))
        for one in told[:MAX_UPDATES]
        if isinstance(one, dict)
    ]
    return [update for update in updates if update[0] or update[1]]


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value] if isinstance(value, dict) else []


def _written(value: object) -> str:
    """Words that may be written in HTML, with a line for each of its parts."""
    if not isinstance(value, str):
        return ""
    return _plain(_ANY_TAG.sub("\n", _INLINE_TAG.sub("", value)))


def _rank(kind: str) -> int:
    return list(_CONTENT_TYPES).index(kind) if kind in _CONTENT_TYPES else len(_CONTENT_TYPES)


def _nodes(page: Page) -> Iterator[Node]:
    for script in page.landmarks["script"][:MAX_SCRIPTS]:
        yield from _walk(_decoded(_unwrapped(script.text())))


def _unwrapped(text: str) -> str:
    """The script without the comment that once hid it from readers of HTML or XML."""
    text = text.strip().rstrip("; \n")
    for start, end in _WRAPPERS:
        text = text.removeprefix(start).removesuffix(end).strip()
    return text


def _decoded(text: str) -> object:
    try:
        return msgspec.json.decode(text)
    except (ValueError, RecursionError):  # strict, and three times as fast; surrogates are a UnicodeEncodeError
        pass
    # The slips that are seen most: raw control characters, a comma before a bracket.
    for mended in (text, re.sub(r",\s*([\]}])", r"\1", _CONTROL.sub(" ", text))):
        try:
            return json.loads(mended, strict=False)
        except (ValueError, RecursionError):  # beyond mending, or made to break its reader
            continue
    return None


def _walk(value: object, depth: int = 0) -> Iterator[Node]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for one in value:
            yield from _walk(one, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _walk(value.get(key), depth + 1)


def _resolved(node: Node, everything: Iterable[Node]) -> Node:
    """The node with its references to other nodes of the page, ``{"@id": ...}``, replaced by those."""
    by_id = {str(one["@id"]): one for one in everything if "@id" in one and len(one) > 1}

    def look_up(value: object) -> object:
        if isinstance(value, list):
            return [look_up(one) for one in value]
        return by_id.get(str(value["@id"]), value) if isinstance(value, dict) and "@id" in value else value

    return {key: look_up(value) for key, value in node.items()}


def _types(node: Node) -> set[str]:
    return {str(kind).rpartition("/")[2] for kind in _each(node.get("@type"))}


def _each(value: object) -> list[Any]:
    if value is None:
        return []
    return value[:MAX_VALUES] if isinstance(value, list) else [value]


def _text(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or value.get("alternateName")
    if isinstance(value, list):
        value = value[0] if value else None
    return _plain(value).strip() or None if isinstance(value, str) else None


def _plain(text: str) -> str:
    """The text without escapes, and without half pairs of surrogates, which JSON can spell and nobody can write."""
    return unescape(text).encode(errors="ignore").decode()


def _texts(value: object, split: str | None = None) -> tuple[str, ...]:
    texts = [text for one in _each(value) if (text := _text(one))]
    if split and len(texts) == 1:
        texts = texts[0].split(split)
    return tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _authors(value: object, base: str) -> Iterator[Author]:
    for one in _each(value):
        if isinstance(one, dict) and isinstance(one.get("name"), list):
            yield from (Author(name=name) for name in _texts(one["name"]))
        elif (name := _text(one)) and not name.startswith(("http://", "https://")):
            address = one.get("url") if isinstance(one, dict) else None
            yield Author(name=name, url=absolute(base, address) if isinstance(address, str) else None)


def _images(value: object, base: str) -> Iterator[Image]:
    for place, one in enumerate(_each(value)):
        address = one.get("url") or one.get("contentUrl") if isinstance(one, dict) else one
        if isinstance(address, list):
            address = address[0] if address else None
        if isinstance(address, str) and (url := absolute(base, address)):
            told = one if isinstance(one, dict) else {}
            yield Image(
                url=url,
                caption=_text(told.get("caption") or told.get("description")),
                credit=_text(told.get("creditText") or told.get("copyrightHolder") or told.get("author")),
                is_main=place == 0,
            )


def _videos(value: object, base: str) -> Iterator[Video]:
    for one in _each(value):
        told = one if isinstance(one, dict) else {}
        addresses = (told.get(name) for name in ("contentUrl", "embedUrl", "url"))
        url = next((url for one in addresses if isinstance(one, str) and (url := absolute(base, one))), None)
        if url:
            yield Video(url=url)


def _access(node: Node) -> bool | None:
    """Whether everybody may read it; where only a part says, the part that may not be read decides."""
    whole = _truth(node.get("isAccessibleForFree"))
    parts = [_truth(one.get("isAccessibleForFree")) for one in _each(node.get("hasPart")) if isinstance(one, dict)]
    return False if whole is None and False in parts else whole


def _truth(value: object) -> bool | None:
    return {"true": True, "false": False}.get(str(value).strip().lower())
