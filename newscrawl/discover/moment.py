"""The dates that feeds and sitemaps use: RFC 2822 and ISO 8601."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def read_moment(text: str | None) -> datetime | None:
    """Read a source's date. Without a zone it is taken as UTC; what cannot be read is None, never a guess."""
    if not text:
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text.strip())
        except (ValueError, OverflowError):
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
