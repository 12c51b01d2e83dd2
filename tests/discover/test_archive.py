"""Which time an address is about, and addresses made from a date."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discover.archive import Period, check_template, filled_in, is_template, period_of

BASE = "https://harbour.example"


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("/sitemap-2024-05-12.xml", (2024, 5, 12)),
        ("/sitemap_20240512.xml.gz", (2024, 5, 12)),
        ("/2024/05/12/sitemap.xml", (2024, 5, 12)),
        ("/sitemaps/2024/5/2.xml", (2024, 5, 2)),
        ("/sitemap-2024-05.xml", (2024, 5)),
        ("/sitemap-202405.xml", (2024, 5)),
        ("/archive/2024.xml", (2024,)),
        ("/sitemap.xml?date_start=20240512&date_end=20240512", (2024, 5, 12)),
        ("/sitemap-2023-02-31.xml", None),
        ("/sitemap-12.xml", None),
        ("/sitemap-120240512.xml", None),
        ("/sitemap-3024.xml", None),
        ("/sitemap.xml", None),
    ],
)
def test_an_address_tells_its_day_its_month_or_its_year(path: str, parts: tuple[int, ...] | None) -> None:
    assert period_of(BASE + path) == (Period.of(*parts) if parts else None)
    assert period_of(f"https://news2024.example{path}") == period_of(BASE + path), "the host's name tells nothing"


def test_a_period_ends_where_the_next_one_begins() -> None:
    assert Period.of(2024, 2, 29).end == Period.of(2024, 3, 1).start
    assert Period.of(2024, 2).end == Period.of(2024, 3).start
    assert Period.of(2024).end == Period.of(2025).start
    assert Period.of(2023).end == Period.of(2024).start


@given(day=st.dates(date(1990, 1, 2), date(2030, 1, 1)), ago=st.integers(-60, 60), hour=st.integers(0, 23))
def test_what_was_published_in_a_period_lies_in_every_window_that_it_meets(day: date, ago: int, hour: int) -> None:
    period = Period.of(day.year, day.month, day.day)
    moment = period.start + timedelta(hours=hour)
    assert period.meets(moment, None)
    assert period.meets(None, moment + timedelta(seconds=1))
    since = period.end + timedelta(days=ago)
    assert period.meets(since, None) == (ago < 1)


@pytest.mark.parametrize(
    ("template", "first", "last", "expected"),
    [
        ("/map?start={yyyymmdd}&end={yyyymmdd}", (2024, 2, 28), (2024, 3, 1), [
            "/map?start=20240301&end=20240301", "/map?start=20240229&end=20240229", "/map?start=20240228&end=20240228",
        ]),
        ("/{yyyy}/{mm}/{dd}.xml", (2024, 5, 12), (2024, 5, 12), ["/2024/05/12.xml"]),
        ("/{yyyy-mm-dd}.xml", (2024, 5, 12), (2024, 5, 11), []),
        ("/{yyyy}-{mm}.xml", (2023, 12, 15), (2024, 2, 3), ["/2024-02.xml", "/2024-01.xml", "/2023-12.xml"]),
        ("/{yyyy}.xml", (2022, 12, 31), (2024, 1, 1), ["/2024.xml", "/2023.xml", "/2022.xml"]),
        ("/{yyyy}.xml", (1, 1, 1), (1, 5, 1), ["/0001.xml"]),
    ],
)  # fmt: skip
def test_a_template_is_filled_in_for_each_day_month_or_year_the_newest_first(
    template: str, first: tuple[int, int, int], last: tuple[int, int, int], expected: list[str]
) -> None:
    check_template(BASE + template)
    found = list(filled_in(BASE + template, date(*first), date(*last)))
    assert [url.removeprefix(BASE).replace("/1.xml", "/0001.xml") for url, _ in found] == expected
    assert all(earlier.end == later.start for (_, later), (_, earlier) in pairwise(found))


@pytest.mark.parametrize(
    "template", ["/{day}.xml", "/{yyyy}/{x}.xml", "/{mm}.xml", "/{yyyy}/{dd}.xml", "/{yyyy", "/yyyy}.xml", "/{}.xml"]
)
def test_a_wrong_template_is_told(template: str) -> None:
    with pytest.raises(ValueError, match=BASE):
        check_template(BASE + template)


def test_only_what_has_a_brace_is_a_template() -> None:
    assert is_template(f"{BASE}/{{yyyy}}.xml")
    assert not is_template(f"{BASE}/2024.xml")


def test_a_window_reaches_a_day_further_than_its_ends_for_clocks_differ() -> None:
    period = Period.of(2024, 5, 12)
    noon = datetime(2024, 5, 13, 12, tzinfo=UTC)
    assert period.meets(noon, None)
    assert not period.meets(noon + timedelta(days=1), None)
