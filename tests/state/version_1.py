"""A state as the first schema kept it: with names and texts in every row, and one version of an article."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from newscrawl.identity import content_hash
from newscrawl.records import Article
from tests.state.samples import FETCHED, SITE, address, key, story

TABLES = """
CREATE TABLE properties (
    name VARCHAR NOT NULL, value VARCHAR NOT NULL, PRIMARY KEY (name)
) WITHOUT ROWID;
CREATE TABLE urls (
    "key" BLOB NOT NULL, site VARCHAR NOT NULL, state VARCHAR NOT NULL, reason VARCHAR, url VARCHAR, article BLOB,
    segment VARCHAR, attempts INTEGER NOT NULL, retry_at VARCHAR, extraction_version VARCHAR, published VARCHAR,
    kind VARCHAR, source_url VARCHAR, first_seen_at VARCHAR NOT NULL, PRIMARY KEY ("key")
) WITHOUT ROWID;
CREATE INDEX urls_waiting ON urls (site, state);
CREATE TABLE articles (
    id BLOB NOT NULL, site VARCHAR NOT NULL, version INTEGER NOT NULL, content_hash BLOB NOT NULL,
    title_hash BLOB NOT NULL, first_seen_at VARCHAR NOT NULL, PRIMARY KEY (id)
) WITHOUT ROWID;
CREATE INDEX articles_by_words ON articles (site, content_hash);
CREATE TABLE segments (
    name VARCHAR NOT NULL, site VARCHAR NOT NULL, rows INTEGER NOT NULL, bytes INTEGER NOT NULL,
    sha256 VARCHAR NOT NULL, first_fetched_at VARCHAR, last_fetched_at VARCHAR, sealed_at VARCHAR NOT NULL,
    PRIMARY KEY (name)
) WITHOUT ROWID;
INSERT INTO properties VALUES ('schema_version', '1');
"""
OTHER = "lighthouse"
RETRY = "2026-11-20T09:00:00+00:00"
PUBLISHED = "2026-11-19T22:30:00+00:00"
FEED = "https://harbour.example/feed.xml"


def segment(number: int, site: str = SITE) -> str:
    """The name of a segment."""
    return f"site={site}/date=2026-11-20/run-{number}.jsonl"


def second(number: int) -> Article:
    """The second version of a story."""
    return story(number, text="Other words.", version=2, change="text", first_seen_at="2026-11-19T07:00:00+00:00")


def lighthouse(number: int) -> Article:
    """A story of the other site."""
    return story(number, site=OTHER, id=f"{number:032x}", text=f"The light of story {number}.")


def make(file: Path) -> None:
    """Two sites: what waits, failed, was refused, leads elsewhere, is spooled or stored, once in a second version."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(TABLES)
        _found(connection, 1, SITE, "pending", published=PUBLISHED)
        _found(connection, 2, SITE, "failed", reason="http_503", attempts=2, retry_at=RETRY)
        _found(connection, 3, SITE, "refused", reason="no_text", extraction_version="1")
        _stored(connection, story(6), "stored", segment(6), 6, 16)
        _stored(connection, second(7), "stored", segment(7), 7)
        _stored(connection, second(7), "stored", segment(6), 17)
        _stored(connection, story(8), "spooled", segment(8), 8)
        _row(connection, 5, SITE, state="alias", article=bytes.fromhex(story(6).id or ""))
        _found(connection, 1, OTHER, "pending")
        _stored(connection, lighthouse(2), "stored", segment(2, OTHER), 2)
        _stored(connection, lighthouse(3), "spooled", segment(3, OTHER), 3)
        for name, site in ((segment(6), SITE), (segment(7), SITE), (segment(2, OTHER), OTHER)):
            row = (name, site, 2, 1000, "ab" * 32, FETCHED, None, RETRY)
            connection.execute("INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        connection.commit()


def _found(connection: sqlite3.Connection, number: int, site: str, state: str, **values: str | int) -> None:
    _row(connection, number, site, state=state, url=address(number), kind="feed", source_url=FEED, **values)


def _stored(connection: sqlite3.Connection, article: Article, state: str, name: str, *numbers: int) -> None:
    values: dict[str, str | bytes] = {"state": state, "article": bytes.fromhex(article.id or ""), "segment": name}
    if state == "spooled":
        values |= {"url": article.url, "kind": "feed", "source_url": FEED}
    for number in numbers:
        _row(connection, number, article.site or "", **values)
    hashes = bytes.fromhex(article.content_hash or ""), bytes.fromhex(content_hash(article.title, None)[:32])
    row = (bytes.fromhex(article.id or ""), article.site, article.version, *hashes, article.first_seen_at)
    connection.execute("INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?, ?, ?)", row)


def _row(connection: sqlite3.Connection, number: int, site: str, **values: str | bytes | int) -> None:
    row = {"key": key(number, site), "site": site, "attempts": 0, "first_seen_at": FETCHED} | values
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO urls ({', '.join(row)}) VALUES ({marks})", list(row.values()))  # noqa: S608 - ours
