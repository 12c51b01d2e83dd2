"""Pages that only scripts can fill: Chromium through scrapy-playwright, for spiders with ``render = "always"``."""

from __future__ import annotations

import os
import shutil
from typing import Any

from scrapy import Request

from newscrawl.errors import UsageError

_HANDLER = "newscrawl.fetch.browser.BrowserHandler"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)  # fmt: skip
_NEEDLESS = frozenset({"image", "font", "media"})  # resource types that no text depends on


def find_browser() -> str:
    """The path of the machine's Chromium.

    Raises:
        UsageError: there is none; the message says how to install one.
    """
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    raise UsageError(
        "this site needs a browser and none was found: install Chromium (Debian, Ubuntu: apt install chromium)"
    )


def render_settings(user_agent: str, *, verify_certificates: bool) -> dict[str, Any]:
    """Scrapy settings that let requests made by :func:`render_request` go through the browser.

    Raises:
        UsageError: no browser is installed.
    """
    launch: dict[str, Any] = {"executable_path": find_browser(), "args": list(_ARGUMENTS), "chromium_sandbox": True}
    if os.geteuid() == 0:  # Chromium's sandbox does not work for root, and it says so by ending at once
        launch["chromium_sandbox"] = False
        launch["args"].append("--no-sandbox")
    return {
        "DOWNLOAD_HANDLERS": {"http": _HANDLER, "https": _HANDLER},
        "PLAYWRIGHT_LAUNCH_OPTIONS": launch,
        # A context of its own for each run, of which nothing is kept.
        "PLAYWRIGHT_CONTEXTS": {
            "default": {
                "user_agent": user_agent,
                "ignore_https_errors": not verify_certificates,
                "accept_downloads": False,
                "service_workers": "block",
            }
        },
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": 0,  # the deadline is that of the whole download
        "PLAYWRIGHT_ABORT_REQUEST": _is_needless,
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 4,
    }


def render_request(request: Request) -> Request:
    """The same request, to be answered by the browser."""
    return request.replace(meta={**request.meta, "playwright": True})


def _is_needless(request: Any) -> bool:  # noqa: ANN401 - Playwright's request
    return request.resource_type in _NEEDLESS
