"""How long one host is left alone, reckoned from its answers."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from attrs import define, field

JITTER = 0.5  # a pause is up to this share longer than it has to be, at random
MAX_WAIT_SECONDS = 60.0  # a longer pause is not waited for: what is left waits for another run
MAX_RETRY_AFTER_SECONDS = 24 * 3600.0
SMOOTHING = 0.3  # the share of the newest answer in a host's latency
MAX_DOUBLINGS = 20

BUSY = frozenset({429, 503})
REFUSALS = frozenset({401, 403, 429})
REFUSED_IN_A_ROW = 5
REFUSED_LATELY = 10  # more than so many of the last LATELY answers
LATELY = 20


@define(eq=False)
class HostPace:
    """One host's pace. Times are seconds of one clock that only goes forward; ``delay`` is the least pause.

    ``turn`` is held from before a request until its answer is in, so that no two are under way. A host that is closed
    is not asked before ``closed_until``.
    """

    delay: float
    chance: Callable[[], float] = random.random
    turn: asyncio.Lock = field(factory=asyncio.Lock)
    crawl_delay: float = field(default=0.0, init=False)
    closed_until: float = field(default=0.0, init=False)
    closed_because: str = field(default="", init=False)
    latency: float | None = field(default=None, init=False)
    busy: int = field(default=0, init=False)
    _not_before: float = field(default=0.0, init=False)
    _answered_at: float | None = field(default=None, init=False)
    _jitter: float = field(default=0.0, init=False)
    _refused: deque[bool] = field(factory=lambda: deque(maxlen=LATELY), init=False)

    def seconds_left(self, now: float) -> float:
        """How long the next request has to wait."""
        if self._answered_at is None:
            return max(0.0, self._not_before - now)
        pause = pause_seconds(self.delay, self.crawl_delay, self.latency or 0.0)
        return max(0.0, self._not_before - now, self._answered_at + pause * (1 + self._jitter) - now)

    def answered(self, now: float, seconds: float, *, is_whole: bool = True) -> None:
        """Take note that an answer ended, and how long it took; a failed one tells only of slowness."""
        self._answered_at = now
        self._jitter = JITTER * self.chance()
        self.latency = smoothed(self.latency, seconds if is_whole else max(seconds, self.latency or 0.0))

    def hold(self, seconds: float, now: float, reason: str) -> None:
        """Send nothing for so many seconds: a short pause is waited for, a long one closes the host."""
        if seconds <= MAX_WAIT_SECONDS:
            self._not_before = max(self._not_before, now + seconds)
        elif now + seconds > self.closed_until:
            self.closed_until, self.closed_because = now + seconds, reason

    def backoff(self, status: int) -> float:
        """The seconds for which a host that answers so is left alone: twice as many each time in a row."""
        self.busy = min(self.busy + 1, MAX_DOUBLINGS) if status in BUSY else 0
        return self.delay * 2**self.busy if self.busy else 0.0

    def has_refused_too_much(self, status: int) -> bool:
        """Whether this answer is the one refusal too many; after that, counting begins anew."""
        self._refused.append(status in REFUSALS)
        newest = list(self._refused)[-REFUSED_IN_A_ROW:]
        too_much = sum(newest) == REFUSED_IN_A_ROW or sum(self._refused) > REFUSED_LATELY
        if too_much:
            self._refused.clear()
        return too_much


def pause_seconds(delay: float, crawl_delay: float, latency: float) -> float:
    """The seconds between an answer and the next request: a slow host gets longer ones. No delay means just that."""
    return max(delay, crawl_delay, min(latency, MAX_WAIT_SECONDS) if delay else 0.0)


def smoothed(latency: float | None, seconds: float) -> float:
    """The latency with one more answer in it."""
    return seconds if latency is None else latency + SMOOTHING * (seconds - latency)


def retry_after(value: str, now: datetime) -> float | None:
    """A Retry-After header -> seconds, none for a moment that is past; None where it is neither number nor date."""
    text = value.strip()
    if text.isascii() and text.isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
        return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
    except (ValueError, OverflowError):
        return None
