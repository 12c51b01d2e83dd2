"""What a leaf's place says: its containers, the story's own, and what stands before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from attrs import define, field

from newscrawl.extract.hints import BIT, KINDS
from newscrawl.extract.leaf_text import Measure, calls_away
from newscrawl.extract.leaves import HEADINGS, PLACES, Container, Leaf

_TAGS = {tag: place for place, tag in enumerate(
    ("p", "div", "li", "span", "h1", "h2", "h3", "h4", "h5", "h6", "td", "table", "dd", "dt", "blockquote", "section",
     "article", "header", "footer", "aside", "figure", "pre", "a")
)}  # fmt: skip
_FAR = 30  # leaves or steps; what is farther is equally far
_FAR_WEIGHT = 3_000
_MOST = 0.6  # the story's container holds that share of the good text at least
_NO_HEADING = -999

PLACE_NAMES = (
    "tag",
    *(f"{level}_{what}" for level in ("own", "parent", "grand", "great") for what in ("share", "linked", "leaves")),
    "own_purity", "parent_purity", "grand_purity",
    *(f"in_{tag}" for tag in PLACES),
    *(f"hint_{kind}" for kind in KINDS),
    "own_peers", "parent_peers", "grand_peers", "great_peers", "limb_peers",
    "up", "below", "limb_share", "limb_linked", "limb_leaves", "limb_purity", "title_up", "title_below",
)  # fmt: skip
SEQUENCE_NAMES = (
    "place", "from_h1", "before", "since_good", "since_weight", "under", "under_away", "heads",
    "prev_weight", "prev_linked", "prev_good", "next_weight", "next_linked", "next_good", "prev_same", "next_same",
    "ahead_good", "ahead_weight",
)  # fmt: skip


@define(eq=False)
class _Branch:
    """Where a container leaves the path from the body to a mark: ``up`` steps above it; it is ``below`` steps off."""

    limb: Container
    up: int
    below: int
    hints: int


def sum_up(leaves: Sequence[Leaf], measures: Sequence[Measure], containers: Sequence[Container]) -> None:
    """Tell each container what it holds, inner ones first: they come later in the order of the page."""
    for leaf, measured in zip(leaves, measures, strict=True):
        container = leaf.container
        container.weight += measured.weight
        container.linked += measured.weight * measured.density
        container.good += measured.good
        container.leaves += 1
    for container in reversed(containers):
        parent = container.parent
        if parent is not None:
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
        levels = (container, parent, grand, great)
        numbers: list[float] = [_TAGS.get(container.tag, len(_TAGS))]
        for one in levels:
            numbers += (one.good / self.total, _ratio(one.linked, one.weight), one.leaves)
        numbers += (_ratio(one.good, one.weight) for one in levels[:3])
        numbers += (bool(container.places & bit) for bit in PLACES.values())
        branch, title = _branch(container, self.to_story), _branch(container, self.to_title)
        # What the story's own surroundings are called says nothing; what the branch off them is called does.
        own, off = container.hints, branch.hints | container.hints
        numbers += (2 if own & branch.hints & bit else 1 if off & bit else 0 for bit in BIT.values())
        limb = branch.limb
        numbers += (self.peers[one.key] for one in (*levels, limb))
        numbers += (min(branch.up, _FAR), min(branch.below, _FAR))
        numbers += (limb.good / self.total, _ratio(limb.linked, limb.weight), limb.leaves)
        numbers += (_ratio(limb.good, limb.weight), min(title.up, _FAR), min(title.below, _FAR))
        return numbers


def sequence_numbers(
    leaves: Sequence[Leaf], measures: Sequence[Measure], total: float, wanted: Sequence[int]
) -> dict[int, list[float]]:
    """The numbers of ``SEQUENCE_NAMES`` for the wanted leaves, by their place in the page."""
    chosen = set(wanted)
    rows: dict[int, list[float]] = {}
    first = next((place for place, leaf in enumerate(leaves) if leaf.container.tag == "h1"), None)
    before, since, gap, under, away, heads = 0.0, _FAR, 0, _FAR, 0, 0
    for place, (leaf, measured) in enumerate(zip(leaves, measures, strict=True)):
        if leaf.container.tag in HEADINGS:
            under, heads = 0, heads + (leaf.container.tag == "h1")
            away = calls_away(leaf.text) | bool(leaf.container.hints & BIT["related"])
        if place in chosen:
            distance = _NO_HEADING if first is None else max(-200, min(200, place - first))
            rows[place] = [place / len(leaves), distance, before / total, min(since, _FAR), min(gap, _FAR_WEIGHT)]
            rows[place] += (min(under, _FAR), away, heads)
            rows[place] += _beside(leaves, measures, place)
        before, under = before + measured.good, under + 1
        since, gap = (0, 0) if measured.good else (since + 1, gap + measured.weight)
    ahead, gap = _FAR, 0
    for place in range(len(leaves) - 1, -1, -1):
        if place in chosen:
            rows[place] += (min(ahead, _FAR), min(gap, _FAR_WEIGHT))
        ahead, gap = (0, 0) if measures[place].good else (ahead + 1, gap + measures[place].weight)
    return rows


def _beside(leaves: Sequence[Leaf], measures: Sequence[Measure], place: int) -> list[float]:
    """The leaves before and after: their measures, and whether they share this leaf's parent."""
    numbers: list[float] = []
    same: list[float] = []
    for other in (place - 1, place + 1):
        inside = 0 <= other < len(leaves)
        beside = measures[other if inside else place]
        numbers += (beside.weight, beside.density, beside.good)
        same.append(inside and leaves[other].container.parent is leaves[place].container.parent)
    return numbers + same
