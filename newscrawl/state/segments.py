"""The segments of one site: those that grow or wait in the spool, and the manifest of those that are finished."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from attrs import frozen
from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, insert, or_, select, update

from newscrawl.state.database import Database
from newscrawl.state.schema import NOT_ASKED, articles, backfilled, is_alias, is_spooled, segments, sources, urls


@frozen(kw_only=True)
class Sealed:
    """A finished segment, as the manifest tells of it.

    ``name`` is its path below the store, ``sha256`` and ``bytes`` are of the file as it is stored, times are RFC 3339
    in UTC; ``replaces`` names the segments that compaction has put into it.
    """

    name: str
    site: str
    rows: int
    bytes: int
    sha256: str
    first_fetched_at: str | None
    last_fetched_at: str | None
    sealed_at: str
    replaces: tuple[str, ...] = ()


@frozen
class Segments:
    """What the state knows of a site's segments. Each method is one transaction."""

    database: Database
    site: int
    site_name: str

    def number(self, connection: Connection, name: str) -> int:
        """The number of a segment in all rows; given at its first use."""
        wanted = select(segments.c.number).where(segments.c.name == name)
        if (number := connection.scalar(wanted)) is None:
            connection.execute(insert(segments).values(name=name, site=self.site))
            number = connection.execute(wanted).scalar_one()
        return int(number)

    def spooled(self) -> dict[str, set[str]]:
        """The segments that are not finished and delivered yet, and the ids of the articles in each."""
        query = (
            select(segments.c.name, urls.c.article)
            .select_from(segments)
            .join(urls, and_(urls.c.segment == segments.c.number, is_spooled), isouter=True)
            .where(segments.c.site == self.site, segments.c.sealed_at.is_(None))
        )
        found: dict[str, set[str]] = {}
        with self.database.begin() as connection:
            for name, article in connection.execute(query):
                found.setdefault(name, set()).update([article.hex()] if article else [])
        return found

    def seal(self, spooled: str, sealed: Sealed) -> int:
        """The segment that was spooled under a name is finished, where it belongs, under its final one.

        Returns how many articles became stored by that.
        """
        with self.database.begin() as connection:
            finished = connection.scalar(select(segments.c.number).where(segments.c.name == sealed.name))
            number = self.number(connection, spooled) if finished is None else finished
            mine = and_(urls.c.segment == number, is_spooled)
            count = connection.scalar(select(func.count(urls.c.article.distinct())).where(mine)) or 0
            connection.execute(update(urls).where(mine).values(**_STORED))
            connection.execute(update(segments).where(segments.c.number == number).values(**_row(sealed)))
        return count

    def sealed(self) -> dict[str, Sealed]:
        """The site's part of the manifest, by name, without those that compaction has merged into another."""
        query = select(segments).where(
            segments.c.site == self.site, segments.c.sealed_at.is_not(None), segments.c.merged_into.is_(None)
        )
        with self.database.begin() as connection:
            rows = connection.execute(query).mappings().all()
        return {row["name"]: Sealed(site=self.site_name, **{name: row[name] for name in _COLUMNS}) for row in rows}

    def knows(self, name: str) -> bool:
        """Whether this segment was ever finished, those included that compaction has merged into another."""
        with self.database.begin() as connection:
            wanted = select(segments.c.number).where(segments.c.name == name, segments.c.sealed_at.is_not(None))
            return connection.scalar(wanted) is not None

    def merge(self, merged: Sealed) -> None:
        """From now on the lines of the segments that it replaces are in this one."""
        with self.database.begin() as connection:
            number = self.number(connection, merged.name)
            connection.execute(update(segments).where(segments.c.number == number).values(**_row(merged)))
            olds = select(segments.c.number).where(segments.c.name.in_(merged.replaces))
            into = or_(segments.c.number.in_(olds), segments.c.merged_into.in_(olds))
            connection.execute(update(segments).where(into).values(merged_into=number))

    def lose(self, names: Collection[str]) -> int:
        """Finished segments have vanished: what was in them is fetched again as if never met. Returns how many."""
        if not names:
            return 0
        with self.database.begin() as connection:
            gone = set(connection.scalars(select(segments.c.number).where(segments.c.name.in_(names))))
            gone |= set(connection.scalars(select(segments.c.number).where(segments.c.merged_into.in_(gone))))
            count = connection.execute(delete(articles).where(articles.c.segment.in_(gone))).rowcount
            self._let_go(connection, urls.c.segment.in_(gone))
            connection.execute(delete(urls).where(urls.c.site == self.site, urls.c.article.is_not(None), ~_KEPT))
            connection.execute(delete(segments).where(segments.c.number.in_(gone)))
            self._read_sources_again(connection)
        return count

    def forget(self, lost: Mapping[str, Iterable[str]]) -> None:
        """The lines of these articles, by id, are missing from these spooled segments: they are fetched again."""
        with self.database.begin() as connection:
            for name, ids in lost.items():
                number = self.number(connection, name)
                here = and_(urls.c.segment == number, is_spooled)
                inside = articles.c.segment == number
                for article in map(bytes.fromhex, ids):
                    connection.execute(delete(articles).where(articles.c.id == article, inside))
                    self._read_sources_again(connection)
                self._let_go(connection, here)
                left = or_(exists().where(here), exists().where(inside))
                connection.execute(delete(segments).where(segments.c.number == number, ~left))

    def _read_sources_again(self, connection: Connection) -> None:
        """The address of what is lost may be known to a source only: it must not answer that nothing has changed."""
        for table in (sources, backfilled):
            connection.execute(delete(table).where(table.c.site == self.site))

    def _let_go(self, connection: Connection, here: ColumnElement[bool]) -> None:
        """Addresses whose article is not in these segments any more lead to its version before, or wait, or go."""
        newest = select(articles.c.segment).where(articles.c.id == urls.c.article).order_by(articles.c.version.desc())
        held = exists().where(articles.c.id == urls.c.article, articles.c.segment == urls.c.segment)
        back = update(urls).where(here, urls.c.article.is_not(None), _KEPT, ~held)
        connection.execute(back.values(state="spooled", segment=newest.limit(1).scalar_subquery()))
        finished = select(segments.c.number).where(segments.c.site == self.site, segments.c.sealed_at.is_not(None))
        connection.execute(update(urls).where(is_spooled, urls.c.segment.in_(finished)).values(**_STORED))
        again = update(urls).where(here, urls.c.article.is_not(None), ~_KEPT, urls.c.url.is_not(None))
        connection.execute(again.values(state="pending", article=None, segment=None))
        connection.execute(delete(urls).where(here, urls.c.article.is_not(None), ~_KEPT))
        connection.execute(delete(urls).where(urls.c.site == self.site, is_alias, ~_KEPT))


_KEPT = exists().where(articles.c.id == urls.c.article)
_STORED: dict[str, Any] = {"state": "stored"} | NOT_ASKED
_COLUMNS = ("name", "rows", "bytes", "sha256", "first_fetched_at", "last_fetched_at", "sealed_at")


def _row(sealed: Sealed) -> dict[str, Any]:
    return {name: getattr(sealed, name) for name in _COLUMNS}
