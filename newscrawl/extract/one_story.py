"""Of the leaves that read like a story, those of one story: not what readers wrote below it, nor the next one.

The trees judge leaf by leaf, and to them a second article is as good as the first. What tells the two apart is true of
the page as a whole. Each part is left out only where enough is left without it: on some pages, all of the story stands
in what is called a sidebar.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from newscrawl.extract.hints import BIT
from newscrawl.extract.leaf_text import calls_away
from newscrawl.extract.leaves import HEADINGS, PLACES, Container, Leaf, Medium, Walked

ENOUGH = 700  # the weight of a short story
_NEAR = 5  # steps up from a picture, and from a piece of text, to what is around both
_NOT_OF_THE_STORY = sum(
    BIT[kind] for kind in ("related", "advert", "share", "comment", "menu", "subscribe", "byline", "consent", "side")
)
LIKELY = -0.85  # three in ten
_LINKED = 0.5
_HEADING_LENGTH = 200


def one_story(leaves: Sequence[Leaf], odds: Mapping[int, float], *, is_live: bool = False) -> list[Leaf]:
    """Those of a page's leaves that are one story, in the order of the page.

    ``odds`` are the logarithms of the odds that a leaf reads like one, by its place among the leaves. In a live blog,
    each update may be an article of its own.
    """
    sure = {place for place, told in odds.items() if told > 0}
    story = [leaf for place, leaf in enumerate(leaves) if place in sure or _is_between(leaves, odds, sure, place)]
    for is_other in _OTHERS:
        rest = [leaf for leaf in story if not is_other(leaf.container)]
        if len(rest) < len(story) and _weight(rest) >= ENOUGH:
            story = rest
    return story if is_live else _of_one_article(story, leaves)


def _is_between(leaves: Sequence[Leaf], odds: Mapping[int, float], sure: Collection[int], place: int) -> bool:
    """Whether a leaf that alone is not sure enough stands between two that are: a heading, or one that is likely."""
    if not (place - 1 in sure and place + 1 in sure):
        return False
    leaf = leaves[place]
    if odds.get(place, -9) > LIKELY:
        return True
    return (
        leaf.container.tag in HEADINGS
        and leaf.linked < _LINKED * len(leaf.text)
        and len(leaf.text) < _HEADING_LENGTH
        and not calls_away(leaf.text)
    )


def _weight(leaves: Iterable[Leaf]) -> int:
    return sum(leaf.weight for leaf in leaves)


def _is_hidden(container: Container) -> bool:
    return bool(container.places & PLACES["hidden"])


def _is_comment(container: Container) -> bool:
    return bool(container.apart & BIT["comment"])


def _is_consent(container: Container) -> bool:
    return bool(container.apart & BIT["consent"])


def _is_factbox(container: Container) -> bool:
    return bool(container.apart & BIT["factbox"])


def _is_caption(container: Container) -> bool:
    return any(
        one and one.hints & BIT["caption"] and not one.hints & BIT["story"] for one in (container, container.parent)
    )


_OTHERS: tuple[Callable[[Container], bool], ...] = (_is_hidden, _is_comment, _is_consent, _is_factbox, _is_caption)


def _of_one_article(story: list[Leaf], leaves: Sequence[Leaf]) -> list[Leaf]:
    """Without the articles behind the one under the headline: the next story, or others in full below this one."""
    weights: Counter[Container] = Counter()
    for leaf in story:
        if article := _article(leaf.container):
            weights[article] += leaf.weight
    whole = [article for article, weight in weights.items() if weight >= ENOUGH]
    if not whole:
        return story
    heading = next((one for leaf in leaves if leaf.container.tag == "h1" and (one := _article(leaf.container))), None)
    mine = heading if heading in whole else whole[0]
    around = _around(mine)
    first = next(place for place, leaf in enumerate(story) if _article(leaf.container) is mine)
    return story[:first] + [leaf for leaf in story[first:] if _article(leaf.container) in around]


def _article(container: Container) -> Container | None:
    node: Container | None = container
    while node is not None and node.tag != "article":
        node = node.parent
    return node


def _around(article: Container) -> set[Container | None]:
    """An article, those around it, and none at all: what stands in these is not in another one."""
    found: set[Container | None] = {None}
    node: Container | None = article
    while node is not None:
        found.add(node)
        node = node.parent
    return found


def media_of(walked: Walked, story: Sequence[Leaf]) -> list[Medium]:
    """The pictures and films between the headline and the end of a story, in its surroundings."""
    own = set(story)
    places = [place for place, leaf in enumerate(walked.leaves) if leaf in own]
    if not places:
        return []
    heading = next((place for place, leaf in enumerate(walked.leaves) if leaf.container.tag == "h1"), places[0])
    near = {container for leaf in story for container in _up(leaf.container) if container.parent}  # not all of the page
    span = range(min(heading, places[0]), places[-1] + 2)
    return [medium for medium in walked.media if medium.place in span and _belongs(medium.container, near)]


def _up(container: Container) -> list[Container]:
    found = [container]
    while (parent := found[-1].parent) is not None and len(found) < _NEAR:
        found.append(parent)
    return found


def _belongs(container: Container, near: Collection[Container]) -> bool:
    if container.apart or container.places & (PLACES["hidden"] | PLACES["aside"] | PLACES["footer"]):
        return False
    for one in _up(container):
        if one in near:
            return True
        if one.hints & _NOT_OF_THE_STORY:
            return False
    return False
