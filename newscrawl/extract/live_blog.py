"""A live blog's updates: what stands side by side, each with its time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import groupby

from attrs import evolve
from selectolax.lexbor import LexborNode

from newscrawl.extract.blocks import read_blocks
from newscrawl.extract.leaves import Container, Leaf, Walked
from newscrawl.extract.words import words_of
from newscrawl.records import Block, Found

_FEW = 3  # of a kind; what is there less often is no series
_MOMENTS = ("datetime", "data-time", "data-datetime", "data-timestamp")


def read_updates(walked: Walked, story: Sequence[Leaf], base: str, whole: Found) -> Found:
    """The ``whole`` with each update's blocks made one, which carries its time; as it was, where there are none."""
    series = _series(story)
    if not series:
        return whole
    body: list[Block] = []
    for update, leaves in groupby(story, key=lambda leaf: _update_of(leaf.container, series)):
        blocks = read_blocks(walked, list(leaves), (), base).body or ()
        body += [_joined(update, blocks)] if update else blocks
    return evolve(whole, body=tuple(body))


def _series(story: Sequence[Leaf]) -> set[Hashable]:
    """What the updates have in common: the container around them, and how they look."""
    counts: Counter[Hashable] = Counter()
    timed: dict[Container, bool] = {}
    for leaf in story:
        container: Container | None = leaf.container
        while container is not None and container not in timed:
            timed[container] = container.node.css_first("time") is not None
            counts[_alike(container)] += timed[container]
            container = container.parent
    return {alike for alike, count in counts.items() if count >= _FEW}


def _alike(container: Container) -> Hashable:
    return id(container.parent), container.key


def _update_of(container: Container, series: set[Hashable]) -> Container | None:
    """The outermost that stands in a series."""
    found, node = None, container
    while node.parent is not None:
        if _alike(node) in series:
            found = node
        node = node.parent
    return found


def _joined(update: Container, blocks: Sequence[Block]) -> Block:
    text = "\n\n".join(block.text for block in blocks if block.text)
    return Block(type="update", text=text, date=_moment(update.node.css_first("time")))


def _moment(time: LexborNode | None) -> str | None:
    if time is None:
        return None
    told = (time.attributes.get(name) for name in _MOMENTS)
    return next(filter(None, told), None) or words_of(time) or None
