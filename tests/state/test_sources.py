"""What a source said last is told back only to the extraction that has read it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newscrawl.records import Candidate
from newscrawl.state import SiteState
from newscrawl.state.sources import Visit
from tests.state.samples import key

FEED = key(100)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
FIRST = Visit(
    etag='W/"1"', last_modified="Fri, 20 Nov 2026 08:00:00 GMT", body_hash=b"h" * 16, newest_published=NOON,
    interval_seconds=900,
)  # fmt: skip


def sitemap(number: int, modified: datetime | None = None) -> Candidate:
    url = f"https://harbour.example/sitemap-{number}.xml"
    return Candidate(url=url, kind="sitemap", source_url="https://harbour.example/index.xml", modified=modified)


def test_an_unknown_source_was_never_visited(state: SiteState) -> None:
    state.sources.remember(key(101), "1", FIRST)
    assert state.sources.last_visit(FEED, "1") is None


@pytest.mark.parametrize("latest", [FIRST, Visit(etag='"2"'), Visit(last_modified="yesterday"), Visit()])
def test_the_latest_visit_is_told_as_it_was(state: SiteState, latest: Visit) -> None:
    state.sources.remember(FEED, "1", Visit(etag="old", last_modified="old", body_hash=b"o" * 16, interval_seconds=1))
    state.sources.remember(FEED, "1", latest)
    assert state.sources.last_visit(FEED, "1") == latest


def test_another_extraction_reads_the_source_anew(state: SiteState) -> None:
    state.sources.remember(FEED, "1", FIRST)
    assert state.sources.last_visit(FEED, "2") is None
    assert state.sources.last_visit(FEED, "1") == FIRST, "asking changes nothing"
    state.sources.remember(FEED, "2", FIRST)
    assert state.sources.last_visit(FEED, "1") is None
    assert state.sources.last_visit(FEED, "2") == FIRST


def test_the_moment_of_the_visit_is_kept(state: SiteState, tmp_path: Path) -> None:
    state.sources.remember(FEED, "1", FIRST)
    with closing(sqlite3.connect(tmp_path / "state.db")) as connection:
        (read_at,) = connection.execute("SELECT read_at FROM sources").fetchone()
    assert abs(read_at - datetime.now(UTC).timestamp()) < 60


def test_an_index_names_what_it_named_last(state: SiteState) -> None:
    state.sources.note_children(FEED, [sitemap(number) for number in range(1200)])
    state.sources.note_children(key(101), [sitemap(9)])
    latest = [sitemap(1, NOON), sitemap(2000)]
    state.sources.note_children(FEED, latest)
    assert state.sources.children(FEED, "https://harbour.example/index.xml") == latest
    assert state.sources.children(key(101), "https://harbour.example/index.xml") == [sitemap(9)]
    assert state.sources.children(key(102), "") == []
    state.sources.note_children(FEED, [])
    assert state.sources.children(FEED, "") == []


def test_what_was_read_to_its_end_for_a_window_is_known(state: SiteState) -> None:
    assert not state.sources.is_backfilled(FEED)
    state.sources.note_backfilled(FEED)
    state.sources.note_backfilled(FEED)
    assert state.sources.is_backfilled(FEED)
    assert not state.sources.is_backfilled(key(101))
