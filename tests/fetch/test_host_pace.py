"""How long a host is left alone: never shorter than it should be, and longer if it is slow, busy or refuses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.fetch.host_pace import (
    BUSY,
    JITTER,
    LATELY,
    MAX_WAIT_SECONDS,
    REFUSED_IN_A_ROW,
    REFUSED_LATELY,
    HostPace,
    pause_seconds,
    retry_after,
    smoothed,
)

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
DELAYS = st.floats(0, 3600)
SECONDS = st.floats(0, 10_000)
STATUSES = st.sampled_from([200, 304, 401, 403, 404, 429, 500, 503])


@given(delay=DELAYS, crawl_delay=st.floats(0, 60), latency=SECONDS)
def test_a_pause_is_never_below_the_delay_nor_what_robots_txt_asks_for(
    delay: float, crawl_delay: float, latency: float
) -> None:
    pause = pause_seconds(delay, crawl_delay, latency)
    assert pause >= max(delay, crawl_delay)
    assert pause <= max(delay, crawl_delay, MAX_WAIT_SECONDS)


@given(delay=DELAYS.filter(bool), latency=st.floats(0, MAX_WAIT_SECONDS))
def test_a_slow_host_has_a_pause_as_long_as_its_answers(delay: float, latency: float) -> None:
    assert pause_seconds(delay, 0, latency) >= latency


def test_without_a_delay_only_what_hosts_ask_for_is_waited_for() -> None:
    assert pause_seconds(0, 0, 5) == 0
    assert pause_seconds(0, 3, 5) == 3


@given(answers=st.lists(SECONDS, min_size=1))
def test_the_latency_lies_between_the_quickest_and_the_slowest_answer(answers: list[float]) -> None:
    latency = None
    for seconds in answers:
        latency = smoothed(latency, seconds)
    assert latency is not None
    assert min(answers) - 1e-6 <= latency <= max(answers) + 1e-6


@pytest.mark.parametrize(("was", "becomes"), [(0.1, 4.0), (4.0, 0.1)])
def test_the_latency_follows_a_host_that_changes(was: float, becomes: float) -> None:
    latency: float | None = was
    found = [latency := smoothed(latency, becomes) for _ in range(20)]
    assert found == sorted(found, reverse=was > becomes)
    assert latency == pytest.approx(becomes, abs=0.01)


@given(
    delay=DELAYS, seconds=SECONDS, chance=st.floats(0, 1, exclude_max=True), crawl_delay=st.floats(0, 60), now=SECONDS
)
def test_jitter_makes_a_pause_longer_by_at_most_its_share_and_never_shorter(
    delay: float, seconds: float, chance: float, crawl_delay: float, now: float
) -> None:
    host = HostPace(delay, chance=lambda: chance)
    host.crawl_delay = crawl_delay
    assert host.seconds_left(now) == 0, "nobody has asked yet"
    host.answered(now, seconds)
    pause = pause_seconds(delay, crawl_delay, seconds)
    left = host.seconds_left(now)
    assert pause - 1e-6 <= left <= pause * (1 + JITTER) + 1e-6
    assert host.seconds_left(now) == left, "asking does not throw the dice again"
    assert host.seconds_left(now + left + 1e-6) == 0


def test_pauses_differ() -> None:
    host = HostPace(1.0)
    found = set()
    for _ in range(20):
        host.answered(0, 0)
        found.add(host.seconds_left(0))
    assert len(found) > 1


def test_what_robots_txt_asks_for_counts_from_the_answer_that_came_before_it_was_read() -> None:
    host = HostPace(1.0, chance=lambda: 0)
    host.answered(100, 0.1)
    host.crawl_delay = 7
    assert host.seconds_left(101) == 6


def test_a_request_without_an_answer_makes_a_host_slower_and_never_quicker() -> None:
    host = HostPace(1.0)
    host.answered(0, 2.0)
    host.answered(1, 0.001, is_whole=False)
    assert host.latency == 2.0
    host.answered(2, 60.0, is_whole=False)
    assert host.latency is not None
    assert host.latency > 2.0


@pytest.mark.parametrize("status", sorted(BUSY))
def test_a_busy_host_is_left_alone_twice_as_long_each_time_until_it_answers(status: int) -> None:
    host = HostPace(1.5)
    assert [host.backoff(status) for _ in range(4)] == [3, 6, 12, 24]
    assert [host.backoff(404), host.backoff(status)] == [0, 3]


@given(delay=DELAYS, statuses=st.lists(STATUSES, max_size=2000))
def test_a_backoff_is_always_a_number_and_no_shorter_than_twice_the_delay(delay: float, statuses: list[int]) -> None:
    host = HostPace(delay)
    for status in [*statuses, 503]:
        seconds = host.backoff(status)
        assert (seconds >= 2 * delay) if status in BUSY else (seconds == 0)
    assert seconds < float("inf")


def test_a_backoff_doubles_what_robots_txt_asks_for_and_the_first_one_is_always_waited_for() -> None:
    host = HostPace(1.0)
    host.crawl_delay = MAX_WAIT_SECONDS
    for seconds, closed in ((2 * MAX_WAIT_SECONDS, False), (4 * MAX_WAIT_SECONDS, True)):
        assert host.backoff(503) == seconds
        host.hold(seconds, 0, "busy", host.patience)
        assert (host.closed_until > 0) is closed
        assert host.seconds_left(0) == 2 * MAX_WAIT_SECONDS


@given(delay=DELAYS)
def test_what_a_host_asks_for_closes_it_however_long_its_pauses_are(delay: float) -> None:
    host = HostPace(delay)
    host.hold(MAX_WAIT_SECONDS + 1, 0, "asked for")
    assert host.closed_until == MAX_WAIT_SECONDS + 1


@given(first=SECONDS, second=SECONDS, later=st.floats(0, 100))
def test_a_short_hold_is_waited_for_a_long_one_closes_and_neither_shortens_the_other(
    first: float, second: float, later: float
) -> None:
    host = HostPace(0)
    host.hold(first, 0, "first")
    host.hold(second, 0, "second")
    waited = max((one for one in (first, second) if one <= MAX_WAIT_SECONDS), default=0)
    closed = max((one for one in (first, second) if one > MAX_WAIT_SECONDS), default=0)
    assert host.seconds_left(later) == max(0, waited - later)
    assert host.closed_until == closed
    if closed:
        assert host.closed_because == ("first" if closed == first else "second")


def refused(statuses: list[int]) -> list[int]:
    """After which answers the host had refused too much."""
    host = HostPace(1.0)
    return [place for place, status in enumerate(statuses, 1) if host.has_refused_too_much(status)]


@pytest.mark.parametrize(
    ("statuses", "places"),
    [
        ([403] * 4, []),
        ([403] * 5, [5]),
        ([401, 403, 429, 403, 401], [5]),
        ([403] * 4 + [200] + [403] * 4, []),
        ([403] * 10, [5, 10]),
        ([403] * 9, [5]),
        ([403, 200] * 10, []),
        ([403, 403, 200] * 6, [16]),
        ([200] * 100 + [403, 403, 403, 200] * 4, [114]),
        (([403] + [200] * 9) * 20, []),
        ([404, 500, 503] * 10, []),
    ],
    ids=str,
)
def test_refusals_are_too_many_when_five_come_in_a_row_or_most_of_the_last_twenty_are_some(
    statuses: list[int], places: list[int]
) -> None:
    assert refused(statuses) == places


@given(st.lists(STATUSES, max_size=LATELY).filter(lambda all_of: sum(one in (401, 403, 429) for one in all_of) < 5))
def test_a_few_refusals_are_never_too_many(statuses: list[int]) -> None:
    assert refused(statuses) == []
    assert (REFUSED_IN_A_ROW, REFUSED_LATELY, LATELY) == (5, 10, 20)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("007", 7),
        ("Fri, 20 Nov 2026 08:01:30 GMT", 90),
        ("Friday, 20-Nov-26 08:01:30 GMT", 90),
        ("Fri Nov 20 08:01:30 2026", 90),
        ("Fri, 20 Nov 2026 09:01:30 +0100", 90),
        ("Fri, 20 Nov 2026 07:59:59 GMT", 0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("9" * 5000, float("inf")),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("+5", None),
        ("soon", None),
        ("NaN", None),
        ("inf", None),
        ("1e3", None),
        ("٣", None),
        ("²", None),
        ("Fri, 99 Nov 2026 08:01:30 GMT", None),
        ("Fri, 20 Nov 99999 08:01:30 GMT", None),
        ("120, 60", None),
        ("120 seconds", None),
    ],
)
def test_retry_after_is_a_number_of_seconds_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@given(st.one_of(st.text(), st.from_regex(r"\w{3}, \d{1,9} \w{3} \d{1,9} \d+:\d+:\d+ ([+-]\d{1,9}|GMT)")))
def test_whatever_retry_after_holds_it_is_no_negative_number_and_no_error(value: str) -> None:
    seconds = retry_after(value, NOW)
    assert seconds is None or seconds >= 0


@given(st.integers(0, 10**7))
def test_a_date_means_the_seconds_until_then(seconds: int) -> None:
    assert retry_after(format_datetime(NOW + timedelta(seconds=seconds), usegmt=True), NOW) == seconds
