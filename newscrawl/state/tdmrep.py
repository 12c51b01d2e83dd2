"""What each origin's tdmrep.json said last, so that all runs of a machine ask for it once a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from attrs import frozen
from sqlalchemy import select

from newscrawl.state.database import Database
from newscrawl.state.schema import tdmrep, utc_text

KEPT_HOURS = 24


@frozen
class Tdmrep:
    """The tdmrep.json of all origins, such as ``https://www.example.org``."""

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
