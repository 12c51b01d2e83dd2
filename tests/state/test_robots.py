"""A copy of robots.txt counts as long as it may, and no clock that was wrong makes it count longer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from newscrawl.state import SiteState
from newscrawl.state.robots import FRESH, KEPT, PATIENCE, RobotsTxt

ORIGIN = "https://harbour.example"
THEN = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FAILED = "status 503"


def test_the_spans_are_those_of_the_protocol() -> None:
    assert timedelta(hours=24) == FRESH
    assert timedelta(days=30) == KEPT
    assert timedelta(minutes=1) <= PATIENCE <= timedelta(hours=1)


def test_of_an_unknown_origin_nothing_is_known(state: SiteState) -> None:
    state.robots.remember("http://harbour.example", b"another scheme")
    state.robots.remember("https://harbour.example:8443", b"another port")
    known = state.robots.read(ORIGIN)
    assert known == RobotsTxt()
    assert known.is_due(THEN)
    assert known.rules(THEN) is None


@pytest.mark.parametrize("body", [b"", b"User-agent: *\nDisallow: /\xff\x00"])
def test_what_was_read_is_told_as_it_came_to_every_site(state: SiteState, body: bytes) -> None:
    with time_machine.travel(THEN, tick=False):
        state.robots.remember(ORIGIN, b"old")
        state.robots.remember(ORIGIN, body)
    other = SiteState.of(state.database, "another site")
    assert other.robots.read(ORIGIN) == RobotsTxt(body, THEN, THEN, None)


@pytest.mark.parametrize(
    ("age", "is_due", "counts"),
    [
        (timedelta(0), False, True),
        (FRESH - SECOND, False, True),
        (FRESH, True, True),
        (KEPT - SECOND, True, True),
        (KEPT, True, False),
        (-SECOND, True, False),
        (timedelta(days=-4000), True, False),
    ],
)
def test_a_copy_ages(age: timedelta, is_due: bool, counts: bool) -> None:  # noqa: FBT001 - a table
    known = RobotsTxt(b"x", THEN, THEN)
    assert (known.is_due(THEN + age), known.rules(THEN + age)) == (is_due, b"x" if counts else None)


@pytest.mark.parametrize(
    ("age", "is_due"),
    [(timedelta(0), False), (PATIENCE - SECOND, False), (PATIENCE, True), (-SECOND, True), (-FRESH, True)],
)
def test_after_a_failure_it_is_asked_for_again_in_a_while(age: timedelta, is_due: bool) -> None:  # noqa: FBT001
    assert RobotsTxt(tried_at=THEN, problem=FAILED).is_due(THEN + age) is is_due
    old = RobotsTxt(b"x", THEN - 2 * FRESH, tried_at=THEN, problem=FAILED)
    assert old.is_due(THEN + age) is is_due
    assert old.rules(THEN + age) == b"x"


def test_a_failure_leaves_the_copy_as_it_is(state: SiteState) -> None:
    with time_machine.travel(THEN, tick=False) as clock:
        state.robots.remember(ORIGIN, b"x")
        clock.shift(FRESH)
        state.robots.fail(ORIGIN, FAILED)
    assert state.robots.read(ORIGIN) == RobotsTxt(b"x", THEN, THEN + FRESH, FAILED)


def test_a_failure_beside_another_run_s_success_changes_nothing_for_a_day(state: SiteState) -> None:
    with time_machine.travel(THEN, tick=False):
        state.robots.remember(ORIGIN, b"x")
        state.robots.fail(ORIGIN, FAILED)
    known = state.robots.read(ORIGIN)
    assert not known.is_due(THEN + FRESH - SECOND)
    assert known.is_due(THEN + FRESH)


def test_a_success_ends_a_failure(state: SiteState) -> None:
    with time_machine.travel(THEN, tick=False):
        state.robots.fail(ORIGIN, FAILED)
        assert state.robots.read(ORIGIN) == RobotsTxt(tried_at=THEN, problem=FAILED)
        state.robots.remember(ORIGIN, b"x")
    assert state.robots.read(ORIGIN) == RobotsTxt(b"x", THEN, THEN, None)
