"""The main text of a page without rules: which of its leaves are the story, learned from pages with known answers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from attrs import evolve

from newscrawl.extract.blocks import read_blocks
from newscrawl.extract.evidence import NAMES, Told, evidence
from newscrawl.extract.json_ld import story_text
from newscrawl.extract.layout import laid, read_layout
from newscrawl.extract.leaf_text import weight_of
from newscrawl.extract.leaves import MAX_LEAVES, Leaf, Walked, walk_page
from newscrawl.extract.live_blog import is_live, may_be_live, with_updates
from newscrawl.extract.one_story import LIKELY, media_of, one_story
from newscrawl.extract.posts import is_clock, read_posts
from newscrawl.extract.trees import Trees
from newscrawl.page import Page
from newscrawl.records import Block, Found

MIN_WEIGHT = 250  # below that, what is found is the page's furniture
_HEADINGS = 60  # of the first level; each is compared with each leaf, so a page must not have them without end
_DESCRIPTION = 3_000  # characters; the same
_WEIGHTS = "main_text.json"


def read_main_text(page: Page) -> Found:
    """Find the story among everything else on the page; None where there is no story."""
    root = page.tree.body
    if root is None:
        return Found()
    walked = walk_page(root)
    trees = _trees()
    odds = {place: trees.odds(row, LIKELY, 0) for place, row in evidence(walked, told_of(page, walked.leaves)).items()}
    story = one_story(walked.leaves, odds, is_live=is_live(page))
    layout = read_layout(walked, story, page.url)
    if layout.story >= MIN_WEIGHT:
        return laid(_written(page, walked, story), layout)
    if updates := with_updates(page, ()):
        return laid(Found(body=updates), layout)
    lines = _lines(story_text(page))[:MAX_LEAVES]
    if sum(map(weight_of, lines)) < MIN_WEIGHT:
        return laid(Found(), layout)
    return laid(Found(body=tuple(Block(type="paragraph", text=line) for line in lines)), layout)


def _written(page: Page, walked: Walked, story: Sequence[Leaf]) -> Found:
    media = media_of(walked, story)
    if not may_be_live(page):
        return read_blocks(walked, story, media, page.url)
    posts = read_posts(walked, story, media)
    found = read_blocks(
        walked, [leaf for leaf in story if not (leaf in posts and is_clock(leaf))], media, page.url, posts
    )
    return evolve(found, body=with_updates(page, found.body or ()) or None)


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
    told = {name: values[0] for name, values in page.meta.items()}
    headings = [leaf.text for leaf in leaves if leaf.container.tag == "h1"][:_HEADINGS]
    window = page.landmarks["title"][:1]
    return Told(
        titles=(*headings, told.get("og:title", ""), told.get("twitter:title", ""), *(node.text() for node in window)),
        description=(told.get("og:description") or told.get("description") or "")[:_DESCRIPTION],
    )
