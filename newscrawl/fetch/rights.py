"""What an origin says about the use of all its pages, known before one of them is fetched."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from newscrawl.errors import NewscrawlError
from newscrawl.fetch.pace import HostPaused
from newscrawl.fetch.paths import path_of
from newscrawl.fetch.response import ORIGIN_RIGHTS
from newscrawl.fetch.robots_rules import origin_of
from newscrawl.fetch.robots_signals import robots_signals
from newscrawl.fetch.tdmrep import MAX_TDMREP_BYTES, tdm_rule
from newscrawl.records import Rights
from newscrawl.state import SiteState
from newscrawl.state.tdmrep import Tdmrep

logger = logging.getLogger(__name__)

_TOO_MANY_REQUESTS = 429
_CLIENT_ERRORS = range(400, 500)
_OK = 200
_META = {"download_maxsize": MAX_TDMREP_BYTES, "dont_retry": True}  # the next run asks again


class TdmrepUnreachable(IgnoreRequest):
    """tdmrep.json could not be read, and for this purpose nothing may be fetched until it can."""


class RightsMiddleware:
    """Reads each origin's tdmrep.json once a day, and notes with each article's request what is said there.

    Where it cannot be read, nothing is known: that is recorded as such, but only AI training needs an answer.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._asked: dict[str, asyncio.Future[bool]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RightsMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Note what the origin of an article's address says.

        Raises:
            TdmrepUnreachable: it cannot be known, and has to be.
            StateError: the state cannot be used.
        """
        if "candidate" not in request.cb_kwargs:
            return
        spider: Any = self.crawler.spider  # a NewsSpider, of which this package must not know
        state: SiteState = spider.state
        origin, path = origin_of(request.url), path_of(request.url)
        known, body = state.tdmrep.read(origin)
        if not known and await self._ask(state.tdmrep, origin):
            known, body = state.tdmrep.read(origin)
        if not known and spider.config.purpose == "ai-train":
            raise TdmrepUnreachable(request.url)
        reservation, policy = tdm_rule(body or b"", path)
        usage, signal = robots_signals(state.robots.read(origin).rules(datetime.now(UTC)) or b"", path)
        request.meta[ORIGIN_RIGHTS] = Rights(
            tdm_reservation=reservation, tdm_policy=policy, content_usage=usage, content_signal=signal
        )

    async def _ask(self, copies: Tdmrep, origin: str) -> bool:
        """Fetch the file, unless this run has tried in vain already; whether it is known now."""
        asked = self._asked.get(origin)
        if asked is None or (asked.done() and asked.result()):  # known, and older than a day since
            asked = self._asked[origin] = asyncio.ensure_future(self._fetch(copies, origin))
        return await asked

    async def _fetch(self, copies: Tdmrep, origin: str) -> bool:
        address = f"{origin}/.well-known/tdmrep.json"
        request = Request(address, callback=NO_CALLBACK, meta=_META, dont_filter=True)
        try:
            response = await self.crawler.engine.download_async(request)
        except (NewscrawlError, HostPaused):
            raise
        except Exception as error:  # noqa: BLE001 - whatever keeps us from reading it has the same meaning
            problem = type(error).__name__
        else:
            if response.status == _OK or (response.status in _CLIENT_ERRORS and response.status != _TOO_MANY_REQUESTS):
                copies.remember(origin, response.body if response.status == _OK else None)
                return True
            problem = f"status {response.status}"
        logger.warning("%s cannot be read (%s): what is reserved there is not known", address, problem)
        return False
