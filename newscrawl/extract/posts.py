"""The posts of a live blog: parts of the page that look alike, each with a time, and together most of its words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from newscrawl.extract.leaves import Container, Leaf, Medium, Walked

_POSTS = frozenset(("article", "section", "li", "div"))
_FEWEST = 3
_MOST = 0.5  # of the story's weight
_DATED = 0.8  # of the posts
_CLOCK = re.compile(r"\d{1,2}(?:[:.h時]|\s?Uhr\s?)\d\d(?::\d\d)?(?:\s?(?:[ap]\.?m\.?|uhr|h))?", re.IGNORECASE)
_MAX_CLOCK = 20


@frozen(eq=False)
class Post:
    """One update; ``date`` is as printed."""

    date: str | None


Posts = Mapping[Leaf | Medium, Post]


def read_posts(walked: Walked, story: Sequence[Leaf], media: Sequence[Medium]) -> Posts:
    """Which post each part of the story stands in; empty where the page has none. What only dates a post is in none."""
    posts = {container: Post(date) for container, date in _dates(walked, story).items()}
    pieces: tuple[Leaf | Medium, ...] = (*story, *media) if posts else ()
    around = {piece: next((one for one in _around(piece.container) if one in posts), None) for piece in pieces}
    return {piece: posts[post] for piece, post in around.items() if post}


def _dates(walked: Walked, story: Sequence[Leaf]) -> dict[Container, str | None]:
    """The posts, as many as look alike and have times, each with its own."""
    alike: defaultdict[tuple[str, str], Counter[Container]] = defaultdict(Counter)
    for leaf in story:
        for one in _around(leaf.container):
            if one.tag in _POSTS and one.parent:
                alike[one.key, one.parent.key][one] += leaf.weight
    enough = _MOST * sum(leaf.weight for leaf in story)
    clocks = _clocks(walked)
    best: dict[Container, str | None] = {}
    for weights in alike.values():
        if len(weights) >= max(_FEWEST, len(best)) and weights.total() >= enough:
            dates = {post: _date(post, clocks) for post in weights}
            if sum(map(bool, dates.values())) >= _DATED * len(dates):
                best = dates  # of as many, those that are farther out come later
    return best


def is_clock(leaf: Leaf) -> bool:
    """Whether it says nothing but when."""
    return len(leaf.text) <= _MAX_CLOCK and _CLOCK.fullmatch(leaf.text) is not None


def _around(container: Container) -> Iterator[Container]:
    node: Container | None = container
    while node is not None:
        yield node
        node = node.parent


def _clocks(walked: Walked) -> dict[Container, str]:
    """The first time of day that is printed in each part of the page."""
    found: dict[Container, str] = {}
    for leaf in walked.leaves:
        if is_clock(leaf):
            for one in _around(leaf.container):
                found.setdefault(one, leaf.text)
    return found


def _date(post: Container, clocks: Mapping[Container, str]) -> str | None:
    time = post.node.css_first("time")
    told = time.attributes.get("datetime") or " ".join(time.text().split()) if time else None
    return told or clocks.get(post)
