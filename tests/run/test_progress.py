"""How far the crawl is, told where somebody watches and where nobody does."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Callable
from contextlib import suppress
from types import SimpleNamespace

import pytest
from rich.console import Console

from newscrawl.run import progress
from newscrawl.run.record import RunRecord

STATS = {"discover/found": 9, "discover/new": 4, "fetch/tried": 3, "fetch/failed/http_404": 1, "x/skipped/known": 5}


def crawler(name: str, *, begun: bool) -> SimpleNamespace:
    """A crawler that has begun, or one that has not yet."""
    run = SimpleNamespace(record=RunRecord(run_id="1", site=name, started_at="now"), store=SimpleNamespace(appended=2))

    def get_extension(_: type) -> SimpleNamespace:
        if not begun:
            raise RuntimeError("crawl first")
        return run

    stats = SimpleNamespace(get_stats=lambda: STATS, get_value=STATS.get)
    return SimpleNamespace(get_extension=get_extension, stats=stats, crawling=begun, spider=begun or None)


CRAWLERS = {"harbour": crawler("harbour", begun=True), "lighthouse": crawler("lighthouse", begun=False)}
COUNTS = "found 9, new 4, taken 2, skipped 5, failed 1"


def shown(console: Console, enough: Callable[[], bool]) -> None:
    """Show progress until there is enough of it."""

    async def show() -> None:
        async with asyncio.timeout(10):
            await asyncio.gather(progress.show_progress(CRAWLERS, console), watch())

    async def watch() -> None:
        for _ in range(1000):
            await asyncio.sleep(0.01)
            if enough():
                raise asyncio.CancelledError

    with suppress(asyncio.CancelledError):
        asyncio.run(show())


def test_where_nobody_watches_a_line_is_logged_now_and_then(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(progress, "LINE_SECONDS", 0.01)
    caplog.set_level(logging.INFO, "newscrawl")
    shown(Console(file=io.StringIO(), force_terminal=False), lambda: len(caplog.messages) >= 4)
    assert caplog.messages[:4] == [f"harbour: {COUNTS}", "lighthouse: waiting"] * 2


def test_on_a_terminal_a_bar_shows_what_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "BAR_SECONDS", 0.01)
    screen = io.StringIO()
    shown(Console(file=screen, force_terminal=True, width=160), lambda: COUNTS in screen.getvalue())
    assert "3/4" in screen.getvalue()
