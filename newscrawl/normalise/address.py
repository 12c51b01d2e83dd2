"""Which canonical address can be believed."""

from __future__ import annotations

from urllib.parse import urlsplit

import tldextract

from newscrawl.identity import plain_address

_domain = tldextract.TLDExtract(
    suffix_list_urls=(), cache_dir=None
)  # the list that comes with the package: no download


def hostname(url: str) -> str:
    """The host in an address, without ``www.``; empty where there is none or where it cannot be read."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def registrable_domain(url: str) -> str:
    """The part of the host that somebody registered, such as ``bbc.co.uk``; the host itself where it has none."""
    host = urlsplit(url).hostname or ""
    return _domain(host).top_domain_under_public_suffix or host


def credible_canonical(canonical: str | None, url: str, domains: tuple[str, ...] = ()) -> str | None:
    """The canonical address where it can be believed, else None.

    It must lie on the page's registrable domain or on another of the site's domains, and must not be a front page: a
    broken template names the front page as canonical for every story.
    """
    if not canonical:
        return None
    try:
        address = plain_address(canonical)
    except ValueError:
        return None
    if urlsplit(address).path in ("", "/") and not urlsplit(address).query:
        return None
    hosts = {registrable_domain(url), *(registrable_domain(f"https://{domain}") for domain in domains)}
    return address if registrable_domain(address) in hosts else None
