"""Why an item leaves the line. Scrapy counts each under its class's name; the docs list them all.

``url_state`` says what becomes of the address: ``refused`` is not fetched again by this version, ``pending`` waits
for a later run, ``alias`` leads to the stored article whose id is ``stored_as``.
"""

from __future__ import annotations

import re
from typing import ClassVar, Literal

from scrapy.exceptions import DropItem

from newscrawl.records import Article


class Drop(DropItem):
    """The base of all reasons."""

    stage: ClassVar[Literal["normalise", "deduplicate"]]
    url_state: ClassVar[Literal["refused", "pending", "alias"]]

    def __init__(self, article: Article, stored_as: str | None = None, signal: str | None = None) -> None:
        super().__init__(self.reason())
        self.article = article
        self.stored_as = stored_as
        self.signal = signal

    @classmethod
    def reason(cls) -> str:
        """The name in counters, logs and run records: the class's, in snake_case."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class RightsReserved(Drop):
    """The publisher reserves what NEWSCRAWL_PURPOSE is about; ``signal`` names what says so."""

    stage = "normalise"
    url_state = "refused"


class NoTitle(Drop):
    """The page has no headline."""

    stage = "normalise"
    url_state = "refused"


class NoText(Drop):
    """The page has no text: a gallery, a video, a paywall, or a page that only scripts can fill."""

    stage = "normalise"
    url_state = "refused"


class OutsideWindow(Drop):
    """Published before ``since`` or at or after ``until``."""

    stage = "normalise"
    url_state = "pending"


class LimitReached(Drop):
    """The run has stored as many articles as it was allowed to."""

    stage = "deduplicate"
    url_state = "pending"


class AlreadyStored(Drop):
    """Another address of an article that is stored."""

    stage = "deduplicate"
    url_state = "alias"


class Unchanged(Drop):
    """A stored article that still says the same."""

    stage = "deduplicate"
    url_state = "alias"


class SameWords(Drop):
    """The same words as a stored article of this site, at another address."""

    stage = "deduplicate"
    url_state = "alias"
