"""Pages that only lead to another page: those that refresh to it, and the AMP copies of a story.

What they lead to is fetched in their stead, as if they had redirected. Where a script goes is not followed.
"""

from __future__ import annotations

import re

from scrapy import Request
from scrapy.http import Response
from w3lib.html import get_meta_refresh

from newscrawl.records import Article

MAX_REFRESH_SECONDS = 5  # whoever waits longer is reading
MAX_LED_ON = 2  # pages that lead to a page that leads on
_MAX_HEAD = 2**16  # bytes in which a page says where it leads
_HTML_TAG = re.compile(rb"<html\b([^>]*)>", re.IGNORECASE)
_VALUE = re.compile(rb"=\s*(?:\"[^\"]*\"|'[^']*'|\S+)")
_REASON = "original"


def original_of(response: Response, article: Article) -> str | None:
    """The address that is to be read in a page's stead; None where the page is to be read itself."""
    head = response.body[:_MAX_HEAD]
    if is_amp(head):
        return article.canonical_url
    if any(block.text for block in article.body):
        return None  # live pages reload themselves
    seconds, url = get_meta_refresh(head.decode("utf-8", "replace"), response.url)
    return url if seconds is not None and seconds <= MAX_REFRESH_SECONDS else None


def is_amp(head: bytes) -> bool:
    """Whether a page is written in AMP: a copy of a story for a search engine's viewer."""
    tag = _HTML_TAG.search(head)
    names = _VALUE.sub(b"", tag[1]).lower().split() if tag else ()
    return b"amp" in names or "⚡".encode() in names


def led_on(request: Request, response: Response, url: str, article: Article) -> Request | None:
    """The request, as if this answer to it had redirected it to the address; None where that has been so too often."""
    trail = [*response.meta.get("redirect_urls", ()), response.url]
    reasons = [*response.meta.get("redirect_reasons", ()), _REASON]
    if url.startswith("http://") and response.url.startswith("https://"):
        url = f"https://{url.removeprefix('http://')}"  # written before the site had a certificate
    if url in trail or reasons.count(_REASON) > MAX_LED_ON:
        return None
    told = {"redirect_urls": trail, "redirect_reasons": reasons, "redirect_times": len(trail), "copy": article}
    return request.replace(url=url, meta={**request.meta, **told})


def copy_of(request: Request) -> Article | None:
    """The copy of a story that led to a request: it is better than nothing where the original cannot be fetched."""
    copy: Article | None = request.meta.get("copy")
    return copy if copy and copy.body else None
