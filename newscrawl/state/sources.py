"""What the sources' last answers were, so that they are asked for news only, and how far a backfill has come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from attrs import frozen
from sqlalchemy import delete, select

from newscrawl.records import Candidate
from newscrawl.state.database import Database
from newscrawl.state.schema import backfilled, sitemaps, sources, utc_text

_BATCH = 500


@frozen(kw_only=True)
class Visit:
    """A visit to a source: what the server called the document, what it was, and what that says about the next one.

    ``etag`` and ``last_modified`` are headers as they came, ``body_hash`` is of the document as it was sent.
    """

    etag: str | None = None
    last_modified: str | None = None
    body_hash: bytes | None = None
    newest_published: datetime | None = None
    interval_seconds: int | None = None


@frozen
class Sources:
    """A site's sources, by the key of their address."""

    database: Database
    site: int

    def last_visit(self, key: bytes, extraction_version: str) -> Visit | None:
        """The last one; None where another extraction has read the source: it may judge what is refused anew."""
        columns = [
            sources.c[name] for name in ("etag", "last_modified", "body_hash", "newest_published", "interval_seconds")
        ]
        query = select(*columns).where(sources.c.key == key, sources.c.extraction_version == extraction_version)
        with self.database.begin() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            return None
        newest = row["newest_published"]
        return Visit(**(dict(row) | {"newest_published": datetime.fromisoformat(newest) if newest else None}))

    def remember(self, key: bytes, extraction_version: str, visit: Visit) -> None:
        """Note a visit. To be called once all that the document names is in the state, and not before."""
        newest = visit.newest_published
        row = {
            "key": key,
            "site": self.site,
            "extraction_version": extraction_version,
            "etag": visit.etag,
            "last_modified": visit.last_modified,
            "body_hash": visit.body_hash,
            "read_at": utc_text(datetime.now(UTC)),
            "newest_published": utc_text(newest) if newest else None,
            "interval_seconds": visit.interval_seconds,
        }
        with self.database.begin() as connection:
            self.database.upsert(connection, sources, [row])

    def children(self, key: bytes, source_url: str) -> list[Candidate]:
        """The sitemaps that an index named when it was read."""
        query = select(sitemaps.c.url, sitemaps.c.modified).where(sitemaps.c.named_by == key)
        with self.database.begin() as connection:
            rows = connection.execute(query).all()
        return [
            Candidate(
                url=url,
                kind="sitemap",
                source_url=source_url,
                modified=datetime.fromisoformat(modified) if modified else None,
            )
            for url, modified in rows
        ]

    def note_children(self, key: bytes, children: Iterable[Candidate]) -> None:
        """Note the sitemaps that an index names, and forget those that it named before."""
        rows = [
            {"named_by": key, "url": one.url, "modified": utc_text(one.modified) if one.modified else None}
            for one in children
        ]
        with self.database.begin() as connection:
            connection.execute(delete(sitemaps).where(sitemaps.c.named_by == key))
            for start in range(0, len(rows), _BATCH):
                self.database.upsert(connection, sitemaps, rows[start : start + _BATCH])

    def is_backfilled(self, key: bytes) -> bool:
        """Whether a sitemap was read to its end for a window; ``key`` is of both."""
        with self.database.begin() as connection:
            return connection.scalar(select(backfilled.c.key).where(backfilled.c.key == key)) is not None

    def note_backfilled(self, key: bytes) -> None:
        """Note that one was. To be called once all that it names is in the state, and not before."""
        with self.database.begin() as connection:
            self.database.upsert(connection, backfilled, [{"key": key, "site": self.site}])
