"""Our settings -> Scrapy's."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings

from newscrawl.config import PREFIX, Config, load_config
from newscrawl.errors import UsageError
from newscrawl.fetch.render import render_settings


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
        UsageError: it is, and there is none.
    """
    ours: dict[str, Any] = {
        "USER_AGENT": config.user_agent,
        "DOWNLOAD_DELAY": config.fetch_delay_seconds,
        "DOWNLOAD_TIMEOUT": config.fetch_timeout_seconds,
        "DOWNLOAD_VERIFY_CERTIFICATES": config.fetch_verify_certificates,
    }
    if rendered:
        ours |= render_settings(config.user_agent, verify_certificates=config.fetch_verify_certificates)
    return ours


def require_contact(config: Config, addresses: Iterable[str]) -> None:
    """Make sure that the owners of these addresses can reach whoever runs us.

    Raises:
        UsageError: no contact is set, and one of the addresses is beyond this machine.
    """
    if config.contact or all(_is_loopback(urlsplit(address).hostname or "") for address in addresses):
        return
    raise UsageError(
        "NEWSCRAWL_CONTACT is not set: site owners must be able to reach you. Set it to a URL or mail address, "
        "for example: export NEWSCRAWL_CONTACT=you@example.org"
    )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
