"""Bytes -> Page: is it HTML at all, and in which charset was it written?"""

from __future__ import annotations

import re

from w3lib.encoding import html_to_unicode, read_bom

from newscrawl.errors import NotHtml, TooLarge
from newscrawl.records import Http, Page

MAX_PAGE_BYTES = 10 * 2**20
_TOLERATED = 0.002  # a declared charset is believed, though a cut or pasted character does not fit it
_CONTENT_TYPES = ("text/html", "application/xhtml+xml", "text/xml", "application/xml", "text/plain")
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
    content_type = (http.content_type or "").lower()
    if content_type and not any(known in content_type for known in _CONTENT_TYPES):
        raise NotHtml(f"{url}: it is {content_type}")
    if body.startswith(_BINARY):
        raise NotHtml(f"{url}: the bytes are those of another kind of file")
    charset, html = _decode(body, http.content_type)
    if not _MARKUP.search(html.encode(errors="replace") if charset.startswith("utf-16") else body):
        raise NotHtml(f"{url}: there is no HTML markup in it")
    return Page(
        url=url,
        html=html.replace("\x00", ""),
        http=Http(
            status=http.status,
            etag=http.etag,
            last_modified=http.last_modified,
            content_type=http.content_type,
            charset=charset,
            bytes=len(body),
            rendered=http.rendered,
        ),
        replacement_characters=html.count("\ufffd"),
    )


def _decode(body: bytes, content_type: str | None) -> tuple[str, str]:
    if read_bom(body)[0] is None and not body.isascii():
        try:
            # Text in another charset is never valid UTF-8 by chance; a declaration is wrong more often than that.
            return "utf-8", body.decode()
        except UnicodeDecodeError:
            pass
    try:
        charset, html = html_to_unicode(content_type, body, auto_detect_fun=lambda _: _detect(body))
    except (LookupError, ValueError):  # the header names one of Python's codecs that are not for pages: zlib, punycode
        charset = _detect(body)
        html = body.decode(charset, "replace")
    if read_bom(body)[0] is None and html.count("\ufffd") > _TOLERATED * len(body):
        better = _detect(body)
        if better != charset and (other := body.decode(better, "replace")).count("\ufffd") < html.count("\ufffd"):
            return better, other
    return charset, html


def _detect(body: bytes) -> str:
    """UTF-8 where the bytes fit it, else the most frequent other charset of the web that leaves no gap."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    # A cut or pasted character breaks itself only; in another charset, hardly one beyond ASCII is whole.
    if broken <= sum(character > "\x7f" for character in text) - broken:
        return "utf-8"
    # Of Cyrillic text in windows-1251 nearly every byte is above 0x7f; of western text, few are.
    high = sum(byte > 0xBF for byte in body)  # noqa: PLR2004 - the letters of windows-1251
    letters = sum(chr(byte).isalpha() for byte in body if byte < 0x80)  # noqa: PLR2004 - ASCII
    return "cp1251" if high > letters / 3 else "cp1252"
