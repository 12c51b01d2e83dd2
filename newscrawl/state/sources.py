"""What the sources' last answers were, so that they are asked for news only."""

from __future__ import annotations

from attrs import frozen
from sqlalchemy import select

from newscrawl.state.database import Database
from newscrawl.state.schema import sources


@frozen
class Validators:
    """What a server calls the state of a document: its ETag and Last-Modified headers, as they came."""

    etag: str | None = None
    last_modified: str | None = None


@frozen
class Sources:
    """The validators of a site's sources, by the key of their address."""

    database: Database
    site: int

    def validators(self, key: bytes, extraction_version: str) -> Validators:
        """The last ones; none where another extraction has read the source: it may judge what is refused anew."""
        query = select(sources.c.etag, sources.c.last_modified).where(
            sources.c.key == key, sources.c.extraction_version == extraction_version
        )
        with self.database.begin() as connection:
            row = connection.execute(query).first()
        return Validators(*row) if row else Validators()

    def remember(self, key: bytes, extraction_version: str, validators: Validators) -> None:
        """Note the validators of a document. To be called once all that it names is in the state, and not before."""
        row = {
            "key": key,
            "site": self.site,
            "extraction_version": extraction_version,
            "etag": validators.etag,
            "last_modified": validators.last_modified,
        }
        with self.database.begin() as connection:
            self.database.upsert(connection, sources, [row])
