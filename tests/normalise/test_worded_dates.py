"""Dates in words of a known language, without the slow reader."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.normalise.worded_dates import read_worded


@pytest.mark.parametrize(
    ("printed", "language", "moment"),
    [
        ("13. Mai 2026 um 15:44", "de", "2026-05-13T15:44:00"),
        ("Mittwoch, 13. Mai 2026", "de", "2026-05-13T00:00:00"),
        ("13.05.2026, 15:44 Uhr", "de", "2026-05-13T15:44:00"),
        ("13 mai 2026 à 15h44", "fr", "2026-05-13T15:44:00"),
        ("13 de mayo de 2026, 15:44", "es", "2026-05-13T15:44:00"),
        ("13 maggio 2026 15:44", "it", "2026-05-13T15:44:00"),
        ("5 maja 2026, 10:11", "pl", "2026-05-05T10:11:00"),
        ("13 мая 2026, 15:44", "ru", "2026-05-13T15:44:00"),
        ("13 Mayıs 2026 15:44", "tr", "2026-05-13T15:44:00"),
        ("13. mai 2026", "no", "2026-05-13T00:00:00"),
        ("2026. május 13. 15:44", "hu", "2026-05-13T15:44:00"),
        ("2026年5月13日 15時44分", "ja", "2026-05-13T15:44:00"),
        ("2026年5月13日15:44", "zh", "2026-05-13T15:44:00"),
        ("May 13, 2026, 3:44 p.m.", "en", "2026-05-13T15:44:00"),
        ("May 13, 2026 | 10:30 a.m. EST", "en", "2026-05-13T10:30:00-05:00"),
        ("01:38:07 PM IST Nov 20, 2019", None, "2019-11-20T13:38:07+05:30"),
        ("13 May 2026 15:44 GMT+3", "en", "2026-05-13T15:44:00+03:00"),
        ("13 May 2026 15:44 UTC-05:00", "en", "2026-05-13T15:44:00-05:00"),
        ("Wed May 13 2026 15:44:10 GMT+0200", None, "2026-05-13T15:44:10+02:00"),
        ("05/13/2026", "en", "2026-05-13T00:00:00"),
        ("13/05/2026", "fr", "2026-05-13T00:00:00"),
        ("06/05/2026", "en", "2026-06-05T00:00:00"),
        ("06/05/2026", "fr", "2026-05-06T00:00:00"),
    ],
)
def test_a_whole_date_is_read_as_its_language_writes_it(printed: str, language: str | None, moment: str) -> None:
    assert read_worded(printed, language) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    "printed",
    ["May 2026", "13 May", "10:30", "Wednesday", "2026", "12", "yesterday", "2 hours ago", "", " ", "13 Smarch 2026",
     "by Ann Lee", "31 February 2026", "13 May 2026 25:61", "13 May 2026 XYZ", "9" * 200, "-" * 200,
     "13 May 2026 and 14 May 2026"],
)  # fmt: skip
def test_what_is_not_whole_or_not_known_is_left_to_others(printed: str) -> None:
    assert read_worded(printed, "en") is None


def test_a_language_that_nobody_knows_costs_nothing() -> None:
    assert read_worded("13 May 2026", "xx") == datetime(2026, 5, 13)  # noqa: DTZ001 - it tells no zone
    assert read_worded("13 mai 2026", "../../etc") is None


@given(st.text(max_size=60), st.sampled_from(["en", "de", "ja", None]))
def test_no_text_breaks_it(printed: str, language: str | None) -> None:
    found = read_worded(printed, language)
    assert found is None or found.year
