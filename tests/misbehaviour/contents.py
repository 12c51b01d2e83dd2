"""Bodies that are not what they are said to be."""

# ruff: noqa: D101, D102 - a class here is its name and its outcome

from __future__ import annotations

import gzip
import zlib
from typing import ClassVar

import brotli
from backports import zstd

from tests.misbehaviour.kind import BROKEN, GARBLED, HTML, NOT_HTML, TOO_LARGE, Misbehaviour
from tests.misbehaviour.wire import Wire
from tests.news_server import story_page

BOMB = b" " * 2**24  # larger than a page may be


class _Coded(Misbehaviour):
    coding: ClassVar[str] = "gzip"
    body: ClassVar[bytes] = b"\xa5 this is no compression \x5a" * 20

    @property
    def page(self) -> bytes:
        return self.body

    def head(self, **headers: str) -> bytes:
        return super().head(**headers, Content_Encoding=self.coding)


class GzipBomb(_Coded):
    outcome = TOO_LARGE
    body = gzip.compress(BOMB)


class GzipBombInGzip(_Coded):
    outcome = TOO_LARGE
    coding = "gzip, gzip"
    body = gzip.compress(gzip.compress(BOMB))


class DeflateBomb(_Coded):
    outcome = TOO_LARGE
    coding = "deflate"
    body = zlib.compress(BOMB)


class BrotliBomb(_Coded):
    outcome = TOO_LARGE
    coding = "br"
    body = brotli.compress(BOMB, quality=1)


class ZstdBomb(_Coded):
    outcome = TOO_LARGE
    coding = "zstd"
    body = zstd.compress(BOMB)


class GarbageGzip(_Coded):
    outcome = GARBLED


class GarbageDeflate(_Coded):
    outcome = GARBLED
    coding = "deflate"


class GarbageBrotli(_Coded):
    outcome = GARBLED
    coding = "br"


class GarbageZstd(_Coded):
    outcome = GARBLED
    coding = "zstd"


class PlainCalledGzip(_Coded):
    outcome = GARBLED
    body = story_page(99)


class GzipTwiceAsItSays(_Coded):
    coding = "gzip, gzip"

    @property
    def page(self) -> bytes:
        return gzip.compress(gzip.compress(story_page(self.number)))


class ThreeCodings(_Coded):
    """More than two are no more decoded than a thousand would be."""

    outcome = NOT_HTML
    coding = "gzip, gzip, gzip"

    @property
    def page(self) -> bytes:
        return gzip.compress(gzip.compress(gzip.compress(story_page(self.number))))


class UnknownCoding(_Coded):
    outcome = NOT_HTML
    coding = "lzma"


class Empty(Misbehaviour):
    outcome = NOT_HTML
    page = b""


class NoContentType(Misbehaviour):
    headers: ClassVar = {}


class HtmlCalledText(Misbehaviour):
    headers: ClassVar = {"Content-Type": "text/plain"}


class TextCalledHtml(Misbehaviour):
    outcome = NOT_HTML
    page = b"Just words, and no markup. " * 50


class PdfCalledHtml(Misbehaviour):
    outcome = NOT_HTML
    page = b"%PDF-1.7 " + b"\0\xff" * 5000


class _Endless(Misbehaviour):
    """What is refused by its type is not waited for: it has no end."""

    outcome = NOT_HTML

    def answer(self, wire: Wire) -> None:
        wire.send(self.head())
        wire.flood(b"and so on " * 1000)


class EndlessPdf(_Endless):
    headers: ClassVar = {"Content-Type": "application/pdf"}


class EndlessVideo(_Endless):
    headers: ClassVar = {"Content-Type": "video/mp4"}


class EndlessJson(_Endless):
    headers: ClassVar = {"Content-Type": "application/json; charset=utf-8", "Content-Encoding": "gzip"}


class EndlessBytes(_Endless):
    headers: ClassVar = {"Content-Type": "application/octet-stream"}


class CharsetLie(Misbehaviour):
    @property
    def page(self) -> bytes:
        text = "Паром будет ходить каждый час до десяти вечера, сообщила администрация порта. " * 8
        return story_page(self.number, text=text).decode().encode("cp1251", "replace")


class UnknownCharset(Misbehaviour):
    headers: ClassVar = {"Content-Type": "text/html; charset=klingon"}


class CookieFlood(Misbehaviour):
    """None of them comes back: the server would take note."""

    headers: ClassVar = {**HTML, "Set-Cookie" + " " * 0: "id=1; Path=/; Max-Age=99999999"}

    def head(self, **headers: str) -> bytes:
        lines = b"".join(b"Set-Cookie: id%d=%s; Path=/\r\n" % (one, b"x" * 50) for one in range(1000))
        return super().head(**headers)[:-2] + lines + b"\r\n"


class NulInHeader(Misbehaviour):
    headers: ClassVar = {**HTML, "X-Odd": "a\0b\x01\xff"}


class HeaderWithoutColon(Misbehaviour):
    def head(self, **headers: str) -> bytes:
        return super().head(**headers)[:-2] + b"what is this\r\n\r\n"


class HeaderWithoutName(Misbehaviour):
    outcome = BROKEN

    def head(self, **headers: str) -> bytes:
        return super().head(**headers)[:-2] + b": what is this\r\n\r\n"
