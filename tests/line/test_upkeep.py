"""The commands that look after a data folder: what they find, what they do, and how they end."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from attrs import frozen

from newscrawl.run.lock import SiteLock
from newscrawl.storage.disk import Disk
from newscrawl.storage.manifest import Manifest
from tests.conftest import Crawl, Ended
from tests.news_server import Answer, Asked, NewsServer

YESTERDAY = f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%d}"


@frozen
class Yesterday:
    """Three runs of one story each, which were yesterday: made once, and copied for each test."""

    server: NewsServer
    data: Path
    answers: dict[str, Answer]
    asked: tuple[Asked, ...]


@pytest.fixture(scope="module")
def yesterday(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yesterday]:
    with NewsServer() as server:
        crawl = Crawl(server, tmp_path_factory.mktemp("yesterday") / "data")
        for number in (1, 2, 3):
            server.feed([server.story(number)])
            assert crawl().code == 0
        let_be_yesterday(crawl)
        yield Yesterday(server, crawl.data, dict(server.answers), tuple(server.asked))


@pytest.fixture
def server(yesterday: Yesterday) -> NewsServer:
    """The site of yesterday, as it was then."""
    yesterday.server.answers = dict(yesterday.answers)
    yesterday.server.asked = list(yesterday.asked)
    return yesterday.server


@pytest.fixture
def stored(crawl: Crawl, yesterday: Yesterday) -> Crawl:
    shutil.copytree(yesterday.data, crawl.data, dirs_exist_ok=True)
    return crawl


def let_be_yesterday(crawl: Crawl) -> None:
    """Move what is stored to the day before, in files, state and manifest alike."""
    (site,) = (crawl.data / "articles").glob("site=*")
    for day in site.iterdir():
        day.rename(site / f"date={YESTERDAY}")
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    with sqlite3.connect(crawl.data / "state.db") as state:
        state.execute("UPDATE segments SET name = replace(name, ?, ?)", (today, YESTERDAY))
    state.close()
    manifest = crawl.data / "manifest.jsonl"
    manifest.write_text(manifest.read_text().replace(f"date={today}", f"date={YESTERDAY}"))


def files(crawl: Crawl) -> list[Path]:
    return sorted((crawl.data / "articles").rglob("*.jsonl*"))


def clean(crawl: Crawl, *command: str, **environment: str) -> Ended:
    ended = crawl.command(*command, **environment)
    assert "Traceback" not in ended.err
    return ended


def read(crawl: Crawl) -> list[str]:
    return sorted(json.loads(line)["url"] for line in clean(crawl, "read").out.splitlines())


def test_what_is_whole_is_verified_and_counted(stored: Crawl) -> None:
    assert clean(stored, "verify") == Ended(0, "local: 3 files, 3 articles\n", "")
    assert clean(stored, "verify", "nowhere").code == 2


def test_every_kind_of_damage_is_told_with_its_file(stored: Crawl) -> None:
    changed, gone, doubled = files(stored)
    line = json.loads(changed.read_text())
    changed.write_text(json.dumps(line | {"title": "Another headline"}) + "\n")
    gone.unlink()
    strange = doubled.with_name("strange-1.jsonl")
    shutil.copy(doubled, strange)
    half = doubled.with_name("half-1.jsonl")
    half.write_bytes(doubled.read_bytes()[:-1])
    broken = doubled.with_name("broken-1.jsonl.gz")
    broken.write_bytes(gzip.compress(doubled.read_bytes())[:-20])
    ended = clean(stored, "verify", "local")
    assert ended.code == 1
    for file, said in (
        (gone, "it is missing"),
        (changed, "sha256"),
        (changed, "line 1 does not fit the schema"),  # json.dumps puts blanks where we put none
        (strange, "it is not in the manifest"),
        (half, "it cannot be read: the line has no end"),
        (broken, "it cannot be read"),
    ):
        assert any(file.name in told and said in told for told in ended.err.splitlines()), (file, said, ended.err)
    assert "1 articles stand in" in ended.err
    for file in (changed, half):  # what every test looks at when it ends would find these lines wanting
        file.unlink()


def test_a_site_that_is_being_crawled_is_left_out_and_that_is_said(stored: Crawl) -> None:
    lock = SiteLock(stored.data, "local")
    lock.acquire()
    try:
        for command in ("verify", "compact"):
            ended = clean(stored, command)
            assert (ended.code, "local is in use" in ended.err) == (75, True)
        assert clean(stored, "state", "rebuild").code == 75
    finally:
        lock.release()


@pytest.mark.parametrize("compression", ["none", "gzip", "zstd"])
def test_a_closed_day_is_merged_into_one_file_with_the_same_lines(stored: Crawl, compression: str) -> None:
    before = clean(stored, "read").out
    ended = clean(stored, "compact", "--store-compression", compression)
    assert (ended.code, "3 articles of 3 files" in ended.out) == (0, True), ended
    (merged,) = files(stored)
    assert "-merged.jsonl" in merged.name
    assert sorted(clean(stored, "read").out.splitlines()) == sorted(before.splitlines())
    assert clean(stored, "verify").code == 0
    assert list(Manifest(stored.data / "manifest.jsonl", Disk()).read().sealed) == [
        merged.relative_to(stored.data / "articles").as_posix()
    ]
    assert list((stored.data / "articles").rglob("_*")) == []
    assert clean(stored, "compact").out == "", "there is nothing left to merge"


def test_what_is_merged_is_still_known(stored: Crawl, server: NewsServer) -> None:
    clean(stored, "compact")
    server.feed([f"/story-{number}.html" for number in (1, 2, 3)])
    server.asked.clear()
    assert stored().code == 0
    assert server.paths() == ["/feed.xml"]


def test_today_is_not_closed(crawl: Crawl, server: NewsServer) -> None:
    for number in (1, 2):
        server.feed([server.story(number)])
        crawl()
    assert clean(crawl, "compact") == Ended(0, "", "")
    assert len(files(crawl)) == 2


@pytest.mark.parametrize("damage", ["missing", "damaged", "empty"])
def test_a_lost_state_stops_every_run_until_it_is_rebuilt_and_then_nothing_is_fetched_again(
    stored: Crawl, server: NewsServer, damage: str
) -> None:
    state = stored.data / "state.db"
    for file in stored.data.glob("state.db-*"):
        file.unlink()
    state.unlink()
    if damage != "missing":
        state.write_bytes(b"no database " * 1000 if damage == "damaged" else b"")
    kept = state.read_bytes() if state.exists() else None
    server.feed([f"/story-{number}.html" for number in (1, 2, 3)])
    server.asked.clear()
    for _ in range(2):
        ended = stored()
        assert (ended.code, "newscrawl state rebuild" in ended.err) == (1, True), ended
    if damage != "empty":  # SQLite marks an empty file as its own as soon as it looks
        assert (state.read_bytes() if state.exists() else None) == kept
    assert server.asked == []
    rebuilt = clean(stored, "state", "rebuild")
    assert (rebuilt.code, rebuilt.err) == (0, "")
    assert "local: 3 articles in 3 files" in rebuilt.out
    if kept:
        (aside,) = (file for file in stored.data.glob("state.db.replaced-*") if not file.name.endswith(("wal", "shm")))
        assert aside.read_bytes() == kept
    assert clean(stored, "verify").code == 0
    assert stored().code == 0
    assert server.paths() == ["/robots.txt", "/feed.xml"]


def test_a_rebuild_names_what_differs_from_the_manifest_and_what_it_could_not_compare(stored: Crawl) -> None:
    first, second, third = files(stored)
    first.unlink()
    second.write_bytes(second.read_bytes() + second.read_bytes().replace(b'"version":1', b'"version":2'))
    manifest = stored.data / "manifest.jsonl"
    lines = manifest.read_text().splitlines()
    manifest.write_text("\n".join(["half a li", *(line for line in lines if third.name not in line)]) + "\n")
    ended = clean(stored, "state", "rebuild")
    assert ended.code == 1
    told = ended.err.splitlines()
    for name, said in (
        (first.name, "it is missing"),
        (second.name, "rows 2 instead of 1"),
        (third.name, "it is not in the manifest"),
        ("manifest.jsonl", "line 1 is damaged"),
    ):
        assert any(name in line and said in line for line in told), (name, said, told)
    assert clean(stored, "verify", "local").err == "", "what is there now is what is known now"
    assert clean(stored, "state", "rebuild").code == 0, "and is compared with what was found the last time"


def test_a_folder_needs_no_flush(stored: Crawl) -> None:
    ended = clean(stored, "flush")
    assert (ended.code, "nothing is to be sent" in ended.out) == (0, True)


def test_verify_finds_what_compaction_would_have_to_keep_apart(stored: Crawl) -> None:
    """A site's story that is stored twice, as two machines without a common state would."""
    first = files(stored)[0]
    twin = first.with_name("20261101T000000Z-00000000-1.jsonl")
    twin.write_bytes(first.read_bytes())
    assert clean(stored, "compact").code == 0
    ended = clean(stored, "verify")
    assert (ended.code, "1 articles stand in" in ended.err) == (1, True)


def test_a_store_that_is_not_mounted_stops_the_run_and_is_not_taken_for_one_that_lost_everything(
    stored: Crawl, server: NewsServer
) -> None:
    away = (stored.data / "articles").rename(stored.data / "away")
    (stored.data / "articles").mkdir()  # as an empty mount point
    server.asked.clear()
    ended = stored()
    assert (ended.code, "is its disk mounted" in ended.err) == (1, True)
    assert server.asked == []
    (stored.data / "articles").rmdir()
    away.rename(stored.data / "articles")
    server.feed([f"/story-{number}.html" for number in (1, 2, 3)])
    assert stored().code == 0
    assert server.paths() == ["/feed.xml"]


def test_another_store_than_the_states_own_is_refused_before_anything_is_taken_for_lost(
    stored: Crawl, server: NewsServer, tmp_path: Path
) -> None:
    server.asked.clear()
    nowhere = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s"}
    for command, store in (
        (("crawl", "local"), str(tmp_path / "elsewhere")),
        (("crawl", "other"), str(tmp_path / "elsewhere")),
        (("crawl", "local"), "s3://no-such-bucket/news"),
        (("verify", "local"), str(tmp_path / "elsewhere")),
    ):
        ended = clean(stored, *command, NEWSCRAWL_STORE=store, **nowhere)
        assert (ended.code, "set it back" in ended.err, ended.out) == (2, True, ""), ended
    assert server.asked == []
    away = (stored.data / "articles").rename(tmp_path / "moved")
    assert clean(stored, "state", "rebuild", NEWSCRAWL_STORE=str(away)).code == 0
    assert clean(stored, "verify").code == 2, "it tells of the new place by now"
    server.feed([f"/story-{number}.html" for number in (1, 2, 3)])
    assert stored(NEWSCRAWL_STORE=str(away)).code == 0
    assert server.paths() == ["/robots.txt", "/feed.xml"]


def test_a_store_that_is_not_there_is_not_an_empty_one(crawl: Crawl, tmp_path: Path) -> None:
    ended = clean(crawl, "read", "--store", str(tmp_path / "slip"))
    assert (ended.code, "there is no store" in ended.err) == (1, True)
