"""Answers that are longer or shorter than they say, or have no end."""

# ruff: noqa: D101, D102 - a class here is its name and its outcome

from __future__ import annotations

from typing import ClassVar

from newscrawl.fetch.handler import MAX_HEADER_BYTES
from tests.misbehaviour.kind import BROKEN, CUT_OFF, HTML, TOO_LARGE, Misbehaviour
from tests.misbehaviour.wire import Wire


class EndlessBody(Misbehaviour):
    outcome = TOO_LARGE

    def answer(self, wire: Wire) -> None:
        wire.send(self.head() + self.page)
        wire.flood(b"<p>and so on</p>" * 1000)


class EndlessHeaders(Misbehaviour):
    outcome = BROKEN

    def answer(self, wire: Wire) -> None:
        wire.send(self.head()[:-2])
        wire.flood(b"X-More: and so on\r\n" * 1000)


class EndlessContinuedHeader(Misbehaviour):
    outcome = BROKEN

    def answer(self, wire: Wire) -> None:
        wire.send(self.head()[:-2] + b"X-More:\r\n")
        wire.flood(b" and so on\r\n" * 1000)


class EndlessAnnouncements(Misbehaviour):
    outcome = BROKEN

    def answer(self, wire: Wire) -> None:
        wire.flood(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n" * 100)


class HugeHeader(Misbehaviour):
    outcome = BROKEN

    @property
    def headers(self) -> dict[str, str]:  # type: ignore[override]
        return {**HTML, "X-Long": "x" * 100_000}


class ManyHeaders(Misbehaviour):
    headers: ClassVar = {**HTML, **{f"X-Header-{number}": "x" * 50 for number in range(MAX_HEADER_BYTES // 100)}}


class LengthTooShort(Misbehaviour):
    def answer(self, wire: Wire) -> None:
        wire.send(self.head(Content_Length=str(len(self.page) - 100)) + self.page)


class LengthTooLong(Misbehaviour):
    outcome = CUT_OFF

    def answer(self, wire: Wire) -> None:
        wire.send(self.head(Content_Length=str(len(self.page) + 100)) + self.page)


class LengthHuge(Misbehaviour):
    outcome = TOO_LARGE

    def answer(self, wire: Wire) -> None:
        wire.send(self.head(Content_Length=str(2**40)) + self.page)
        wire.wait()


class LengthNoNumber(Misbehaviour):
    outcome = BROKEN

    def answer(self, wire: Wire) -> None:
        wire.send(self.head(Content_Length="long") + self.page)


class LengthNegative(Misbehaviour):
    outcome = BROKEN

    def answer(self, wire: Wire) -> None:
        wire.send(self.head(Content_Length="-5") + self.page)


class TwoLengths(Misbehaviour):
    outcome = BROKEN

    def answer(self, wire: Wire) -> None:
        wire.send(self.head(**{"Content-Length": "7", "content-length": str(len(self.page))}) + self.page)


class NoLength(Misbehaviour):
    def answer(self, wire: Wire) -> None:
        wire.send(self.head() + self.page)


class _Chunked(Misbehaviour):
    headers: ClassVar = {**HTML, "Transfer-Encoding": "chunked"}
    end: ClassVar[bytes] = b"0\r\n\r\n"

    def answer(self, wire: Wire) -> None:
        page = self.page
        wire.send(self.head() + f"{len(page):x}\r\n".encode() + page + b"\r\n" + self.end)


class ChunksAndLength(_Chunked):
    headers: ClassVar = {**_Chunked.headers, "Content-Length": "7"}


class ChunksWithoutEnd(_Chunked):
    outcome = CUT_OFF
    end = b""


class BrokenChunks(_Chunked):
    outcome = CUT_OFF
    end = b"not a number\r\n" * 2


class NegativeChunk(_Chunked):
    outcome = CUT_OFF
    end = b"-5\r\nhello\r\n0\r\n\r\n"


class EndlessChunkExtension(_Chunked):
    outcome = CUT_OFF

    def answer(self, wire: Wire) -> None:
        wire.send(self.head() + b"5;")
        wire.flood(b"name=value;" * 1000)


class EndlessTrailers(_Chunked):
    outcome = CUT_OFF
    end = b"0\r\n"

    def answer(self, wire: Wire) -> None:
        super().answer(wire)
        wire.flood(b"X-More: and so on\r\n" * 1000)
