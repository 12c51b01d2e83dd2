"""A page -> its leaves, the smallest pieces of text that a page sets apart, each with the container around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from attrs import define, field
from selectolax.lexbor import LexborNode

from newscrawl.extract.blocks import is_hidden
from newscrawl.extract.hints import hint_bits, is_unseen

MAX_DEPTH = 300  # elements around elements; real pages have a fifth of that
MAX_LEAVES = 6_000  # the longest live blogs have a third of that
_SKIPPED = frozenset(
    ("script", "style", "noscript", "template", "svg", "button", "input", "select", "textarea", "iframe", "video",
     "audio", "object", "canvas", "map", "picture", "img", "dialog", "figcaption", "nav", "head", "math", "label")
)  # fmt: skip
_BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
     "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main",
     "ol", "p", "pre", "q-block", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul")
)  # fmt: skip
_BOLD = frozenset(("b", "strong", "em", "i"))
_NAMING = frozenset(
    ("class", "id", "itemprop", "role", "data-testid", "data-component", "data-type", "data-qa", "data-module")
)
PLACES = {name: 1 << place for place, name in enumerate(
    ("article", "main", "aside", "footer", "header", "form", "figure", "blockquote", "li", "table", "section", "hidden")
)}  # fmt: skip
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_NUMBERED = re.compile(r"\S*\d\S*")
_LAYOUT_CELL = 400  # characters a row; above that, a table lays out the page


Attributes = Mapping[str, str | None]


@define(eq=False)
class Container:
    """An element that sets its content apart. What it holds is summed up when the page has been read."""

    parent: Container | None
    tag: str
    names: str
    hints: int
    around: int  # the hints of everything around it
    places: int  # the elements around it and itself, by their tags
    key: str  # tag and class, without numbers: what looks alike has the same
    weight: float = 0.0
    linked: float = 0.0
    good: float = 0.0
    leaves: int = 0


@define(eq=False)
class Leaf:
    """A piece of text. ``linked``, ``lead_link`` and ``bold`` count characters; ``cells`` are a table row's."""

    container: Container
    text: str
    linked: int = 0
    bold: int = 0
    links: int = 0
    cells: tuple[str, ...] = ()
    lead_link: int = 0


@define(eq=False)
class _Walk:
    """One walk over the tree. ``inline`` holds the words since the last leaf."""

    leaves: list[Leaf] = field(factory=list)
    containers: list[Container] = field(factory=list)
    inline: list[str] = field(factory=list)
    linked: int = 0
    bold: int = 0
    links: int = 0
    broken: bool = False
    started: bool = False
    lead_link: int = 0

    def read(self, root: LexborNode, around: Container | None) -> None:
        """Walk without recursion: the depth of a page is for strangers to choose."""
        first = self.container(root, "body", around)
        if first is None:
            return
        # Each level: its children, the container that text belongs to, whether it is linked, whether it is bold.
        levels: list[tuple[Iterator[LexborNode], Container, bool, bool]] = [
            (root.iter(include_text=True), first, False, False)
        ]
        while levels and len(self.leaves) < MAX_LEAVES:
            children, container, linked, bold = levels[-1]
            for child in children:
                if child.is_text_node:
                    self.words(child.text_content or "", linked=linked, bold=bold)
                elif len(levels) < MAX_DEPTH and (below := self.enter(child, container, linked=linked, bold=bold)):
                    levels.append(below)
                    break
            else:
                levels.pop()
                if levels and levels[-1][1] is not container:
                    self.flush(container)

    def enter(
        self, node: LexborNode, container: Container, *, linked: bool, bold: bool
    ) -> tuple[Iterator[LexborNode], Container, bool, bool] | None:
        tag = node.tag or ""
        if tag == "br":
            self.line_ends(container)
        elif tag in _BLOCKS or ("-" in tag and not self.inline):
            return self.block(node, tag, container, linked=linked)
        elif tag not in _SKIPPED and not _is_out_of_sight(node):
            self.links += tag == "a"
            return node.iter(include_text=True), container, linked or tag == "a", bold or tag in _BOLD
        return None

    def block(
        self, node: LexborNode, tag: str, container: Container, *, linked: bool
    ) -> tuple[Iterator[LexborNode], Container, bool, bool] | None:
        self.flush(container)
        inner = self.container(node, tag, container)
        if inner is None:
            return None
        if tag == "table" and (rows := _rows(node)):
            self.table(rows, inner)
            return None
        return node.iter(include_text=True), inner, linked, False

    def container(self, node: LexborNode, tag: str, parent: Container | None) -> Container | None:
        attributes = node.attributes
        names = attributes.get("class") or ""
        if names and is_unseen(names):
            return None
        if parent is None:
            inner = Container(None, tag, "", 0, 0, 0, tag)
        else:
            places = parent.places | PLACES.get(tag, 0) | (PLACES["hidden"] if _is_held_back(node, attributes) else 0)
            named = " ".join([value for name, value in attributes.items() if value and name in _NAMING])
            hints = hint_bits(named) if named else 0
            key = _key(tag, names) if names else tag
            inner = Container(parent, tag, names, hints, parent.around | parent.hints, places, key)
        self.containers.append(inner)
        return inner

    def words(self, text: str, *, linked: bool, bold: bool) -> None:
        if not text or text.isspace():
            self.inline.append(" ")
            return
        self.broken = False
        self.inline.append(text)
        if linked:
            self.linked += len(text)
            if not self.started:
                self.lead_link = len(text)
        self.started = True
        if bold:
            self.bold += len(text)

    def line_ends(self, container: Container) -> None:
        """An empty line, made of two breaks, ends a paragraph."""
        if self.broken:
            self.flush(container)
        self.broken = True
        self.inline.append(" ")

    def flush(self, container: Container) -> None:
        if self.inline and (text := " ".join("".join(self.inline).split())):
            self.leaves.append(Leaf(container, text, self.linked, self.bold, self.links, (), self.lead_link))
        self.inline.clear()
        self.linked = self.bold = self.links = self.lead_link = 0
        self.started = False
        self.broken = False

    def table(self, rows: list[LexborNode], container: Container) -> None:
        for row in rows:
            cells = [_cell(cell, container) for cell in row.iter() if cell.tag in ("td", "th")]
            texts = tuple(cell.text for cell in cells)
            if any(texts):
                linked, links = sum(cell.linked for cell in cells), sum(cell.links for cell in cells)
                self.leaves.append(Leaf(container, "\t".join(texts), linked, 0, links, texts))


@lru_cache(maxsize=4_000)
def _key(tag: str, names: str) -> str:
    return f"{tag}.{_NUMBERED.sub('', names)}"


def _is_out_of_sight(node: LexborNode) -> bool:
    attributes = node.attributes
    return bool(attributes) and (_is_hidden(node, attributes) or is_unseen(attributes.get("class") or ""))


def _is_held_back(node: LexborNode, attributes: Attributes) -> bool:
    """Whether nobody sees it; what React streams into hidden boxes, ``S:1``, is shown when all has arrived."""
    return _is_hidden(node, attributes) and not (attributes.get("id") or "").startswith("S:")


def _is_hidden(node: LexborNode, attributes: Attributes) -> bool:
    return ("style" in attributes or "hidden" in attributes) and is_hidden(node)


def _rows(table: LexborNode) -> list[LexborNode]:
    """The rows of a table that holds values; none where the table lays out the page."""
    rows = table.css("tr")
    if len(rows) < 2 or len(table.css("table")) > 1 or table.css_first("h1, article, form, section") is not None:  # noqa: PLR2004
        return []
    columns = max(sum(1 for _ in row.iter()) for row in rows[:5])
    text = table.text(deep=True)
    return rows if columns > 1 and len(text) < _LAYOUT_CELL * len(rows) else []


def _cell(cell: LexborNode, container: Container) -> Leaf:
    inside = _Walk()
    inside.read(cell, container)
    inside.flush(container)
    leaves = inside.leaves
    text = " ".join(leaf.text for leaf in leaves)
    return Leaf(container, text, sum(leaf.linked for leaf in leaves), 0, sum(leaf.links for leaf in leaves))


def read_leaves(root: LexborNode) -> tuple[list[Leaf], list[Container]]:
    """Read all leaves under ``root`` in the order of the page, and all containers, each after what is around it."""
    walk = _Walk()
    walk.read(root, None)
    if walk.containers:
        walk.flush(walk.containers[0])
    return walk.leaves, walk.containers
