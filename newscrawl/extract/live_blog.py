"""A live blog's updates: as its JSON-LD tells them, else as the page shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve

from newscrawl.extract.address import read_address
from newscrawl.extract.json_ld import live_updates
from newscrawl.extract.leaf_text import weight_of
from newscrawl.extract.weigh import letters
from newscrawl.page import Page
from newscrawl.records import Block

_COMPLETE = 0.8  # of what the page shows; many pages tell only the newest updates, or how each begins
_LINES = 3  # an update begins with a kicker, its headline, or its text
_START = 60  # characters by which an update is known again


def may_be_live(page: Page) -> bool:
    """Whether the page or its address says that it is a live blog."""
    return is_live(page) or read_address(page).content_type == "live_blog"


def is_live(page: Page) -> bool:
    """Whether the page says that it is a live blog, in which each update is an article of its own."""
    return b"LiveBlogPosting" in page.html


def with_updates(page: Page, shown: Sequence[Block]) -> tuple[Block, ...]:
    """What the page shows, with the updates that its JSON-LD tells in place of those that follow each other there.

    Where that tells only some of them, or how each begins, it still knows when each was written.
    """
    told = live_updates(page)
    updates = [_update(*one) for one in told]
    if updates and _weight(updates) >= _COMPLETE * _weight(shown):
        words = letters("\n".join(block.text or "" for block in updates), limit=None)
        first = next((place for place, block in enumerate(shown) if _is_update(block, words)), len(shown))
        return (*shown[:first], *updates)
    dates = {_start(words): date for headline, text, date in reversed(told) for words in (text, headline) if words}
    return tuple(_dated(block, dates) if block.type == "update" else block for block in shown)


def _update(headline: str, text: str, date: str | None) -> Block:
    lines = (" ".join(line.split()) for line in (headline, *text.splitlines()))
    return Block(type="update", text="\n\n".join(filter(None, lines)), date=date)


def _start(text: str) -> str:
    return letters(text[:_START])


def _dated(block: Block, dates: Mapping[str, str | None]) -> Block:
    """An update with the date of one that begins as one of its first lines does."""
    lines = (block.text or "").splitlines()[:_LINES]
    return evolve(block, date=next((date for line in lines if (date := dates.get(_start(line)))), block.date))


def _is_update(block: Block, told: str) -> bool:
    start = _start(block.text or "")
    return block.type == "update" or (bool(start) and start in told)


def _weight(blocks: Sequence[Block]) -> int:
    return sum(weight_of(block.text) for block in blocks if block.text)
