"""robots.txt by RFC 9309, where Scrapy's own middleware falls short: what cannot be read forbids, it does not allow."""

from __future__ import annotations

import asyncio
import logging

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser, RobotParser
from scrapy.utils.httpobj import urlparse_cached

logger = logging.getLogger(__name__)

MAX_ROBOTS_BYTES = 500 * 1024
_FORBID_ALL = b"User-agent: *\nDisallow: /\n"
_TOO_MANY_REQUESTS = 429
_CLIENT_ERRORS = range(400, 500)


class RobotsForbidden(IgnoreRequest):
    """robots.txt forbids this address."""


class RobotsUnreachable(IgnoreRequest):
    """robots.txt could not be read, and until it can, nothing may be fetched from this host."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """Reads each host's robots.txt once a run. 4xx allows all but for 429; 429, 5xx and network errors forbid all."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._hosts: dict[str, asyncio.Future[RobotParser]] = {}
        self._unreachable: set[str] = set()

    async def robot_parser(self, request: Request) -> RobotParser:
        """The rules of the request's host."""
        url = urlparse_cached(request)
        if url.netloc not in self._hosts:
            self._hosts[url.netloc] = asyncio.ensure_future(self._load(f"{url.scheme}://{url.netloc}/robots.txt"))
        return await self._hosts[url.netloc]

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Refuse the request where the rules say so."""
        if rp is not None and not rp.allowed(request.url, self._robotstxt_useragent or ""):
            unreachable = urlparse_cached(request).netloc in self._unreachable
            raise (RobotsUnreachable if unreachable else RobotsForbidden)(request.url)

    async def _load(self, address: str) -> RobotParser:
        request = Request(
            address, priority=self.DOWNLOAD_PRIORITY, meta={"dont_obey_robotstxt": True}, callback=NO_CALLBACK
        )
        problem = None
        body = b""
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - whatever keeps us from reading it has the same meaning
            problem = type(error).__name__
        else:
            if response.status == _TOO_MANY_REQUESTS or response.status >= _CLIENT_ERRORS.stop:
                problem = f"status {response.status}"
            elif response.status not in _CLIENT_ERRORS:
                body = response.body[:MAX_ROBOTS_BYTES]
        if problem:
            logger.warning("%s cannot be read (%s): nothing is fetched from there", address, problem)
            self._unreachable.add(urlparse_cached(request).netloc)
            body = _FORBID_ALL
        return ProtegoRobotParser.from_crawler(self.crawler, body)
