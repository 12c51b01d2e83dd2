"""Which dates and numbers a user may type, and what the window lets in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from newscrawl.errors import UsageError
from newscrawl.window import Window, parse_moment

DAY = datetime(2026, 11, 22, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        (None, None),
        ("2026-11-22", DAY),
        ("20261122", DAY),
        ("2026-11-22T06:00:00", DAY + timedelta(hours=6)),
        ("2026-11-22T01:00:00+01:00", DAY),
        ("2026-11-22T00:00:00Z", DAY),
    ],
)
def test_a_moment_without_a_zone_is_utc(text: str | None, moment: datetime | None) -> None:
    assert parse_moment("since", text) == moment


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "22.11.2026", "2026", " ", "2026-11-22T25:00"])
def test_a_moment_that_cannot_be_read_is_refused_by_its_option(text: str) -> None:
    with pytest.raises(UsageError, match="until must be a date such as"):
        Window.parse(until=text)


def test_since_belongs_to_the_window_and_until_does_not() -> None:
    window = Window.parse(since="2026-11-22", until="2026-11-23")
    later = DAY + timedelta(days=1)
    assert [window.admits(one) for one in (DAY - SECOND, DAY, later - SECOND, later)] == [False, True, True, False]


def test_an_article_without_a_date_is_admitted_to_be_judged_later() -> None:
    assert Window.parse(since="2026-11-22", until="2026-11-23").admits(None)


def test_moments_are_compared_across_zones() -> None:
    tokyo = timezone(timedelta(hours=9))
    assert Window.parse(since="2026-11-22T00:00+09:00").admits(datetime(2026, 11, 21, 15, tzinfo=UTC))
    assert not Window.parse(since="2026-11-22").admits(datetime(2026, 11, 22, 8, 59, tzinfo=tokyo))


@pytest.mark.parametrize(("since", "until"), [("2026-11-22", "2026-11-22"), ("2026-11-22", "2026-11-21T23:59:59")])
def test_a_window_that_holds_nothing_is_refused(since: str, until: str) -> None:
    with pytest.raises(UsageError, match="is not before until"):
        Window.parse(since=since, until=until)


@pytest.mark.parametrize(
    ("modified", "may_hold"),
    [
        (None, True),
        (datetime(2026, 11, 22, 7, tzinfo=UTC), True),
        (DAY, True),  # 'lastmod' 2026-11-22, and the article came at seven o'clock
        (datetime(2026, 11, 21, 5, tzinfo=UTC), False),
        (datetime.min.replace(tzinfo=UTC), False),
        (datetime.max.replace(tzinfo=UTC), True),
    ],
)
def test_a_sitemap_is_passed_over_only_if_nothing_in_it_can_be_wanted(
    modified: datetime | None,
    may_hold: bool,  # noqa: FBT001 - parametrized
) -> None:
    assert Window.parse(since="2026-11-22T06:00").may_hold(modified) is may_hold


def test_without_since_every_sitemap_may_hold_something() -> None:
    assert Window.parse(until="2000-01-01").may_hold(DAY)


@pytest.mark.parametrize(("text", "limit"), [(None, None), ("1", 1), (7, 7), ("0012", 12)])
def test_a_limit_is_a_whole_number(text: str | int | None, limit: int | None) -> None:
    assert Window.parse(limit=text).limit == limit


@pytest.mark.parametrize("text", ["0", 0, -1, "-1", "1.5", "ten", "", "²", "1e3", True, " 1"])
def test_any_other_limit_is_refused(text: str | int) -> None:
    with pytest.raises(UsageError, match="limit must be a whole number"):
        Window.parse(limit=text)


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        (None, False),
        (True, True),
        (False, False),
        ("1", True),
        ("Yes", True),
        ("TRUE", True),
        ("no", False),
        ("0", False),
    ],
)
def test_refetch_is_said_in_many_words(text: str | bool | None, truth: bool) -> None:  # noqa: FBT001 - parametrized
    assert Window.parse(refetch=text).refetch is truth


@pytest.mark.parametrize("text", ["", "maybe", "2", "on"])
def test_an_unclear_refetch_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="refetch must be true or false"):
        Window.parse(refetch=text)


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        ("2024-05-12", None, "2024-05-11", "2026-11-20"),
        ("2024-05-12", "2024-05-13", "2024-05-11", "2024-05-13"),
        ("2024-05-12", "2024-05-12T20:00", "2024-05-11", "2024-05-13"),
        ("2024-05-12", "2030-01-01", "2024-05-11", "2026-11-20"),
        (None, "2024-05-13", "1990-01-01", "2024-05-13"),
        (None, None, "2026-11-18", "2026-11-20"),
    ],
)
def test_the_days_of_a_window_are_those_of_any_clock(since: str, until: str, first: str, last: str) -> None:
    days = Window.parse(since=since, until=until).days(datetime(2026, 11, 20, 12, tzinfo=UTC))
    assert [day.isoformat() for day in days] == [first, last]
