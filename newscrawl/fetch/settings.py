"""Our settings -> Scrapy's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings

from newscrawl.config import PREFIX, Config, load_config
from newscrawl.errors import UsageError
from newscrawl.fetch.inside import Allowed, literal
from newscrawl.fetch.render import render_settings
from newscrawl.identity import PORTS

_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def read_config(settings: BaseSettings) -> Config:
    """Our settings; those that stand among Scrapy's (``-s NEWSCRAWL_DATA=...``) count as options.

    Raises:
        UsageError: a setting does not exist or cannot be read.
    """
    ours = (key for key in settings if key.startswith(PREFIX))
    return load_config({key.removeprefix(PREFIX).lower(): settings[key] for key in ours})


def fetch_settings(config: Config, *, rendered: bool) -> dict[str, Any]:
    """What Scrapy's downloader is to know; ``rendered`` says whether a browser is needed.

    Raises:
        UsageError: it is, and there is none; or what is allowed cannot be read.
    """
    Allowed.parse(config.fetch_allow)
    ours: dict[str, Any] = {
        "USER_AGENT": config.user_agent,
        "DEFAULT_REQUEST_HEADERS": {"Accept": _ACCEPT} | ({"From": config.fetch_from} if config.fetch_from else {}),
        "DOWNLOAD_TIMEOUT": config.fetch_timeout_seconds,
        "DOWNLOAD_VERIFY_CERTIFICATES": config.fetch_verify_certificates,
    }
    if rendered:
        ours |= render_settings(config.user_agent, verify_certificates=config.fetch_verify_certificates)
    return ours


def require_permission(config: Config, addresses: Iterable[str]) -> None:
    """Make sure that a site's own sources may be asked, and that their owners can reach whoever runs us.

    Raises:
        UsageError: one of them is inside and not allowed, or is not on this machine and no contact is set.
    """
    allowed = Allowed.parse(config.fetch_allow)
    beyond = False
    for address in addresses:
        url = urlsplit(address)
        host = url.hostname or ""
        if not allowed.admits(host, None, url.port or PORTS.get(url.scheme, 0)):
            raise UsageError(
                f"{address} is inside: this machine and its networks are asked for nothing. If that is meant, "
                f"allow it, for example: export NEWSCRAWL_FETCH_ALLOW={url.netloc.rpartition('@')[2]}"
            )
        spelled = literal(host)
        beyond = beyond or spelled is None or not spelled.is_loopback
    if beyond and not config.contact:
        raise UsageError(
            "NEWSCRAWL_CONTACT is not set: site owners must be able to reach you. Set it to a URL or mail address, "
            "for example: export NEWSCRAWL_CONTACT=you@example.org"
        )
