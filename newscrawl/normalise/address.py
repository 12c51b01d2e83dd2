"""One article, one address: without tracking parameters, and canonical only where that can be believed."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import tldextract
from w3lib.url import canonicalize_url, url_query_cleaner

_domain = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)  # the list that comes with the package: no download
_TRACKING = re.compile(
    r"^(?:utm_\w+|at_\w+|wt_\w+|pk_\w+|mtm_\w+|fbclid|gclid|dclid|msclkid|igshid|mc_[ce]id|cmpid|cmp|ito|icid|ocid|smid|"
    r"ref|ref_src|referrer|source|xtor|ns_\w+|s?_?hsenc|_ga|from_rss|rss)$",
    re.IGNORECASE,
)


def plain_address(url: str) -> str:
    """The address without fragment and tracking parameters, its parts in canonical spelling.

    Raises:
        ValueError: this is no http(s) address.
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not an http address: {url[:200]}")
    tracking = [
        name for name in (part.partition("=")[0] for part in parts.query.split("&") if part) if _TRACKING.match(name)
    ]
    kept = url_query_cleaner(url.strip(), tracking, remove=True, unique=False, keep_fragments=False) if tracking else url.strip()
    return str(canonicalize_url(kept))


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
