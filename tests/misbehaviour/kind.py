"""What all kinds of misbehaviour have in common, and the outcomes that there are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from attrs import frozen

from tests.misbehaviour.wire import Wire
from tests.news_server import story_page

HTML = {"Content-Type": "text/html; charset=utf-8"}


@frozen
class Outcome:
    """What becomes of an address: its state, and the reason where it was not stored."""

    state: str
    reason: str | None = None


STORED = Outcome("stored")
BROKEN = Outcome("failed", "connection_broken")
CUT_OFF = Outcome("failed", "cut_off")
TIMEOUT = Outcome("failed", "timeout")
GARBLED = Outcome("failed", "garbled")
BAD_REDIRECT = Outcome("failed", "bad_redirect")
TOO_MANY = Outcome("failed", "too_many_redirects")
WAITS = Outcome("pending")  # its host's robots.txt cannot be read
INSIDE = Outcome("failed", "inside_address")
TOO_LARGE = Outcome("refused", "too_large")
NOT_HTML = Outcome("refused", "not_html")


class Misbehaviour:
    """An honest answer, of which each kind changes something. Each has a story of its own.

    Its path is its name in lower case; what stands in the path after a stroke tells its own steps apart.
    """

    outcome: ClassVar[Outcome] = STORED
    kinds: ClassVar[list[type[Misbehaviour]]] = []
    door: ClassVar[str] = "front"  # which of the server's ports it is met at
    status: ClassVar[str] = "HTTP/1.1 200 OK"
    headers: ClassVar[Mapping[str, str]] = HTML
    number: ClassVar[int] = 0

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if not cls.__name__.startswith("_"):
            cls.kinds.append(cls)
            cls.number = 1000 + len(cls.kinds)

    def __init__(self, doors: Mapping[str, str]) -> None:
        self.doors = doors
        self.times = 0  # asked so far

    @classmethod
    def path(cls, step: str = "") -> str:
        """Where it is met."""
        return f"/{re.sub(r'(?<!^)(?=[A-Z])', '-', cls.__name__).lower()}{step and f'/{step}'}.html"

    @property
    def page(self) -> bytes:
        """Its story."""
        return story_page(self.number)

    def head(self, **headers: str) -> bytes:
        """The first line and the headers; an underscore in a name stands for a dash."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        lines = [self.status, *(f"{name}: {value}" for name, value in {**self.headers, **named}.items())]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def answer(self, wire: Wire) -> None:
        """Answer a request; the connection is closed afterwards."""
        body = self.page
        wire.send(self.head(Content_Length=str(len(body))) + body)
