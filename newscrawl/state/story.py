"""The story of one address: all that the state knows of how it was found and what became of it."""

from __future__ import annotations

from typing import Any

from attrs import frozen
from sqlalchemy import Connection, RowMapping, select

from newscrawl.identity import url_key
from newscrawl.state.database import Database
from newscrawl.state.schema import articles, found_in, segments, sites, urls


@frozen(kw_only=True, slots=False)
class Story:
    """What is known of an address of a site; None in what does not apply. Times are RFC 3339 in UTC.

    ``state`` is one of those in newscrawl/state/addresses.py. ``decided_at`` is when that was decided, ``retry_at``
    when a failed one is due. ``article`` is the id of the article that it leads to, and ``segment`` the file in which
    the line of that one's newest ``version`` is, finished at ``sealed_at``. ``published`` is the date by which a run
    with a window judges it.
    """

    site: str
    state: str
    found_in: str | None = None
    found_in_kind: str | None = None
    first_seen_at: str
    decided_at: str | None = None
    reason: str | None = None
    attempts: int | None = None
    retry_at: str | None = None
    published: str | None = None
    article: str | None = None
    version: int | None = None
    segment: str | None = None
    sealed_at: str | None = None


_TOLD = {
    "pending": ("published",),
    "failed": ("decided_at", "reason", "attempts", "retry_at"),
    "refused": ("decided_at", "reason"),
    "alias": ("decided_at",),
}


def stories(database: Database, url: str) -> list[Story]:
    """The story of an address in each site that knows it.

    Raises:
        ValueError: this is no http(s) address.
        StateError: the state cannot be asked.
    """
    with database.begin() as connection:
        names = connection.scalars(select(sites.c.name).order_by(sites.c.name)).all()
        rows = ((name, _row(connection, url_key(name, url))) for name in names)
        return [_story(connection, name, row) for name, row in rows if row is not None]


def _row(connection: Connection, key: bytes) -> RowMapping | None:
    sourced = urls.join(found_in, urls.c.found_in == found_in.c.number, isouter=True)
    query = select(urls, found_in.c.url.label("source"), found_in.c.kind).select_from(sourced).where(urls.c.key == key)
    return connection.execute(query).mappings().first()


def _story(connection: Connection, site: str, row: RowMapping) -> Story:
    # What is of an earlier state stays in the row, and means nothing any more.
    told = {name: row[name] for name in _TOLD.get(row["state"], ())}
    if row["article"]:
        told |= _article(connection, row["article"])
    return Story(
        site=site,
        state=row["state"],
        found_in=row["source"],
        found_in_kind=row["kind"],
        first_seen_at=row["first_seen_at"],
        **told,
    )


def _article(connection: Connection, article: bytes) -> dict[str, Any]:
    newest = select(articles).where(articles.c.id == article).order_by(articles.c.version.desc()).limit(1)
    row = connection.execute(newest).mappings().first()
    if row is None:
        return {"article": article.hex()}
    segment = _segment(connection, row["segment"])
    if segment["merged_into"]:
        segment = _segment(connection, segment["merged_into"])
    return {
        "article": article.hex(),
        "version": row["version"],
        "segment": segment["name"],
        "sealed_at": segment["sealed_at"],
    }


def _segment(connection: Connection, number: int) -> RowMapping:
    return connection.execute(select(segments).where(segments.c.number == number)).mappings().one()
