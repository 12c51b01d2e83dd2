"""What publishers say about the use of their pages, and which purpose of a crawl honours it.

``SIGNALS`` is the whole rule: each row is something that a publisher can say, and the purposes that store no page of
which it is said. The table in docs/reference/rights.md shows the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal, get_args

from attrs import frozen

from newscrawl.records import Rights

PRODUCT = "newscrawl"  # our name in robots.txt, X-Robots-Tag and meta
Purpose = Literal["archive", "search", "research", "ai-train"]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)


@frozen
class Signal:
    """Something that a publisher can say. ``because`` is the sentence that the docs give as the reason."""

    name: str
    honoured_by: frozenset[Purpose]
    because: str


def _signal(name: str, *purposes: Purpose, because: str) -> Signal:
    return Signal(name, frozenset(purposes), because)


SIGNALS: tuple[Signal, ...] = (
    _signal(
        "by_name", *PURPOSES,
        because="Who names newscrawl means newscrawl: to a crawler that only stores, these words say not to.",
    ),
    _signal("none", *PURPOSES, because="It tells all robots to pass the page by, whatever they are for."),
    _signal("bots=n", *PURPOSES, because="It asks that no program analyses the page, whatever for."),
    _signal("noindex", "search", "ai-train", because="It is about being found; nobody finds a copy that is studied."),
    _signal(
        "unavailable_after", "search", "ai-train",
        because="From that moment on it says what noindex says. A moment to come is recorded and not waited for.",
    ),
    _signal(
        "nosnippet", "search", "ai-train",
        because="A search shows pieces of the text, and the text is what is stored.",
    ),
    _signal("search=n", "search", because="It speaks of this purpose by its name, and of no other."),
    _signal(
        "noarchive", "archive", "ai-train",
        because="It forbids to show copies of the page; what was learned from it can be such a copy.",
    ),
    _signal(
        "tdm-reservation=1", "ai-train",
        because="It reserves text and data mining as EU law lets publishers do (directive 2019/790, article 4); "
        "the law's exception for scientific research (article 3) cannot be reserved against.",
    ),
    _signal("train-ai=n", "ai-train", because="It speaks of this purpose by its name, and of no other."),
    _signal("noai", "ai-train", because="It means machines that learn, not those who study, find or keep."),
    _signal("noimageai", "ai-train", because="The record names the page's pictures."),
    _signal(
        "ai-use=n",
        because="It means models that answer from the page while they run: none of the purposes. It is recorded for "
        "whoever builds one on the records.",
    ),
)  # fmt: skip

_SAME = {"nocache": "noarchive"}  # what some crawlers' vendors call it
_BY_NAME = frozenset(("noindex", "noarchive"))
_NO_SNIPPET = re.compile(r"max-snippet\s*:\s*0+\b")
_SIZES = re.compile(r"\bmax-(?:snippet|image-preview|video-preview)\s*:\s*[\w-]*")  # not the word none
_WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\s*,"
_EXPIRY = re.compile(rf"unavailable_after\s*:\s*((?:{_WEEKDAY})?[^,]*)")
_MAX_MOMENT = 60  # characters
_WORD = re.compile(r"([\w*-]+)\s*(:?)")

# The names of the same category in Content-Usage, in its older drafts, and in Content-Signal.
_CATEGORIES = {
    "bots": "bots=n",
    "search": "search=n",
    "train-ai": "train-ai=n",
    "train-genai": "train-ai=n",
    "ai-train": "train-ai=n",
    "ai": "train-ai=n",
    "ai-use": "ai-use=n",
    "ai-input": "ai-use=n",
}
_NO = frozenset(("n", "no", "?0"))


def forbids(rights: Rights, purpose: Purpose, at: datetime) -> str | None:
    """The signal that keeps a page from being stored for this purpose, as it was at a moment; None where none does."""
    said = set(_said(rights, at))
    return next((one.name for one in SIGNALS if one.name in said and purpose in one.honoured_by), None)


def _said(rights: Rights, at: datetime) -> Iterator[str]:
    yield from _robots((*rights.robots_meta, *rights.x_robots_tag), at)
    if rights.tdm_reservation == "1":
        yield "tdm-reservation=1"
    for statement in (rights.content_usage, rights.content_signal):
        yield from _refused_uses(statement or "")


def _robots(values: Iterable[str], at: datetime) -> Iterator[str]:
    """The names of what robots meta and X-Robots-Tag say to us; the strictest of several words is the one that counts.

    Words are addressed to all until a name with a colon addresses those that follow to one crawler.
    """
    for value in values:
        text = _EXPIRY.sub(lambda found: _expired(found[1], at), value.lower())
        agent = ""
        for word, colon in _WORD.findall(_SIZES.sub(" ", _NO_SNIPPET.sub("nosnippet", text))):
            if colon:
                agent = word.replace("*", "")
            elif agent in ("", PRODUCT):
                name = _SAME.get(word, word)
                yield name
                if agent and name in _BY_NAME:
                    yield "by_name"


def _expired(moment: str, at: datetime) -> str:
    """The word that stands for a moment: it is past, or says nothing yet, or cannot be read."""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            found = read(moment[:_MAX_MOMENT].strip().upper())
        except ValueError:
            continue
        return "unavailable_after" if (found if found.tzinfo else found.replace(tzinfo=UTC)) <= at else "later"
    return "unreadable"


def _refused_uses(statement: str) -> Iterator[str]:
    """The categories that a Content-Usage or Content-Signal statement says no to, anywhere: the strictest counts."""
    for part in statement.lower().split(","):
        key, _, value = part.partition("=")
        if key.strip() in _CATEGORIES and value.partition(";")[0].strip(' "\t') in _NO:
            yield _CATEGORIES[key.strip()]
