"""Archives: which time a sitemap is about, by its address, and addresses that are made from a date."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial

from attrs import frozen

_NAMED = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:[-_/.]?(?P<month>0[1-9]|1[0-2]|(?<=[-_/.])[1-9](?!\d))"
    r"(?:[-_/.]?(?P<day>0[1-9]|[12]\d|3[01]|(?<=[-_/.])[1-9](?!\d)))?)?(?!\d)"
)
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_FORMATS = {"yyyymmdd": "%Y%m%d", "yyyy-mm-dd": "%Y-%m-%d", "yyyy": "%Y", "mm": "%m", "dd": "%d"}


@frozen
class Period:
    """A time from ``start`` to before ``end``, both in UTC."""

    start: datetime
    end: datetime

    @classmethod
    def of(cls, year: int, month: int | None = None, day: int | None = None) -> Period:
        """A year, a month or a day.

        Raises:
            ValueError: there is no such day.
        """
        first = datetime(year, month or 1, day or 1, tzinfo=UTC)
        days = 1 if day else calendar.monthrange(year, month)[1] if month else 366 if calendar.isleap(year) else 365
        return cls(first, first + timedelta(days=days))

    def meets(self, since: datetime | None, until: datetime | None) -> bool:
        """Whether something of that time may lie in a window. The site's clock may be a day off ours."""
        day = timedelta(days=1)
        return (since is None or self.end + day > since) and (until is None or self.start - day < until)


def period_of(url: str) -> Period | None:
    """The time that an address names: the day, the month or the year of ``sitemap-2024-05-12.xml``, ``/2024/05/``."""
    for named in _NAMED.finditer(url.partition("://")[2].partition("/")[2]):
        try:
            return Period.of(*(int(part) if part else None for part in named.groups()))  # type: ignore[arg-type] # the year is always there
        except ValueError:  # the 31st of some other month
            continue
    return None


def is_template(address: str) -> bool:
    """Whether an address has places for a date."""
    return "{" in address


def check_template(address: str) -> None:
    """Make sure that dates can be filled in.

    Raises:
        ValueError: a place has no known name, or a date needs more.
    """
    names = _PLACEHOLDER.findall(address)
    unknown = sorted(set(names) - _FORMATS.keys())
    rest = _PLACEHOLDER.sub("", address)
    if unknown or "{" in rest or "}" in rest:
        wrong = f"{{{unknown[0]}}} means nothing" if unknown else "a brace stands alone"
        raise ValueError(f"{address}: {wrong}: there are {', '.join(f'{{{name}}}' for name in _FORMATS)}")
    has_day = any("dd" in name for name in names)
    if not any("yyyy" in name for name in names) or ("dd" in names and "mm" not in names):
        raise ValueError(f"{address}: {'a day needs its month and' if has_day else 'a date needs'} its year")


def filled_in(template: str, first: date, last: date) -> Iterator[tuple[str, Period]]:
    """The addresses of all days from ``first`` to ``last`` (or months, or years), the newest first."""
    names = _PLACEHOLDER.findall(template)
    by_day, by_month = any("dd" in name for name in names), any("mm" in name for name in names)
    day = last
    while day >= first:
        period = Period.of(day.year, day.month if by_day or by_month else None, day.day if by_day else None)
        yield _PLACEHOLDER.sub(partial(_written, day), template), period
        if period.start.date() <= first:
            return
        day = period.start.date() - timedelta(days=1)


def _written(day: date, found: re.Match[str]) -> str:
    return day.strftime(_FORMATS[found[1]])
