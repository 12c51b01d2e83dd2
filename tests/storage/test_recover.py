"""Files and state disagree in every way they can: recovery brings them together, and loses only what is gone."""

from __future__ import annotations

import errno
import gzip
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from attrs import evolve
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.errors import StateError, StorageError
from newscrawl.records import Article
from newscrawl.state import Known, SiteState
from newscrawl.storage.compact import compact
from newscrawl.storage.destination import Destination
from newscrawl.storage.lines import Compression, encode, open_lines
from newscrawl.storage.manifest import Manifest
from newscrawl.storage.reader import read_articles
from newscrawl.storage.rebuild import rebuild
from newscrawl.storage.recover import Recovered, recover
from newscrawl.storage.sender import Sender
from newscrawl.storage.shelf import Folder, segment_names
from newscrawl.storage.store import ArticleStore
from tests.state.samples import SITE, address, candidate, key, manifest_row, story
from tests.storage.faults import BucketInMemory, Faults, FaultyDisk

DAY = f"site={SITE}/date=2026-11-20"
NAME = f"{DAY}/run-0.jsonl"
STORIES = [story(number) for number in range(4)]
LINES = [encode(one) for one in STORIES]
WHOLE = b"".join(LINES)
PACKED = {"none": bytes, "gzip": gzip.compress, "zstd": zstd.compress}
COMPRESSIONS = pytest.mark.parametrize("compression", ["none", "gzip", "zstd"])


@pytest.fixture
def bucket() -> BucketInMemory:
    return BucketInMemory()


@pytest.fixture(params=["folder", "bucket"])
def anywhere(request: pytest.FixtureRequest, destination: Destination, bucket: BucketInMemory) -> Destination:
    """Both kinds of store."""
    return evolve(destination, bucket=bucket if request.param == "bucket" else None)


def put(destination: Destination, name: str, content: bytes) -> Path:
    """A file in the work folder."""
    file = destination.work.root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def grow(destination: Destination, content: bytes) -> Path:
    """A growing file."""
    return put(destination, f"{DAY}/_run-0.part", content)


def spool(state: SiteState, *numbers: int, name: str = NAME) -> None:
    """The state knows these stories as lines of a file that is not finished; their addresses were found in a feed."""
    state.addresses.admit({key(number): candidate(number) for number in range(4)}, "1")
    if numbers:
        state.articles.spool(name, [Known.of(STORIES[number]) for number in numbers])


def store(destination: Destination, state: SiteState, *stories: Article, run: str = "run") -> list[str]:
    """An ordinary run; return its files."""
    made = ArticleStore(destination, SITE, run, state)
    for one in stories:
        made.append(one)
    made.finish_segment()
    return made.files


def flush(destination: Destination, state: SiteState) -> None:
    """Send all that waits in the spool, if it is one."""
    if destination.bucket:
        sender = Sender(destination.work, destination.bucket, SITE)
        assert sender.send()
        ArticleStore(destination, SITE, "flush", state).take_in(sender.arrivals())


def files(destination: Destination) -> dict[str, bytes]:
    root = destination.work.root
    return {file.name: file.read_bytes() for file in root.rglob("*") if file.is_file()}


def stored(destination: Destination) -> list[bytes]:
    """Every line as it stands: what is there twice is told twice."""
    lines: list[bytes] = []
    for name in segment_names(destination.shelf, SITE):
        with destination.shelf.open(name) as file:
            lines += open_lines(file, name)
    return lines


def found(state: SiteState) -> list[bool]:
    return [state.articles.find_by_id(one.id or "") is not None for one in STORIES]


def waiting(state: SiteState) -> set[str]:
    return {one.url for one in state.addresses.waiting()}


def agree(destination: Destination, state: SiteState) -> None:
    """Nothing is left to be done, and all that tell of the finished files tell the same."""
    assert recover(destination, SITE, state) == Recovered()
    flush(destination, state)
    assert recover(destination, SITE, state) == Recovered()
    listed = destination.manifest.read().sealed
    assert {name: listed[name] for name in state.segments.sealed()} == state.segments.sealed()
    assert sorted(state.segments.sealed()) == sorted(segment_names(destination.shelf, SITE))
    assert state.segments.spooled() == {}
    assert not list(destination.work.root.rglob("_*"))


# -- what is left of a growing file


@settings(deadline=None, max_examples=60)
@given(
    cut=st.integers(0, len(WHOLE)) | st.sampled_from([sum(map(len, LINES[:n])) + d for n in range(4) for d in (0, 1)]),
    rest=st.binary(max_size=30) | st.sampled_from([b"\n", b"\0" * 512, b"{}\n", LINES[0][:-1], b'{"url": "\xff"}\n']),
    spooled=st.integers(0, 4),
    compression=st.sampled_from(["none", "gzip", "zstd"]),
    is_afar=st.booleans(),
)
def test_of_whatever_is_left_of_a_growing_file_exactly_its_whole_lines_are_kept(
    cut: int, rest: bytes, spooled: int, compression: Compression, *, is_afar: bool
) -> None:
    left = WHOLE[:cut] + rest
    whole = sum(left.startswith(b"".join(LINES[: number + 1])) for number in range(4))
    state = SiteState.open("sqlite://", SITE)
    with TemporaryDirectory() as name:
        disk = FaultyDisk()
        destination = Destination(
            work=Folder(Path(name) / "articles", disk),
            manifest=Manifest(Path(name) / "manifest.jsonl", disk),
            bucket=BucketInMemory() if is_afar else None,
            compression=compression,
        )
        grow(destination, left)
        spool(state, *range(spooled))
        assert recover(destination, SITE, state) == Recovered(saved=whole, lost=max(0, spooled - whole))
        flush(destination, state)
        assert stored(destination) == LINES[:whole]
        assert found(state) == [number < whole for number in range(4)]
        assert waiting(state) == {address(number) for number in range(whole if spooled or whole else 0, 4)}
        agree(destination, state)
    state.close()


BAD_LINES = pytest.mark.parametrize(
    "bad",
    [
        b"not JSON\n",
        b"\n",
        LINES[1][:-1],
        LINES[1].replace(b'"version":1', b'"version":"one"'),
        LINES[1].replace(b"Headline", b"Head\xffline"),
        encode(evolve(STORIES[1], id=None)),
        encode(evolve(STORIES[1], url="not an address")),
        b"\0" * 100 + b"\n",
        LINES[1].replace(b"{", b'{"deep":' + b"[" * 100_000, 1),
    ],
    ids=["not JSON", "empty", "no end", "another type", "not UTF-8", "incomplete", "no address", "zeros", "deep"],
)


@BAD_LINES
def test_a_bad_line_costs_its_own_article_and_those_after_it_are_kept(
    state: SiteState, anywhere: Destination, bad: bytes
) -> None:
    spool(state, 0, 1, 2)
    grow(anywhere, LINES[0] + bad + LINES[2] + LINES[3])
    joined = bad == LINES[1][:-1]  # the line after one without an end goes with it
    assert recover(anywhere, SITE, state) == (Recovered(saved=2, lost=2) if joined else Recovered(saved=3, lost=1))
    flush(anywhere, state)
    kept = [0, 3] if joined else [0, 2, 3]
    assert stored(anywhere) == [LINES[number] for number in kept]
    assert found(state) == [number in kept for number in range(4)]
    assert waiting(state) == {address(number) for number in range(4) if number not in kept}
    agree(anywhere, state)


@BAD_LINES
@COMPRESSIONS
def test_a_bad_line_in_a_finished_file_of_which_nothing_is_known_is_told_with_the_files_name(
    state: SiteState, destination: Destination, bad: bytes, compression: str
) -> None:
    suffix = {"none": "", "gzip": ".gz", "zstd": ".zst"}[compression]
    content = LINES[0] + bad + (b"" if bad.endswith(b"\n") else LINES[2])
    file = put(destination, NAME + suffix, PACKED[compression](content))
    with pytest.raises(StorageError, match=r"run-0\.jsonl.* is damaged"):
        recover(destination, SITE, state)
    assert found(state) == [False] * 4
    file.unlink()


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
@pytest.mark.parametrize("harm", [lambda packed: packed[:-5], lambda packed: b"\0" + packed[1:], lambda _: b"x" * 99])
def test_a_finished_file_that_cannot_be_unpacked_is_told_with_its_name(
    state: SiteState, destination: Destination, suffix: str, harm: Callable[[bytes], bytes]
) -> None:
    put(destination, NAME + suffix, harm(PACKED["gzip" if suffix == ".gz" else "zstd"](WHOLE)))
    with pytest.raises(StorageError, match=r"run-0\.jsonl.* is damaged"):
        recover(destination, SITE, state)


@pytest.mark.parametrize("name", [NAME, f"{DAY}/_run-0.part", f"{DAY}/_run-0-merged.merge"])
def test_a_file_that_cannot_be_read_is_told_with_its_name_and_not_called_damaged(
    state: SiteState, destination: Destination, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, opens = put(destination, name, WHOLE), Path.open

    def refuse(path: Path, *arguments: object, **more: object) -> object:
        if path == file:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return opens(path, *arguments, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        with pytest.raises(StorageError, match=rf"^cannot read {file}: Input/output error$"):
            recover(destination, SITE, state)
    assert file.read_bytes() == WHOLE


def test_lines_without_a_row_are_remembered_and_rows_without_a_line_are_forgotten(
    state: SiteState, anywhere: Destination
) -> None:
    spool(state, 0, 1)
    grow(anywhere, LINES[1] + LINES[2])
    assert recover(anywhere, SITE, state) == Recovered(saved=2, lost=1)
    flush(anywhere, state)
    assert stored(anywhere) == [LINES[1], LINES[2]]
    assert found(state) == [False, True, True, False]
    assert waiting(state) == {address(0), address(3)}
    agree(anywhere, state)


def test_a_growing_file_that_is_gone_takes_its_rows_along(state: SiteState, anywhere: Destination) -> None:
    spool(state, 0, 1)
    assert recover(anywhere, SITE, state) == Recovered(lost=2)
    assert found(state) == [False] * 4
    assert len(waiting(state)) == 4
    agree(anywhere, state)


def test_a_growing_file_without_a_whole_line_goes(state: SiteState, anywhere: Destination) -> None:
    spool(state, 0)
    grow(anywhere, LINES[0][:50])
    assert recover(anywhere, SITE, state) == Recovered(lost=1)
    assert files(anywhere) == {}
    agree(anywhere, state)


def test_drafts_of_any_kind_are_removed(state: SiteState, anywhere: Destination) -> None:
    for name in ("_run-0.draft", "_run-9-merged.draft", "__run-9-merged.merge.draft"):
        put(anywhere, f"{DAY}/{name}", WHOLE[:100])
    other = put(anywhere, "site=lighthouse/date=2026-11-20/_run-0.draft", b"of another site, which is being crawled")
    assert recover(anywhere, SITE, state) == Recovered()
    assert [*files(anywhere)] == ["_run-0.draft"]
    other.unlink()
    agree(anywhere, state)


# -- what is finished


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
@pytest.mark.parametrize("rows", [(), (0, 1, 2)], ids=["unknown", "known"])
def test_a_finished_file_wins_over_a_growing_one_of_its_name(
    state: SiteState, anywhere: Destination, suffix: str, rows: tuple[int, ...]
) -> None:
    packed = PACKED[{"": "none", ".gz": "gzip", ".zst": "zstd"}[suffix]](b"".join(LINES[:3]))
    spool(state, *rows)
    put(anywhere, NAME + suffix, packed)
    grow(anywhere, LINES[0] + LINES[3] + LINES[1][:20])
    recovered = recover(anywhere, SITE, state)
    assert recovered == Recovered(saved=0 if rows and anywhere.bucket else 3), "what only waits to be sent is not saved"
    assert files(anywhere) == {f"run-0.jsonl{suffix}": packed}
    flush(anywhere, state)
    assert stored(anywhere) == LINES[:3]
    assert found(state) == [True, True, True, False]
    agree(anywhere, state)


def test_a_finished_file_without_a_manifest_row_gets_one(state: SiteState, destination: Destination) -> None:
    spool(state, 0, 1)
    put(destination, NAME, b"".join(LINES[:2]))
    assert recover(destination, SITE, state) == Recovered(saved=2)
    sealed = destination.manifest.read().sealed[NAME]
    assert (sealed.rows, sealed.bytes) == (2, len(LINES[0] + LINES[1]))
    agree(destination, state)


def test_of_a_large_finished_file_only_what_the_state_remembers_is_held(
    state: SiteState, destination: Destination
) -> None:
    lines = [encode(story(number, text="Words of the harbour. " * 5000)) for number in range(100)]
    file = put(destination, NAME, b"".join(lines))
    for work in (
        lambda: recover(destination, SITE, state),
        lambda: rebuild(destination, SITE, state),
    ):
        tracemalloc.start()
        work()
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < file.stat().st_size / 4
    assert state.segments.sealed()[NAME].rows == 100


def test_a_finished_file_that_lacks_a_line_gives_that_article_back(state: SiteState, destination: Destination) -> None:
    spool(state, 0, 1, 2)
    put(destination, NAME, LINES[0] + LINES[2])
    assert recover(destination, SITE, state) == Recovered(saved=2, lost=1)
    assert waiting(state) == {address(1), address(3)}
    agree(destination, state)


def test_a_state_of_yesterday_learns_what_was_stored_since(
    state: SiteState, anywhere: Destination, tmp_path: Path
) -> None:
    yesterday = SiteState.open(f"sqlite:///{tmp_path / 'yesterday.db'}", SITE)
    store(anywhere, state, *STORIES[:2], run="a")
    assert recover(anywhere, SITE, yesterday) == Recovered(saved=2)
    store(anywhere, state, *STORIES[2:], run="b")
    assert recover(anywhere, SITE, yesterday) == Recovered(saved=2)
    assert found(yesterday) == [True] * 4
    agree(anywhere, yesterday)
    yesterday.close()


def test_a_lost_state_is_made_anew_from_the_files_the_newest_version_last(
    state: SiteState, destination: Destination
) -> None:
    newer = story(0, text="Other words.", version=2, fetched_at="2026-11-21T08:00:00+00:00")
    put(destination, f"site={SITE}/date=2026-11-21/0-1.jsonl", encode(newer))
    put(destination, f"{DAY}/9-1.jsonl", WHOLE)
    assert recover(destination, SITE, state) == Recovered(saved=4)
    known = state.articles.find_by_id(newer.id or "")
    assert known is not None
    assert (known.version, known.content_hash) == (2, newer.content_hash)
    assert set(state.segments.sealed()) == {f"{DAY}/9-1.jsonl", f"site={SITE}/date=2026-11-21/0-1.jsonl"}
    agree(destination, state)


@COMPRESSIONS
def test_an_article_whose_file_has_vanished_is_fetched_again_as_if_never_met(
    state: SiteState, destination: Destination, compression: Compression
) -> None:
    destination = evolve(destination, compression=compression)
    (name,) = store(destination, state, STORIES[0])
    store(destination, state, STORIES[3], run="other")
    file = destination.work.root / name
    content = file.read_bytes()
    file.unlink()
    assert recover(destination, SITE, state) == Recovered(lost=1)
    assert found(state) == [False, False, False, True]
    assert name not in state.segments.sealed()
    assert len(state.addresses.admit({key(0): candidate(0)}, "1")) == 1
    agree(destination, state)
    file.write_bytes(content)
    assert recover(destination, SITE, state) == Recovered(saved=1), "and when the file comes back, it counts again"
    assert found(state) == [True, False, False, True]
    agree(destination, state)


def test_an_article_whose_second_version_has_vanished_is_known_by_its_first_one(
    state: SiteState, destination: Destination
) -> None:
    newer = story(0, text="Other words.", version=2, fetched_at="2026-11-21T08:00:00+00:00")
    store(destination, state, STORIES[0], run="a")
    (name,) = store(destination, state, newer, run="b")
    (destination.work.root / name).unlink()
    assert recover(destination, SITE, state) == Recovered(lost=1)
    known = state.articles.find_by_addresses([key(0)])
    assert known is not None
    assert (known.version, known.content_hash) == (1, STORIES[0].content_hash)
    assert state.addresses.admit({key(0): candidate(0)}, "1") == {}, "it is stored"
    agree(destination, state)
    store(destination, state, newer, run="c")
    assert [one.version for one in read_articles(destination.work.root)] == [1, 2]
    agree(destination, state)


def test_an_article_whose_first_version_has_vanished_is_still_known_by_its_second_one(
    state: SiteState, destination: Destination
) -> None:
    newer = story(0, text="Other words.", version=2, fetched_at="2026-11-21T08:00:00+00:00")
    (name,) = store(destination, state, STORIES[0], run="a")
    store(destination, state, newer, run="b")
    (destination.work.root / name).unlink()
    assert recover(destination, SITE, state) == Recovered(lost=1)
    known = state.articles.find_by_addresses([key(0)])
    assert known is not None
    assert known.version == 2
    agree(destination, state)


def test_a_merged_file_that_has_vanished_takes_all_articles_of_those_that_it_replaced(
    state: SiteState, destination: Destination
) -> None:
    for number, one in enumerate(STORIES[:3]):
        store(destination, state, one, run=f"run{number}")
    store(destination, state, story(3, fetched_at="2026-11-21T08:00:00+00:00"))
    (merged,) = compact(destination, SITE, state, "run9")
    assert recover(destination, SITE, state) == Recovered()
    (destination.work.root / merged.name).unlink()
    assert recover(destination, SITE, state) == Recovered(lost=3)
    assert found(state) == [False, False, False, True]
    assert len(state.addresses.admit({key(number): candidate(number) for number in range(4)}, "1")) == 3
    agree(destination, state)


def test_a_store_that_is_empty_all_at_once_is_no_loss_but_an_error(
    state: SiteState, destination: Destination, folder: Path
) -> None:
    store(destination, state, *STORIES)
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(StorageError, match="is its disk mounted"):
        recover(destination, SITE, state)
    assert found(state) == [True] * 4
    folder.with_name("elsewhere").rename(folder)
    agree(destination, state)


def test_files_of_other_sites_are_none_of_its_business(state: SiteState, anywhere: Destination) -> None:
    line = encode(story(1, site="lighthouse"))
    for site in ("lighthouse", f"{SITE}2"):
        for name in ("_run-1.part", "run-2.jsonl"):
            put(anywhere, f"site={site}/date=2026-11-20/{name}", line)
    before = files(anywhere)
    assert recover(anywhere, SITE, state) == Recovered()
    assert files(anywhere) == before
    assert found(state) == [False] * 4


def test_without_a_folder_there_is_nothing_to_do(state: SiteState, anywhere: Destination) -> None:
    assert recover(anywhere, SITE, state) == Recovered()


# -- the spool


def test_a_file_in_the_spool_that_the_bucket_has_and_the_state_knows_is_removed(
    state: SiteState, destination: Destination, bucket: BucketInMemory
) -> None:
    afar = evolve(destination, bucket=bucket, compression="gzip")
    store(afar, state, *STORIES)
    content = files(afar)["run-1.jsonl.gz"]
    flush(afar, state)
    put(afar, f"{DAY}/run-1.jsonl.gz", content)
    assert recover(afar, SITE, state) == Recovered()
    assert files(afar) == {}
    agree(afar, state)


def test_a_growing_file_whose_segment_the_bucket_has_is_removed_whatever_the_compression_is_now(
    state: SiteState, destination: Destination, bucket: BucketInMemory
) -> None:
    afar = evolve(destination, bucket=bucket, compression="gzip")
    store(afar, state, *STORIES)
    flush(afar, state)
    put(afar, f"{DAY}/_run-1.part", WHOLE)
    plain = evolve(afar, compression="none")
    assert recover(plain, SITE, state) == Recovered()
    agree(plain, state)
    assert stored(plain) == LINES


@pytest.mark.parametrize("has_arrived", [False, True])
def test_a_file_in_the_spool_of_which_a_lost_state_knows_nothing_is_remembered_and_sent(
    state: SiteState, destination: Destination, bucket: BucketInMemory, tmp_path: Path, *, has_arrived: bool
) -> None:
    afar = evolve(destination, bucket=bucket)
    lost = SiteState.open(f"sqlite:///{tmp_path / 'lost.db'}", SITE)
    store(afar, lost, *STORIES)
    lost.close()
    if has_arrived:
        assert Sender(afar.work, bucket, SITE).send()
    assert recover(afar, SITE, state) == Recovered(saved=4)
    assert found(state) == [True] * 4
    assert {len(ids) for ids in state.segments.spooled().values()} == {4}
    flush(afar, state)
    assert stored(afar) == LINES
    agree(afar, state)


def test_a_file_that_is_gone_from_the_spool_is_fetched_again(
    state: SiteState, destination: Destination, bucket: BucketInMemory
) -> None:
    afar = evolve(destination, bucket=bucket)
    store(afar, state, *STORIES)
    (afar.work.root / DAY / "run-1.jsonl").unlink()
    assert recover(afar, SITE, state) == Recovered(lost=4)
    assert found(state) == [False] * 4
    agree(afar, state)


def test_a_bucket_is_not_asked_for_what_it_should_have_and_one_that_is_away_holds_up_nothing(
    state: SiteState, destination: Destination, bucket: BucketInMemory
) -> None:
    afar = evolve(destination, bucket=bucket)
    store(afar, state, *STORIES[:2])
    flush(afar, state)
    grow(afar, LINES[2])
    bucket.faults = Faults(1, errno.ETIMEDOUT, lasting=True)
    assert recover(afar, SITE, state) == Recovered(saved=1)
    bucket.faults = Faults()
    agree(afar, state)
    assert stored(afar) == [LINES[2], *LINES[:2]]


def test_two_versions_that_wait_in_the_spool_are_both_sent_and_the_newer_one_stays_the_known_one(
    state: SiteState, destination: Destination, bucket: BucketInMemory
) -> None:
    afar = evolve(destination, bucket=bucket)
    newer = story(0, text="Other words.", version=2, fetched_at="2026-11-21T08:00:00+00:00")
    store(afar, state, STORIES[0], run="a")
    store(afar, state, newer, run="b")
    assert recover(afar, SITE, state) == Recovered()
    assert state.segments.spooled()[f"site={SITE}/date=2026-11-21/b-1.jsonl"] == {newer.id}
    flush(afar, state)
    known = state.articles.find_by_addresses([key(0)])
    assert known is not None
    assert known.version == 2
    agree(afar, state)


def test_a_state_that_does_not_know_what_was_sent_last_is_refused_and_nothing_is_changed(
    state: SiteState, destination: Destination, bucket: BucketInMemory, tmp_path: Path
) -> None:
    afar = evolve(destination, bucket=bucket)
    yesterday = SiteState.open(f"sqlite:///{tmp_path / 'yesterday.db'}", SITE)
    store(afar, state, *STORIES[:2], run="a")
    flush(afar, state)
    afar.manifest.append(evolve(manifest_row("site=other/date=2026-11-20/a-1.jsonl"), site="other"))
    part = grow(afar, LINES[2])
    with pytest.raises(StateError, match=rf"does not know {DAY}/a-1\.jsonl.*`newscrawl state rebuild`"):
        recover(afar, SITE, yesterday)
    assert part.read_bytes() == LINES[2]
    assert rebuild(afar, SITE, yesterday) == []
    assert recover(afar, SITE, yesterday) == Recovered(saved=1)
    agree(afar, yesterday)
    yesterday.close()


def test_a_state_from_before_a_compaction_is_refused_though_it_knows_all_that_was_merged(
    state: SiteState, destination: Destination, bucket: BucketInMemory, tmp_path: Path
) -> None:
    afar = evolve(destination, bucket=bucket)
    yesterday = SiteState.open(f"sqlite:///{tmp_path / 'yesterday.db'}", SITE)
    for number in range(2):
        store(afar, state, STORIES[number], run=f"run{number}")
        flush(afar, state)
    rebuild(afar, SITE, yesterday)
    compact(afar, SITE, state, "run9")
    assert recover(afar, SITE, state) == Recovered()
    with pytest.raises(StateError, match="run9-merged"):
        recover(afar, SITE, yesterday)
    yesterday.close()


def test_a_segment_that_got_another_name_in_the_bucket_and_of_which_the_state_was_not_told_is_no_old_state(
    state: SiteState, destination: Destination, bucket: BucketInMemory
) -> None:
    afar = evolve(destination, bucket=bucket)
    store(afar, state, *STORIES[:2])
    bucket.write(f"{DAY}/run-1.jsonl", b"another")
    sender = Sender(afar.work, bucket, SITE)
    assert sender.send()
    (arrival,) = sender.arrivals()
    afar.manifest.append(arrival.sealed)  # and then it was killed
    assert recover(afar, SITE, state) == Recovered()
    bucket.remove(f"{DAY}/run-1.jsonl")
    bucket.remove(arrival.sealed.name)
    agree(afar, state)


def test_a_finished_file_that_is_not_what_the_manifest_says_is_told_and_not_taken(
    state: SiteState, destination: Destination, tmp_path: Path
) -> None:
    yesterday = SiteState.open(f"sqlite:///{tmp_path / 'yesterday.db'}", SITE)
    store(destination, state, *STORIES[:2], run="run")
    file = destination.work.root / DAY / "run-1.jsonl"
    file.write_bytes(LINES[0])
    with pytest.raises(StorageError, match=rf"{file} has sha256 \w+ and not \w+, .*`newscrawl state rebuild`"):
        recover(destination, SITE, yesterday)
    assert found(yesterday) == [False] * 4
    file.write_bytes(LINES[0] + LINES[1])
    assert recover(destination, SITE, yesterday) == Recovered(saved=2)
    agree(destination, yesterday)
    yesterday.close()


def test_a_growing_file_whose_finished_form_has_vanished_is_finished_again(
    state: SiteState, destination: Destination
) -> None:
    """As after a power cut that took the new name and left the old one."""
    store(destination, state, STORIES[3], run="other")
    store(destination, state, *STORIES[:2])
    file = destination.work.root / DAY / "run-1.jsonl"
    file.rename(file.with_name("_run-1.part"))
    assert recover(destination, SITE, state) == Recovered(saved=2)
    assert found(state) == [True, True, False, True]
    agree(destination, state)


# -- all at once


@settings(deadline=None, max_examples=60)
@given(
    homes=st.lists(
        st.tuples(
            st.sampled_from(["nowhere", "growing", "finished", "both"]), st.sampled_from(["none", "spooled", "other"])
        ),
        min_size=4,
        max_size=4,
    ),
    is_afar=st.booleans(),
    has_tail=st.booleans(),
)
def test_any_mixture_of_files_and_rows_ends_with_every_line_stored_once_and_every_other_article_waiting(
    homes: list[tuple[str, str]], *, is_afar: bool, has_tail: bool
) -> None:
    """Each story has a file or none, and a row or none, which may name a file that is not there.

    In the spool a finished file has the rows of its lines, or none at all: the state hears of a line before.
    """
    if is_afar:
        homes = [(home, "spooled" if home in {"finished", "both"} else row) for home, row in homes]
    state = SiteState.open("sqlite://", SITE)
    with TemporaryDirectory() as name:
        disk = FaultyDisk()
        destination = Destination(
            work=Folder(Path(name) / "articles", disk),
            manifest=Manifest(Path(name) / "manifest.jsonl", disk),
            bucket=BucketInMemory() if is_afar else None,
        )
        spool(state)
        for number, (home, row) in enumerate(homes):
            if home in {"growing", "both"}:
                put(destination, f"{DAY}/_run-{number}.part", LINES[number] + b"{" * has_tail)
            if home in {"finished", "both"}:
                put(destination, f"{DAY}/run-{number}.jsonl", LINES[number])
            if row != "none":
                spool(
                    state,
                    number,
                    name=f"{DAY}/run-{number}.jsonl" if row == "spooled" else f"{DAY}/gone-{number}.jsonl",
                )
        recover(destination, SITE, state)
        agree(destination, state)
        there = [home != "nowhere" for home, _ in homes]
        assert stored(destination) == [line for line, is_there in zip(LINES, there, strict=True) if is_there]
        assert found(state) == there
        assert waiting(state) == {address(number) for number, is_there in enumerate(there) if not is_there}
    state.close()
