"""Why a download failed, as one short word that is the same for the same kind of trouble."""

from __future__ import annotations

import re
import zlib
from gzip import BadGzipFile

import brotli  # type: ignore[import-untyped] # Scrapy brings it
from backports import zstd
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from newscrawl.errors import NewscrawlError
from newscrawl.fetch.guard import BackToHttp
from newscrawl.fetch.inside import InsideAddress
from newscrawl.fetch.pace import HostPaused
from newscrawl.fetch.rights import TdmrepUnreachable
from newscrawl.fetch.robots import RobotsForbidden, RobotsUnreachable

_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (HostPaused, "paused"),
    (RobotsForbidden, "robots"),
    (RobotsUnreachable, "robots_unreachable"),
    (InsideAddress, "inside_address"),
    (BackToHttp, "back_to_http"),
    (TdmrepUnreachable, "tdmrep_unreachable"),
    (CannotResolveHostError, "unknown_host"),
    (DownloadConnectionRefusedError, "connection_refused"),
    (DownloadTimeoutError, "timeout"),
    (DownloadCancelledError, "too_large"),
    (ResponseDataLossError, "cut_off"),
    (DownloadFailedError, "connection_broken"),
    (BadGzipFile, "garbled"),
    (EOFError, "garbled"),
    (zlib.error, "garbled"),
    (brotli.error, "garbled"),
    (zstd.ZstdError, "garbled"),
    (UnsupportedURLSchemeError, "bad_redirect"),
    (ValueError, "bad_redirect"),
)
# Scrapy's middlewares give these up with one exception for all, told apart by its text.
_IGNORED = (("max redirections", "too_many_redirects"), ("MAXSIZE", "too_large"))
_REDIRECTS = (301, 302, 303, 307, 308)  # which nothing could follow
_CERTIFICATE = ("certificate verify failed", "VerificationError")


def failure_reason(failure: Failure) -> str:
    """Name the reason: ``http_404``, ``robots``, ``timeout``, ``unknown_host`` ...; of other exceptions, their name.

    Raises:
        NewscrawlError: it was no failure of the host but one of ours, such as a state that cannot be used.
    """
    error = failure.value
    if isinstance(error, NewscrawlError):
        raise type(error)(str(error)) from error  # a new one: what an errback merely passes on, Scrapy tells nobody
    if isinstance(error, HttpError):
        status = error.response.status
        return "bad_redirect" if status in _REDIRECTS else f"http_{status}"
    if isinstance(error, DownloadFailedError) and any(text in repr(error.__cause__) for text in _CERTIFICATE):
        return "bad_certificate"
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return reason
    if isinstance(error, IgnoreRequest):
        return next((reason for text, reason in _IGNORED if text in str(error)), "ignored")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(error).__name__).lower()
