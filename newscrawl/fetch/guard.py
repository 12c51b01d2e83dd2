"""What is asked for, and what is taken in: a Scrapy middleware that every request passes, those of redirects too.

It sees addresses as they are written; what names lead to is the resolver's to judge.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, StopDownload, UnsupportedURLSchemeError
from scrapy.http import Headers, Response
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.httpobj import urlparse_cached

from newscrawl.admission import MAX_PAGE_BYTES, may_be_html
from newscrawl.fetch.inside import Allowed, InsideAddress, proxy_hosts
from newscrawl.fetch.resolver import has_refused
from newscrawl.fetch.robots import RobotsUnreachable
from newscrawl.fetch.settings import read_config
from newscrawl.identity import PORTS

MAX_CODINGS = 2  # one within another: each may blow up the body to its limit, and a header names thousands


class BackToHttp(IgnoreRequest):
    """A redirect to http of a request that began as https."""


class GuardMiddleware:
    """Refuses requests that no page may cause, and bodies that cannot be an article before they are downloaded."""

    def __init__(self, allowed: Allowed, max_redirects: int) -> None:
        self._allowed = allowed
        self._max_redirects = max_redirects
        self._proxies = proxy_hosts()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        settings = crawler.settings
        guard = cls(Allowed.parse(read_config(settings).fetch_allow), settings.getint("REDIRECT_MAX_TIMES"))
        crawler.signals.connect(guard.headers_received, signal=signals.headers_received)
        return guard

    def process_request(self, request: Request) -> None:
        """Let a request pass, and say how large its answer may be.

        Raises:
            UnsupportedURLSchemeError: it is no address of the web.
            BackToHttp: it gives up the encryption that it was begun with.
            InsideAddress: it spells an address that is inside, or names the proxy.
        """
        url = urlparse_cached(request)
        if url.scheme not in PORTS or not url.hostname:
            raise UnsupportedURLSchemeError(request.url)
        _refuse_back_to_http(request, request.url)
        port = url.port or PORTS[url.scheme]
        if not self._allowed.admits(url.hostname, None, port, inside=url.hostname in self._proxies):
            raise InsideAddress(request.url)
        if is_for_article(request):
            request.meta.setdefault("download_maxsize", MAX_PAGE_BYTES)

    def process_response(self, request: Request, response: Response) -> Response:
        """Let an answer pass. A browser has followed redirects by itself: they are judged only now.

        Raises:
            HttpError: it is a part of a page that was asked for as a whole.
            BackToHttp, IgnoreRequest: the redirects led back to http, or were too many.
        """
        if response.status == HTTPStatus.PARTIAL_CONTENT:
            raise HttpError(response, "a part, and the whole was asked for")
        _refuse_back_to_http(request, response.url)
        if len(request.meta.get("redirect_urls", ())) > self._max_redirects:
            raise IgnoreRequest("max redirections reached")
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Say it where robots.txt could not be read because its host leads inside.

        Raises:
            InsideAddress: it does.
        """
        if isinstance(exception, RobotsUnreachable) and has_refused(request):
            raise InsideAddress(request.url) from exception

    def headers_received(self, headers: Headers, request: Request) -> None:
        """Take no body in that is no page; what its content type says is judged where pages are read.

        Raises:
            StopDownload: the answer goes on with its headers only.
        """
        codings = b",".join(headers.getlist("Content-Encoding")).split(b",")
        content_type = (headers.get("Content-Type") or b"").decode("latin-1")
        is_no_page = is_for_article(request) and "Location" not in headers and not may_be_html(content_type)
        if len(codings) > MAX_CODINGS or is_no_page:
            raise StopDownload(fail=False)


def _refuse_back_to_http(request: Request, url: str) -> None:
    if url.startswith("http:") and any(one.startswith("https:") for one in request.meta.get("redirect_urls", ())):
        raise BackToHttp(url)


def is_for_article(request: Request) -> bool:
    """Whether a request is for an article's page; others are for sources and robots.txt."""
    return "candidate" in request.cb_kwargs
