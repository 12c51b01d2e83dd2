"""The dates of feeds and sitemaps."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newscrawl.discover.moment import read_moment

MOMENT = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("printed", "moment"),
    [
        ("2026-11-22T06:30:00Z", MOMENT),
        ("2026-11-22T07:30+01:00", MOMENT),
        (" 2026-11-22T06:30:00.000Z\n", MOMENT),
        ("2026-11-22 06:30", MOMENT),
        ("2026-11-22", datetime(2026, 11, 22, tzinfo=UTC)),
        ("Sun, 22 Nov 2026 06:30:00 GMT", MOMENT),
        ("22 Nov 2026 01:30 EST", MOMENT),
        ("Sun, 22 Nov 26 06:30:00 -0000", MOMENT),
        ("22 Nov 2026", datetime(2026, 11, 22, tzinfo=UTC)),
        ("Sun, 22 Nov 2026 07:30:00 CET", MOMENT),
        ("Sun, 22 Nov 2026 09:30:00 MSK", MOMENT),
        ("Sun, 22 Nov 2026 07:30 GMT+0100", MOMENT),
        ("Sun 22 Nov 2026 07:30:00 +01:00", MOMENT),
        ("2026-11-22 07:30:00 +0100", MOMENT),
        ("2026-11-22T01:30:00-5:00", MOMENT),
        ("2026/11/22 06:30", MOMENT),
        ("2026-11-22 06:30:00 UTC", MOMENT),
        ("2026-11-22T06:30:00.123456789Z", MOMENT.replace(microsecond=123456)),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("2026-11-22T06:30:00+24:00", None),
        ("2026-11", None),
        ("2026", None),
        ("Sun, 22 Nov 2026 06:30:00 GMT" + " " * 100, None),
        ("Sun, 32 Nov 2026 06:30:00 GMT", None),
        ("Sun, 22 Nov 2026 06:30:00 +9999", None),
        ("22. November 2026", None),
        ("1795329000", None),
        ("  ", None),
        ("", None),
        (None, None),
    ],
)
def test_a_date_is_read_or_is_none(printed: str | None, moment: datetime | None) -> None:
    assert read_moment(printed) == moment


@given(st.one_of(st.text(max_size=40), st.text("0123456789 :-+,.TZGMNov", max_size=30)))
@example("Mon, 99999999999999999999 Nov 2026 00:00:00 +0000")
@example("1 Jan 2026 00:00:00 +99999999999999999999")
@example(",")
@example("()")
def test_no_text_breaks_the_reader_and_each_moment_has_a_zone(printed: str) -> None:
    moment = read_moment(printed)
    assert moment is None or moment.astimezone(UTC).tzinfo == UTC
