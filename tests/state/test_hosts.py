"""A host is left alone for as long as was noted, by every site, and no clock that was wrong makes it longer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.state import Database, SiteState
from newscrawl.state.hosts import FIRST_QUARANTINE, LONGEST_PAUSE, LONGEST_QUARANTINE, REFUSED, Closed, Hosts

HOST = "www.harbour.example"
THEN = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
WHY = "it has answered 503"
HOSTS = Hosts(Database.open("sqlite://"))


def test_the_spans_are_those_of_the_documents() -> None:
    assert (FIRST_QUARANTINE, LONGEST_QUARANTINE, LONGEST_PAUSE) == (HOUR, 24 * HOUR, 24 * HOUR)


def test_of_an_unknown_host_nothing_is_known(state: SiteState) -> None:
    state.hosts.pause("harbour.example", 3600, WHY)
    state.hosts.pause(f"{HOST}:8443", 3600, WHY)
    assert state.hosts.closed(HOST) is None


@pytest.mark.parametrize("seconds", [0.0, 0.2, 1.0, 59.999, 3600.0, 24 * 3600.0])
def test_a_pause_counts_for_every_site_to_its_last_second_and_hardly_longer(state: SiteState, seconds: float) -> None:
    began = THEN + timedelta(microseconds=999_999)
    with time_machine.travel(began, tick=False) as clock:
        state.hosts.pause(HOST, seconds, WHY)
        closed = SiteState.of(state.database, "another site").hosts.closed(HOST)
        assert closed is not None
        assert closed.reason == WHY
        assert closed.until >= began + timedelta(seconds=min(seconds, 24 * 3600.0 - 1))
        clock.move_to(began + timedelta(seconds=seconds + 2))
        assert state.hosts.closed(HOST) is None


@given(seconds=st.floats(0, 1e6), microseconds=st.integers(0, 999_999))
def test_no_pause_is_so_long_that_it_counts_as_a_clocks_mistake(seconds: float, microseconds: int) -> None:
    with time_machine.travel(THEN + timedelta(microseconds=microseconds), tick=False):
        HOSTS.pause(HOST, seconds, WHY)
        assert HOSTS.closed(HOST) is not None


def test_the_last_word_of_a_host_counts(state: SiteState) -> None:
    with time_machine.travel(THEN, tick=False):
        state.hosts.pause(HOST, 7200, "first")
        state.hosts.pause(HOST, 60, "last")
        assert state.hosts.closed(HOST) == Closed(THEN + timedelta(seconds=61), "last")


@pytest.mark.parametrize("what", ["pause", "quarantine"])
def test_what_a_wrong_clock_has_dated_ahead_is_over(state: SiteState, what: str) -> None:
    with time_machine.travel(THEN, tick=False) as clock:
        state.hosts.pause(HOST, 24 * 3600.0, WHY) if what == "pause" else state.hosts.quarantine(HOST)
        assert state.hosts.closed(HOST) is not None
        clock.shift(-24 * 3600)
        assert state.hosts.closed(HOST) is None


def test_a_host_that_goes_on_refusing_is_left_alone_twice_as_long_each_time_up_to_a_day(state: SiteState) -> None:
    spans = []
    with time_machine.travel(THEN, tick=False) as clock:
        for _ in range(7):
            span = state.hosts.quarantine(HOST)
            assert state.hosts.closed(HOST) == Closed(datetime.now(UTC) + span, REFUSED)
            spans.append(span // HOUR)
            clock.shift(span)
            assert state.hosts.closed(HOST) is None
    assert spans == [1, 2, 4, 8, 16, 24, 24]


def test_a_day_without_trouble_is_a_new_beginning_and_a_clock_set_back_is_one_too(state: SiteState) -> None:
    with time_machine.travel(THEN, tick=False) as clock:
        state.hosts.quarantine(HOST)
        state.hosts.quarantine(HOST)
        clock.shift(26 * 3600)
        assert state.hosts.quarantine(HOST) == HOUR
        clock.shift(-30 * 3600)
        assert state.hosts.quarantine(HOST) == HOUR


def test_of_a_pause_and_a_quarantine_the_later_one_is_told(state: SiteState) -> None:
    with time_machine.travel(THEN, tick=False) as clock:
        state.hosts.quarantine(HOST)
        state.hosts.pause(HOST, 60, WHY)
        assert state.hosts.closed(HOST) == Closed(THEN + HOUR, REFUSED)
        state.hosts.pause(HOST, 7199, WHY)
        assert state.hosts.closed(HOST) == Closed(THEN + 2 * HOUR, WHY)
        clock.shift(7200)
        assert state.hosts.closed(HOST) is None
