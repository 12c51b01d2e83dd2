"""First lines that say odd things, and servers that change their mind."""

# ruff: noqa: D101, D102 - a class here is its name and its outcome

from __future__ import annotations

from typing import ClassVar

from tests.misbehaviour.kind import BROKEN, NOT_HTML, Misbehaviour, Outcome
from tests.misbehaviour.wire import Wire


class NoHttpAtAll(Misbehaviour):
    outcome = BROKEN
    status = "220 mail.example ESMTP"


class Http09(Misbehaviour):
    outcome = BROKEN

    def answer(self, wire: Wire) -> None:
        wire.send(self.page)


class StatusNoNumber(Misbehaviour):
    outcome = BROKEN
    status = "HTTP/1.1 fine OK"


class StatusWithoutWords(Misbehaviour):
    status = "HTTP/1.1 200"


class StatusOfNobody(Misbehaviour):
    outcome = Outcome("failed", "http_999")
    status = "HTTP/1.1 999 Request denied"


class NoContent(Misbehaviour):
    outcome = NOT_HTML
    status = "HTTP/1.1 204 No Content"


class PartOfPage(Misbehaviour):
    outcome = Outcome("failed", "http_206")
    status = "HTTP/1.1 206 Partial Content"


class NotModifiedUnasked(Misbehaviour):
    outcome = Outcome("failed", "http_304")
    status = "HTTP/1.1 304 Not Modified"


class SwitchesProtocols(Misbehaviour):
    outcome = BROKEN
    status = "HTTP/1.1 101 Switching Protocols"
    headers: ClassVar = {"Upgrade": "websocket", "Connection": "Upgrade"}


class NotFoundWithStory(Misbehaviour):
    outcome = Outcome("failed", "http_404")
    status = "HTTP/1.1 404 Not Found"


class Flaps(Misbehaviour):
    """Broken once, then well."""

    def answer(self, wire: Wire) -> None:
        if self.times == 1:
            wire.send(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
        else:
            super().answer(wire)


class StaysBroken(Misbehaviour):
    outcome = Outcome("failed", "http_500")
    status = "HTTP/1.1 500 Internal Server Error"
