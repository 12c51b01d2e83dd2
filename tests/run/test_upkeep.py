"""What looks after a data folder raises no false alarm, forgets no evidence, and keeps to what is its own."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve

from newscrawl.config import Config, load_config
from newscrawl.errors import StateError, StorageError, UsageError
from newscrawl.records import Article
from newscrawl.run.lock import SiteLock
from newscrawl.run.record import RunRecord
from newscrawl.run.upkeep import Done, rebuild_state, verify_store
from newscrawl.state import SiteState
from newscrawl.storage.compact import compact
from newscrawl.storage.destination import Destination
from newscrawl.storage.reader import read_articles
from newscrawl.storage.recover import recover
from newscrawl.storage.sender import Sender
from newscrawl.storage.shelf import Folder
from newscrawl.storage.store import ArticleStore
from tests.state.samples import SITE, story
from tests.storage.faults import BucketInMemory, Faults, FaultyDisk, Killed

DAY = f"site={SITE}/date=2026-11-20"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> BucketInMemory:
    """What every address of a bucket leads to."""
    made = BucketInMemory()
    monkeypatch.setattr("newscrawl.storage.destination.open_bucket", lambda _: made)
    return made


def data(folder: Path, **settings: str) -> Config:
    """The settings of a data folder."""
    return load_config({"data": str(folder), **settings}, {})


def store(config: Config, *stories: Article, run: str = "run") -> None:
    """A run, as short as can be."""
    site = stories[0].site or ""
    lock = SiteLock(config.data_folder, site)
    lock.acquire()
    lock.note(run)
    state, destination = SiteState.open(config.state_url, site), Destination.of(config)
    made = ArticleStore(destination, site, run, state)
    for one in stories:
        made.append(one)
    made.finish_segment()
    if destination.bucket:
        sender = Sender(destination.work, destination.bucket, site)
        sender.send()
        made.take_in(sender.arrivals())
    state.close()
    lock.release()


def killed_while_it_compacts(config: Config, bucket: BucketInMemory, moment: int) -> bool:
    """A compaction that is killed at this moment; False where it ends before."""
    faults, destination = Faults(moment), Destination.of(config)
    sick = evolve(destination, work=Folder(destination.work.root, FaultyDisk(faults)))
    bucket.faults = faults
    state = SiteState.open(config.state_url, SITE)
    try:
        compact(sick, SITE, state, "run9")
    except Killed:
        return True
    finally:
        sick.disk.end_process()
        faults.arm()
        state.close()
    return False


@pytest.mark.parametrize("look", [verify_store, rebuild_state])
@pytest.mark.parametrize("where", ["", "s3://news"])
def test_after_a_compaction_that_was_killed_at_any_moment_there_is_no_false_alarm_and_nothing_is_left_to_be_done(
    tmp_path: Path, bucket: BucketInMemory, look: Callable[[Config], Done], where: str
) -> None:
    before = data(tmp_path / "before", **({"store": where} if where else {}))
    for number in range(2):
        store(before, story(number), run=f"run{number}")
    objects, moment, is_killed = dict(bucket.objects), 0, True
    while is_killed:
        moment += 1
        config = evolve(before, data=str(tmp_path / str(moment)))
        shutil.copytree(before.data_folder, config.data_folder)
        bucket.objects = dict(objects)
        is_killed = killed_while_it_compacts(config, bucket, moment)
        done = look(config)
        assert (done.wrong, done.told[0].partition(": ")[0]) == ([], SITE)
        names = Destination.of(config).shelf.names()
        assert [name for name in names if not name.endswith(".draft")] in (
            [f"{DAY}/run{number}-1.jsonl" for number in range(2)],
            [f"{DAY}/run9-merged.jsonl"],
        )
        assert verify_store(config).wrong == []
    assert moment > 8


def test_a_rebuild_keeps_the_old_manifest_beside_the_old_state(tmp_path: Path) -> None:
    config = data(tmp_path)
    store(config, story(1), story(2))
    manifest = tmp_path / "manifest.jsonl"
    (file,) = (tmp_path / "articles").rglob("*.jsonl")
    file.unlink()
    before = manifest.read_bytes()
    done = rebuild_state(config)
    assert done.wrong == [f"{DAY}/run-1.jsonl: it is missing"]
    (kept,) = tmp_path.glob("manifest.jsonl.replaced-*")
    assert (kept.read_bytes(), manifest.read_bytes()) == (before, b"")
    assert kept.name.replace("manifest.jsonl", "state.db") in {one.name for one in tmp_path.iterdir()}
    assert f"the old manifest.jsonl is kept as {kept}" in done.told


def test_while_the_new_state_is_not_in_its_place_the_manifest_shows_that_there_was_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, rename = data(tmp_path), Path.rename
    store(config, story(1))

    def refuse(file: Path, target: Path) -> Path:
        if file.name == "_state.db.draft":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return rename(file, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(StorageError, match=r"cannot put .*draft in the place of .*state\.db: Input/output error"):
        rebuild_state(config)
    assert Destination.of(config).manifest.exists()


@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize("left", ["locks", "manifest.jsonl", "runs"])
def test_a_rebuild_takes_of_a_shared_bucket_what_was_crawled_with_this_data(tmp_path: Path, left: str) -> None:
    theirs, ours = (data(tmp_path / name, store="s3://news") for name in ("theirs", "ours"))
    store(theirs, story(1))
    store(ours, story(2, site="ferry"))
    RunRecord.begin("ferry").write(ours.data_folder)
    (ours.data_folder / "runs" / "damaged.json").write_bytes(b"{")
    assert verify_store(ours).wrong == []  # it looks at all that is stored, and locks it
    for evidence in {"locks", "manifest.jsonl", "runs"} - {left}:
        (ours.data_folder / evidence).rename(tmp_path / evidence)
    told = [line for line in rebuild_state(ours).told if "articles" in line]
    assert told == ["ferry: 1 articles in 1 files"]


@pytest.mark.usefixtures("bucket")
def test_where_data_knows_of_nothing_a_rebuild_takes_all_or_what_is_named(tmp_path: Path) -> None:
    before = data(tmp_path / "before", store="s3://news")
    store(before, story(1))
    store(before, story(2, site="ferry"))
    for number, (names, sites) in enumerate([((), ["ferry", SITE]), (("ferry",), ["ferry"])]):
        config = data(tmp_path / str(number), store="s3://news")
        assert rebuild_state(config, names).told == [f"{site}: 1 articles in 1 files" for site in sites]
    with pytest.raises(UsageError, match="nothing is stored of ferrry"):
        rebuild_state(data(tmp_path / "slip", store="s3://news"), ["ferry", "ferrry"])
    assert not (tmp_path / "slip" / "state.db").exists()


@pytest.mark.usefixtures("bucket")
def test_a_site_that_is_left_out_of_a_rebuild_is_told_and_not_stored_twice(tmp_path: Path) -> None:
    config = data(tmp_path, store="s3://news")
    store(config, story(1))
    store(config, story(2, site="ferry"))
    assert f"{SITE}: left out, the new state does not know it" in rebuild_state(config, ["ferry"]).told
    state = SiteState.open(config.state_url, SITE)
    with pytest.raises(StateError, match="state rebuild"):
        recover(Destination.of(config), SITE, state)
    state.close()
    assert len(rebuild_state(config).told) == 4, "both sites, and what was kept"


def test_what_stands_in_the_place_of_the_new_state_is_one_clear_line(tmp_path: Path) -> None:
    config = data(tmp_path)
    store(config, story(1))
    (tmp_path / "_state.db.draft").mkdir()
    with pytest.raises(StorageError, match=r"^cannot remove .*_state\.db\.draft: Is a directory$"):
        rebuild_state(config)


def test_two_versions_are_not_taken_for_one_however_many_lie_between(tmp_path: Path) -> None:
    config = data(tmp_path)
    store(config, story(1), story(1, version=257, text="Other words."))
    assert verify_store(config).wrong == []
    store(config, story(1, version=257, text="Other words."), run="again")
    assert verify_store(config).wrong == [f"{DAY}/run-1.jsonl: 1 articles stand in {DAY}/again-1.jsonl too"]
    assert [one.version for one in read_articles(tmp_path / "articles")] == [257, 1]
