"""One request at a time a host, with a pause between an answer and the next request, whoever sends it.

Scrapy's own delay counts from request to request, so a slow host would be asked again at once.
"""

from __future__ import annotations

import functools
import logging
from asyncio import sleep
from datetime import UTC, datetime, timedelta
from time import monotonic

from attrs import define, field
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from newscrawl.fetch.host_pace import MAX_RETRY_AFTER_SECONDS, MAX_WAIT_SECONDS, HostPace, retry_after
from newscrawl.fetch.inside import PORTS
from newscrawl.fetch.settings import read_config
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
        name = host_of(request)
        host = self._pace.of(name)
        host.crawl_delay = request.meta.get("crawl_delay") or host.crawl_delay
        await host.turn.acquire()
        try:
            await self._wait(name, host)
        except BaseException:
            host.turn.release()
            raise
        self._sent[request] = monotonic()

    async def _wait(self, name: str, host: HostPace) -> None:
        if host.closed_until > monotonic():
            self._tell(name, host)
            raise HostPaused(name)
        await sleep(host.seconds_left(monotonic()))

    def process_response(self, request: Request, response: Response) -> Response:
        """Take note of an answer, and of how long it took.

        Raises:
            StateError: the state cannot be used.
        """
        if self._end_turn(request, is_whole=True):
            self._judge(request, response)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002 - Scrapy's signature
        """Take note that there was no answer."""
        self._end_turn(request, is_whole=False)

    def _end_turn(self, request: Request, *, is_whole: bool) -> bool:
        """Whether the request had one."""
        if (sent := self._sent.pop(request, None)) is None:
            return False
        host = self._pace.of(host_of(request))
        host.answered(monotonic(), monotonic() - sent, is_whole=is_whole)
        host.turn.release()
        return True

    def _judge(self, request: Request, response: Response) -> None:
        """Leave the host alone where it wants to be. A browser follows redirects: its last host has answered."""
        name, status = host_of(response), response.status
        host = self._pace.of(name)
        told = self._retry_after(response)
        seconds = max(told or 0.0, host.backoff(status))
        reason = f"it has answered {status}"
        host.hold(seconds, monotonic(), reason)
        if told or seconds > MAX_WAIT_SECONDS:
            self._pace.memory.pause(name, seconds, reason)
        # Whom robots.txt and its like are refused, the pages need not be; but 429 is about all of them.
        counts = request.callback is not NO_CALLBACK or status == _TOO_MANY_REQUESTS
        if counts and host.has_refused_too_much(status):
            host.hold(self._pace.memory.quarantine(name).total_seconds(), monotonic(), REFUSED)
            self._tell(name, host)

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

    def _tell(self, name: str, host: HostPace) -> None:
        """Say once a run that a host is not asked, and until when."""
        counter = f"fetch/blocked/{name}"
        if self.crawler.stats.get_value(counter) is None:
            until = utc_text(datetime.now(UTC) + timedelta(seconds=host.closed_until - monotonic()))
            self.crawler.stats.set_value(counter, until)
            logger.warning("%s is not asked before %s: %s", name, until, host.closed_because)


def host_of(asked: Request | Response) -> str:
    """The host, with its port where that is not the scheme's own."""
    url = urlparse_cached(asked)
    default = PORTS.get(url.scheme)
    return f"{url.hostname}:{url.port}" if url.port not in (None, default) else url.hostname or ""
