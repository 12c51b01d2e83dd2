"""Scrapy's download handler, with an end to headers and with a word for addresses that are refused."""

from __future__ import annotations

import asyncio

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.web._newclient import HTTP11ClientProtocol, ParseError
from twisted.web._newclient import Request as TxRequest
from twisted.web.iweb import IResponse

from newscrawl.fetch.inside import InsideAddress
from newscrawl.fetch.resolver import has_refused

MAX_HEADER_BYTES = 2**18  # of all answers to one request, those that only announce another one included


class BoundedHandler(HTTP11DownloadHandler):
    """Downloads over HTTP. The limits of bodies are Scrapy's own settings; headers have none there."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _Factory  # noqa: SLF001 - as Scrapy's does

    async def download_request(self, request: Request) -> Response:
        """Download.

        Raises:
            InsideAddress: the host has only addresses that are inside.
        """
        try:
            return await super().download_request(request)
        except CannotResolveHostError as error:
            if has_refused(request):
                raise InsideAddress(request.url) from error
            raise

    async def close(self) -> None:
        """Close what is open. Scrapy's own way prints a traceback where the loop is busy while its timer runs out."""
        closed = maybe_deferred_to_future(self._pool.closeCachedConnections())  # type: ignore[no-untyped-call]
        await asyncio.wait([asyncio.ensure_future(closed)], timeout=self._disconnect_timeout)


class _Parser(_LenientHTTPClientParser):
    """Scrapy's parser, which reads headers as browsers do, with an end to them."""

    _left = MAX_HEADER_BYTES

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        self._left -= len(line)
        if self._left < 0:
            raise ParseError(f"more than {MAX_HEADER_BYTES} bytes of headers", line[:80])  # type: ignore[no-untyped-call]
        super().lineReceived(line)


class _Protocol(_LenientHTTP11ClientProtocol):
    def request(self, request: TxRequest) -> Deferred[IResponse]:
        answer = super().request(request)
        self._parser.__class__ = _Parser  # as Scrapy's does
        return answer


class _Factory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: ARG002, N802 - Twisted's name
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
