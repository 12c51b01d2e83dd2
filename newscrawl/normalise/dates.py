"""Dates as printed -> RFC 3339 with an offset, and how exact that is."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

import dateparser
from attrs import frozen

from newscrawl.normalise.worded_dates import read_worded
from newscrawl.records import Precision, ZoneFrom

_LEAP = 60  # the second that is put in every few years
EARLIEST_YEAR = 1600  # the first newspapers
MAX_LENGTH = 200  # a longer text is no date, and the readers below are slow on long ones
_UNIX = re.compile(r"^\d{9,10}(?:\d{3})?(?:\.\d+)?$")
_COMPACT_ISO = re.compile(
    r"^(1[6-9]\d\d|20\d\d)-?(\d\d)-?(\d\d)[T ]?(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?$"
)
_TIME = re.compile(r"\d\s*[:.h時时]\s*\d\d|\d\s*[ap]\.?m\b|\d[時时]|\dT\d\d", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_SECONDS = re.compile(r"\d[:.]\d\d[:.]\d\d")
_NUMBERED_DAY = re.compile(r"\b\d{1,4}([./-] ?)\d{1,2}\1\d{1,4}\b")  # 31.03.2020 is no time


@frozen
class Moment:
    """A date that was read: RFC 3339 text, how exact it is, and where its zone came from."""

    text: str
    precision: Precision
    zone_from: ZoneFrom


def read_date(
    printed: str | None, timezone_name: str | None = None, language: str | None = None, *, is_one_of_many: bool = False
) -> Moment | None:
    """Read a date as a page prints it.

    ``timezone_name`` is the IANA zone in which the site prints times without an offset; without it UTC is assumed, and
    ``zone_from`` says so. ``language`` is a hint for dates in words; where it is ``is_one_of_many``, those are read in
    that language and in English only, for to try all others takes up to half a second.
    """
    text = " ".join((printed or "").split())
    if not text or len(text) > MAX_LENGTH:
        return None
    # A line may go on after the date: with the source, the place, the number of comments.
    first = text.partition(" | ")[0]
    found = _read(text, language) or (_read(first, language) if first != text else None)
    if found is None and not is_one_of_many:
        found = _read_in_any_language(text, language)
        found = found or (_read_in_any_language(first, language) if first != text else None)
    if found is None:
        return None
    moment, precision = found
    zone_from: ZoneFrom = "page"
    if timezone_name and (at_site := moment.replace(tzinfo=ZoneInfo(timezone_name))).tzname() in _WORD.findall(text):
        moment = at_site  # CST is printed in China as well as in Chicago
    if moment.tzinfo is None:
        zone_from = "site" if timezone_name else "assumed_utc"
        moment = moment.replace(tzinfo=ZoneInfo(timezone_name) if timezone_name else UTC)
    if not EARLIEST_YEAR <= moment.year < 9999:  # noqa: PLR2004 - the last year that a zone cannot push beyond the calendar
        return None
    return Moment(_rfc_3339(moment), precision, zone_from)


def _rfc_3339(moment: datetime) -> str:
    # Zones before about 1900 have offsets with seconds, which RFC 3339 cannot write.
    offset = moment.utcoffset()
    if offset is not None and offset.total_seconds() % 60:
        moment = moment.astimezone(UTC)
    return moment.replace(microsecond=0).isoformat()


Reading = tuple[datetime, Precision]


def _read(text: str, language: str | None) -> Reading | None:
    return _read_iso(text) or _read_number(text) or _read_rfc_2822(text) or _read_words(text, language)


def _read_number(text: str) -> Reading | None:
    if not _UNIX.match(text):
        return None
    seconds = float(text)
    return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC), "second"  # noqa: PLR2004 - milliseconds


def _read_iso(text: str) -> Reading | None:
    if parts := _COMPACT_ISO.match(text):
        year, month, day, hour, minute, second = (int(part or 0) for part in parts.groups()[:6])
        try:
            if (hour, minute, second) == (24, 0, 0):  # ISO 8601 for the end of a day
                moment = datetime(year, month, day, tzinfo=_zone(parts[7])) + timedelta(days=1)
            else:
                moment = datetime(
                    year, month, day, hour, minute, 59 if second == _LEAP else second, tzinfo=_zone(parts[7])
                )
        except ValueError:
            return None
        return moment, "second" if parts[6] else "minute"
    try:
        return datetime.fromisoformat(text), _precision(text)
    except ValueError:
        return None


def _precision(text: str) -> Precision:
    times = _NUMBERED_DAY.sub(" ", text, count=1)
    return "second" if _SECONDS.search(times) else "minute" if _TIME.search(times) else "day"


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    return UTC if text == "Z" else datetime.strptime(text.replace(":", ""), "%z").tzinfo  # type: ignore[return-value]


def _read_rfc_2822(text: str) -> Reading | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    # Without a zone it may be one that this reader does not know, and no time at all is read as midnight.
    return (moment, _precision(text)) if moment.tzinfo else None


def _read_words(text: str, language: str | None) -> Reading | None:
    """Dates in words. Only whole ones: 'yesterday' or 'May' would be completed from today, which nobody printed."""
    found = read_worded(text, _hint(language))
    return (found, _precision(text)) if found else None


def _hint(language: str | None) -> str:
    return (language or "").replace("_", "-").split("-")[0].lower()


def _read_in_any_language(text: str, language: str | None) -> Reading | None:
    settings = {"STRICT_PARSING": True, "PARSERS": ["absolute-time"]}
    for languages in ([hint], None) if (hint := _hint(language)) else (None,):
        try:
            moment = dateparser.parse(text, languages=languages, settings=settings)
        except ValueError:  # the language is none of dateparser's
            continue
        if moment:
            return moment, _precision(text)
    return None
