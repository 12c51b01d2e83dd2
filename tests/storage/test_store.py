"""Append, make durable, and only then remember."""

from __future__ import annotations

import errno
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.errors import StateError, StorageError
from newscrawl.state import Known, SiteState
from newscrawl.state.articles import Articles
from newscrawl.storage.reader import read_articles
from newscrawl.storage.segment import Segment
from newscrawl.storage.store import COMMIT_ARTICLES, COMMIT_SECONDS, ArticleStore
from tests.state.samples import SITE, story


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "articles"


@pytest.fixture
def store(state: SiteState, folder: Path) -> Iterator[ArticleStore]:
    made = ArticleStore(folder, SITE, "run", state.articles)
    yield made
    made.finish_segment()


def spooled(store: ArticleStore) -> int:
    return sum(map(len, store.state.spooled().values()))


def test_nothing_counts_as_stored_before_its_file_is_finished(store: ArticleStore, folder: Path) -> None:
    for number in range(3):
        store.append(story(number))
    store.commit()
    assert (store.appended, store.stored, store.files, list(read_articles(folder))) == (3, 0, [], [])
    store.finish_segment()
    assert (store.stored, store.files) == (3, [f"site={SITE}/date=2026-11-20/run-1.jsonl"])
    assert list(read_articles(folder)) == [story(number) for number in range(3)]
    assert store.state.sealed_names() == {*store.files}


def test_a_new_day_begins_a_new_file_and_finishes_the_one_before(store: ArticleStore, folder: Path) -> None:
    days = ["2026-11-20T23:59:58+00:00", "2026-11-20T23:59:59+00:00", "2026-11-21T00:00:00+00:00"]
    for number, moment in enumerate(days):
        store.append(story(number, fetched_at=moment))
    assert store.stored == 2
    assert [file.parent.name for file in folder.rglob("*.jsonl")] == ["date=2026-11-20"]
    store.finish_segment()
    assert store.stored == 3
    assert [file.rpartition("date=")[2] for file in store.files] == ["2026-11-20/run-1.jsonl", "2026-11-21/run-2.jsonl"]


def test_a_full_batch_is_committed(store: ArticleStore) -> None:
    for number in range(COMMIT_ARTICLES - 1):
        store.append(story(number))
    assert spooled(store) == 0
    store.append(story(COMMIT_ARTICLES))
    assert spooled(store) == COMMIT_ARTICLES


def test_what_has_waited_long_enough_is_committed(store: ArticleStore, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, shift = time.monotonic, 0.0
    monkeypatch.setattr("newscrawl.storage.store.time.monotonic", lambda: clock() + shift)
    for number in range(2):
        store.append(story(number))
        store.commit_if_due()
        assert spooled(store) == number
        shift += COMMIT_SECONDS
        store.commit_if_due()
        assert spooled(store) == number + 1


def test_a_run_that_stores_nothing_leaves_no_file(store: ArticleStore, folder: Path) -> None:
    store.commit()
    store.commit_if_due()
    store.finish_segment()
    assert (store.files, folder.exists()) == ([], False)


def test_the_line_is_durable_before_the_state_hears_of_it_and_named_before_it_counts(
    store: ArticleStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []

    def watched(owner: type, name: str) -> None:
        real = getattr(owner, name)
        monkeypatch.setattr(owner, name, lambda *given: (order.append(name), real(*given))[1])

    for owner, name in (
        (Segment, "append"),
        (Segment, "sync"),
        (Articles, "spool"),
        (Path, "rename"),
        (Articles, "seal"),
    ):
        watched(owner, name)
    store.append(story(1))
    store.append(story(2))
    store.finish_segment()
    assert order == ["append", "append", "sync", "spool", "rename", "seal"]


def test_an_article_that_could_not_be_written_is_no_longer_claimed_and_the_others_are_stored(
    store: ArticleStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.append(story(1))
    store.state.claim(Known.of(story(2)))
    with monkeypatch.context() as patch:
        patch.setattr(Segment, "append", lambda *_: (_ for _ in ()).throw(StorageError("disk full")))
        with pytest.raises(StorageError, match="disk full"):
            store.append(story(2))
    assert store.state.find_by_id(story(2).id or "") is None, "its twin is not to be taken for a copy of nothing"
    store.append(story(3))
    store.finish_segment()
    assert list(read_articles(folder)) == [story(1), story(3)]
    assert store.stored == 2


def test_an_article_that_cannot_be_a_line_leaves_none_and_no_claim(store: ArticleStore, folder: Path) -> None:
    store.state.claim(Known.of(story(1)))
    with pytest.raises(UnicodeEncodeError):
        store.append(story(1, kicker="half a pair: \ud83d"))
    assert store.state.find_by_id(story(1).id or "") is None
    store.append(story(2))
    store.finish_segment()
    assert list(read_articles(folder)) == [story(2)]


def test_an_incomplete_article_is_not_written(store: ArticleStore, folder: Path) -> None:
    with pytest.raises(ValueError, match="not a complete record"):
        store.append(story(1, version=None))
    assert not folder.exists()


def test_what_a_refused_commit_leaves_is_told_by_the_next_one(
    store: ArticleStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.append(story(1))
    with monkeypatch.context() as patch:
        patch.setattr(Articles, "spool", lambda *_: (_ for _ in ()).throw(StateError("locked")))
        with pytest.raises(StateError, match="locked"):
            store.commit()
    store.append(story(2))
    store.finish_segment()
    assert store.stored == 2


def test_a_file_in_the_folders_place_is_one_clear_line(store: ArticleStore, folder: Path) -> None:
    folder.write_text("in the way")
    with pytest.raises(StorageError) as caught:
        store.append(story(1))
    assert str(folder) in str(caught.value)
    assert caught.value.__cause__.errno == errno.ENOTDIR
    folder.unlink()
