"""The dates that feeds and sitemaps use: RFC 2822 and ISO 8601, and what is often written in their place."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

MAX_LENGTH = 100
_YEARS = range(1600, 9999)  # from the first newspapers to the last year that a zone cannot push beyond the calendar
_OFFSET = re.compile(r"(?<=\d)\s*(?:GMT|UTC?|Z)?\s*([+-])(\d{1,2}):?(\d\d)$", re.IGNORECASE)
_NAME = re.compile(r"(?<=\d)\s+([A-Z]{2,4})$")
# Hours; those of America are known to RFC 2822, and names of several zones are left out.
_NAMES = {"UTC": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3,
          "SAST": 2, "WIB": 7, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12}  # fmt: skip


def read_moment(text: str | None) -> datetime | None:
    """Read a source's date. Without a zone it is taken as UTC; what cannot be read is None, never a guess."""
    text = " ".join((text or "").split()) if len(text or "") <= MAX_LENGTH else ""
    try:
        if (offset := _OFFSET.search(text)) and ":" in text[: offset.start()]:
            sign, hours, minutes = offset.groups()
            ahead = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
        elif (offset := _NAME.search(text)) and offset[1] in _NAMES:
            ahead = timedelta(hours=_NAMES[offset[1]])
        else:
            return _bounded(_read(text)) if text else None
        moment = _read(text[: offset.start()])
        return _bounded(moment.replace(tzinfo=timezone(ahead)))
    except (ValueError, OverflowError):
        return None


def _read(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return parsedate_to_datetime(text if ":" in text else f"{text} 00:00")


def _bounded(moment: datetime) -> datetime | None:
    if moment.year not in _YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
