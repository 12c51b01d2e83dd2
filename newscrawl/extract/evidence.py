"""What speaks for and against each leaf of a page that may be part of the story, as numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence

from attrs import define, field, frozen

from newscrawl.extract.leaf_place import PLACE_NAMES, SEQUENCE_NAMES, Places, sequence_numbers, sum_up
from newscrawl.extract.leaf_text import TEXT_NAMES, Measure, measure, text_numbers, words_in
from newscrawl.extract.leaves import PLACES, Container, Leaf

_ALIKE = ("key", "pair", "grandtag")  # same tag and class; the same of the parent too; same grandparent and tag
_SUPPORT = 0.005  # the share of good text that something around a leaf must hold
_MOST_LINKED = 0.95
_SOME_LINKED = 0.2
_LABEL = 40  # what is longer may be a sentence, though no good text stands near it
_FURNITURE = sum(PLACES[place] for place in ("aside", "footer", "form", "header"))
_TITLE_LENGTH = 20  # a shorter part of the title is in other lines by chance
_LONGEST_TITLE = 200
_SAME_START = 60

NAMES = (
    *TEXT_NAMES,
    *PLACE_NAMES,
    *(f"{name}_{what}" for name in _ALIKE for what in ("share", "good", "leaves", "mean", "linked", "clean", "led")),
    *SEQUENCE_NAMES,
    "is_title", "is_description", "in_story", "again", "times_said", "title_words",
    "page_good", "page_leaves", "page_mean",
)  # fmt: skip


@frozen(kw_only=True)
class Told:
    """What the page's head says of the story: evidence, for it is often wrong."""

    titles: tuple[str, ...] = ()
    description: str = ""
    story: str = ""


@define(eq=False)
class _Group:
    """What the leaves that look alike hold together."""

    leaves: int = 0
    weight: float = 0.0
    linked: float = 0.0
    good: float = 0.0
    clean: int = 0
    led: int = 0

    def add(self, measured: Measure) -> None:
        self.leaves += 1
        self.weight += measured.weight
        self.linked += measured.weight * measured.density
        self.good += measured.good
        self.clean += measured.good > 0
        self.led += measured.led

    def numbers(self, total: float) -> list[float]:
        count = self.leaves
        linked = self.linked / self.weight if self.weight else 1.0
        return [self.good / total, self.good, count, self.weight / count, linked, self.clean / count, self.led / count]


@define(eq=False)
class _Saying:
    """The leaves' words beside those of the head, and beside each other."""

    told: Told
    titles: frozenset[str] = field(init=False)
    description: str = field(init=False)
    title_words: frozenset[str] = field(init=False)
    story: frozenset[tuple[str, ...]] = field(init=False)
    times: Counter[str] = field(factory=Counter)
    seen: set[str] = field(factory=set)

    def __attrs_post_init__(self) -> None:
        self.titles = frozenset(filter(None, map(fold, self.told.titles)))
        self.description = fold(self.told.description)
        self.title_words = frozenset(word for title in self.titles for word in title.split() if len(word) > 3)  # noqa: PLR2004 - articles and prepositions are shorter
        self.story = frozenset(_threes(self.told.story))

    def numbers(self, leaf: Leaf) -> list[float]:
        text = fold(leaf.text)
        again = text in self.seen
        self.seen.add(text)
        hits = sum(word in self.title_words for word in set(text.split()))
        return [
            self._is_title(text),
            self._is_description(text),
            self._in_story(leaf.text),
            again,
            self.times[leaf.text],
            hits / (len(self.title_words) or 1),
        ]

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

    def _in_story(self, text: str) -> float:
        if not self.story:
            return -1
        threes = _threes(text)
        return sum(three in self.story for three in threes) / len(threes) if threes else float(text in self.told.story)


def fold(text: str) -> str:
    """White space and case folded, for comparison."""
    return " ".join(text.split()).casefold()


def _threes(text: str) -> list[tuple[str, ...]]:
    words = words_in(text)
    return list(zip(words, words[1:], words[2:], strict=False))


def _keys(container: Container) -> tuple[Hashable, Hashable, Hashable]:
    parent = container.parent or container
    return container.key, (container.key, parent.key), (parent.parent or parent, container.tag)


def evidence(leaves: Sequence[Leaf], containers: Sequence[Container], told: Told) -> dict[int, list[float]]:
    """The numbers of ``NAMES`` for each leaf that may be part of the story, by its place among the leaves."""
    measures = [measure(leaf) for leaf in leaves]
    sum_up(leaves, measures, containers)
    total = max(1.0, containers[0].good) if containers else 1.0
    groups: defaultdict[Hashable, _Group] = defaultdict(_Group)
    keys = {leaf.container: _keys(leaf.container) for leaf in leaves}
    for leaf, measured in zip(leaves, measures, strict=True):
        for key in keys[leaf.container]:
            groups[key].add(measured)

    def plausible(leaf: Leaf, measured: Measure) -> bool:
        grand = (leaf.container.parent or leaf.container).parent
        near = grand.good if grand else leaf.container.good
        support = max(near, *(groups[key].good for key in keys[leaf.container][1:]))
        return measured.density < _MOST_LINKED and (support >= _SUPPORT * total or _may_stand_alone(leaf, measured))

    wanted = [place for place, leaf in enumerate(leaves) if plausible(leaf, measures[place])]
    saying = _Saying(told, times=Counter(leaf.text for leaf in leaves))
    places = Places(containers, total, _title(leaves, saying.titles))
    sequence = sequence_numbers(leaves, measures, total, wanted)
    alike = {key: groups[key].numbers(total) for place in wanted for key in keys[leaves[place].container]}
    page = [total, len(leaves), total / (len(leaves) or 1)]
    rows: dict[int, list[float]] = {}
    for place in wanted:
        leaf = leaves[place]
        rows[place] = text_numbers(leaf, measures[place]) + places.numbers(leaf.container)
        for key in keys[leaf.container]:
            rows[place] += alike[key]
        rows[place] += sequence[place] + saying.numbers(leaf) + page
    return rows


def _may_stand_alone(leaf: Leaf, measured: Measure) -> bool:
    return measured.weight > _LABEL and measured.density < _SOME_LINKED and not leaf.container.places & _FURNITURE


def _title(leaves: Sequence[Leaf], titles: frozenset[str]) -> Container | None:
    """Where the headline stands: where it is said as the head says it, else the first heading of the first level."""
    heading = None
    for leaf in leaves:
        if len(leaf.text) < _LONGEST_TITLE and fold(leaf.text) in titles:
            return leaf.container
        if heading is None and leaf.container.tag == "h1":
            heading = leaf.container
    return heading
