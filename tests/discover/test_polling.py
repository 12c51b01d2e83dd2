"""When a source is visited again, and what was missed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discover import Source
from newscrawl.discover.polling import FIRST_SECONDS, LEAST_SECONDS, MOST_SECONDS, missed_since, poll_interval
from newscrawl.records import Candidate

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def source(*hours_ago: float) -> Source:
    return Source(
        candidates=tuple(
            Candidate(
                url=f"https://harbour.example/{n}", kind="feed", source_url="", published=NOW - timedelta(hours=ago)
            )
            for n, ago in enumerate(hours_ago)
        )
    )


@pytest.mark.parametrize(
    ("before", "found", "new", "asked", "expected"),
    [
        (None, 20, 5, None, FIRST_SECONDS),
        (3600, 20, 5, None, 3600),
        (3600, 20, 11, None, 1800),
        (3600, 20, 0, None, 5400),
        (3600, 0, 0, None, 5400),
        (3600, 20, 20, 3000, 3000),
        (LEAST_SECONDS, 20, 20, None, LEAST_SECONDS),
        (MOST_SECONDS, 20, 0, None, MOST_SECONDS),
        (3600, 20, 5, 10**9, 6 * 3600),
    ],
)
def test_a_source_is_visited_more_often_the_more_is_new_and_as_seldom_as_it_asks(
    before: int | None, found: int, new: int, asked: int | None, expected: int
) -> None:
    assert poll_interval(before=before, found=found, new=new, asked=asked) == expected


@given(
    before=st.none() | st.integers(1, 10**7),
    found=st.integers(0, 50_000),
    new=st.integers(0, 50_000),
    asked=st.none() | st.integers(0, 10**9),
    elapsed=st.none() | st.floats(-(10**9), 10**9),
    window=st.none() | st.integers(1, 10**9),
)
def test_an_interval_is_always_between_its_bounds(found: int, new: int, **told: Any) -> None:  # noqa: ANN401 - numbers
    assert LEAST_SECONDS <= poll_interval(found=found, new=min(new, found), **told) <= MOST_SECONDS


@pytest.mark.parametrize(
    ("elapsed", "new", "expected"), [(60, 0, 3600), (3600, 0, 5400), (24 * 3600, 20, 3600), (4000, 20, 1800)]
)
def test_a_visit_out_of_turn_says_only_what_it_can(elapsed: float, new: int, expected: int) -> None:
    assert poll_interval(before=3600, elapsed=elapsed, found=20, new=new) == expected


def test_where_stories_were_missed_the_next_visit_comes_before_the_window_has_gone_by() -> None:
    assert poll_interval(before=3600, elapsed=24 * 3600, found=20, new=20, window=1000) == 1000


def test_stories_that_came_and_went_between_two_visits_are_estimated_from_the_pace() -> None:
    missed = missed_since(NOW - timedelta(hours=10), source(0, 1, 2, 3, 4))
    assert missed
    assert (missed.stories, missed.window_seconds) == (5, 4 * 3600)


@pytest.mark.parametrize(
    ("last", "hours_ago"),
    [
        (None, (0, 1, 2)),
        (NOW - timedelta(hours=2), (0, 1, 2)),
        (NOW - timedelta(hours=1), (0, 1, 2)),
        (NOW - timedelta(hours=3), (0, 1, 2)),
        (NOW - timedelta(hours=30), (0,)),
        (NOW - timedelta(hours=30), ()),
    ],
)
def test_nothing_is_missed_where_the_last_visit_is_still_in_sight_or_nothing_can_be_told(
    last: datetime | None, hours_ago: tuple[float, ...]
) -> None:
    assert missed_since(last, source(*hours_ago)) is None
