"""A state of the first schema is brought up to date when it is opened: all of it, or nothing."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from attrs import evolve

from newscrawl.errors import StateError
from newscrawl.records import Article, Candidate
from newscrawl.state import Database, Known, SiteState, migrate
from newscrawl.state.schema import SCHEMA_VERSION, metadata
from newscrawl.state.story import stories
from tests.conftest import PROJECT
from tests.state import version_1
from tests.state.samples import FETCHED, SITE, address, candidate, key, story
from tests.state.version_1 import OTHER, PUBLISHED, RETRY, lighthouse, second, segment

OPEN = "import sys; from newscrawl.state import Database; Database.open(sys.argv[1], new=False)"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    version_1.make(tmp_path / "state.db")
    return tmp_path / "state.db"


@pytest.fixture
def migrated(file: Path) -> Iterator[SiteState]:
    opened = SiteState.open(f"sqlite:///{file}", SITE, new=False)
    yield opened
    opened.close()


@pytest.fixture
def other(migrated: SiteState) -> SiteState:
    return SiteState.of(migrated.database, OTHER)


def dump(file: Path) -> list[str]:
    """All that is in a database, as statements that would make it anew."""
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


def version(file: Path) -> str:
    with closing(sqlite3.connect(file)) as connection:
        (value,) = connection.execute("SELECT value FROM properties WHERE name = 'schema_version'").fetchone()
    return str(value)


def admitted(state: SiteState, *numbers: int, site: str = SITE, by: str = "1") -> list[int]:
    found = state.addresses.admit({key(number, site): candidate(number) for number in numbers}, by)
    return [number for number in numbers if key(number, site) in found]


def known(article: Article) -> Known:
    return evolve(Known.of(article), keys=())


def test_what_waits_and_failed_and_was_refused_is_known_as_before(migrated: SiteState, other: SiteState) -> None:
    dated = candidate(1, datetime.fromisoformat(PUBLISHED))
    with time_machine.travel(FETCHED, tick=False) as clock:
        assert (list(migrated.addresses.waiting()), list(other.addresses.waiting())) == ([dated], [candidate(1)])
        assert admitted(migrated, 1, 2, 3) == [1]
        assert admitted(migrated, 3, by="2") == [3], "another extraction may judge it anew"
        clock.move_to(datetime.fromisoformat(RETRY))
        assert set(migrated.addresses.waiting()) == {dated, candidate(2), candidate(3)}
        migrated.addresses.fail(key(2), "http_503", "1")
        clock.shift(24 * 3600 - 1)
        assert admitted(migrated, 2) == [], "its third try, so it waits for a day"
        clock.shift(1)
        assert admitted(migrated, 2) == [2]


def test_what_is_stored_or_spooled_is_found_as_before(migrated: SiteState, other: SiteState) -> None:
    leads = {6: story(6), 16: story(6), 5: story(6), 7: second(7), 17: second(7), 8: story(8)}
    for number, article in leads.items():
        assert migrated.articles.find_by_addresses([key(number)]) == known(article)
        assert migrated.articles.find_by_id(article.id or "") == known(article)
        assert migrated.articles.find_by_words(article.content_hash or "") == known(article)
    assert admitted(migrated, *leads) == []
    for number in (2, 3):
        assert other.articles.find_by_addresses([key(number, OTHER)]) == known(lighthouse(number))
        assert migrated.articles.find_by_words(lighthouse(number).content_hash or "") is None
    assert admitted(other, 2, 3, site=OTHER) == []


def test_segments_grow_and_are_finished_as_before(migrated: SiteState, other: SiteState) -> None:
    assert migrated.segments.spooled() == {segment(8): {story(8).id}}
    assert other.segments.spooled() == {segment(3, OTHER): {lighthouse(3).id}}
    sealed = migrated.segments.sealed() | other.segments.sealed()
    assert {name: one.site for name, one in sealed.items()} == {
        segment(6): SITE, segment(7): SITE, segment(2, OTHER): OTHER
    }  # fmt: skip
    for one in sealed.values():
        told = (one.rows, one.bytes, one.sha256, one.first_fetched_at, one.last_fetched_at, one.sealed_at)
        assert told == (2, 1000, "ab" * 32, FETCHED, None, RETRY)
    assert migrated.segments.seal(segment(8), evolve(sealed[segment(6)], name=segment(8))) == 1
    assert migrated.segments.spooled() == {}


def test_what_is_lost_later_is_fetched_again(migrated: SiteState) -> None:
    assert migrated.segments.lose([segment(6)]) == 1
    assert admitted(migrated, 5, 6, 16, 17, 7) == [5, 6, 16], "the second version is in another segment"
    assert migrated.segments.lose([segment(7)]) == 1
    assert admitted(migrated, 7, 17) == [7, 17]
    migrated.segments.forget({segment(8): [story(8).id or ""]})
    assert address(8) in [one.url for one in migrated.addresses.waiting()]


def test_an_address_whose_segment_stays_does_not_lead_to_a_lost_second_version(migrated: SiteState) -> None:
    assert migrated.segments.lose([segment(7)]) == 1
    assert admitted(migrated, 6, 7, 17) == [7, 17]


def test_the_tables_are_those_of_a_new_state_and_the_second_opening_changes_nothing(file: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    for one in (file, new):
        Database.open(f"sqlite:///{one}").engine.dispose()
    made = "SELECT name, sql FROM sqlite_master WHERE name <> 'properties' ORDER BY name"
    with closing(sqlite3.connect(file)) as old, closing(sqlite3.connect(new)) as fresh:
        assert old.execute(made).fetchall() == fresh.execute(made).fetchall()
        assert old.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert version(file) == str(SCHEMA_VERSION) == "4"
    before = dump(file)
    Database.open(f"sqlite:///{file}", new=False).engine.dispose()
    assert dump(file) == before


def test_what_waits_in_a_state_of_the_second_version_is_read_through_the_new_index(tmp_path: Path) -> None:
    file, new = tmp_path / "state.db", tmp_path / "new.db"
    for one in (file, new):
        state = SiteState.open(f"sqlite:///{one}", SITE)
        state.addresses.admit({key(number): candidate(number) for number in range(3)}, "1")
        state.close()
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(
            "DROP INDEX urls_waiting;"
            "CREATE INDEX urls_waiting ON urls (site) WHERE state IN ('pending', 'failed');"
            "UPDATE properties SET value = '2' WHERE name = 'schema_version';"
        )
    again = SiteState.open(f"sqlite:///{file}", SITE, new=False)
    assert sorted(one.url for one in again.addresses.waiting()) == [address(0), address(1), address(2)]
    again.close()
    index = "SELECT sql FROM sqlite_master WHERE name = 'urls_waiting'"
    with closing(sqlite3.connect(file)) as old, closing(sqlite3.connect(new)) as fresh:
        assert old.execute(index).fetchall() == fresh.execute(index).fetchall()
    assert version(file) == str(SCHEMA_VERSION)


VERSION_3 = """
CREATE TABLE urls_3 (
    "key" BLOB NOT NULL, site INTEGER NOT NULL, state VARCHAR NOT NULL, reason VARCHAR, url VARCHAR, article BLOB,
    segment INTEGER, attempts INTEGER NOT NULL, retry_at VARCHAR, extraction_version VARCHAR, published VARCHAR,
    kind VARCHAR, source_url VARCHAR, first_seen_at BIGINT NOT NULL, PRIMARY KEY ("key")
) WITHOUT ROWID;
INSERT INTO urls_3 SELECT key, site, state, reason, urls.url, article, segment, attempts, retry_at, extraction_version,
    published, kind, found_in.url, first_seen_at FROM urls LEFT JOIN found_in ON found_in = number;
DROP TABLE urls;
DROP TABLE found_in;
DROP TABLE hosts;
DROP TABLE robots;
DROP TABLE tdmrep;
ALTER TABLE urls_3 RENAME TO urls;
CREATE INDEX urls_waiting ON urls (site, first_seen_at, "key") WHERE state IN ('pending', 'failed');
CREATE INDEX urls_spooled ON urls (segment) WHERE state = 'spooled';
CREATE INDEX urls_aliases ON urls (site, article) WHERE state = 'alias';
UPDATE properties SET value = '3' WHERE name = 'schema_version';
"""


def test_a_state_of_the_third_version_keeps_its_addresses_and_the_sources_that_it_knows(tmp_path: Path) -> None:
    file = tmp_path / "state.db"
    state = SiteState.open(f"sqlite:///{file}", SITE)
    admitted(state, 1, 2, 3, 4)
    state.addresses.fail(key(2), "http_503", "1")
    state.addresses.refuse(key(3), "no_text", "1")
    state.articles.spool(segment(4), [Known.of(story(4))])
    state.close()
    made = "SELECT name, sql FROM sqlite_master WHERE name <> 'properties' ORDER BY name"
    with closing(sqlite3.connect(file)) as connection:
        new = connection.execute(made).fetchall()
        connection.executescript(VERSION_3)
    again = SiteState.open(f"sqlite:///{file}", SITE, new=False)
    assert list(again.addresses.waiting()) == [candidate(1)]
    assert admitted(again, 1, 2, 3, 4) == [1]
    assert admitted(again, 3, by="2") == [3]
    told = {one: stories(again.database, address(one))[0] for one in (1, 2, 4)}
    assert [told[one].state for one in told] == ["pending", "failed", "spooled"]
    assert {told[one].found_in for one in told} == {"https://harbour.example/feed.xml"}
    again.close()
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute(made).fetchall() == new


class Killed(BaseException):
    """The program ends here."""


@pytest.mark.parametrize("moment", range(14))
def test_a_migration_that_is_cut_short_leaves_a_whole_first_version(
    file: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    before = dump(file)
    done = []

    def text(statement: str) -> object:
        if len(done) == moment:
            raise Killed
        done.append(statement)
        return whole(statement)

    whole = migrate.text
    monkeypatch.setattr(migrate, "text", text)
    with pytest.raises(Killed):
        Database.open(f"sqlite:///{file}")
    assert (len(done), dump(file)) == (moment, before)
    monkeypatch.undo()
    Database.open(f"sqlite:///{file}").engine.dispose()
    assert version(file) == str(SCHEMA_VERSION)


def test_eight_programs_that_open_a_first_version_at_once_all_succeed(file: Path) -> None:
    command = [sys.executable, "-c", OPEN, f"sqlite:///{file}"]
    started = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=PROJECT) for _ in range(8)]
    ended = [(process.communicate(timeout=100)[1], process.returncode) for process in started]
    assert ended == [("", 0)] * 8
    with closing(sqlite3.connect(file)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        assert {name for (name,) in tables} == set(metadata.tables)
        assert connection.execute("SELECT count(*) FROM urls").fetchone() == (12,)


def test_a_row_that_cannot_be_carried_over_is_a_clear_line_and_nothing_is_changed(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE urls SET first_seen_at = 'once'")
        connection.commit()
    before = dump(file)
    with pytest.raises(StateError, match="cannot be used"):
        Database.open(f"sqlite:///{file}")
    assert dump(file) == before


def test_what_is_found_after_the_migration_is_noted_as_ever(migrated: SiteState) -> None:
    new = Candidate(url=address(90), kind="sitemap", source_url=FETCHED)
    assert migrated.addresses.admit({key(90): new}, "1") == {key(90): new}
    migrated.articles.spool(segment(8), [Known.of(story(90))])
    assert migrated.segments.spooled() == {segment(8): {story(8).id, story(90).id}}
