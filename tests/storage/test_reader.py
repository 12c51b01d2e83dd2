"""Only finished files are read, in their order, and compaction takes nothing away from who reads meanwhile."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from attrs import evolve

from newscrawl.errors import StorageError
from newscrawl.state import SiteState
from newscrawl.storage.compact import compact
from newscrawl.storage.destination import Destination
from newscrawl.storage.disk import Disk
from newscrawl.storage.lines import SUFFIXES, Compression, encode, pack
from newscrawl.storage.reader import read_articles, read_lines
from newscrawl.storage.recover import Recovered, recover
from newscrawl.storage.shelf import Folder, segment_names
from newscrawl.storage.store import ArticleStore
from tests.state.samples import SITE, story
from tests.storage.faults import BucketInMemory, Faults, FaultyDisk, Killed


def put(folder: Path, site: str, day: str, run: str, *times: str) -> None:
    """A file with one story for each of these times of the day."""
    file = folder / f"site={site}" / f"date={day}" / f"{run}.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = (story(1, site=site, title=f"{site} {day} {time}", fetched_at=f"{day}T{time}:00+00:00") for time in times)
    file.write_bytes(b"".join(map(encode, lines)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    put(made, "b", "2026-11-21", "1-1", "00:00", "09:00")
    put(made, "b", "2026-11-20", "0-1", "06:00", "23:59")
    put(made, "a", "2026-11-21", "2-1", "10:00")
    put(made, "a", "2026-11-21", "1-1", "08:00")
    put(made, "aa", "2026-11-19", "1-1", "08:00")
    for growing in (
        "site=a/date=2026-11-21/_3-1.part",
        "site=a/date=2026-11-21/_4-1.draft",
        "site=a/5-1.jsonl",
    ):
        (made / growing).write_bytes(b'{"half a li')
    yield made
    (made / "site=a/5-1.jsonl").unlink()  # where no file of ours lies


def titles(folder: Path, *sites: str, since: str | None = None) -> list[str]:
    moment = datetime.fromisoformat(since) if since else None
    return [article.title or "" for article in read_articles(folder, site=sites, since=moment)]


ALL = [
    "aa 2026-11-19 08:00", "b 2026-11-20 06:00", "b 2026-11-20 23:59", "a 2026-11-21 08:00", "a 2026-11-21 10:00",
    "b 2026-11-21 00:00", "b 2026-11-21 09:00",
]  # fmt: skip


def test_what_is_finished_is_read_by_day_and_what_grows_is_not(folder: Path) -> None:
    assert titles(folder) == ALL


@pytest.mark.parametrize("sites", [("a",), ("b",), ("a", "b"), ("b", "a"), ("a", "a"), ("nowhere",), ("nowhere", "b")])
def test_sites_that_are_asked_for_are_read_once_in_the_same_order(folder: Path, sites: tuple[str, ...]) -> None:
    assert titles(folder, *sites) == [title for title in ALL if title.partition(" ")[0] in sites]


@pytest.mark.parametrize(
    ("since", "left"),
    [
        ("2026-11-19T08:00:00+00:00", 7),
        ("2026-11-19T08:00:01+00:00", 6),
        ("2026-11-20T23:59:00+00:00", 5),
        ("2026-11-21T00:59:00+01:00", 5),
        ("2026-11-21T00:00:00+00:00", 4),
        ("2026-11-21T10:00:00+00:00", 1),
        ("2026-11-21T11:00:00+00:00", 0),
        ("2027-01-01T00:00:00+00:00", 0),
    ],
)
def test_since_is_the_first_moment_that_counts(folder: Path, since: str, left: int) -> None:
    moment = datetime.fromisoformat(since)
    found = [article.fetched_at or "" for article in read_articles(folder, since=moment)]
    assert len(found) == left
    assert all(datetime.fromisoformat(time) >= moment for time in found)


def test_lines_come_as_they_are_with_their_ends(folder: Path) -> None:
    shelf = Folder(folder, Disk())
    assert b"".join(read_lines(shelf, ["b"])) == b"".join(
        (folder / one).read_bytes() for one in segment_names(shelf, "b")
    )


@pytest.mark.parametrize("site", ["b", ["b"], iter(["b"])], ids=["name", "list", "iterator"])
def test_from_python_a_site_is_a_name_or_several(folder: Path, site: str) -> None:
    assert len(list(read_articles(str(folder), site=site))) == 4


def test_without_a_folder_the_settings_say_where(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSCRAWL_DATA", str(folder.parent))
    assert len(list(read_articles())) == 7
    monkeypatch.setenv("NEWSCRAWL_STORE", str(folder.parent / "elsewhere"))
    assert list(read_articles()) == []


@pytest.mark.parametrize("compression", SUFFIXES)
def test_compressed_files_are_read_as_plain_ones_are(tmp_path: Path, compression: Compression) -> None:
    lines = [encode(story(number)) for number in range(5)]
    file = tmp_path / f"site={SITE}/date=2026-11-20/r-1.jsonl{SUFFIXES[compression]}"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"".join(pack(lines, compression)))
    assert list(read_lines(Folder(tmp_path, Disk()))) == lines


def test_files_of_one_run_are_read_in_the_order_in_which_they_were_made(folder: Path) -> None:
    for number in range(1, 13):
        put(folder, "c", "2026-11-22", f"r-{number}", f"{number:02}:00")
    assert titles(folder, "c") == [f"c 2026-11-22 {number:02}:00" for number in range(1, 13)]


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_damaged_file_is_told_with_its_name(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"site={SITE}/date=2026-11-20/r-1.jsonl{suffix}"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"".join(pack([encode(story(1))], "gzip" if suffix == ".gz" else "zstd"))[:-9])
    with pytest.raises(StorageError, match=r"r-1\.jsonl.* cannot be read"):
        list(read_lines(Folder(tmp_path, Disk())))


def test_an_object_that_is_listed_and_not_there_is_told_and_not_asked_for_again_and_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = f"site={SITE}/date=2026-11-20/r-1.jsonl"
    monkeypatch.setattr(BucketInMemory, "names", lambda _, under="": [name] if name.startswith(under) else [])
    with pytest.raises(StorageError, match=r"r-1\.jsonl cannot be read: it is listed, and it is not there"):
        list(read_lines(BucketInMemory()))


# -- while a compaction goes on


@pytest.fixture(params=["folder", "bucket"])
def many(request: pytest.FixtureRequest, destination: Destination, state: SiteState) -> Destination:
    """Six segments of two days."""
    if request.param == "bucket":
        destination = evolve(destination, bucket=BucketInMemory())
    for number in range(6):
        store = ArticleStore(evolve(destination, bucket=None), SITE, f"run{number}", state)
        store.append(story(number, fetched_at=f"2026-11-2{number % 2}T08:00:00+00:00"))
        store.append(story(number + 10, fetched_at=f"2026-11-2{number % 2}T08:00:00+00:00"))
        store.finish_segment()
        for file, sealed in zip(store.files, map(state.segments.sealed().get, store.files), strict=True):
            if destination.bucket:
                destination.bucket.send(destination.work.root / file, sealed)
                destination.work.remove(file)
    return destination


@pytest.mark.parametrize("at", range(13))
def test_whoever_reads_while_files_are_merged_gets_every_article_once(
    many: Destination, state: SiteState, at: int
) -> None:
    expected = sorted(
        encode(story(n, fetched_at=f"2026-11-2{n % 2}T08:00:00+00:00")) for n in [*range(6), *range(10, 16)]
    )
    reading = read_lines(many.shelf, [SITE])
    begun = [next(reading) for _ in range(at)]
    assert len(compact(many, SITE, state, "run9")) == 2
    assert sorted([*begun, *reading]) == expected


@pytest.mark.parametrize("at", [1, 3, 5])
def test_whoever_reads_while_a_compaction_is_killed_and_goes_on_after_it_is_put_right_gets_every_article_once(
    many: Destination, state: SiteState, at: int
) -> None:
    expected = sorted(read_lines(many.shelf, [SITE]))
    moment, is_over = 0, False
    while not is_over:
        moment += 1
        faults = Faults(moment)
        sick = evolve(many, work=Folder(many.work.root, FaultyDisk(faults)))
        if many.bucket:
            many.bucket.faults = faults
        reading = read_lines(many.shelf, [SITE])
        begun = [next(reading) for _ in range(at)]
        try:
            compact(sick, SITE, state, f"run9{moment:03}")
            is_over = True
        except Killed:
            pass
        finally:
            sick.disk.end_process()
            faults.arm()
        begun.append(next(reading))
        assert recover(many, SITE, state) == Recovered()
        assert sorted([*begun, *reading]) == sorted(read_lines(many.shelf, [SITE])) == expected
    assert moment > 10
