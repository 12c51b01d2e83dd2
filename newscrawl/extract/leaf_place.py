"""What a leaf's place says: its containers, the story's own, and what stands before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from attrs import define, field

from newscrawl.extract.hints import BIT
from newscrawl.extract.leaf_text import calls_away
from newscrawl.extract.leaves import HEADINGS, PLACES, Container, Leaf

_TAGS = {tag: place for place, tag in enumerate(
    ("p", "div", "li", "span", "h1", "h2", "h3", "h4", "h5", "h6", "td", "table", "dd", "dt", "blockquote", "section",
     "article", "header", "footer", "aside", "figure", "pre", "a")
)}  # fmt: skip
_FAR = 30  # leaves or steps; what is farther is equally far
_MOST = 0.6  # the story's container holds that share of the good text at least
_NO_HEADING = -999

_HINTS = ("side", "foot", "comment", "caption", "byline", "hidden", "embed", "story", "lead", "related")
PLACE_NAMES = (
    "tag", "own_share", "parent_share", "grand_share", "great_share", "own_linked", "great_linked", "parent_leaves",
    "in_blockquote", "in_article", "in_li", "in_hidden",
    *(f"hint_{kind}" for kind in _HINTS),
    "up", "below", "limb_share", "limb_linked", "limb_leaves", "limb_purity", "limb_peers", "own_peers", "title_up",
)  # fmt: skip
_HINT_BITS = tuple(BIT[kind] for kind in _HINTS)
_PLACE_BITS = tuple(PLACES[tag] for tag in ("blockquote", "article", "li", "hidden"))
SEQUENCE_NAMES = (
    "from_h1", "before", "under", "under_away", "next_weight", "next_linked", "next_same", "prev_same", "ahead_good",
)  # fmt: skip


@define(eq=False)
class _Branch:
    """Where a container leaves the path from the body to a mark: ``up`` steps above it; it is ``below`` steps off."""

    limb: Container
    up: int
    below: int
    hints: int


def hold(leaf: Leaf) -> None:
    """Count a leaf among what its container holds."""
    container = leaf.container
    container.weight += leaf.weight
    container.linked += leaf.weight * leaf.density
    container.good += leaf.good
    container.leaves += 1
    container.clean += leaf.good > 0


def sum_up(containers: Sequence[Container]) -> None:
    """Tell each container what those in it hold, inner ones first: they come later in the order of the page."""
    for container in reversed(containers):
        parent = container.parent
        if parent is not None and container.leaves:
            parent.weight += container.weight
            parent.linked += container.linked
            parent.good += container.good
            parent.leaves += container.leaves


def _story(containers: Sequence[Container], total: float) -> Container:
    """The innermost container that holds most of the good text."""
    best = containers[0]
    for container in containers:
        if container.parent is best and container.good >= _MOST * total:
            best = container
    return best


def _path(mark: Container) -> dict[Container, int]:
    """The containers from the mark up to the body, with the steps up to each."""
    path: dict[Container, int] = {}
    node: Container | None = mark
    while node is not None:
        path[node] = len(path)
        node = node.parent
    return path


def _branch(container: Container, path: Mapping[Container, int]) -> _Branch:
    limb, node, below, hints = container, container, 0, 0
    while node not in path and node.parent is not None:
        limb, node, below, hints = node, node.parent, below + 1, hints | node.hints
    return _Branch(limb, path.get(node, 0), below, hints)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


@define(eq=False)
class Places:
    """The page's containers after all leaves were summed up; the numbers of each are worked out once."""

    containers: Sequence[Container]
    total: float
    title: Container | None
    peers: Counter[str] = field(init=False)
    to_story: dict[Container, int] = field(init=False)
    to_title: dict[Container, int] = field(init=False)
    known: dict[Container, list[float]] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.peers = Counter(container.key for container in self.containers)
        self.to_story = _path(_story(self.containers, self.total)) if self.containers else {}
        self.to_title = _path(self.title) if self.title else self.to_story

    def numbers(self, container: Container) -> list[float]:
        """The numbers of ``PLACE_NAMES``."""
        if container not in self.known:
            self.known[container] = self._numbers(container)
        return self.known[container]

    def _numbers(self, container: Container) -> list[float]:
        parent = container.parent or container
        grand = parent.parent or parent
        great = grand.parent or grand
        branch = _branch(container, self.to_story)
        # What the story's own surroundings are called says nothing; what the branch off them is called does.
        own, off = container.hints & branch.hints, branch.hints | container.hints
        limb, total = branch.limb, self.total
        return [
            _TAGS.get(container.tag, len(_TAGS)),
            container.good / total,
            parent.good / total,
            grand.good / total,
            great.good / total,
            _ratio(container.linked, container.weight),
            _ratio(great.linked, great.weight),
            parent.leaves,
            *[bool(container.places & bit) for bit in _PLACE_BITS],
            *[2 if own & bit else 1 if off & bit else 0 for bit in _HINT_BITS],
            min(branch.up, _FAR),
            min(branch.below, _FAR),
            limb.good / total,
            _ratio(limb.linked, limb.weight),
            limb.leaves,
            _ratio(limb.good, limb.weight),
            self.peers[limb.key],
            self.peers[container.key],
            min(_branch(container, self.to_title).up, _FAR),
        ]


def sequence_numbers(leaves: Sequence[Leaf], total: float, wanted: Collection[int]) -> dict[int, list[float]]:
    """The numbers of ``SEQUENCE_NAMES`` for the wanted leaves, by their place in the page."""
    rows: dict[int, list[float]] = {}
    first = next((place for place, leaf in enumerate(leaves) if leaf.container.tag == "h1"), None)
    before, under, away = 0.0, _FAR, 0
    for place, leaf in enumerate(leaves):
        if leaf.container.tag in HEADINGS:
            under = 0
            away = calls_away(leaf.text) | bool(leaf.container.hints & BIT["related"])
        if place in wanted:
            distance = _NO_HEADING if first is None else max(-200, min(200, place - first))
            rows[place] = [distance, before / total, min(under, _FAR), away, *_beside(leaves, place)]
        before, under = before + leaf.good, under + 1
    ahead = _FAR
    for place in range(len(leaves) - 1, -1, -1):
        if place in rows:
            rows[place].append(min(ahead, _FAR))
        ahead = 0 if leaves[place].good else ahead + 1
    return rows


def _beside(leaves: Sequence[Leaf], place: int) -> list[float]:
    """The size and links of the leaf after this one, and whether it and the one before share this one's parent."""
    parent = leaves[place].container.parent
    follows = place + 1 < len(leaves)
    after = leaves[place + 1 if follows else place]
    same_after = follows and after.container.parent is parent
    return [after.weight, after.density, same_after, place > 0 and leaves[place - 1].container.parent is parent]
