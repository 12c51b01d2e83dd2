"""One request at a time a host, with a pause between an answer and the next request, whoever sends it.

Scrapy's own delay counts from request to request, so a slow host would be asked again at once.
"""

from __future__ import annotations

import functools
import logging
from asyncio import sleep
from datetime import UTC, datetime, timedelta
from time import monotonic
from urllib.parse import urlsplit

from attrs import define, field
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from newscrawl.fetch.host_pace import MAX_RETRY_AFTER_SECONDS, MAX_WAIT_SECONDS, HostPace, retry_after
from newscrawl.fetch.settings import read_config
from newscrawl.identity import PORTS
from newscrawl.state import Database, SiteState
from newscrawl.state.hosts import REFUSED, Hosts
from newscrawl.state.schema import utc_text

logger = logging.getLogger(__name__)

_TOO_MANY_REQUESTS = 429
_MULTIPLE_CHOICES = 300  # the first status that may carry a Retry-After


class HostPaused(IgnoreRequest):
    """The host is left alone for longer than a run waits."""


@define(eq=False)
class Pace:
    """The hosts that this process asks, each with its pace. All sites of a process share it."""

    memory: Hosts
    delay: float
    _hosts: dict[str, HostPace] = field(factory=dict, init=False)

    def of(self, name: str) -> HostPace:
        """A host's pace, with what earlier runs know of it."""
        if name not in self._hosts:
            host = self._hosts[name] = HostPace(self.delay)
            if closed := self.memory.closed(name):
                host.hold((closed.until - datetime.now(UTC)).total_seconds(), monotonic(), closed.reason)
        return self._hosts[name]


@functools.cache
def pace_of(memory: Hosts, delay: float) -> Pace:
    """The pace of this process, for one state and delay."""
    return Pace(memory, delay)


class PaceMiddleware:
    """Lets each request wait for its turn: also those of redirects, retries, robots.txt and pages for a browser."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        state = getattr(crawler.spider, "state", None)
        # Scrapy's shell and fetch have spiders without a memory.
        memory = state.hosts if isinstance(state, SiteState) else Hosts(Database.open("sqlite://"))
        self._pace = pace_of(memory, read_config(crawler.settings).fetch_delay_seconds)
        self._sent: dict[Request, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PaceMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait for the host's turn.

        Raises:
            HostPaused: that would take too long.
            StateError: the state cannot be used.
        """
        host = self._pace.of(host_of(request.url))
        host.crawl_delay = request.meta.get("crawl_delay") or host.crawl_delay
        await host.turn.acquire()
        try:
            await self._wait(request.url, host)
        except BaseException:
            host.turn.release()
            raise
        self._sent[request] = monotonic()

    async def _wait(self, url: str, host: HostPace) -> None:
        while host.closed_until <= monotonic():  # while one waits, another's answer may ask for more, or close the host
            if not (left := host.seconds_left(monotonic())):
                return
            await sleep(left)
        self._tell_if_closed(url)
        raise HostPaused(url)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Take note of an answer, and of how long it took; who asks for less and says when is asked again then.

        Raises:
            StateError: the state cannot be used.
        """
        if not self._end_turn(request, is_whole=True):
            return response
        told, spider = self._judge(request, response), self.crawler.spider
        is_short = told is not None and told <= MAX_WAIT_SECONDS
        if spider and response.status == _TOO_MANY_REQUESTS and is_short:
            return get_retry_request(request, spider=spider, reason="too many requests") or response
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Take note that there was no answer; or that a closed host was not asked, whatever kept the request back.

        Its robots.txt may be what could not be read, and is not asked for again at once.

        Raises:
            StateError: the state cannot be used.
        """
        if not self._end_turn(request, is_whole=False) and isinstance(exception, IgnoreRequest):
            self._tell_if_closed(request.url)

    def _end_turn(self, request: Request, *, is_whole: bool) -> bool:
        """Whether the request had one."""
        if (sent := self._sent.pop(request, None)) is None:
            return False
        host = self._pace.of(host_of(request.url))
        host.answered(monotonic(), monotonic() - sent, is_whole=is_whole)
        host.turn.release()
        return True

    def _judge(self, request: Request, response: Response) -> float | None:
        """Leave the host alone where it wants to be, and return the seconds that it has told.

        A browser follows redirects by itself: its last host has answered.
        """
        name, status = host_of(response.url), response.status
        host = self._pace.of(name)
        told, backoff = self._retry_after(response), host.backoff(status)
        reason = f"it has answered {status}"
        host.hold(told or 0.0, monotonic(), reason)
        host.hold(backoff, monotonic(), reason, host.patience)
        if told or backoff > host.patience:
            self._pace.memory.pause(name, max(told or 0.0, backoff), reason)
        # Whom robots.txt and its like are refused, the pages need not be; but 429 is about all of them.
        counts = request.callback is not NO_CALLBACK or status == _TOO_MANY_REQUESTS
        if counts and host.has_refused_too_much(status):
            host.hold(self._pace.memory.quarantine(name).total_seconds(), monotonic(), REFUSED)
        self._tell_if_closed(response.url)
        return told

    def _retry_after(self, response: Response) -> float | None:
        """The seconds for which a host wants to be left alone, MAX_RETRY_AFTER_SECONDS at most."""
        value = response.headers.get("Retry-After")
        if value is None or response.status < _MULTIPLE_CHOICES:
            return None
        told = retry_after(value.decode("latin-1"), datetime.now(UTC))
        if told is None:
            self.crawler.stats.inc_value("fetch/warnings/unreadable_retry_after")
        elif told > MAX_RETRY_AFTER_SECONDS:
            self.crawler.stats.inc_value("fetch/warnings/retry_after_capped")
        return min(told, MAX_RETRY_AFTER_SECONDS) if told else told

    def _tell_if_closed(self, url: str) -> None:
        """Say once that a host is not asked, and until when."""
        name = host_of(url)
        host = self._pace.of(name)
        left = host.closed_until - monotonic()
        if left > 0 and not is_blocked(self.crawler, url):
            until = utc_text(datetime.now(UTC) + timedelta(seconds=left))
            self.crawler.stats.set_value(f"fetch/blocked/{name}", until)
            logger.warning("%s is not asked before %s: %s", name, until, host.closed_because)


def is_blocked(crawler: Crawler, url: str) -> bool:
    """Whether an address is of a host that this run has met, and that is not to be asked now."""
    until = crawler.stats.get_value(f"fetch/blocked/{host_of(url)}")
    return until is not None and until > utc_text(datetime.now(UTC))


def host_of(url: str) -> str:
    """The host of an address, with its port where that is not the scheme's own."""
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2].lower().removesuffix(f":{PORTS.get(parts.scheme)}").removesuffix(":")
