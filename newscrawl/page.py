"""One fetched document, parsed once for all who read it."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from attrs import field, frozen
from selectolax.lexbor import LexborHTMLParser, LexborNode

from newscrawl.records import Candidate, DiscoveredVia, Http, Rights

MAX_META = 500
_LANDMARKS = {
    "meta": "meta[content]",
    "link": "link[href]",
    "script": "script[type*='ld+json']",
    "title": "head title",
    "h1": "h1",
    "time": "time[datetime]",
    "figure": "figure",
}
_HEAD = frozenset(("meta", "link", "script", "title"))  # they are many, and nothing else beside that
_AUTHOR = "[rel~='author'], [itemprop~='author']"


@frozen(kw_only=True, slots=False, eq=False)
class Page:
    """One fetched document; ``html`` is in UTF-8, whatever it came in. It is parsed once, at the first look at it.

    ``candidate`` is what its source told of it before it was fetched.
    """

    url: str
    html: bytes
    requested_url: str | None = None
    redirects: tuple[str, ...] = ()
    replacement_characters: int = 0
    http: Http = field(factory=Http)
    rights: Rights = field(factory=Rights)
    discovered_via: DiscoveredVia = field(factory=DiscoveredVia)
    candidate: Candidate | None = None
    fetched_at: datetime | None = None

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The parsed document. Extractors share it and must not change it: ``tree.clone()`` is for that."""
        return LexborHTMLParser(self.html)

    @cached_property
    def landmarks(self) -> dict[str, list[LexborNode]]:
        """What readers look for outside of the running text: by tag, ``itemscope`` or ``author``, in the page's order.

        One search for all of them takes no longer than one for one of them.
        """
        found: dict[str, list[LexborNode]] = {name: [] for name in (*_LANDMARKS, "itemscope", "author")}
        for node in self.tree.css(", ".join((*_LANDMARKS.values(), "[itemscope]", _AUTHOR))):
            tag = node.tag or ""
            if tag in _LANDMARKS:
                found[tag].append(node)
            if tag not in _HEAD:
                attributes = node.attributes
                if "itemscope" in attributes:
                    found["itemscope"].append(node)
                if "author" in f"{attributes.get('rel')} {attributes.get('itemprop')}".split():
                    found["author"].append(node)
        return found

    @cached_property
    def meta(self) -> dict[str, list[str]]:
        """What the ``<meta>`` elements say, by their name in lower case; of thousands, the first."""
        values: dict[str, list[str]] = {}
        for node in self.landmarks["meta"][:MAX_META]:
            attributes = node.attributes
            name = attributes.get("property") or attributes.get("name") or attributes.get("http-equiv")
            if name and (value := (attributes["content"] or "").strip()):
                values.setdefault(name.lower(), []).append(value)
        return values
