"""What origins say about the use of all their pages: their tdmrep.json for a day, and what robots.txt adds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from attrs import frozen
from sqlalchemy import select

from newscrawl.state.database import Database
from newscrawl.state.schema import robots, tdmrep, utc_text

KEPT_HOURS = 24


@frozen
class Tdmrep:
    """The copies that all runs of a machine share, by origin: scheme, host and port."""

    database: Database

    def read(self, origin: str) -> tuple[bool, bytes | None]:
        """Whether it is known what stands in an origin's tdmrep.json, and that; None where there is none."""
        now = datetime.now(UTC)
        since, until = utc_text(now - timedelta(hours=KEPT_HOURS)), utc_text(now)
        fresh = tdmrep.c.read_at.between(since, until)  # what a wrong clock has dated after now is asked for again
        query = select(tdmrep.c.body).where(tdmrep.c.origin == origin, fresh)
        with self.database.begin() as connection:
            row = connection.execute(query).first()
        return row is not None, row.body if row else None

    def remember(self, origin: str, body: bytes | None) -> None:
        """Note what stands there now; None says that there is no such file."""
        row = {"origin": origin, "body": body, "read_at": utc_text(datetime.now(UTC))}
        with self.database.begin() as connection:
            self.database.upsert(connection, tdmrep, [row])

    def robots_txt(self, origin: str) -> bytes:
        """The origin's robots.txt as it was read last; empty where it could not be read."""
        with self.database.begin() as connection:
            return connection.scalar(select(robots.c.body).where(robots.c.origin == origin)) or b""
