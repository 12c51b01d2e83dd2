"""Bring a state that an older version wrote up to date, in the transaction that opens it: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, inspect, text

from newscrawl.state.schema import metadata, sources, urls, waiting_first


def migrate(connection: Connection, version: int) -> None:
    """Change the tables of a schema version into those of this program, one version after the other."""
    for step in _STEPS[version - 1 :]:
        step(connection)


# Version 1 wrote the names of site and segment, and times as text, into every row; it knew one version of an article,
# and it was never used with anything but SQLite.
_FROM_1 = """
ALTER TABLE urls RENAME TO urls_1;
ALTER TABLE articles RENAME TO articles_1;
ALTER TABLE segments RENAME TO segments_1;
DROP INDEX urls_waiting;
DROP INDEX articles_by_words;
CREATE INDEX urls_1_article ON urls_1 (article);
"""
_TO_2 = """
INSERT INTO sites (name)
    SELECT site FROM urls_1 UNION SELECT site FROM articles_1 UNION SELECT site FROM segments_1;
INSERT INTO segments (name, site, rows, bytes, sha256, first_fetched_at, last_fetched_at, sealed_at)
    SELECT old.name, sites.number, old.rows, bytes, sha256, first_fetched_at, last_fetched_at, sealed_at
    FROM segments_1 AS old JOIN sites ON sites.name = old.site;
INSERT INTO segments (name, site)
    SELECT DISTINCT old.segment, sites.number FROM urls_1 AS old JOIN sites ON sites.name = old.site
    WHERE old.segment IS NOT NULL AND old.segment NOT IN (SELECT name FROM segments_1);
INSERT INTO found_in (url, kind)
    SELECT DISTINCT source_url, kind FROM urls_1 WHERE source_url IS NOT NULL;
INSERT INTO urls (key, site, state, reason, url, article, segment, attempts, retry_at, extraction_version,
                  published, found_in, first_seen_at)
    SELECT key, sites.number, state, reason, old.url, article, segments.number, attempts, retry_at, extraction_version,
           published, found_in.number, CAST(strftime('%s', old.first_seen_at) AS INTEGER)
    FROM urls_1 AS old JOIN sites ON sites.name = old.site LEFT JOIN segments ON segments.name = old.segment
    LEFT JOIN found_in ON found_in.url = old.source_url AND found_in.kind = old.kind;
INSERT INTO articles (id, version, site, segment, content_hash, title_hash, first_seen_at)
    SELECT id, version, sites.number, max(segments.number), content_hash, substr(title_hash, 1, 8),
           CAST(strftime('%s', old.first_seen_at) AS INTEGER)
    FROM articles_1 AS old JOIN sites ON sites.name = old.site
    JOIN urls_1 ON urls_1.article = old.id JOIN segments ON segments.name = urls_1.segment GROUP BY old.id;
DROP TABLE urls_1;
DROP TABLE articles_1;
DROP TABLE segments_1;
"""


def _number_sites_and_segments(connection: Connection) -> None:
    _run(connection, _FROM_1)
    metadata.create_all(connection)
    _run(connection, _TO_2)


def _order_what_waits(connection: Connection) -> None:
    """Version 2 could not read what waits a page at a time: its index did not know which came first."""
    waiting_first.drop(connection)
    waiting_first.create(connection)


# Version 3 named its source in every address that waited, and forgot the source of all others.
_FROM_3 = """
ALTER TABLE urls RENAME TO urls_3;
DROP INDEX urls_waiting;
DROP INDEX urls_spooled;
DROP INDEX urls_aliases;
"""
_TO_4 = """
INSERT INTO found_in (url, kind)
    SELECT DISTINCT source_url, kind FROM urls_3 WHERE source_url IS NOT NULL;
INSERT INTO urls (key, site, state, reason, url, article, segment, attempts, retry_at, extraction_version,
                  published, found_in, first_seen_at)
    SELECT key, site, state, reason, CASE WHEN state = 'refused' THEN NULL ELSE old.url END, article, segment, attempts,
           retry_at, extraction_version, published, found_in.number, first_seen_at
    FROM urls_3 AS old LEFT JOIN found_in ON found_in.url = old.source_url AND found_in.kind = old.kind;
DROP TABLE urls_3;
"""


def _remember_hosts_and_sources(connection: Connection) -> None:
    """Version 3 knew nothing of hosts. What it knew of sources they tell again when they are asked."""
    sources.drop(connection)
    named = "source_url" in {column["name"] for column in inspect(connection).get_columns(urls.name)}
    if named:
        _run(connection, _FROM_3)
    metadata.create_all(connection)
    if named:
        _run(connection, _TO_4)


def _run(connection: Connection, statements: str) -> None:
    for statement in statements.strip().removesuffix(";").split(";\n"):
        connection.execute(text(statement))


_STEPS: tuple[Callable[[Connection], None], ...] = (
    _number_sites_and_segments,
    _order_what_waits,
    _remember_hosts_and_sources,
)
