"""What each origin's robots.txt said last, so that all runs of a machine ask for it once a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from attrs import frozen
from sqlalchemy import select

from newscrawl.state.database import Database
from newscrawl.state.schema import robots, utc_text

FRESH = timedelta(hours=24)  # how long a copy is used without asking again
KEPT = timedelta(days=30)  # how long it is used while robots.txt cannot be read
PATIENCE = timedelta(minutes=10)  # between two tries while it cannot be read


@frozen
class RobotsTxt:
    """One origin's robots.txt as far as it is known.

    ``body`` is the last copy, empty where the origin had none, and ``read_at`` its age. ``problem`` says why the last
    try, at ``tried_at``, brought no newer one. All are None where there was no such thing yet.
    """

    body: bytes | None = None
    read_at: datetime | None = None
    tried_at: datetime | None = None
    problem: str | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether it is to be asked for: the copy is a day old, and the last try did not fail a moment ago."""
        failed_just_now = self.problem is not None and _lies_within(PATIENCE, self.tried_at, now)
        return not _lies_within(FRESH, self.read_at, now) and not failed_just_now

    def rules(self, now: datetime) -> bytes | None:
        """The copy that counts; None where there is none, so that nothing may be fetched."""
        return self.body if _lies_within(KEPT, self.read_at, now) else None


@frozen
class Robots:
    """The robots.txt of all origins, such as ``https://www.example.org`` or ``http://127.0.0.1:8080``."""

    database: Database

    def read(self, origin: str) -> RobotsTxt:
        """What is known of an origin."""
        query = select(robots.c.body, robots.c.read_at, robots.c.tried_at, robots.c.problem)
        with self.database.begin() as connection:
            row = connection.execute(query.where(robots.c.origin == origin)).first()
        if row is None:
            return RobotsTxt()
        return RobotsTxt(row.body, _moment(row.read_at), _moment(row.tried_at), row.problem)

    def remember(self, origin: str, body: bytes) -> None:
        """Note what was read just now; nothing, where the origin has no robots.txt."""
        now = utc_text(datetime.now(UTC))
        self._note({"origin": origin, "body": body, "read_at": now, "tried_at": now, "problem": None})

    def fail(self, origin: str, problem: str) -> None:
        """Note why it could not be read just now. The copy stays, also one that another run has read meanwhile."""
        self._note({"origin": origin, "tried_at": utc_text(datetime.now(UTC)), "problem": problem})

    def _note(self, row: dict[str, str | bytes | None]) -> None:
        with self.database.begin() as connection:
            self.database.upsert(connection, robots, [row])


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _lies_within(span: timedelta, moment: datetime | None, now: datetime) -> bool:
    """Whether a moment is less than a span ago. One that lies ahead is not: a clock was wrong when it was noted."""
    return moment is not None and timedelta(0) <= now - moment < span
