"""The tables. Addresses have 16 bytes of a hash as keys, sites, segments and sources small numbers: rows stay small.

The address itself is kept only while it may be asked for again: a stored article's stands in its line, and a refused
one is named by the source that brings it back. One that was refused for its publisher's rights is kept: another purpose
may ask for it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    and_,
    func,
    literal_column,
)
from sqlalchemy.types import TypeDecorator

SCHEMA_VERSION = 4
WORDS_PREFIX = 8  # bytes of a content hash in its index: enough to find the few rows to compare

metadata = MetaData()


def utc_text(moment: datetime) -> str:
    """RFC 3339 in UTC to the second: texts of this form sort as their moments do."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


class Moment(TypeDecorator[str]):
    """RFC 3339 text in UTC, kept as the seconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> int | None:  # noqa: ANN401, ARG002 - SQLAlchemy's
        """Text -> seconds."""
        return None if value is None else int(datetime.fromisoformat(value).timestamp())

    def process_result_value(self, value: Any, dialect: Any) -> str | None:  # noqa: ANN401, ARG002 - SQLAlchemy's
        """Seconds -> text."""
        return None if value is None else utc_text(datetime.fromtimestamp(value, UTC))


properties = Table(
    "properties",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
    sqlite_with_rowid=False,
)

sites = Table(
    "sites",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("name", String, nullable=False, unique=True),
)

segments = Table(
    "segments",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("site", Integer, nullable=False),
    Column("rows", Integer),
    Column("bytes", BigInteger),
    Column("sha256", String),
    Column("first_fetched_at", String),
    Column("last_fetched_at", String),
    Column("sealed_at", String),  # null while it grows, or waits in the spool
    Column("merged_into", Integer),  # the number of the segment that compaction has put its lines into
    Index("segments_of_site", "site"),
)

found_in = Table(
    "found_in",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("url", String, nullable=False),
    Column("kind", String, nullable=False),
    UniqueConstraint("url", "kind"),
)

urls = Table(
    "urls",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),
    Column("site", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", String),
    Column("url", String),
    Column("article", LargeBinary(16)),
    Column("segment", Integer),
    Column("attempts", Integer, nullable=False, default=0),
    Column("retry_at", String),
    Column("extraction_version", String),
    Column("published", String),
    Column("found_in", Integer),  # the number of the source that named it
    Column("first_seen_at", Moment, nullable=False),
    Column(
        "decided_at", Moment
    ),  # when it failed, was refused or became an alias; of what is stored, its segment tells
    sqlite_with_rowid=False,
)
NOT_ASKED: dict[str, Any] = {"url": None}  # of an address that is settled
# Indexes are used only where a query has their condition or expression word for word: parameters hide it, literals do
# not. Queries take them from here. They are partial: of the millions that are stored, they hold nothing.
waits = urls.c.state.in_((literal_column("'pending'"), literal_column("'failed'")))
is_spooled = urls.c.state == literal_column("'spooled'")
is_alias = urls.c.state == literal_column("'alias'")
is_reserved = and_(urls.c.state == literal_column("'refused'"), urls.c.url.is_not(None))
waiting_first = Index(
    "urls_waiting", urls.c.site, urls.c.first_seen_at, urls.c.key, sqlite_where=waits, postgresql_where=waits
)
Index("urls_spooled", urls.c.segment, sqlite_where=is_spooled, postgresql_where=is_spooled)
Index("urls_reserved", urls.c.site, sqlite_where=is_reserved, postgresql_where=is_reserved)
Index("urls_aliases", urls.c.site, urls.c.article, sqlite_where=is_alias, postgresql_where=is_alias)

articles = Table(
    "articles",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("site", Integer, nullable=False),
    Column("segment", Integer, nullable=False),
    Column("content_hash", LargeBinary(32), nullable=False),
    Column("title_hash", LargeBinary(8), nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)
first_words = func.substr(articles.c.content_hash, literal_column("1"), literal_column(str(WORDS_PREFIX)))
Index("articles_by_words", first_words)

sources = Table(
    "sources",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),
    Column("site", Integer, nullable=False),
    Column("extraction_version", String, nullable=False),
    Column("etag", String),
    Column("last_modified", String),
    Column("body_hash", LargeBinary(16)),
    Column("read_at", Moment),
    Column("newest_published", Moment),
    Column("interval_seconds", Integer),
    sqlite_with_rowid=False,
)
# The sitemaps that an index names: one that has not changed names them no more.
sitemaps = Table(
    "sitemaps",
    metadata,
    Column("named_by", LargeBinary(16), primary_key=True),
    Column("url", String, primary_key=True),
    Column("modified", Moment),
    sqlite_with_rowid=False,
)
# The sitemaps that were read to their end for a window: a backfill that was stopped goes on behind them.
backfilled = Table(
    "backfilled",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),  # of the site, the address and the window
    Column("site", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# What hosts have told, whatever the site that asks: all runs of a machine share it.
robots = Table(
    "robots",
    metadata,
    Column("origin", String, primary_key=True),  # scheme, host and port: each has a robots.txt of its own
    Column("body", LargeBinary),  # the last copy that could be read; null while there was none
    Column("read_at", Moment),  # when that was
    Column("tried_at", Moment, nullable=False),
    Column("problem", String),  # why the last try brought nothing
    sqlite_with_rowid=False,
)

tdmrep = Table(
    "tdmrep",
    metadata,
    Column("origin", String, primary_key=True),
    Column("body", LargeBinary),  # of /.well-known/tdmrep.json; null where there is none
    Column("read_at", Moment, nullable=False),  # when that was known last
    sqlite_with_rowid=False,
)

hosts = Table(
    "hosts",
    metadata,
    Column("host", String, primary_key=True),  # with its port, where that is not the scheme's own
    Column("paused_until", Moment),  # as it has asked for, or because it could not keep up
    Column("pause_reason", String),
    Column("quarantined_until", Moment),  # because it has refused too much
    Column("quarantine_seconds", Integer),
    sqlite_with_rowid=False,
)
