"""Dates as pages print them."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newscrawl.normalise.dates import MAX_LENGTH, Moment, read_date
from newscrawl.records import Precision


@pytest.mark.parametrize(
    ("printed", "moment", "precision"),
    [
        ("2020-03-31T07:41:05Z", "2020-03-31T07:41:05+00:00", "second"),
        ("2020-03-31T07:41:05.999+02:00", "2020-03-31T07:41:05+02:00", "second"),
        ("2020-03-31T07:41:05.123456789Z", "2020-03-31T07:41:05+00:00", "second"),
        ("2020-03-31 07:41:05 +0200", "2020-03-31T07:41:05+02:00", "second"),
        ("2020-03-31T07:41+05:30", "2020-03-31T07:41:00+05:30", "minute"),
        ("20200331T0741+0000", "2020-03-31T07:41:00+00:00", "minute"),
        ("20200331T074105Z", "2020-03-31T07:41:05+00:00", "second"),
        ("2020-03-31T24:00Z", "2020-04-01T00:00:00+00:00", "minute"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00", "second"),
        ("1585640465", "2020-03-31T07:41:05+00:00", "second"),
        ("1585640465999", "2020-03-31T07:41:05+00:00", "second"),
        ("946684800000", "2000-01-01T00:00:00+00:00", "second"),
        ("Tue, 31 Mar 2020 07:41:05 +0200", "2020-03-31T07:41:05+02:00", "second"),
        ("Tue, 31 Mar 2020 07:41:05 GMT", "2020-03-31T07:41:05+00:00", "second"),
        ("Tue, 31 Mar 2020 07:41:05 -0000", "2020-03-31T07:41:05+00:00", "second"),
        ("Tue, 31 Mar 2020 07:41 EST", "2020-03-31T07:41:00-05:00", "minute"),
        ("31 Mar 2020 07:41:05 MSK", "2020-03-31T07:41:05+03:00", "second"),
        ("March 31, 2020 7:41 AM EST", "2020-03-31T07:41:00-05:00", "minute"),
        ("Tue Mar 31 07:41:05 CEST 2020", "2020-03-31T07:41:05+02:00", "second"),
    ],
)
def test_a_date_with_a_zone_of_its_own_keeps_it(printed: str, moment: str, precision: Precision) -> None:
    expected = Moment(moment, precision, "page")
    assert read_date(printed) == read_date(f" {printed}\n") == read_date(printed, "Asia/Tokyo", "en") == expected


@pytest.mark.parametrize(
    ("printed", "language", "local", "precision"),
    [
        ("2020-03-31", None, "2020-03-31T00:00:00", "day"),
        ("20200331", None, "2020-03-31T00:00:00", "day"),
        ("202003310741", None, "2020-03-31T07:41:00", "minute"),
        ("20200331074105", None, "2020-03-31T07:41:05", "second"),
        ("2020-03-31T07", None, "2020-03-31T07:00:00", "minute"),
        ("2020/03/31 07:41", None, "2020-03-31T07:41:00", "minute"),
        ("31.03.2020", "de", "2020-03-31T00:00:00", "day"),
        ("31.03.20", "de", "2020-03-31T00:00:00", "day"),
        ("31. 3. 2020", "cs", "2020-03-31T00:00:00", "day"),
        ("31.03.2020, 07:41 Uhr", "de-DE", "2020-03-31T07:41:00", "minute"),
        ("31.03.2020 07:41:05", "fi", "2020-03-31T07:41:05", "second"),
        ("07.41 31.03.2020", "fi", "2020-03-31T07:41:00", "minute"),
        ("31. März 2020", "de", "2020-03-31T00:00:00", "day"),
        ("31 mars 2020 à 07h41", "fr_FR", "2020-03-31T07:41:00", "minute"),
        ("31 de marzo de 2020, 07:41", "es", "2020-03-31T07:41:00", "minute"),
        ("31 марта 2020, 07:41", "ru", "2020-03-31T07:41:00", "minute"),
        ("2020年3月31日 7時41分", "ja", "2020-03-31T07:41:00", "minute"),
        ("31 Mar 2020", None, "2020-03-31T00:00:00", "day"),
        ("Tue, 31 Mar 2020 07:41", "en", "2020-03-31T07:41:00", "minute"),
        ("March 31, 2020, 7:41 p.m.", "en", "2020-03-31T19:41:00", "minute"),
        ("31 марта 2020", "xx-unheard", "2020-03-31T00:00:00", "day"),
        ("31 mars 2020", "de", "2020-03-31T00:00:00", "day"),  # a page may declare the wrong language
    ],
)
def test_a_date_without_a_zone_gets_the_sites(
    printed: str, language: str | None, local: str, precision: Precision
) -> None:
    assert read_date(printed, "Europe/Berlin", language) == Moment(f"{local}+02:00", precision, "site")
    assert read_date(printed, None, language) == Moment(f"{local}+00:00", precision, "assumed_utc")


@pytest.mark.parametrize(
    ("printed", "moment"),
    [
        ("2020-01-31T12:00", "2020-01-31T12:00:00+01:00"),
        ("2020-07-31T12:00", "2020-07-31T12:00:00+02:00"),
        ("2020-10-25T02:30", "2020-10-25T02:30:00+02:00"),  # an hour that comes twice
        ("1880-01-01T12:00", "1880-01-01T11:06:32+00:00"),  # an offset with seconds, which RFC 3339 cannot write
    ],
)
def test_the_sites_zone_is_that_of_the_day(printed: str, moment: str) -> None:
    found = read_date(printed, "Europe/Berlin")
    assert found is not None
    assert found.text == moment


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("Asia/Shanghai", "2020-03-31T07:41:00+08:00"),
        ("America/Chicago", "2020-03-31T07:41:00-06:00"),
        (None, "2020-03-31T07:41:00-06:00"),
    ],
)
def test_a_zones_letters_are_those_of_the_site_where_they_can_be(zone: str | None, moment: str) -> None:
    assert read_date("March 31, 2020 07:41 CST", zone, "en") == Moment(moment, "minute", "page")


@pytest.mark.parametrize(
    ("printed", "language"),
    [
        ("yesterday", "en"), ("2 hours ago", "en"), ("in two days", "en"), ("Monday", "en"), ("May", "en"),
        ("May 2020", "en"),
        ("31 March", "en"), ("10:30", "en"), ("today, 10:30", "en"), ("now", "en"), ("vor 2 Stunden", "de"),
        ("gestern", "de"),
        ("heute, 10:30 Uhr", "de"), ("hier", "fr"), ("il y a 3 heures", "fr"), ("hace 3 horas", "es"), ("ayer", "es"),
        ("вчера", "ru"), ("час назад", "ru"), ("昨日", "ja"), ("2020", None), ("12", None), ("2020-03", None),
    ],
)  # fmt: skip
def test_what_only_today_could_complete_is_no_date(printed: str, language: str | None) -> None:
    assert read_date(printed, "Europe/Berlin", language) is None
    assert read_date(printed) is None


@pytest.mark.parametrize(
    "printed",
    [
        None, "", " \n", "nonsense", "-", "2020-13-31", "2020-02-30T10:00", "2020-03-31T25:00Z", "2020-03-31T07:61",
        "2020-03-31T07:41:75Z",
        "2020-03-31T07:41+99:99", "99999-01-01", "0001-01-01", "1599-12-31T00:00:00Z", "9999-12-31T23:59:59-12:00",
        "9999-12-31", "99999999999999999999", "999999999999999", "1e10", "Tue, 31 Mar 99999 07:41:05 GMT",
        "0" * MAX_LENGTH,
        "31 Mar 2020" + " " * 3 + "x" * MAX_LENGTH, "٣١", "<time>",
    ],
)  # fmt: skip
def test_nonsense_is_no_date(printed: str | None) -> None:
    assert read_date(printed, "Europe/Berlin", "en") is None


PARTS = st.lists(
    st.sampled_from(
        ["2020", "31", "03", "1", "99", "0", "-", "/", ".", ":", " ", "T", "Z", "+", "+0200", "-23:59", "mars",
         "März", "March", "Tue,",
         "UTC", "EST", "IST", "pm", "Uhr", "年", "月", "日", "時", "1600", "9998", "00000000000", "vor", "ago", "٣"]
    ),
    max_size=12,
).map("".join)  # fmt: skip
ZONES = st.sampled_from([None, "Europe/Berlin", "America/St_Johns", "Pacific/Kiritimati"])
LANGUAGES = st.sampled_from([None, "", "de", "fr_FR", "zz", "-", "../etc"])


@settings(deadline=None)  # the first look at a language takes its time
@given(st.one_of(PARTS, st.text(max_size=30)), ZONES, LANGUAGES)
@example("9998-12-31T23:59:59-23:59", "Pacific/Kiritimati", None)
@example("1600-01-01T00:00:00+23:59", "America/St_Johns", None)
@example("2020-03-31T07:41:05+01:00:30", None, None)
def test_what_is_read_is_a_moment_that_others_can_read(printed: str, zone: str | None, language: str | None) -> None:
    found = read_date(printed, zone, language)
    if found is not None:
        moment = datetime.fromisoformat(found.text)
        assert moment.utcoffset() is not None
        assert moment.isoformat() == found.text
        assert len(found.text) == len("2020-03-31T07:41:05+00:00")
        assert read_date(found.text) == Moment(found.text, "second", "page")


@given(st.datetimes(datetime(1900, 1, 1), datetime(2099, 12, 31)), st.sampled_from(["", "Z", "+01:00", "-0930"]))  # noqa: DTZ001 - zones are added as text
def test_every_iso_date_is_read_as_python_reads_it(moment: datetime, zone: str) -> None:
    printed = moment.isoformat(timespec="seconds") + zone
    found = read_date(printed)
    assert found is not None
    assert datetime.fromisoformat(found.text).replace(tzinfo=None) == moment.replace(microsecond=0)
    assert found.precision == "second"
    assert found.zone_from == ("page" if zone else "assumed_utc")


def test_what_a_line_says_after_the_date_does_no_harm_to_it() -> None:
    moment = read_date("2024年04月24日23:52 | 来源：人民网 | 小字号", "Asia/Shanghai", "zh")
    assert moment is not None
    assert (moment.text, moment.precision, moment.zone_from) == ("2024-04-24T23:52:00+08:00", "minute", "site")
