"""Which hosts are left alone, and until when: all runs of a machine keep to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import ceil

from attrs import frozen
from sqlalchemy import select

from newscrawl.state.database import Database
from newscrawl.state.schema import hosts, utc_text

LONGEST_PAUSE = timedelta(hours=24)
FIRST_QUARANTINE = timedelta(hours=1)
LONGEST_QUARANTINE = timedelta(hours=24)
REFUSED = "it has refused too much"


@frozen
class Closed:
    """A host that is not to be asked: until when, and why."""

    until: datetime
    reason: str


@frozen
class Hosts:
    """The pauses and quarantines of all hosts, such as ``www.example.org`` or ``127.0.0.1:8080``."""

    database: Database

    def closed(self, host: str) -> Closed | None:
        """Until when a host is left alone; None where it may be asked now.

        What lies further ahead than it could is over: a clock was wrong when it was noted.
        """
        now = datetime.now(UTC)
        query = select(hosts.c.paused_until, hosts.c.quarantined_until, hosts.c.pause_reason)
        with self.database.begin() as connection:
            row = connection.execute(query.where(hosts.c.host == host)).first()
        if row is None:
            return None
        paused = _counts(row.paused_until, LONGEST_PAUSE, now)
        quarantined = _counts(row.quarantined_until, LONGEST_QUARANTINE, now)
        if quarantined and (not paused or paused < quarantined):
            return Closed(quarantined, REFUSED)
        return Closed(paused, row.pause_reason) if paused else None

    def pause(self, host: str, seconds: float, reason: str) -> None:
        """Leave a host alone for so many seconds, LONGEST_PAUSE at most. The last word counts."""
        span = min(timedelta(seconds=ceil(seconds) + 1), LONGEST_PAUSE)  # a Moment is of whole seconds
        row = {"host": host, "paused_until": utc_text(datetime.now(UTC) + span), "pause_reason": reason}
        with self.database.begin() as connection:
            self.database.upsert(connection, hosts, [row])

    def quarantine(self, host: str) -> timedelta:
        """Leave a host alone for FIRST_QUARANTINE, or twice as long as the last time where that is not long ago."""
        now = datetime.now(UTC)
        last = select(hosts.c.quarantined_until, hosts.c.quarantine_seconds).where(hosts.c.host == host)
        span = FIRST_QUARANTINE
        with self.database.begin() as connection:
            row = connection.execute(last).first()
            if row and row.quarantined_until:
                ago = now - datetime.fromisoformat(row.quarantined_until)
                if abs(ago) < LONGEST_QUARANTINE:
                    span = min(2 * timedelta(seconds=row.quarantine_seconds), LONGEST_QUARANTINE)
            note = {
                "host": host,
                "quarantined_until": utc_text(now + span),
                "quarantine_seconds": int(span.total_seconds()),
            }
            self.database.upsert(connection, hosts, [note])
        return span


def _counts(text: str | None, longest: timedelta, now: datetime) -> datetime | None:
    """The moment, if it lies ahead and no further than it could."""
    moment = datetime.fromisoformat(text) if text else None
    return moment if moment and now < moment <= now + longest else None
