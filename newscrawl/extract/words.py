"""The words of a part of the page on one line, and what of it nobody sees."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from selectolax.lexbor import LexborNode

_SKIPPED = frozenset(
    ("script", "style", "noscript", "template", "svg", "form", "nav", "aside", "button", "input", "select", "textarea",
     "iframe", "video", "audio", "object", "canvas", "map", "figure", "picture", "img", "dialog")
)  # fmt: skip
_SPACED = frozenset(
    ("address", "article", "blockquote", "body", "br", "center", "dd", "details", "div", "dl", "dt", "fieldset",
     "footer", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul")
)  # fmt: skip
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def is_hidden(node: LexborNode) -> bool:
    """Whether the element itself says that nobody sees it."""
    attributes = node.attributes
    return "hidden" in attributes or is_hidden_style(attributes.get("style") or "")


def is_hidden_style(style: str) -> bool:
    """Whether a ``style`` keeps an element from being seen."""
    return bool(_HIDDEN_STYLE.search(style))


def words_of(node: LexborNode, dropped: Collection[int] = ()) -> str:
    """The words of a node on one line, without what is hidden or dropped; lines and parts of it are spaced."""
    return " ".join("".join(_pieces(node, dropped)).split())


def _pieces(node: LexborNode, dropped: Collection[int]) -> Iterator[str]:
    for child in node.iter(include_text=True):
        if child.is_text_node:
            yield child.text_content or ""
            continue
        edge = " " if child.tag in _SPACED else ""
        yield edge
        if child.mem_id not in dropped and child.tag not in _SKIPPED and not is_hidden(child):
            yield from _pieces(child, dropped)
            yield edge
