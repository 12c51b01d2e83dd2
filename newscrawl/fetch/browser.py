"""scrapy-playwright's handler within our bounds: one way out, and a deadline for a page with all that belongs to it."""

from __future__ import annotations

import asyncio
import logging

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler  # type: ignore[import-untyped]

from newscrawl.fetch.handler import BoundedHandler
from newscrawl.fetch.inside import Allowed, InsideAddress
from newscrawl.fetch.settings import read_config
from newscrawl.fetch.way_out import WayOut

CLOSE_SECONDS = 10.0  # for the browser to open a page, and to close it
_NO_DOWNLOADS = "Failed to download"


class RenderFailed(Exception):  # noqa: N818 - its name is the reason in the run record
    """The browser could not show a page."""


class BrowserHandler(ScrapyPlaywrightDownloadHandler, BoundedHandler):  # type: ignore[misc] # it is untyped
    """Downloads through the browser what asks for it, the rest without. It starts no browser before one is needed."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._way_out = WayOut(Allowed.parse(read_config(settings).fetch_allow))
        self._starting = asyncio.Lock()
        self._seconds = settings.getfloat("DOWNLOAD_TIMEOUT")
        logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)  # it prints tracebacks of what sites do

    async def _launch_once(self) -> None:
        async with self._starting:
            if not hasattr(self, "browser_provider"):
                await self._launch()

    async def _launch(self) -> None:
        await self._way_out.open()
        # Without "<-loopback>" the browser would go to loopback by itself.
        self.config.launch_options["proxy"] = {"server": self._way_out.address, "bypass": "<-loopback>"}
        await super()._launch()

    async def _close(self) -> None:
        await super()._close()
        await self._way_out.close()

    async def download_request(self, request: Request) -> Response:
        """Download.

        Raises:
            InsideAddress, DownloadTimeoutError, RenderFailed: it was not let to the page, or could not show it.
        """
        if not request.meta.get("playwright"):
            return await super().download_request(request)
        await self._launch_once()
        refused = len(self._way_out.refused)
        try:
            async with asyncio.timeout(self._seconds + CLOSE_SECONDS):
                return await super().download_request(request)
        except TimeoutError as error:
            raise DownloadTimeoutError(request.url) from error
        except PlaywrightError as error:
            if self._way_out.refused[refused:]:
                raise InsideAddress(request.url) from error
            raise RenderFailed(error.message) from error
        except RuntimeError as error:
            if _NO_DOWNLOADS not in str(error):
                raise
            return Response(request.url, headers={"Content-Type": "application/octet-stream"})

    async def _download_request_with_page(self, request: Request, page: Page, spider: Spider) -> Response:
        try:
            async with asyncio.timeout(self._seconds):
                response: Response = await super()._download_request_with_page(request, page, spider)
                return response
        except TimeoutError as error:  # here, where the page is closed after an error
            raise DownloadTimeoutError(request.url) from error
