"""The tables. Times are RFC 3339 text in UTC, so that they sort and read alike everywhere.

Addresses are keyed by 16 bytes of a hash. The address itself is kept only while it may be needed again: a stored
article's stands in its line.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, String, Table

SCHEMA_VERSION = 1

metadata = MetaData()

properties = Table(
    "properties",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
    sqlite_with_rowid=False,
)

urls = Table(
    "urls",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),
    Column("site", String, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", String),
    Column("url", String),
    Column("article", LargeBinary(16)),
    Column("segment", String),
    Column("attempts", Integer, nullable=False, default=0),
    Column("retry_at", String),
    Column("extraction_version", String),
    Column("published", String),
    Column("kind", String),
    Column("source_url", String),
    Column("first_seen_at", String, nullable=False),
    Index("urls_waiting", "site", "state"),
    sqlite_with_rowid=False,
)

articles = Table(
    "articles",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),
    Column("site", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("content_hash", LargeBinary(32), nullable=False),
    Column("title_hash", LargeBinary(16), nullable=False),
    Column("first_seen_at", String, nullable=False),
    Index("articles_by_words", "site", "content_hash"),
    sqlite_with_rowid=False,
)

segments = Table(
    "segments",
    metadata,
    Column("name", String, primary_key=True),
    Column("site", String, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("sha256", String, nullable=False),
    Column("first_fetched_at", String),
    Column("last_fetched_at", String),
    Column("sealed_at", String, nullable=False),
    sqlite_with_rowid=False,
)
