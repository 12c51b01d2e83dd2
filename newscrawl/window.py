"""Which articles a run wants: by publication date, by number, and whether known ones are looked at again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from attrs import frozen

from newscrawl.errors import UsageError

EARLIEST = date(1990, 1, 1)  # the first news on the web
_DAY = timedelta(days=1)
_MOMENT = timedelta(microseconds=1)


@frozen(kw_only=True)
class Window:
    """``since`` is inclusive, ``until`` exclusive; ``limit`` counts articles stored."""

    since: datetime | None = None
    until: datetime | None = None
    limit: int | None = None
    refetch: bool = False

    @classmethod
    def parse(
        cls,
        *,
        since: str | None = None,
        until: str | None = None,
        limit: str | int | None = None,
        refetch: str | bool | None = None,
    ) -> Window:
        """Read the arguments as a user types them; a bare day is midnight UTC.

        Raises:
            UsageError: one of them cannot be read.
        """
        window = cls(
            since=parse_moment("since", since),
            until=parse_moment("until", until),
            limit=_number(limit),
            refetch=_truth(refetch),
        )
        if window.since and window.until and window.since >= window.until:
            raise UsageError(f"since {since} is not before until {until}")
        return window

    @property
    def is_bounded(self) -> bool:
        """Whether it asks for a certain time, and so perhaps for more than the sources of today name."""
        return self.since is not None or self.until is not None

    def admits(self, published: datetime | None) -> bool:
        """Whether something of this date is wanted. Without a date it may be: it is fetched and judged afterwards."""
        if published is None:
            return True
        return (self.since is None or published >= self.since) and (self.until is None or published < self.until)

    def may_hold(self, modified: datetime | None) -> bool:
        """Whether a sitemap that last changed then may name something that is wanted."""
        # Many name the day only, which is read as its beginning.
        return modified is None or self.since is None or self.since - modified < timedelta(days=1)

    def days(self, now: datetime) -> tuple[date, date]:
        """The first and the last day that may hold what is wanted, as the site counts them; its clock may be a day off.

        Without bounds it is the last two days.
        """
        last = min(self.until + _DAY - _MOMENT, now) if self.until else now
        if self.since:
            return (self.since - _DAY).date(), last.date()
        return EARLIEST if self.until else last.date() - 2 * _DAY, last.date()


def parse_moment(name: str, text: str | None) -> datetime | None:
    """Read a date or a date with a time; without a zone it is UTC.

    Raises:
        UsageError: it is neither.
    """
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"{name} must be a date such as 2026-11-22 or 2026-11-22T06:00:00+01:00, not {text!r}"
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _number(text: str | int | None) -> int | None:
    if text is None:
        return None
    if str(text).isdecimal() and int(text) > 0:
        return int(text)
    raise UsageError(f"limit must be a whole number from 1 upwards, not {text!r}")


def _truth(text: str | bool | None) -> bool:  # noqa: FBT001 - it may come as text or as a flag
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "none": False}
    if (word := str(text).lower()) in words:
        return words[word]
    raise UsageError(f"refetch must be true or false, not {text!r}")
