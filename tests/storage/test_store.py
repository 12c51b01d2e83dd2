"""Append, make durable, and only then remember."""

from __future__ import annotations

import errno
import itertools
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.errors import StateError, StorageError
from newscrawl.records import Article
from newscrawl.state import Known, SiteState
from newscrawl.state.articles import Articles
from newscrawl.state.segments import Segments
from newscrawl.storage.destination import Destination
from newscrawl.storage.lines import encode
from newscrawl.storage.manifest import Manifest
from newscrawl.storage.reader import read_articles
from newscrawl.storage.recover import Recovered, recover
from newscrawl.storage.sender import Sender
from newscrawl.storage.shelf import Folder, segment_names
from newscrawl.storage.store import COMMIT_ARTICLES, COMMIT_SECONDS, ArticleStore
from tests.state.samples import SITE, manifest_row, story
from tests.storage.faults import BucketInMemory, Faults, FaultyDisk

DAY = f"site={SITE}/date=2026-11-20"


@pytest.fixture
def store(state: SiteState, destination: Destination) -> Iterator[ArticleStore]:
    made = ArticleStore(destination, SITE, "run", state)
    yield made
    made.close()


@pytest.fixture
def disk() -> FaultyDisk:
    return FaultyDisk(Faults(number=errno.EIO))


@pytest.fixture
def sick(state: SiteState, destination: Destination, disk: FaultyDisk) -> Iterator[ArticleStore]:
    """A store on a disk that can be made to fail."""
    work = Folder(destination.work.root, disk)
    made = ArticleStore(evolve(destination, work=work), SITE, "run", state)
    yield made
    made.close()
    disk.end_process()


def spooled(store: ArticleStore) -> int:
    return sum(map(len, store.state.segments.spooled().values()))


def is_known(state: SiteState, article: Article) -> bool:
    return state.articles.find_by_id(article.id or "") is not None


def refusing(*_: object) -> None:
    raise StateError("locked")


def test_nothing_counts_as_stored_before_its_file_is_finished(store: ArticleStore, folder: Path) -> None:
    for number in range(3):
        store.append(story(number))
    store.commit()
    assert (store.appended, store.stored, store.files, list(read_articles(folder))) == (3, 0, [], [])
    store.finish_segment()
    assert (store.stored, store.files) == (3, [f"{DAY}/run-1.jsonl"])
    assert list(read_articles(folder)) == [story(number) for number in range(3)]
    assert store.state.segments.sealed() == store.destination.manifest.read().sealed
    assert [*store.state.segments.sealed()] == store.files


def test_a_new_day_begins_a_new_file_and_finishes_the_one_before(store: ArticleStore, folder: Path) -> None:
    days = ["2026-11-20T23:59:58+00:00", "2026-11-20T23:59:59+00:00", "2026-11-21T00:00:00+00:00"]
    for number, moment in enumerate(days):
        store.append(story(number, fetched_at=moment))
    assert store.stored == 2
    assert [file.parent.name for file in folder.rglob("*.jsonl")] == ["date=2026-11-20"]
    store.finish_segment()
    assert store.stored == 3
    assert [file.rpartition("date=")[2] for file in store.files] == ["2026-11-20/run-1.jsonl", "2026-11-21/run-2.jsonl"]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 3000), min_size=1, max_size=12), st.integers(1, 12_000))
def test_no_file_has_more_than_the_largest_size_but_for_one_long_line_and_all_are_there_in_order(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int], most: int
) -> None:
    folder, state = tmp_path_factory.mktemp("store"), SiteState.open("sqlite://", SITE)
    destination = Destination(
        work=Folder(folder, FaultyDisk()), manifest=Manifest(folder / "m", FaultyDisk()), max_bytes=most
    )
    store = ArticleStore(destination, SITE, "run", state)
    written = [story(number, text="x" * size) for number, size in enumerate(sizes)]
    for article in written:
        store.append(article)
    store.finish_segment()
    state.close()
    assert list(read_articles(folder)) == written
    assert store.stored == len(written)
    assert store.files == segment_names(destination.work)
    files = [(folder / name).read_bytes() for name in store.files]
    assert all(len(file) <= most or file.count(b"\n") == 1 for file in files)
    assert all(len(one) + len(other.splitlines(keepends=True)[0]) > most for one, other in itertools.pairwise(files)), (
        "none is finished before it is full"
    )


def test_a_file_that_is_old_enough_is_finished(store: ArticleStore, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, shift = time.monotonic, 0.0
    monkeypatch.setattr("newscrawl.storage.store.time.monotonic", lambda: clock() + shift)
    store.append(story(1))
    shift = store.destination.max_seconds - 60
    store.commit_if_due()
    assert (spooled(store), store.stored) == (1, 0)
    shift = store.destination.max_seconds
    store.commit_if_due()
    assert (spooled(store), store.stored) == (0, 1)


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
    sick: ArticleStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []

    def watched(owner: type, name: str) -> None:
        real = getattr(owner, name)
        monkeypatch.setattr(owner, name, lambda *given: (order.append(name), real(*given))[1])

    for owner, names in (
        (FaultyDisk, ("create", "write", "sync", "rename", "sync_folder")),
        (Articles, ("spool",)),
        (Manifest, ("append",)),
        (Segments, ("seal",)),
    ):
        for name in names:
            watched(owner, name)
    sick.append(story(1))
    del order[: order.index("create")]
    sick.append(story(2))
    sick.finish_segment()
    assert order == [
        "create", "sync_folder", "write", "write", "sync", "spool", "rename", "sync_folder", "append", "seal",
    ]  # fmt: skip


def test_an_article_that_could_not_be_written_is_no_longer_claimed_and_the_others_are_stored(
    sick: ArticleStore, disk: FaultyDisk, folder: Path
) -> None:
    sick.append(story(1))
    sick.state.articles.claim(Known.of(story(2)))
    disk.faults.arm(2)
    with pytest.raises(StorageError, match="Input/output error"):
        sick.append(story(2))
    assert not is_known(sick.state, story(2)), "its twin is not to be taken for a copy of nothing"
    sick.append(story(3))
    sick.finish_segment()
    assert list(read_articles(folder)) == [story(1), story(3)]
    assert sick.stored == 2


def test_a_first_line_that_cannot_be_written_leaves_no_empty_file(
    sick: ArticleStore, disk: FaultyDisk, folder: Path
) -> None:
    sick.append(story(1))
    sick.finish_segment()
    disk.faults.arm(9)  # folder, its name, file and its name come first, with two moments each
    with pytest.raises(StorageError, match=r"cannot write to .*_run-2"):
        sick.append(story(2))
    sick.finish_segment()
    assert [file.name for file in folder.rglob("*") if file.is_file()] == ["run-1.jsonl"]
    assert sick.files == [f"{DAY}/run-1.jsonl"]


@pytest.mark.parametrize("can_be_cut", [True, False], ids=["that can be cut", "that cannot be cut"])
def test_lines_that_could_not_be_synced_are_not_finished_and_stored_once_in_the_end(
    sick: ArticleStore, disk: FaultyDisk, folder: Path, *, can_be_cut: bool
) -> None:
    for number in range(4):
        sick.state.articles.claim(Known.of(story(number)))
        sick.append(story(number))
        if number == 1:
            sick.commit()
    disk.faults.lasting = not can_be_cut
    disk.faults.arm(1)
    with pytest.raises(StorageError, match="durable" if can_be_cut else "mend"):
        sick.commit()
    disk.faults.arm()
    assert [is_known(sick.state, story(number)) for number in range(4)] == [True, True, *[not can_be_cut] * 2]
    sick.finish_segment()
    assert (sick.stored, list(read_articles(folder))) == (0, []), "a second look would say that all is well"
    sick.append(story(4))
    sick.finish_segment()
    assert list(read_articles(folder)) == [story(4)]
    recovered = recover(sick.destination, SITE, sick.state)
    assert recovered == Recovered(saved=2 if can_be_cut else 4)
    there = [0, 1, 4] if can_be_cut else [0, 1, 2, 3, 4]
    assert list(read_articles(folder)) == [story(number) for number in there]


def test_an_article_that_cannot_be_a_line_leaves_none_and_no_claim(store: ArticleStore, folder: Path) -> None:
    store.state.articles.claim(Known.of(story(1)))
    with pytest.raises(UnicodeEncodeError):
        store.append(story(1, kicker="half a pair: \ud83d"))
    assert not is_known(store.state, story(1))
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
        patch.setattr(Articles, "spool", refusing)
        with pytest.raises(StateError, match="locked"):
            store.commit()
    store.append(story(2))
    store.finish_segment()
    assert store.stored == 2


def test_lines_of_a_refused_commit_go_with_those_that_cannot_be_synced_and_none_is_stored_twice(
    sick: ArticleStore, disk: FaultyDisk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sick.append(story(1))
    with monkeypatch.context() as patch:
        patch.setattr(Articles, "spool", refusing)
        with pytest.raises(StateError, match="locked"):
            sick.commit()
    sick.append(story(2))
    disk.faults.arm(1)
    with pytest.raises(StorageError, match="durable"):
        sick.commit()
    for number in (1, 2):
        assert not is_known(sick.state, story(number))
        sick.append(story(number))
    sick.finish_segment()
    assert recover(sick.destination, SITE, sick.state) == Recovered()
    assert list(read_articles(folder)) == [story(1), story(2)]


def test_a_file_in_the_folders_place_is_one_clear_line(store: ArticleStore, folder: Path) -> None:
    folder.write_text("in the way")
    with pytest.raises(StorageError) as caught:
        store.append(story(1))
    assert str(folder) in str(caught.value)
    assert caught.value.__cause__.errno == errno.ENOTDIR
    folder.unlink()


def test_what_could_not_be_finished_is_let_go_and_left_to_recovery(store: ArticleStore, folder: Path) -> None:
    store.append(story(1))
    store.commit()
    store.append(story(2))
    store.close()
    store.finish_segment()
    assert (store.stored, list(read_articles(folder))) == (0, [])
    assert recover(store.destination, SITE, store.state) == Recovered(saved=2)


# -- with a bucket


@pytest.fixture
def afar(state: SiteState, destination: Destination) -> Iterator[ArticleStore]:
    made = ArticleStore(evolve(destination, bucket=BucketInMemory()), SITE, "run", state)
    yield made
    made.close()


def test_with_a_bucket_nothing_counts_as_stored_before_it_has_arrived(afar: ArticleStore) -> None:
    afar.append(story(1))
    afar.finish_segment()
    assert (afar.stored, spooled(afar), afar.destination.manifest.exists()) == (0, 1, False)
    sender = Sender(afar.destination.work, afar.destination.bucket, SITE)
    assert sender.send()
    assert (afar.stored, spooled(afar)) == (0, 1)
    afar.take_in(sender.arrivals())
    assert (afar.stored, spooled(afar), afar.files) == (1, 0, [f"{DAY}/run-1.jsonl"])
    assert afar.destination.work.names() == []
    assert afar.state.segments.sealed() == afar.destination.manifest.read().sealed


def test_what_waits_for_a_bucket_that_is_away_is_on_disk_and_not_in_memory(afar: ArticleStore) -> None:
    afar.destination.bucket.faults = Faults(at=1, number=errno.ETIMEDOUT, lasting=True)
    sender = Sender(afar.destination.work, afar.destination.bucket, SITE)

    def wait(numbers: range) -> None:
        for number in numbers:
            one = story(number, text=f"Story {number}: " + "o" * 100_000)
            afar.state.articles.claim(Known.of(one))
            afar.append(one)
            afar.finish_segment()
            assert not sender.send()
            afar.take_in(sender.arrivals())

    wait(range(10))  # what is made at its first use is there by now
    tracemalloc.start()
    try:
        wait(range(10, 40))
        grown, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    waiting = [file.stat().st_size for file in afar.destination.work.root.rglob("*.jsonl")]
    assert (len(waiting), spooled(afar)) == (40, 40)
    assert grown < sum(waiting) / 10


def test_what_arrived_under_another_name_is_known_by_that_one(afar: ArticleStore) -> None:
    bucket = afar.destination.bucket
    bucket.objects[f"{DAY}/run-1.jsonl"] = (encode(story(7)), manifest_row(f"{DAY}/run-1.jsonl"))
    afar.append(story(1))
    afar.finish_segment()
    sender = Sender(afar.destination.work, bucket, SITE)
    sender.send()
    afar.take_in(sender.arrivals())
    assert afar.stored == 1
    assert afar.files == [name for name in bucket.names() if name != f"{DAY}/run-1.jsonl"]
    assert [*afar.state.segments.sealed()] == afar.files


def test_a_state_that_does_not_take_an_arrival_leaves_the_file_to_be_sent_again(
    afar: ArticleStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    afar.append(story(1))
    afar.finish_segment()
    sender = Sender(afar.destination.work, afar.destination.bucket, SITE)
    sender.send()
    with monkeypatch.context() as patch:
        patch.setattr(Segments, "seal", refusing)
        with pytest.raises(StateError, match="locked"):
            afar.take_in(sender.arrivals())
    assert afar.destination.work.names() == [f"{DAY}/run-1.jsonl"]
    again = Sender(afar.destination.work, afar.destination.bucket, SITE)
    again.send()
    afar.take_in(again.arrivals())
    assert (afar.stored, afar.destination.work.names()) == (1, [])
    assert len(afar.destination.bucket.names()) == 1
