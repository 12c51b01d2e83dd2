"""The main text of a page without rules, through trafilatura."""

from __future__ import annotations

import trafilatura
from lxml.etree import _Element

from newscrawl.records import Block, Found, Page

MAX_TAGS = 40_000  # real pages have a third of that at most, and trafilatura's time grows with their square
MIN_WEIGHT = 250  # below that, what is found is the page's furniture


def read_main_text(page: Page) -> Found:
    """Find the story among everything else on the page; None where there is no story."""
    if page.html.count("<") > MAX_TAGS:
        return Found()
    document = trafilatura.bare_extraction(page.html, url=page.url, include_comments=False, with_metadata=False)
    if document is None or isinstance(document, dict) or document.body is None:
        return Found()
    blocks = tuple(block for node in document.body if (block := _block(node)))
    return Found(body=blocks if sum(_weight(block.text or "") for block in blocks) >= MIN_WEIGHT else None)


def _weight(text: str) -> int:
    """Characters, a Chinese or Japanese one counting as three: it says about as much."""
    return len(text) + 2 * sum("\u3040" <= character <= "\u9fff" for character in text)


def _block(node: _Element) -> Block | None:
    words = _words(node)
    if not words:
        return None
    match node.tag:
        case "head":
            level = str(node.get("rend", "h2"))[-1]
            return Block(type="heading", text=words, level=int(level) if level.isdigit() else 2)
        case "quote":
            return Block(type="quote", text=words)
        case "list":
            items = tuple(text for item in node.iter("item") if (text := _words(item)))
            return Block(type="list", text="\n".join(items), items=items) if items else None
        case "table":
            rows = tuple(tuple(_words(cell) for cell in row.iter("cell")) for row in node.iter("row"))
            return Block(type="table", text="\n".join("\t".join(row) for row in rows), rows=rows)
        case _:
            return Block(type="paragraph", text=words)


def _words(node: _Element) -> str:
    return " ".join("".join(_parts(node)).split())


def _parts(node: _Element) -> list[str]:
    parts = [node.text or ""]
    for child in node:
        if child.tag in ("lb", "item", "row", "cell", "p"):
            parts.append(" ")
        parts.extend(_parts(child))
        parts.append(child.tail or "")
    return parts
