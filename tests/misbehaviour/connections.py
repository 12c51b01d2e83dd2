"""Connections that end, hang or drip."""

# ruff: noqa: D101, D102 - a class here is its name and its outcome

from __future__ import annotations

import time

from tests.misbehaviour.kind import BROKEN, CUT_OFF, TIMEOUT, Misbehaviour
from tests.misbehaviour.wire import Wire


class DropsBeforeHeaders(Misbehaviour):
    outcome = BROKEN

    def answer(self, wire: Wire) -> None: ...


class DropsWithinHeaders(Misbehaviour):
    outcome = BROKEN

    def answer(self, wire: Wire) -> None:
        wire.send(self.head()[:-10])


class DropsWithinBody(Misbehaviour):
    outcome = CUT_OFF

    def answer(self, wire: Wire) -> None:
        wire.send(self.head(Content_Length=str(len(self.page))) + self.page[:-100])


class ResetsWithinBody(DropsWithinBody):
    def answer(self, wire: Wire) -> None:
        super().answer(wire)
        wire.reset()


class ResetsAtOnce(Misbehaviour):
    outcome = BROKEN

    def answer(self, wire: Wire) -> None:
        wire.reset()


class NeverAnswers(Misbehaviour):
    outcome = TIMEOUT

    def answer(self, wire: Wire) -> None:
        wire.wait()


class DripsHeaders(Misbehaviour):
    outcome = TIMEOUT

    def answer(self, wire: Wire) -> None:
        wire.drip(self.head(**{"X-Long": "x" * 10_000}))


class DripsBody(Misbehaviour):
    outcome = TIMEOUT

    def answer(self, wire: Wire) -> None:
        wire.send(self.head())
        wire.drip(self.page)


class AnswersTwice(Misbehaviour):
    """The second answer is for whoever asks next."""

    def answer(self, wire: Wire) -> None:
        super().answer(wire)
        super().answer(wire)
        time.sleep(0.05)
