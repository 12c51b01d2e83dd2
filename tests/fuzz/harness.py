"""What is asked of the readers, whatever bytes they are given: shared by the fuzzer and by the tests.

Each takes bytes and raises AssertionError, or whatever a reader lets out, where something is wrong.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from selectolax.lexbor import LexborHTMLParser
from webencodings.labels import LABELS

from newscrawl.charset import in_utf_8
from newscrawl.errors import Unreadable
from newscrawl.extract import extract, read_page
from newscrawl.extract.json_ld import read_json_ld
from newscrawl.limits import check
from newscrawl.normalise import normalise
from newscrawl.page import Page
from newscrawl.records import Article, Http

URL = "https://news.example/2026/11/a-story.html"
_CHARSETS = frozenset(LABELS.values())
_HEADERS = (None, "text/html", *(f"text/html; charset={label}" for label in sorted(LABELS)))


def page(data: bytes) -> None:
    """Any bytes are an article or no readable page; an article is text, and the same each time."""
    try:
        read = read_page(data, URL)
        check(read.html)
    except Unreadable:
        return
    article = extract(read)
    failed = [warning for warning in article.extraction.warnings if " failed: " in warning]
    assert not failed, failed
    told = _told(article)
    assert _told(extract(read_page(data, URL))) == told, "it is another one the second time"


def _told(article: Article) -> bytes:
    told = msgspec.json.encode(normalise(article))
    assert msgspec.json.decode(told)
    assert rb"\u0000" not in told, "there is a NUL in it"
    told.decode()
    return told


def charset(data: bytes) -> None:
    """Any bytes become UTF-8, whatever is declared of them."""
    header = _HEADERS[data[0] % len(_HEADERS)] if data else None
    known, html = in_utf_8(data[1:], header, URL)
    assert known in _CHARSETS, known
    html.decode()
    assert in_utf_8(html, "text/html; charset=utf-8", URL)[0] == "utf-8" or html.startswith(b"\x00") or b"\x1b" in html


def json_ld(data: bytes) -> None:
    """Whatever stands in JSON-LD, what is found in it is text."""
    text = data.decode(errors="replace").replace("</", "").replace("\x00", "")
    html = f'<html><head><script type="application/ld+json">{text}</script></head>'.encode()
    LexborHTMLParser(html)
    msgspec.json.encode(read_json_ld(Page(url=URL, html=html, http=Http())))


TARGETS: dict[str, Callable[[bytes], None]] = {"page": page, "charset": charset, "json_ld": json_ld}
