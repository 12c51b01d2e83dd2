"""What speaks for and against each leaf of a page that may be part of the story, as numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence

from attrs import define, field, frozen

from newscrawl.extract.leaf_place import PLACE_NAMES, SEQUENCE_NAMES, Places, hold, sequence_numbers, sum_up
from newscrawl.extract.leaf_text import TEXT_NAMES, measure, text_numbers
from newscrawl.extract.leaves import PLACES, Container, Leaf, Walked

_ALIKE = ("key", "pair", "grandtag")  # same tag and class; the same of the parent too; same grandparent and tag
_SUPPORT = 0.005  # the share of good text that something around a leaf must hold
_MOST_LINKED = 0.95
_SOME_LINKED = 0.2
_LABEL = 40  # what is longer may be a sentence, though no good text stands near it
_FURNITURE = sum(PLACES[place] for place in ("aside", "footer", "form", "header"))
_TITLE_LENGTH = 20  # a shorter part of the title is in other lines by chance
_LONGEST_TITLE = 200
_SAME_START = 60
_LONGEST_LOOK = 3_000
_TITLE_WORDS_LOOK = 500

NAMES = (
    *TEXT_NAMES,
    *PLACE_NAMES,
    *(f"{name}_{what}" for name in _ALIKE for what in ("share", "good", "leaves", "mean", "linked", "clean")),
    *SEQUENCE_NAMES,
    "is_title", "is_description", "title_words", "page_good", "page_leaves",
)  # fmt: skip


@frozen(kw_only=True)
class Told:
    """What the page's head says of the story: evidence, for it is often wrong."""

    titles: tuple[str, ...] = ()
    description: str = ""


@define(eq=False)
class _Group:
    """What the containers that look alike hold together."""

    leaves: int = 0
    weight: float = 0.0
    linked: float = 0.0
    good: float = 0.0
    clean: int = 0
    numbers: list[float] = field(factory=list)

    def add(self, container: Container) -> None:
        self.leaves += container.leaves
        self.weight += container.weight
        self.linked += container.linked
        self.good += container.good
        self.clean += container.clean

    def compare(self, total: float) -> None:
        count = self.leaves
        linked = self.linked / self.weight if self.weight else 1.0
        self.numbers = [self.good / total, self.good, count, self.weight / count, linked, self.clean / count]


@define(eq=False)
class _Saying:
    """The leaves' words beside those of the head, and beside each other."""

    told: Told
    titles: frozenset[str] = field(init=False)
    description: str = field(init=False)
    title_words: frozenset[str] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.titles = frozenset(filter(None, map(fold, self.told.titles)))
        self.description = fold(self.told.description)
        self.title_words = frozenset(word for title in self.titles for word in title.split() if len(word) > 3)  # noqa: PLR2004 - articles and prepositions are shorter

    def numbers(self, leaf: Leaf) -> list[float]:
        text = leaf.text[:_LONGEST_LOOK].casefold()
        hits = len(self.title_words.intersection(text[:_TITLE_WORDS_LOOK].split()))
        return [self._is_title(text), self._is_description(text), hits / (len(self.title_words) or 1)]

    def _is_title(self, text: str) -> int:
        if text in self.titles:
            return 2
        if not _TITLE_LENGTH < len(text) < _LONGEST_TITLE:
            return 0
        return any(len(title) > _TITLE_LENGTH and (text in title or title in text) for title in self.titles)

    def _is_description(self, text: str) -> int:
        if not self.description or len(text) <= _TITLE_LENGTH:
            return 0
        if text == self.description:
            return 2
        return text[:_SAME_START] == self.description[:_SAME_START] or text in self.description


def fold(text: str) -> str:
    """White space and case folded, for comparison."""
    return " ".join(text.split()).casefold()


def _groups(containers: Iterable[Container]) -> dict[Container, tuple[_Group, _Group, _Group]]:
    """The groups that each container belongs to, one for each of ``_ALIKE``."""
    groups: defaultdict[Hashable, _Group] = defaultdict(_Group)
    found: dict[Container, tuple[_Group, _Group, _Group]] = {}
    for container in containers:
        parent = container.parent or container
        alike = groups[container.key]
        pair = groups[container.key, parent.key]
        cousins = groups[parent.parent or parent, container.tag]
        found[container] = alike, pair, cousins
        alike.add(container)
        pair.add(container)
        cousins.add(container)
    total = max(1.0, sum(container.good for container in found))
    for group in groups.values():
        group.compare(total)
    return found


def evidence(walked: Walked, told: Told) -> dict[int, list[float]]:
    """The numbers of ``NAMES`` for each leaf that may be part of the story, by its place among the leaves."""
    leaves, containers = walked.leaves, walked.containers
    for leaf in leaves:
        measure(leaf)
        hold(leaf)
    groups = _groups(dict.fromkeys(leaf.container for leaf in leaves))
    sum_up(containers)
    total = max(1.0, containers[0].good) if containers else 1.0

    def plausible(leaf: Leaf) -> bool:
        if leaf.density >= _MOST_LINKED:
            return False
        grand = (leaf.container.parent or leaf.container).parent or leaf.container
        _, pair, cousins = groups[leaf.container]
        support = max(grand.good, pair.good, cousins.good)
        return support >= _SUPPORT * total or _may_stand_alone(leaf)

    wanted = [place for place, leaf in enumerate(leaves) if plausible(leaf)]
    saying = _Saying(told)
    places = Places(containers, total, _title(leaves, saying.titles))
    sequence = sequence_numbers(leaves, total, set(wanted))
    rows: dict[int, list[float]] = {}
    for place in wanted:
        leaf = leaves[place]
        row = [*text_numbers(leaf), *places.numbers(leaf.container)]
        for group in groups[leaf.container]:
            row += group.numbers
        rows[place] = [*row, *sequence[place], *saying.numbers(leaf), total, len(leaves)]
    return rows


def _may_stand_alone(leaf: Leaf) -> bool:
    return leaf.weight > _LABEL and leaf.density < _SOME_LINKED and not leaf.container.places & _FURNITURE


def _title(leaves: Sequence[Leaf], titles: frozenset[str]) -> Container | None:
    """Where the headline stands: where it is said as the head says it, else the first heading of the first level."""
    heading = None
    for leaf in leaves:
        if len(leaf.text) < _LONGEST_TITLE and fold(leaf.text) in titles:
            return leaf.container
        if heading is None and leaf.container.tag == "h1":
            heading = leaf.container
    return heading
