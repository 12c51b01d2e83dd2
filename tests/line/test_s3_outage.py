"""The whole line into a bucket that is away, slow, killed, or takes back what it allowed: all is stored once."""

from __future__ import annotations

import hashlib
import signal
import time
from threading import Event

import pytest

from tests.faulty_proxy import FaultyProxy
from tests.line.bucket_line import (
    EACH_ITS_OWN,
    SOON,
    BucketLine,
    fragile_line,
    fragile_proxy,
    line,
    wait_until_greeted,
)
from tests.line.test_ending import SHUTDOWN, wait_until
from tests.news_server import Answer, NewsServer, story_page
from tests.object_store import faulty_proxy, fragile_store, object_store
from tests.storage.buckets import aws

__all__ = ["aws", "faulty_proxy", "fragile_line", "fragile_proxy", "fragile_store", "line", "object_store"]


@pytest.fixture
def gate(server: NewsServer) -> Event:
    """Story 9 is answered when this is set: so long a crawl goes on."""
    gate = Event()
    server.answers["/story-9.html"] = Answer(story_page(9), gate=gate)
    return gate


def test_runs_of_a_long_outage_fill_the_spool_and_the_first_run_after_it_sends_all(
    line: BucketLine, server: NewsServer
) -> None:
    for run in range(3):
        paths = [server.story(number) for number in range(2 * run, 2 * run + 2)]
        server.feed([f"/story-{number}.html" for number in range(2 * run + 2)])
        server.asked.clear()
        ended = line.nowhere("crawl", "local", **EACH_ITS_OWN)
        waiting = 2 * run + 2
        assert ended.code == 0, ended
        assert "stored 0; " in ended.out
        assert f"{waiting} are safe and wait to be stored" in ended.out
        assert len(ended.err.splitlines()) == 1, ended.err
        assert "does not answer" in ended.err
        assert server.paths() == [*["/robots.txt"][run:], "/feed.xml", *paths], (
            "what waits in the spool is not fetched again"
        )
        record = line.crawl.record()
        assert (record["outcome"], record["stored"], record["spooled"], record["files"]) == ("ok", 0, waiting, [])
        assert len(line.spool()) == waiting, "one file a segment, and nothing else"
    assert line.objects() == {}
    server.feed([server.story(6)])
    assert line("crawl", "local").out == "local: found 1, new 1, stored 7\n"
    assert len(line.crawl.record()["files"]) == 7
    line.holds_once(range(7))


def test_flush_sends_what_waits_without_crawling(line: BucketLine, server: NewsServer) -> None:
    server.feed([server.story(1), server.story(2)])
    assert line.nowhere("crawl", "local").code == 0
    server.asked.clear()
    ended = line.nowhere("flush")
    assert (ended.code, ended.out, len(ended.err.splitlines())) == (1, "", 1), ended
    assert "does not answer" in ended.err
    assert len(line.spool()) == 1
    ended = line("flush")
    assert (ended.code, ended.out, ended.err) == (0, "local: sent 2 articles in 1 files\n", "")
    line.holds_once([1, 2])
    ended = line.nowhere("flush")
    assert (ended.code, ended.out, ended.err) == (0, "", ""), "nothing waits, so nobody has to be asked"
    assert server.asked == []


def test_a_store_that_is_killed_in_the_middle_of_an_upload_gets_it_whole_later(
    fragile_line: BucketLine, fragile_proxy: FaultyProxy, server: NewsServer, gate: Event
) -> None:
    server.feed([server.story(1), "/story-9.html"])
    process = fragile_line.through(fragile_proxy).start("crawl", "local", **EACH_ITS_OWN)
    wait_until_greeted(fragile_proxy, process)
    hold = fragile_proxy.hold_next_upload()
    gate.set()
    wait_until(hold.reached.is_set, process)
    fragile_line.store.kill()
    hold.release.set()
    ended = fragile_line.ended(process)
    assert (ended.code, "2 are safe and wait" in ended.out) == (0, True), ended
    fragile_line.store.start()
    assert fragile_line("flush").code == 0
    fragile_line.holds_once([1, 9])


@pytest.mark.parametrize("after", [0, 1], ids=["before it arrived", "before it was told that it arrived"])
def test_a_crawl_that_is_killed_in_the_middle_of_an_upload_is_made_good_by_the_next(
    line: BucketLine, faulty_proxy: FaultyProxy, server: NewsServer, gate: Event, after: int
) -> None:
    server.feed([server.story(1), "/story-9.html"])
    process = line.through(faulty_proxy).start("crawl", "local")
    wait_until_greeted(faulty_proxy, process)
    hold = faulty_proxy.hold_next_upload(after)
    gate.set()
    wait_until(hold.reached.is_set, process)
    if after:
        wait_until(lambda: len(line.segments()) == 1, process)
    line.crawl.stop(process, signal.SIGKILL)
    hold.release.set()
    server.asked.clear()
    ended = line("crawl", "local")
    assert (ended.code, line.crawl.record()["stored"]) == (0, 2), ended
    assert server.paths() == ["/feed.xml"]
    line.holds_once([1, 9])
    assert len(line.segments()) == 1


def test_a_store_that_asks_to_slow_down_for_a_while_gets_all_within_the_run(
    line: BucketLine, faulty_proxy: FaultyProxy, server: NewsServer, gate: Event
) -> None:
    server.feed([server.story(1), "/story-9.html"])
    process = line.through(faulty_proxy).start("crawl", "local", **SOON)
    wait_until_greeted(faulty_proxy, process)
    faulty_proxy.answer(503, "SlowDown", methods=("PUT",), times=4)
    wait_until(lambda: len(line.segments()) == 1, process)
    gate.set()
    ended = line.ended(process)
    assert (ended.code, line.crawl.record()["stored"], line.crawl.record()["spooled"]) == (0, 2, 0), ended
    assert ended.err.count("asks to wait") == 1, ended.err
    line.holds_once([1, 9])


def test_a_store_that_asks_to_slow_down_for_the_whole_run_gets_all_in_the_next(
    line: BucketLine, faulty_proxy: FaultyProxy, server: NewsServer
) -> None:
    server.feed([server.story(1)])
    faulty_proxy.answer(503, "SlowDown")
    through = line.through(faulty_proxy)
    ended = through("crawl", "local")
    assert (ended.code, len(ended.err.splitlines()), line.crawl.record()["spooled"]) == (0, 1, 1), ended
    faulty_proxy.pass_everything()
    assert through("crawl", "local").code == 0
    line.holds_once([1])


def test_an_answer_that_is_lost_after_the_upload_makes_no_second_object(
    line: BucketLine, faulty_proxy: FaultyProxy, server: NewsServer, gate: Event
) -> None:
    server.feed([server.story(1), "/story-9.html"])
    process = line.through(faulty_proxy).start("crawl", "local", **SOON)
    wait_until_greeted(faulty_proxy, process)
    faulty_proxy.lose_next_answer()
    wait_until(lambda: any(line.crawl.data.rglob("manifest.jsonl")), process)
    faulty_proxy.lose_next_answer(times=100)
    gate.set()
    ended = line.ended(process)
    assert (ended.code, line.crawl.record()["stored"], line.crawl.record()["spooled"]) == (0, 1, 1), ended
    assert len(line.segments()) == 2
    assert line("crawl", "local").code == 0
    line.holds_once([1, 9])
    assert len(line.segments()) == 2


def test_rights_that_are_taken_away_in_the_middle_of_a_run_fail_it_and_lose_nothing(
    line: BucketLine, faulty_proxy: FaultyProxy, server: NewsServer, gate: Event
) -> None:
    server.feed([server.story(1), "/story-9.html"])
    process = line.through(faulty_proxy).start("crawl", "local", **SOON)
    wait_until_greeted(faulty_proxy, process)
    address = faulty_proxy.environment["AWS_ENDPOINT_URL"]
    faulty_proxy.answer(403, "AccessDenied", methods=("PUT",), message="you may not any more")
    wait_until(lambda: any(one.status == 403 for one in list(faulty_proxy.asked)), process)
    gate.set()
    ended = line.ended(process)
    assert ended.code == 1
    said = "refuses: AccessDenied: you may not any more"
    assert ended.out.endswith(f"2 are safe and wait to be stored; failed: {line.address} at {address} {said}\n")
    at_once, at_the_end = ended.err.splitlines()
    assert ("WARNING" in at_once, "ERROR" in at_the_end) == (True, True)
    assert said in at_once
    assert said in at_the_end
    record = line.crawl.record()
    assert (record["outcome"], record["stored"], record["spooled"]) == ("failed", 0, 2)
    faulty_proxy.pass_everything()
    server.asked.clear()
    assert line.through(faulty_proxy)("crawl", "local").code == 0
    assert server.paths() == ["/feed.xml"]
    line.holds_once([1, 9])


def test_a_spool_that_cannot_be_read_fails_the_run_with_a_clear_line_and_loses_nothing(
    line: BucketLine, server: NewsServer, gate: Event
) -> None:
    server.feed([server.story(1), "/story-9.html"])
    process = line.start("crawl", "local", **SOON)
    wait_until(lambda: len(line.segments()) == 1 and line.spool() == [], process)
    (day,) = (line.crawl.data / "spool" / "site=local").iterdir()
    (note := day / "_x.merge").write_bytes(b"{half a no")
    gate.set()
    ended = line.ended(process)
    assert (ended.code, "1 are safe and wait to be stored; failed: " in ended.out) == (1, True), ended
    assert all("_x.merge is damaged" in told for told in ended.err.splitlines())
    note.unlink()
    assert line("crawl", "local").code == 0
    line.holds_once([1, 9])


def test_a_name_that_is_taken_by_the_same_content_is_no_error_and_by_another_gets_the_segment_a_new_one(
    line: BucketLine, server: NewsServer
) -> None:
    server.feed([server.story(1), server.story(2)])
    assert line.nowhere("crawl", "local", **EACH_ITS_OWN).code == 0
    same, taken = line.spool()
    bodies = {name: (line.crawl.data / "spool" / name).read_bytes() for name in (same, taken)}
    digest = {name: hashlib.sha256(body).hexdigest() for name, body in bodies.items()}
    line.put(same, bodies[same], {"sha256": digest[same], "rows": "1"})
    line.put(taken, b"a stranger's\n")
    ended = line("flush")
    assert (ended.code, ended.out) == (0, "local: sent 2 articles in 2 files\n"), ended
    renamed = taken.replace(".jsonl", f"-{digest[taken][:8]}.jsonl")
    assert ended.err.splitlines() == [
        f"{line.address}/{taken} is another segment already; this one becomes {renamed}"
    ], ended.err
    assert line.segments() == {same: bodies[same], taken: b"a stranger's\n", renamed: bodies[taken]}
    assert line.spool() == []
    line.remove(taken)
    line.holds_once([1, 2])
    server.asked.clear()
    assert line("crawl", "local").code == 0
    assert server.paths() == ["/feed.xml"]
    assert line("verify").err == ""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, -signal.SIGTERM), (signal.SIGINT, 130)])
def test_a_bucket_that_hangs_at_the_start_holds_up_no_end(
    line: BucketLine, faulty_proxy: FaultyProxy, server: NewsServer, number: signal.Signals, code: int
) -> None:
    hold = faulty_proxy.hold_next_upload()
    process = line.through(faulty_proxy).start("crawl", "local")
    wait_until(hold.reached.is_set, process)
    told = time.monotonic()
    process.send_signal(number)
    ended = line.ended(process)
    assert time.monotonic() - told < SHUTDOWN
    assert (ended.code, ended.out, server.asked) == (code, "", []), ended


def test_a_bucket_that_hangs_holds_up_no_shutdown_of_a_crawl(
    line: BucketLine, faulty_proxy: FaultyProxy, server: NewsServer, gate: Event
) -> None:
    server.feed([server.story(1), "/story-9.html"])
    through = line.through(faulty_proxy)
    process = through.start("crawl", "local", **SOON)
    wait_until_greeted(faulty_proxy, process)
    faulty_proxy.swallow()
    wait_until(lambda: any(name.endswith(".jsonl") for name in line.spool()), process)
    told = time.monotonic()
    process.send_signal(signal.SIGTERM)
    ended = line.ended(process)
    assert time.monotonic() - told < SHUTDOWN
    assert ended.code == 143, ended
    record = line.crawl.record()
    assert (record["outcome"], record["stored"], record["spooled"]) == ("interrupted", 0, 1)
    gate.set()
    faulty_proxy.pass_everything()
    assert through("crawl", "local").code == 0
    line.holds_once([1, 9])


def test_a_bucket_that_hangs_holds_up_no_shutdown_of_a_crawl_that_only_waits_for_it(
    line: BucketLine, faulty_proxy: FaultyProxy, server: NewsServer, gate: Event
) -> None:
    server.feed(["/story-9.html"])
    through = line.through(faulty_proxy)
    process = through.start("crawl", "local")
    wait_until_greeted(faulty_proxy, process)
    faulty_proxy.swallow()
    gate.set()
    wait_until(lambda: any(name.endswith(".jsonl") for name in line.spool()), process)
    time.sleep(0.5)
    told = time.monotonic()
    process.send_signal(signal.SIGTERM)
    ended = line.ended(process)
    assert time.monotonic() - told < SHUTDOWN
    assert ended.code == 143, ended
    assert line.crawl.record()["outcome"] == "interrupted"
    faulty_proxy.pass_everything()
    assert through("flush").code == 0
    line.holds_once([9])
