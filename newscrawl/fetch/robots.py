"""robots.txt by RFC 9309, where Scrapy's own middleware falls short: what cannot be read forbids, it does not allow."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from datetime import UTC, datetime
from weakref import WeakKeyDictionary

from attrs import frozen
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured, StopDownload
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from newscrawl.errors import NewscrawlError
from newscrawl.fetch.pace import HostPaused
from newscrawl.fetch.robots_rules import MAX_ROBOTS_BYTES, Rules, origin_of, whole_lines
from newscrawl.state import Database, SiteState
from newscrawl.state.robots import Robots, RobotsTxt

logger = logging.getLogger(__name__)

PRIORITY = 1000  # before whatever else waits for the host
_IS_ROBOTS_TXT = "is_robots_txt"
_TOO_MANY_REQUESTS = 429
_SUCCESSES = range(200, 300)
_CLIENT_ERRORS = range(400, 500)


class RobotsForbidden(IgnoreRequest):
    """robots.txt forbids this address."""


class RobotsUnreachable(IgnoreRequest):
    """robots.txt could not be read, and until it can, nothing may be fetched from this host."""


@frozen
class _Origin:
    """What is known of an origin's robots.txt, and its rules; None where it cannot be read and there is no copy."""

    known: RobotsTxt
    rules: Rules | None


class RobotsMiddleware:
    """Holds each request, and each redirect, against the robots.txt of its origin.

    The pace that is asked for goes with the request, as ``crawl_delay`` in its meta, in seconds.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self.crawler = crawler
        self._agent = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._origins: dict[str, _Origin] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._sizes: WeakKeyDictionary[Request, int] = WeakKeyDictionary()
        state = getattr(crawler.spider, "state", None)
        # Scrapy's shell and fetch have spiders without a memory.
        self._state = state.robots if isinstance(state, SiteState) else Robots(Database.open("sqlite://"))
        crawler.signals.connect(self._stop_when_read, signal=signals.bytes_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let a request go on.

        Raises:
            RobotsForbidden: the rules say no.
            RobotsUnreachable: they cannot be read, and there is no copy that counts.
            StateError: the state cannot be used.
        """
        if request.meta.get("dont_obey_robotstxt") or not request.url.startswith(("http://", "https://")):
            return
        rules = (await self._origin(origin_of(request.url))).rules
        if rules is None:
            raise RobotsUnreachable(request.url)
        if not rules.judge(request.url).allowed:
            raise RobotsForbidden(request.url)
        request.meta["crawl_delay"] = rules.crawl_delay

    async def process_response(self, request: Request, response: Response) -> Response:
        """Let an answer go on. A browser follows redirects by itself: where it was led to is judged here.

        Raises:
            RobotsForbidden, RobotsUnreachable, StateError: as for a request.
        """
        for url in (*request.meta.get("redirect_urls", ()), response.url):
            if url != request.url:
                await self.process_request(Request(url, meta=request.meta))
        return response

    async def _origin(self, origin: str) -> _Origin:
        """What counts now. Whoever comes first asks, and the others wait for the answer."""
        async with self._locks[origin]:
            found = self._origins.get(origin)
            if found is None or found.known.is_due(datetime.now(UTC)):
                found = self._origins[origin] = await self._load(origin)
        return found

    async def _load(self, origin: str) -> _Origin:
        if self._state.read(origin).is_due(datetime.now(UTC)):
            await self._ask(origin)
        known = self._state.read(origin)
        body = known.rules(datetime.now(UTC))
        rules = None if body is None else Rules.read(body, self._agent)
        if known.problem:
            consequence = "nothing is fetched from there" if rules is None else "an older copy counts"
            self._warn(origin, "robots_unreachable", f"cannot be read ({known.problem}): {consequence}")
        for warning in rules.warnings if rules else ():
            self._warn(origin, warning, warning)
        return _Origin(known, rules)

    def _warn(self, origin: str, name: str, text: str) -> None:
        logger.warning("%s/robots.txt: %s", origin, text)
        self.crawler.stats.inc_value(f"fetch/warnings/{name}")

    async def _ask(self, origin: str) -> None:
        """Ask for robots.txt, and note what came of it."""
        request = Request(
            f"{origin}/robots.txt",
            priority=PRIORITY,
            # A part is enough of what is too long, so it must not be compressed.
            headers={"Accept": "text/plain,*/*;q=0.8", "Accept-Encoding": "identity"},
            meta={"dont_obey_robotstxt": True, _IS_ROBOTS_TXT: True},
            callback=NO_CALLBACK,
        )
        try:
            response = await self.crawler.engine.download_async(request)
        except (NewscrawlError, HostPaused):
            raise
        except IgnoreRequest as error:
            if "max redirections" not in str(error):
                self._state.fail(origin, type(error).__name__)
                return
            self._warn(origin, "robots_redirects", "too many redirects, so all is allowed")
            self._state.remember(origin, b"")
        except Exception as error:  # noqa: BLE001 - whatever keeps us from reading it has the same meaning
            self._state.fail(origin, type(error).__name__)
        else:
            self._note(origin, response)

    def _note(self, origin: str, response: Response) -> None:
        if response.status in _SUCCESSES:
            self._state.remember(origin, whole_lines(response.body))
        elif response.status in _CLIENT_ERRORS and response.status != _TOO_MANY_REQUESTS:
            self._state.remember(origin, b"")
        else:
            self._state.fail(origin, f"status {response.status}")

    def _stop_when_read(self, data: bytes, request: Request) -> None:
        """Break off what is too long: the rest is not read anyway, and may have no end."""
        if request.meta.get(_IS_ROBOTS_TXT):
            self._sizes[request] = self._sizes.get(request, 0) + len(data)
            if self._sizes[request] > MAX_ROBOTS_BYTES:
                raise StopDownload(fail=False)
