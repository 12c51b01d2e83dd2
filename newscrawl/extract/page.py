"""Bytes -> Page: is it HTML at all, and in which charset was it written?"""

from __future__ import annotations

import re

from newscrawl.admission import MAX_PAGE_BYTES, may_be_html
from newscrawl.charset import in_utf_8
from newscrawl.errors import NotHtml, TooLarge
from newscrawl.page import Page
from newscrawl.records import Http

_REPLACEMENT = "\ufffd".encode()
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|article|main|div|p|h1)\b", re.IGNORECASE)
_BINARY = (b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"\x00\x00\x00")


def read_page(body: bytes, url: str, http: Http | None = None) -> Page:
    """Decode a page as browsers do: byte order mark, then header, then ``<meta>``, then what the bytes look like.

    ``http`` is what the server said; its ``content_type`` may carry the charset.

    Raises:
        NotHtml: empty, another kind of file, or nothing in it that looks like markup.
        TooLarge: more than ``MAX_PAGE_BYTES``.
    """
    http = http or Http()
    if len(body) > MAX_PAGE_BYTES:
        raise TooLarge(f"{url}: {len(body)} bytes, the limit is {MAX_PAGE_BYTES}")
    if not may_be_html(http.content_type):
        raise NotHtml(f"{url}: it is {http.content_type}")
    if body.startswith(_BINARY):
        raise NotHtml(f"{url}: the bytes are those of another kind of file")
    charset, html = in_utf_8(body, http.content_type, url)
    if not _MARKUP.search(html):
        raise NotHtml(f"{url}: there is no HTML markup in it")
    return Page(
        url=url,
        html=html.replace(b"\x00", b"") if b"\x00" in html else html,
        http=Http(
            status=http.status,
            etag=http.etag,
            last_modified=http.last_modified,
            content_type=http.content_type,
            charset=charset,
            bytes=len(body),
            rendered=http.rendered,
        ),
        replacement_characters=html.count(_REPLACEMENT) if _REPLACEMENT[:1] in html else 0,
    )
