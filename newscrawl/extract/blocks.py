"""A part of the page -> blocks in the order of the page, with its figures and links."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from attrs import define, field
from selectolax.lexbor import LexborNode

from newscrawl.extract.address import absolute
from newscrawl.records import Block, Image, Link

_SKIPPED = frozenset(
    ("script", "style", "noscript", "template", "svg", "form", "nav", "aside", "button", "input", "select", "textarea",
     "iframe", "video", "audio", "object", "canvas", "map", "figure", "picture", "img", "dialog")
)  # fmt: skip
_CONTAINERS = frozenset(
    ("address", "article", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset", "footer", "header", "hr",
     "html", "li", "main", "p", "pre", "section")
)  # fmt: skip
_SPACED = _CONTAINERS | {"br", "ul", "ol", "table", "tr", "th", "td", "blockquote"}
_SPACE = re.compile(r"\s+")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# Where a picture is loaded late, ``src`` holds a placeholder.
_IMAGE_ADDRESSES = ("data-src", "data-original", "data-lazy-src", "data-lazyimage-src", "src")
_CREDIT = '[class*="credit"], [class*="copyright"], [class*="source"], [itemprop="copyrightHolder"], small'


@define
class _Reader:
    """One walk over a part of the page. ``inline`` holds the words since the last block."""

    base: str
    dropped: Collection[int]
    quotes: Collection[int]
    blocks: list[Block] = field(factory=list)
    links: list[Link] = field(factory=list)
    inline: list[str] = field(factory=list)

    def walk(self, node: LexborNode) -> None:
        for child in node.iter(include_text=True):
            if child.is_text_node:
                self.inline.append(_SPACE.sub(" ", child.text_content or ""))  # only <br> ends a line
            elif self.shows(child):
                self.element(child)

    def element(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if node.mem_id in self.quotes or tag == "blockquote":
            self.flush()
            self.quote(node)
        elif tag in ("ul", "ol", "table") or (len(tag) == 2 and tag[0] == "h" and tag[1].isdigit()):  # noqa: PLR2004 - h1 to h6
            self.flush()
            self.structure(node, tag)
        elif tag == "br":
            self.inline.append("\n")
        elif tag in _CONTAINERS:
            self.flush()
            self.walk(node)
            self.flush()
        elif tag not in _SKIPPED:
            self.link(node)
            self.walk(node)

    def structure(self, node: LexborNode, tag: str) -> None:
        if tag == "table":
            rows = tuple(tuple(map(self.words, self.cells(row))) for row in self.visible(node, "tr"))
            rows = tuple(row for row in rows if any(row))
            if rows:
                self.blocks.append(Block(type="table", text="\n".join("\t".join(row) for row in rows), rows=rows))
        elif tag in ("ul", "ol"):
            items = tuple(words for item in self.visible(node, "li") if (words := self.words(item)))
            if items:
                self.blocks.append(Block(type="list", text="\n".join(items), items=items))
        elif words := self.words(node):
            self.blocks.append(Block(type="heading", text=words, level=int(tag[1])))

    def quote(self, node: LexborNode) -> None:
        speaker = node.css_first("cite, footer")
        name = self.words(speaker) if speaker else ""
        if words := self.words(node).removesuffix(name).rstrip():
            self.blocks.append(Block(type="quote", text=words, speaker=name.lstrip("-–— ") or None))

    def shows(self, node: LexborNode) -> bool:
        return node.mem_id not in self.dropped and not is_hidden(node)

    def visible(self, node: LexborNode, tag: str) -> Iterator[LexborNode]:
        return filter(self.shows, node.css(tag))

    def cells(self, row: LexborNode) -> Iterator[LexborNode]:
        return (cell for cell in row.iter() if cell.tag in ("th", "td") and self.shows(cell))

    def words(self, node: LexborNode) -> str:
        """The words of a node; what is nested in an item or a cell is an item or a row of its own."""
        nested = (one.mem_id for one in node.css("ul, ol, table")) if node.tag in ("li", "th", "td") else ()
        return words_of(node, {*self.dropped, *nested})

    def link(self, node: LexborNode) -> None:
        if node.tag == "a" and (url := absolute(self.base, node.attributes.get("href"))):
            self.links.append(Link(url=url, text=words_of(node) or None))

    def flush(self) -> None:
        """End a paragraph. An empty line, made of two breaks, ends one too."""
        for part in re.split(r"\n\s*\n", "".join(self.inline)):
            if words := " ".join(part.split()):
                self.blocks.append(Block(type="paragraph", text=words))
        self.inline.clear()


def read_blocks(
    roots: Sequence[LexborNode], base: str, dropped: Collection[int] = (), quotes: Collection[int] = ()
) -> tuple[tuple[Block, ...], tuple[Link, ...]]:
    """Read the blocks and links under ``roots``; ``dropped`` and ``quotes`` are nodes by their ``mem_id``.

    A root that lies in another is read once.
    """
    reader = _Reader(base=base, dropped=dropped, quotes=quotes)
    for root in _outermost(roots):
        reader.flush()
        if root.mem_id not in dropped:
            (reader.walk if root.tag in _SKIPPED else reader.element)(root)
    reader.flush()
    return tuple(reader.blocks), tuple({link.url: link for link in reader.links}.values())


def _outermost(nodes: Sequence[LexborNode]) -> Iterator[LexborNode]:
    wanted = {node.mem_id for node in nodes}
    for node in nodes:
        parent = node.parent
        while parent is not None and parent.mem_id not in wanted:
            parent = parent.parent
        if parent is None:
            yield node


def is_hidden(node: LexborNode) -> bool:
    """Whether the element itself says that nobody sees it."""
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN_STYLE.search(attributes.get("style") or ""))


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


def read_figures(
    nodes: Sequence[LexborNode], base: str, caption: str = "figcaption", credit: str = _CREDIT
) -> tuple[Image, ...]:
    """Read pictures with their captions and credits; the first is the main one. Without an address it is no picture."""
    found: dict[str, Image] = {}
    for node in _outermost(nodes):
        image = node if node.tag == "img" else node.css_first("img")
        url = _address(image, base) if image else None
        if not image or not url:
            continue
        sources = [words for one in node.css(credit) if (words := words_of(one))]
        captions = [words for one in node.css(caption) if (words := words_of(one))]
        text = captions[0] if captions else None
        for words in sources:
            text = text.replace(words, " ") if text and text != words else text
        found.setdefault(
            url,
            Image(
                url=url,
                caption=" ".join(text.split()) or None if text else None,
                credit=sources[0] if sources else None,
                alt=image.attributes.get("alt") or None,
                is_main=not found,
            ),
        )
    return tuple(found.values())


def _address(image: LexborNode, base: str) -> str | None:
    for name in _IMAGE_ADDRESSES:
        if url := absolute(base, image.attributes.get(name)):
            return url
    # Of several widths, the last is the largest as a rule.
    widths = (image.attributes.get("data-srcset") or image.attributes.get("srcset") or "").split(", ")
    return absolute(base, widths[-1].strip().partition(" ")[0])
