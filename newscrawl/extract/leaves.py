"""A page -> its leaves, the smallest pieces of text that a page sets apart, each with the container around it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from attrs import define, field, frozen
from selectolax.lexbor import LexborNode

from newscrawl.extract.hints import BIT, UNSEEN, hint_bits, is_unseen
from newscrawl.extract.words import is_hidden_style

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
_NAV = BIT["nav"]  # menus and their like: a tenth of a page
_TOLD = "p, h1"  # where there is none of these, nothing is told
_MEDIA = frozenset(("img", "picture", "video", "iframe"))
_PICTURED = "img, picture, video, iframe"
_WORDY = "blockquote, table, ul, ol"  # what is set in a figure as well
_TEXT = "-text"
_WHOLE = frozenset(("article", "main"))  # named after all that may be in them
_STORY = BIT["story"]
APART = BIT["comment"] | BIT["factbox"] | BIT["consent"]
_BOLD = frozenset(("b", "strong", "em", "i"))
_NAMING = frozenset(("id", "itemprop", "role", "data-testid", "data-component", "data-type", "data-qa", "data-module"))
PLACES = {name: 1 << place for place, name in enumerate(
    ("article", "main", "aside", "footer", "header", "form", "figure", "blockquote", "li", "table", "section", "hidden")
)}  # fmt: skip
_NO_CELL = PLACES["hidden"] | PLACES["aside"] | PLACES["form"]
_IN_STORY = PLACES["article"] | PLACES["main"]
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_DIGITS = frozenset("0123456789")
_LAYOUT_CELL = 400  # characters a row; above that, a table lays out the page

Attributes = Mapping[str, str | None]


@define(eq=False)
class Container:
    """An element that sets its content apart. What it holds is summed up when the page has been read."""

    parent: Container | None
    node: LexborNode
    tag: str
    hints: int
    around: int  # the hints of everything around it
    places: int  # the elements around it and itself, by their tags
    key: str  # tag and class, without numbers: what looks alike has the same
    apart: int  # those hints of it and of what is around it that may set a part of the page apart from its story
    weight: float = 0.0
    linked: float = 0.0
    good: float = 0.0
    leaves: int = 0
    clean: int = 0


@define(eq=False)
class Leaf:
    """A piece of text.

    ``linked`` and ``bold`` count characters; ``anchors`` are its links, ``cells`` a table row's. It is measured later:
    ``weight`` is its size, ``density`` the share of links, ``good`` how much of it reads like sentences.
    """

    container: Container
    text: str
    linked: int = 0
    bold: int = 0
    anchors: tuple[LexborNode, ...] = ()
    cells: tuple[str, ...] = ()
    weight: int = 0
    density: float = 0.0
    good: float = 0.0


@define(eq=False)
class Medium:
    """A picture, a film, or something else that is not of words: in ``container``, behind ``place`` leaves."""

    container: Container
    node: LexborNode
    place: int


@frozen
class Walked:
    """What a walk has met, in the order of the page; containers come after what is around them."""

    leaves: list[Leaf]
    containers: list[Container]
    media: list[Medium]


@define(eq=False)
class _Walk:
    """One walk over the tree. ``inline`` holds the words since the last leaf."""

    dropped: Collection[int] = ()
    quotes: Collection[int] = ()
    leaves: list[Leaf] = field(factory=list)
    containers: list[Container] = field(factory=list)
    media: list[Medium] = field(factory=list)
    inline: list[str] = field(factory=list)
    anchors: list[LexborNode] = field(factory=list)
    linked: int = 0
    bold: int = 0
    broken: bool = False

    def read(self, roots: Iterator[LexborNode], around: Container) -> None:
        """Walk without recursion: the depth of a page is for strangers to choose."""
        # Each level: its children, the container that text belongs to, whether it is linked, whether it is bold.
        levels: list[_Level] = [(roots, around, False, False)]
        while levels and len(self.leaves) < MAX_LEAVES:
            children, container, linked, bold = levels[-1]
            for child in children:
                tag = child.tag or ""
                if tag == _TEXT:
                    self.words(child.text_content or "", linked, bold)
                elif tag in _MEDIA:
                    self.see(child, container)
                elif tag in _SKIPPED or len(levels) == MAX_DEPTH:
                    continue
                elif below := self.enter(child, tag, levels[-1]):
                    levels.append(below)
                    break
            else:
                levels.pop()
                if levels and levels[-1][1] is not container:
                    self.flush(container)
        self.flush(around)

    def enter(self, node: LexborNode, tag: str, level: _Level) -> _Level | None:
        _, container, linked, bold = level
        attributes = node.attributes
        if tag in _BLOCKS or ("-" in tag and not self.inline):
            self.flush(container)
            if _is_site_wide(node, tag, container) or (self.dropped and node.mem_id in self.dropped):
                return None
            known = "blockquote" if self.quotes and node.mem_id in self.quotes else tag
            return self.block(node, known, attributes, level)
        if tag == "br":
            self.line_ends(container)
        elif not (attributes and (_is_hidden(attributes) or is_unseen(attributes.get("class") or ""))):
            if self.dropped and node.mem_id in self.dropped:
                return None
            if tag == "a":
                self.anchors.append(node)
            return node.iter(include_text=True), container, linked or tag == "a", bold or tag in _BOLD
        return None

    def block(self, node: LexborNode, tag: str, attributes: Attributes, level: _Level) -> _Level | None:
        _, container, linked, _ = level
        inner = _container(node, tag, attributes, container)
        if inner is None:
            return None
        if inner.hints & _NAV and not inner.hints & _STORY and node.css_first(_TOLD) is None:
            return None
        self.containers.append(inner)
        if tag == "table" and (rows := _rows(node)):
            self.table(rows, inner)
            return None
        if tag == "figure" and node.css_first(_PICTURED) is not None and node.css_first(_WORDY) is None:
            self.see(node, inner)
            return None
        return node.iter(include_text=True), inner, linked, False

    def see(self, node: LexborNode, container: Container) -> None:
        if not _is_hidden(node.attributes) and not (self.dropped and node.mem_id in self.dropped):
            self.media.append(Medium(container, node, len(self.leaves) + bool(self.inline)))

    def words(self, text: str, linked: bool, bold: bool) -> None:  # noqa: FBT001 - asked a thousand times a page
        if not text or text.isspace():
            if self.inline:
                self.inline.append(" ")
            return
        self.broken = False
        self.inline.append(text)
        if linked:
            self.linked += len(text)
        if bold:
            self.bold += len(text)

    def line_ends(self, container: Container) -> None:
        """An empty line, made of two breaks, ends a paragraph."""
        if self.broken:
            self.flush(container)
        self.broken = True
        self.inline.append(" ")

    def flush(self, container: Container) -> None:
        if self.inline:
            if text := " ".join("".join(self.inline).split()):
                self.leaves.append(Leaf(container, text, self.linked, self.bold, tuple(self.anchors)))
                self.linked = self.bold = 0
                self.anchors.clear()
            self.inline.clear()
        self.broken = False

    def table(self, rows: list[LexborNode], container: Container) -> None:
        for row in rows:
            cells = [self.cell(cell, container) for cell in row.iter() if cell.tag in ("td", "th")]
            texts = tuple(cell.text for cell in cells)
            if any(texts):
                linked = sum(cell.linked for cell in cells)
                anchors = tuple(one for cell in cells for one in cell.anchors)
                self.leaves.append(Leaf(container, "\t".join(texts), linked, 0, anchors, texts))

    def cell(self, cell: LexborNode, container: Container) -> Leaf:
        inside = _Walk(self.dropped)
        inside.read(cell.iter(include_text=True), container)
        unwanted = _NO_CELL & ~container.places
        leaves = [leaf for leaf in inside.leaves if not leaf.container.places & unwanted]
        anchors = tuple(one for leaf in leaves for one in leaf.anchors)
        return Leaf(container, " ".join(leaf.text for leaf in leaves), sum(leaf.linked for leaf in leaves), 0, anchors)


_Level = tuple[Iterator[LexborNode], Container, bool, bool]


def _is_site_wide(node: LexborNode, tag: str, container: Container) -> bool:
    """Whether it is the website's own header or footer: a fifth of the page, and none of its story."""
    if tag not in ("header", "footer") or container.places & _IN_STORY:
        return False
    return tag == "footer" or node.css_first("h1") is None


def _container(node: LexborNode, tag: str, attributes: Attributes, parent: Container) -> Container | None:
    """A container for an element; None where its class keeps it for screen readers."""
    if not attributes:
        hints, key = 0, tag
    else:
        hints, key, unseen = _named(tag, attributes.get("class") or "")
        if unseen:
            return None
        if len(attributes) > 1 or "class" not in attributes:
            for name in _NAMING.intersection(attributes):
                hints |= hint_bits(attributes[name] or "")
    places = parent.places | PLACES.get(tag, 0)
    if attributes and _is_held_back(attributes):
        places |= PLACES["hidden"]
    apart = parent.apart if tag in _WHOLE or hints & _STORY else parent.apart | (hints & APART)
    return Container(parent, node, tag, hints, parent.around | parent.hints, places, key, apart)


@lru_cache(maxsize=4_000)
def _named(tag: str, names: str) -> tuple[int, str, bool]:
    """What a class says: its hints, the key that looks alike, and whether nobody sees it."""
    parts = names.split()
    return hint_bits(names), f"{tag}.{' '.join(filter(_DIGITS.isdisjoint, parts))}", not UNSEEN.isdisjoint(parts)


def _is_held_back(attributes: Attributes) -> bool:
    """Whether nobody sees it; what React streams into hidden boxes, ``S:1``, is shown when all has arrived."""
    return _is_hidden(attributes) and not (attributes.get("id") or "").startswith("S:")


def _is_hidden(attributes: Attributes) -> bool:
    return "hidden" in attributes or ("style" in attributes and is_hidden_style(attributes["style"] or ""))


def _rows(table: LexborNode) -> list[LexborNode]:
    """The rows of a table that holds values; none where the table lays out the page."""
    rows = table.css("tr")
    if len(rows) < 2 or len(table.css("table")) > 1 or table.css_first("h1, article, form, section") is not None:  # noqa: PLR2004
        return []
    columns = max(sum(1 for _ in row.iter()) for row in rows[:5])
    text = table.text(deep=True)
    return rows if columns > 1 and len(text) < _LAYOUT_CELL * len(rows) else []


def walk_page(body: LexborNode) -> Walked:
    """Read the whole page."""
    return _walked(body.iter(include_text=True), body)


def walk_parts(parts: Sequence[LexborNode], dropped: Collection[int] = (), quotes: Collection[int] = ()) -> Walked:
    """Read some parts of the page; ``dropped`` are nodes to be left out, ``quotes`` those that quote, by ``mem_id``."""
    return _walked(iter(parts), parts[0], dropped, quotes) if parts else Walked([], [], [])


def _walked(
    roots: Iterator[LexborNode], node: LexborNode, dropped: Collection[int] = (), quotes: Collection[int] = ()
) -> Walked:
    walk = _Walk(dropped, quotes)
    walk.containers.append(Container(None, node, "body", 0, 0, 0, "body", 0))
    walk.read(roots, walk.containers[0])
    return Walked(walk.leaves, walk.containers, walk.media)
