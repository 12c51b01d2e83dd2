"""The whole line into a bucket of a real object store, while the store does what it should."""

from __future__ import annotations

import re
import shutil
import signal
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from tests.faulty_proxy import FaultyProxy
from tests.line.bucket_line import (
    EACH_ITS_OWN,
    MARKER,
    SOON,
    BucketLine,
    line,
)
from tests.line.test_ending import wait_until
from tests.news_server import Answer, NewsServer, story_page
from tests.object_store import SECRET, faulty_proxy, object_store
from tests.storage.buckets import aws

__all__ = ["aws", "faulty_proxy", "line", "object_store"]

NAME = r"site=local/date=\d{4}-\d\d-\d\d/\d{8}T\d{6}Z-[0-9a-f]{8}-1\.jsonl"
YESTERDAY = f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%d}"


def test_what_is_crawled_stands_in_the_bucket_in_each_compression_and_is_read_from_there(
    line: BucketLine, server: NewsServer
) -> None:
    for number, (compression, suffix) in enumerate({"none": "", "gzip": ".gz", "zstd": ".zst"}.items()):
        before = line.objects()
        server.feed([server.story(2 * number), server.story(2 * number + 1)])
        ended = line("crawl", "local", NEWSCRAWL_STORE_COMPRESSION=compression)
        assert (ended.code, ended.out) == (0, "local: found 2, new 2, stored 2\n"), ended.err
        (name,) = set(line.objects()) - set(before) - {MARKER}
        assert re.fullmatch(NAME + re.escape(suffix), name)
        record = line.crawl.record()
        assert (record["stored"], record["spooled"], record["files"]) == (2, 0, [name])
        line.holds_once(range(2 * number + 2))
        assert {name: body for name, body in line.objects().items() if name in before} == before
    read = line("read")
    assert (read.code, read.err) == (0, "")
    assert sorted(read.out.encode().splitlines()) == sorted(b"".join(line.segments().values()).splitlines())
    before = line.objects()
    server.feed([f"/story-{number}.html" for number in range(6)])
    server.asked.clear()
    assert line("crawl", "local").out == "local: found 6, new 0, stored 0; skipped 6 (known 6); nothing new\n"
    assert server.paths() == ["/feed.xml"]
    assert line.objects() == before


def test_finished_segments_are_sent_while_the_crawl_goes_on(line: BucketLine, server: NewsServer) -> None:
    gate = Event()
    server.answers["/story-9.html"] = Answer(story_page(9), gate=gate)
    server.feed([server.story(1), "/story-9.html"])
    process = line.start("crawl", "local", **SOON)
    wait_until(lambda: len(line.segments()) == 1 and line.spool() == [], process)
    assert line.crawl.record()["outcome"] == "running"
    gate.set()
    assert line.ended(process).code == 0
    line.holds_once([1, 9])
    assert (line.crawl.record()["stored"], len(line.crawl.record()["files"])) == (2, 2)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"AWS_SECRET_ACCESS_KEY": "a-wrong-secret"}, "SignatureDoesNotMatch"),
        ({"AWS_ACCESS_KEY_ID": "nobody"}, "InvalidAccessKeyId"),
        ({"NEWSCRAWL_STORE": "s3://not-there/articles"}, "NoSuchBucket"),
        ({"NEWSCRAWL_STORE": "s3://news/a//b"}, "'s3://news/a//b' is no address of a bucket"),
    ],
    ids=["secret", "key", "bucket", "address"],
)
def test_what_can_never_work_is_one_clear_line_before_anything_is_fetched(
    line: BucketLine, server: NewsServer, wrong: dict[str, str], said: str
) -> None:
    server.feed([server.story(1)])
    ended = line("crawl", "local", **wrong)
    assert (ended.code, ended.out, server.asked) == (2, "", []), ended
    assert len(ended.err.splitlines()) == 1, ended.err
    assert said in ended.err
    for secret in (SECRET, "a-wrong-secret"):
        assert secret not in ended.err
        assert not any(secret.encode() in file.read_bytes() for file in line.crawl.data.rglob("*") if file.is_file())
    assert line.spool() == []


def test_two_data_folders_share_a_bucket_and_only_the_same_site_from_both_is_stored_twice(
    line: BucketLine, server: NewsServer, tmp_path: Path
) -> None:
    second = line.of(tmp_path / "second")
    server.feed([server.story(1), server.story(2)])
    assert line("crawl", "local").code == 0
    assert second("crawl", "other").code == 0
    before = line.objects()
    assert len(before) == 3
    for one in (line, second):
        verified = one("verify")
        assert (verified.code, verified.err) == (0, ""), verified
    assert second("crawl", "local").code == 0
    after = line.objects()
    assert before.items() < after.items(), "nothing was overwritten"
    (more,) = after.keys() - before.keys()
    (first,) = (name for name in before if name.startswith("site=local/"))
    verified = line("verify")
    assert (verified.code, len(verified.err.splitlines())) == (1, 1), verified
    assert all(name in verified.err for name in (first, more))
    assert "2 articles stand in" in verified.err


def test_verify_names_every_object_that_is_not_as_it_was_sent(line: BucketLine, server: NewsServer) -> None:
    server.feed([server.story(number) for number in range(1, 6)])
    assert line("crawl", "local", **EACH_ITS_OWN).code == 0
    assert line("verify").code == 0
    changed, damaged, gone, lost, sound = sorted(line.segments())
    bodies = line.segments()
    line.put(changed, bodies[changed].replace(b"Story number", b"Another story"))
    line.put(damaged, bodies[damaged].replace(b"Story number", b"Strange words"), line.metadata(damaged))
    line.remove(gone)
    line.remove(lost)
    strange = sound.replace("-5.jsonl", "-6.jsonl")
    line.put(strange, bodies[gone])
    torn = sound.replace("-5.jsonl", "-7.jsonl")
    line.put(torn, bodies[lost][:-9])
    verified = line("verify")
    assert verified.code == 1
    told = verified.err.splitlines()
    for name, said in (
        (changed, "sha256"),
        (damaged, "damaged"),
        (gone, "it is missing"),
        (lost, "it is missing"),
        (strange, "it is not in the manifest"),
        (torn, "it cannot be read"),
    ):
        assert any(name in one and said in one for one in told), (name, said, told)
    assert not any(sound in one for one in told)
    rebuilt = line("state", "rebuild")
    assert rebuilt.code == 1
    for name in (damaged, torn):
        assert any(name in one and "its articles are not remembered" in one for one in rebuilt.err.splitlines())
    away = line.nowhere("verify")
    assert (away.code, len(away.err.splitlines()), "does not answer" in away.err) == (1, 1, True), away


def test_after_the_loss_of_all_but_the_spool_a_rebuild_from_the_bucket_knows_everything_again(
    line: BucketLine, server: NewsServer, tmp_path: Path
) -> None:
    server.feed([server.story(1), server.story(2)])
    assert line("crawl", "local").code == 0
    server.feed([server.story(3), "/story-1.html"])
    assert line.nowhere("crawl", "local").code == 0
    saved = line.of(tmp_path / "saved")
    saved.crawl.data.mkdir()
    (line.crawl.data / "spool").rename(saved.crawl.data / "spool")
    rebuilt = saved("state", "rebuild")
    assert (rebuilt.code, rebuilt.out, rebuilt.err) == (0, "local: 2 articles in 1 files\n", ""), rebuilt
    server.feed([f"/story-{number}.html" for number in (1, 2, 3)])
    server.asked.clear()
    ended = saved("crawl", "local")
    assert (ended.code, saved.crawl.record()["stored"]) == (0, 1), ended
    assert server.paths() == ["/robots.txt", "/feed.xml"]
    saved.holds_once([1, 2, 3])
    verified = saved("verify")
    assert (verified.code, verified.out, verified.err) == (0, "local: 2 files, 3 articles\n", "")


def test_a_copy_of_the_state_of_yesterday_is_refused_before_anything_is_stored_twice(
    line: BucketLine, server: NewsServer, tmp_path: Path
) -> None:
    server.feed([server.story(1)])
    assert line("crawl", "local").code == 0
    shutil.copy(line.crawl.data / "state.db", tmp_path / "yesterday.db")
    server.feed([server.story(2), "/story-1.html"])
    assert line("crawl", "local").code == 0
    shutil.copy(tmp_path / "yesterday.db", line.crawl.data / "state.db")
    server.asked.clear()
    ended = line("crawl", "local")
    assert (ended.code, "newscrawl state rebuild" in ended.err, server.asked) == (1, True, []), ended
    assert line("state", "rebuild").code == 0
    assert line("crawl", "local").code == 0
    line.holds_once([1, 2])


@pytest.fixture
def closed(line: BucketLine, server: NewsServer) -> BucketLine:
    """Three segments of one story each, which were yesterday."""
    server.feed([server.story(number) for number in (1, 2, 3)])
    assert line("crawl", "local", **EACH_ITS_OWN).code == 0
    today = f"date={datetime.now(UTC):%Y-%m-%d}"
    for name, body in line.segments().items():
        line.put(name.replace(today, f"date={YESTERDAY}"), body, line.metadata(name))
        line.remove(name)
    with sqlite3.connect(line.crawl.data / "state.db") as state:
        state.execute("UPDATE segments SET name = replace(name, ?, ?)", (today, f"date={YESTERDAY}"))
    state.close()
    manifest = line.crawl.data / "manifest.jsonl"
    manifest.write_text(manifest.read_text().replace(today, f"date={YESTERDAY}"))
    return line


STORIES = ["story-1.html", "story-2.html", "story-3.html"]


def test_what_a_killed_compaction_had_sent_may_arrive_when_the_next_one_is_done(
    closed: BucketLine, faulty_proxy: FaultyProxy
) -> None:
    faulty_proxy.break_next_upload(after=2**30)  # the note passes
    hold = faulty_proxy.hold_next_upload()
    process = closed.through(faulty_proxy).start("compact")
    wait_until(hold.reached.is_set, process)
    time.sleep(2)  # by then the body was sent unasked
    closed.crawl.stop(process, signal.SIGKILL)
    assert closed.read() == STORIES
    compacted = closed("compact", NEWSCRAWL_STORE_COMPRESSION="zstd")
    assert (compacted.code, compacted.err) == (0, ""), compacted
    closed.holds_once([1, 2, 3])
    before = len(faulty_proxy.asked)
    hold.release.set()
    wait_until(lambda: len(faulty_proxy.asked) > before)
    assert faulty_proxy.asked[-1].method == "PUT"
    closed.holds_once([1, 2, 3])
    verified = closed("verify")
    assert (verified.out, verified.err) == ("local: 1 files, 3 articles\n", "")


def test_a_compaction_that_is_killed_before_the_old_objects_went_is_finished_by_the_next_run(
    closed: BucketLine, server: NewsServer, faulty_proxy: FaultyProxy
) -> None:
    faulty_proxy.answer(503, "SlowDown", methods=("DELETE",))
    process = closed.through(faulty_proxy).start("compact", NEWSCRAWL_STORE_COMPRESSION="gzip")
    wait_until(lambda: any(one.method == "DELETE" for one in list(faulty_proxy.asked)), process)
    closed.crawl.stop(process, signal.SIGKILL)
    assert len(closed.segments()) == 4
    assert closed.read() == STORIES
    faulty_proxy.pass_everything()
    faulty_proxy.answer(403, "AccessDenied", methods=("DELETE",))
    server.feed([server.story(4)])
    ended = closed.through(faulty_proxy)("crawl", "local")
    assert (ended.code, "a compaction is not finished yet" in ended.err) == (0, True), ended
    assert closed.read() == [*STORIES, "story-4.html"]
    assert closed("crawl", "local").code == 0
    closed.holds_once([1, 2, 3, 4])
    assert len(closed.segments()) == 2
    verified = closed("verify")
    assert (verified.out, verified.err) == ("local: 2 files, 4 articles\n", "")


def test_a_compaction_that_was_cut_short_is_finished_also_where_all_but_the_bucket_was_lost(
    closed: BucketLine, faulty_proxy: FaultyProxy, tmp_path: Path
) -> None:
    faulty_proxy.answer(503, "SlowDown", methods=("DELETE",))
    ended = closed.through(faulty_proxy)("compact")
    assert (ended.code, len(ended.err.splitlines()), "SlowDown" in ended.err) == (1, 1, True), ended
    fresh = closed.of(tmp_path / "fresh")
    rebuilt = fresh("state", "rebuild", "local")
    assert (rebuilt.out, rebuilt.err) == ("local: 3 articles in 1 files\n", ""), rebuilt
    assert fresh("compact").code == 0
    fresh.holds_once([1, 2, 3])
    assert list(fresh.objects()) == [MARKER, *fresh.segments()]
