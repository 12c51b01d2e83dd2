"""How often a source is worth a visit, and what was missed since the last one."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from newscrawl.discover.source import Source

FIRST_SECONDS = 15 * 60
LEAST_SECONDS = 5 * 60
MOST_SECONDS = 24 * 3600
MOST_ASKED_SECONDS = 6 * 3600  # a source that wants to be left alone for longer is asked that often all the same


def poll_interval(
    *,
    before: int | None = None,
    elapsed: float | None = None,
    found: int = 0,
    new: int = 0,
    asked: int | None = None,
    window: int | None = None,
) -> int:
    """The seconds until the next visit: fewer where most entries were new, more where none was.

    ``before`` is the interval so far, and ``elapsed`` the seconds since the last visit: what is new after a long time
    says little of a short one, and that nothing is new a moment later says nothing. ``asked`` is the interval that the
    source itself has asked for, a minimum; ``window`` the seconds in which its window goes by, where stories were
    missed.
    """
    seconds = float(before or FIRST_SECONDS)
    passed = seconds if elapsed is None else elapsed
    if new * 2 * min(1.0, seconds / max(passed, 1.0)) > found:
        seconds /= 2
    elif not new and passed >= seconds:
        seconds *= 1.5
    if window is not None:
        seconds = min(seconds, window)
    return round(min(MOST_SECONDS, max(LEAST_SECONDS, seconds, min(asked or 0, MOST_ASKED_SECONDS))))


@frozen
class Missed:
    """About how many stories a source named between two visits, and the seconds in which its window goes by."""

    stories: int
    window_seconds: int


def missed_since(newest: datetime | None, source: Source) -> Missed | None:
    """What is missing where all that a source names is younger than the ``newest`` that it named at the last visit."""
    oldest, latest = source.oldest_published, source.newest_published
    dated = sum(one.published is not None for one in source.candidates)
    if newest is None or oldest is None or latest is None or oldest <= newest or latest == oldest:
        return None
    window = (latest - oldest).total_seconds()
    stories = round((oldest - newest).total_seconds() * (dated - 1) / window) - 1
    return Missed(stories, round(window)) if stories > 0 else None
