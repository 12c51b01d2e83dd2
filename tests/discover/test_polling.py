"""When a source is visited again, and what was missed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

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
    assert poll_interval(before, found, new, asked) == expected


@given(
    before=st.none() | st.integers(1, 10**7),
    found=st.integers(0, 50_000),
    new=st.integers(0, 50_000),
    asked=st.none() | st.integers(0, 10**9),
)
def test_an_interval_is_always_between_its_bounds(before: int | None, found: int, new: int, asked: int | None) -> None:
    assert LEAST_SECONDS <= poll_interval(before, found, min(new, found), asked) <= MOST_SECONDS


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
