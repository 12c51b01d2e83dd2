"""The main text of a page without rules: which of its leaves are the story, learned from pages with known answers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby

from newscrawl.extract.evidence import NAMES, Told, evidence
from newscrawl.extract.json_ld import story_text
from newscrawl.extract.leaf_text import weight_of
from newscrawl.extract.leaves import HEADINGS, Container, Leaf, read_leaves
from newscrawl.extract.trees import Trees
from newscrawl.records import Block, Found, Page

MAX_TAGS = 100_000  # real pages have a fifth of that at most
MIN_WEIGHT = 250  # below that, what is found is the page's furniture
_ENOUGH = 0.5  # the probability above which a leaf is the story's
_ITEM_LEAVES = 2  # of a list's item; more are a page laid out as a list
_HEADINGS = 60  # of the first level; each is compared with each leaf, so a page must not have them without end
_DESCRIPTION = 3_000  # characters; the same
_WEIGHTS = "main_text.json"


def read_main_text(page: Page) -> Found:
    """Find the story among everything else on the page; None where there is no story."""
    root = page.tree.body
    if root is None or page.html.count("<") > MAX_TAGS:
        return Found()
    leaves, containers = read_leaves(root)
    told = told_of(page, leaves)
    rows = evidence(leaves, containers, told)
    trees = _trees()
    chosen = [leaves[place] for place, row in rows.items() if trees.probability(row) > _ENOUGH]
    blocks = _blocks(chosen)
    if _weight(blocks) < MIN_WEIGHT:
        blocks = tuple(Block(type="paragraph", text=line) for line in _lines(told.story))
    return Found(body=blocks if _weight(blocks) >= MIN_WEIGHT else None)


def _weight(blocks: Sequence[Block]) -> int:
    return sum(weight_of(block.text or "") for block in blocks)


def _lines(text: str) -> list[str]:
    return [words for line in text.splitlines() if (words := " ".join(line.split()))]


@cache
def _trees() -> Trees:
    """The weights; they are refused where they were learned from other numbers than the page is read into."""
    learned = json.loads(files("newscrawl.extract").joinpath(_WEIGHTS).read_text())
    place = {name: NAMES.index(name) for name in learned["numbers"]}
    numbers = [place[name] for name in learned["numbers"]]
    return Trees(
        splits=tuple(
            tuple((numbers[number], bound, at_most, above) for number, bound, at_most, above in tree["splits"])
            for tree in learned["trees"]
        ),
        values=tuple(tuple(tree["values"]) for tree in learned["trees"]),
    )


def told_of(page: Page, leaves: Sequence[Leaf]) -> Told:
    """What the head of the page says of the story."""
    head: dict[str, str] = {}
    for node in page.tree.css("meta[content]"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or ""
        if name in ("og:title", "twitter:title", "og:description", "description"):
            head.setdefault(name, attributes["content"] or "")
    title = page.tree.css_first("title")
    headings = [leaf.text for leaf in leaves if leaf.container.tag == "h1"][:_HEADINGS]
    return Told(
        titles=(*headings, head.get("og:title", ""), head.get("twitter:title", ""), title.text() if title else ""),
        description=(head.get("og:description") or head.get("description") or "")[:_DESCRIPTION],
        story=story_text(page),
    )


def _blocks(leaves: Sequence[Leaf]) -> tuple[Block, ...]:
    """Leaves of the same list, table or quotation that follow each other make one block."""
    return tuple(
        block
        for whole, parts in groupby(leaves, _whole)
        for block in (_joined(whole, list(parts)) if whole else map(_block, parts))
    )


def _whole(leaf: Leaf) -> Container | None:
    """The list, table or quotation that a leaf is a part of."""
    if leaf.cells:
        return leaf.container
    node: Container | None = leaf.container
    steps = 0
    while node is not None and steps < 4 and node.tag not in ("article", "section", "body"):  # noqa: PLR2004 - what is farther lays out the page
        if node.tag in ("ul", "ol", "blockquote"):
            return node if leaf.container.tag not in HEADINGS else None
        node, steps = node.parent, steps + 1
    return None


def _joined(whole: Container, leaves: Sequence[Leaf]) -> list[Block]:
    if leaves[0].cells:
        rows = tuple(leaf.cells for leaf in leaves)
        return [Block(type="table", text="\n".join("\t".join(row) for row in rows), rows=rows)]
    if whole.tag == "blockquote":
        return [Block(type="quote", text=" ".join(leaf.text for leaf in leaves))]
    items = [[leaf.text for leaf in parts] for _, parts in groupby(leaves, lambda leaf: _item(leaf.container))]
    if max(map(len, items)) > _ITEM_LEAVES:
        return [_block(leaf) for leaf in leaves]
    texts = tuple(" ".join(item) for item in items)
    return [Block(type="list", text="\n".join(texts), items=texts)]


def _item(container: Container) -> Container:
    """The list item around a container."""
    node = container
    while node.tag != "li" and node.parent is not None and node.parent.tag not in ("ul", "ol"):
        node = node.parent
    return node


def _block(leaf: Leaf) -> Block:
    tag = leaf.container.tag
    if tag in HEADINGS:
        return Block(type="heading", text=leaf.text, level=int(tag[1]))
    return Block(type="paragraph", text=leaf.text)
