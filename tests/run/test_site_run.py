"""Around one crawl: what becomes of each address, and of the run."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.exceptions import DropItem, NotConfigured
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager
from scrapy.statscollectors import MemoryStatsCollector
from twisted.python.failure import Failure

from newscrawl.config import Config
from newscrawl.drops import AlreadyStored, Drop, LimitReached, NoText, OutsideWindow, SameWords
from newscrawl.errors import SiteLockedError, StateError, StorageError, Unreachable, UsageError
from newscrawl.run.lock import SiteLock
from newscrawl.run.record import RunRecord
from newscrawl.run.site_run import SiteRun
from newscrawl.spider import NewsSpider
from newscrawl.state import SiteState
from newscrawl.state.addresses import Addresses
from newscrawl.storage.bucket import Bucket
from newscrawl.storage.reader import read_articles
from newscrawl.window import Window
from tests.state.samples import SITE, address, candidate, draft, key, remember, story


class HarbourSpider(NewsSpider):
    """The site of the samples."""

    name = SITE
    sources = ("https://harbour.example/feed.xml",)


class Engine:
    """Remembers why it was told to end."""

    def __init__(self) -> None:
        self.reasons: list[str] = []

    async def close_spider_async(self, *, reason: str) -> None:
        """End."""
        self.reasons.append(reason)


@pytest.fixture
def crawler(state: SiteState, tmp_path: Path) -> SimpleNamespace:
    made = SimpleNamespace(settings=Settings(), engine=Engine(), spider=HarbourSpider(), signals=SignalManager())
    made.stats = MemoryStatsCollector(made)
    made.spider.crawler = made
    made.spider.config = Config(data=str(tmp_path / "data"))
    made.spider.state = state
    made.spider.window = Window(limit=2)
    state.addresses.admit({key(number): candidate(number) for number in range(4)}, "1")
    return made


@pytest.fixture
def run(crawler: SimpleNamespace) -> Iterator[SiteRun]:
    made = SiteRun.from_crawler(crawler)
    yield made
    made.finish_store()
    made.end("finished")


def in_a_loop(work: Callable[[], None]) -> None:
    """Do something that leaves tasks behind, and let those end."""

    async def whole() -> None:
        work()
        await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})

    asyncio.run(whole())


def refuse(*_: object) -> None:
    raise StateError("the state cannot be used")


def written(run: SiteRun) -> dict[str, object]:
    return json.loads((run.spider.config.data_folder / "runs" / f"{run.run_id}.json").read_text())


@pytest.mark.parametrize(
    ("drop", "counted", "waits", "again"),
    [
        (NoText(draft(1)), "normalise/refused/no_text", False, True),
        (OutsideWindow(draft(1)), "normalise/skipped/outside_window", True, True),
        (LimitReached(draft(1)), "deduplicate/skipped/limit_reached", True, True),
        (AlreadyStored(draft(1), story(9).id), "deduplicate/skipped/already_stored", False, False),
        (SameWords(draft(1), story(9).id), "deduplicate/skipped/same_words", False, False),
    ],
    ids=lambda value: value.reason() if isinstance(value, Drop) else "",
)
def test_a_dropped_article_is_counted_and_its_address_remembered(
    run: SiteRun, drop: Drop, counted: str, *, waits: bool, again: bool
) -> None:
    addresses = run.spider.state.addresses
    remember(run.spider.state, 9)
    run.dropped(drop)
    assert run.crawler.stats.get_value(counted) == 1
    assert (address(1) in {one.url for one in addresses.waiting()}) is waits
    assert bool(addresses.admit({key(1): candidate(1)}, "a newer version")) is again
    known = run.spider.state.articles.find_by_addresses([key(1)])
    assert (known and known.id) == (None if again else story(9).id)


def test_the_date_of_a_page_outside_the_window_is_remembered(run: SiteRun) -> None:
    run.dropped(OutsideWindow(draft(1, date_published="2026-11-16T08:00:00+01:00")))
    (found,) = [one for one in run.spider.state.addresses.waiting() if one.url == address(1)]
    assert found.published is not None
    assert found.published.isoformat() == "2026-11-16T07:00:00+00:00"


def test_what_others_drop_is_none_of_our_business(run: SiteRun) -> None:
    run.dropped(DropItem("by somebody's own pipeline"))
    assert run.crawler.stats.get_stats() == {}


def test_a_state_that_cannot_remember_a_drop_ends_the_run_with_one_line(
    run: SiteRun, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Addresses, "refuse", refuse)
        in_a_loop(lambda: run.dropped(NoText(draft(1))))
    assert run.crawler.engine.reasons == ["cannot_store"]
    assert run.record.problem == "the state cannot be used"
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR] == [
        "harbour: the state cannot be used"
    ]


@pytest.mark.parametrize("accepted", [0, 1, 2, 3])
def test_the_run_ends_once_its_limit_is_reached(run: SiteRun, accepted: int) -> None:
    run.accepted = accepted
    in_a_loop(run.scraped)
    assert run.crawler.engine.reasons == (["limit"] if accepted >= 2 else [])


def test_without_a_limit_a_run_is_never_full(run: SiteRun) -> None:
    run.spider.window = Window()
    run.accepted = 10**6
    assert not run.is_full


@pytest.mark.parametrize("hear", ["item_failed", "callback_failed"])
def test_what_cannot_be_stored_ends_the_run(run: SiteRun, hear: str) -> None:
    failure = Failure(StorageError("disk full"))
    heard = getattr(run, hear)
    in_a_loop(lambda: heard(draft(1), failure) if hear == "item_failed" else heard(failure, None))
    assert run.crawler.engine.reasons == ["cannot_store"]
    run.end("cannot_store")
    assert (written(run)["outcome"], written(run)["problem"]) == ("failed", "disk full")


def test_a_mistake_of_ours_costs_this_article_only_and_it_is_tried_again_later(run: SiteRun) -> None:
    request = Request(address(2), cb_kwargs={"candidate": candidate(2)})
    run.item_failed(draft(1), Failure(KeyError("x")))
    run.callback_failed(Failure(KeyError("x")), Response(address(2), request=request))
    refused = Failure(ConnectionRefusedError())
    refused.request = Request(address(3), cb_kwargs={"candidate": candidate(3)})
    run.callback_failed(Failure(KeyError("x")), refused)
    run.callback_failed(Failure(KeyError("x")), None)
    assert run.crawler.engine.reasons == []
    assert run.record.with_stats(run.crawler.stats.get_stats()).failed == {"error_KeyError": 4}
    assert {one.url for one in run.spider.state.addresses.waiting()} == {address(0)}


@pytest.mark.parametrize(
    ("reason", "stats", "outcome"),
    [
        ("finished", {}, "ok"),
        ("limit", {}, "ok"),
        ("shutdown", {}, "interrupted"),
        ("finished", {"discover/sources": 1}, "failed"),
        ("shutdown", {"discover/sources": 1}, "interrupted"),
    ],
)
def test_the_record_ends_with_what_came_of_the_run(
    run: SiteRun, reason: str, stats: dict[str, int], outcome: str
) -> None:
    run.crawler.stats.set_stats(stats)
    assert written(run)["outcome"] == "running"
    run.store.append(story(1))
    run.finish_store()
    run.end(reason)
    record = written(run)
    assert (record["outcome"], record["stored"], record["files"]) == (outcome, 1, run.store.files)
    assert record["ended_at"] >= record["started_at"]
    assert [one.url for one in read_articles(run.spider.config.work_folder)] == [address(1)]


def test_a_last_commit_that_fails_is_the_runs_failure(run: SiteRun, monkeypatch: pytest.MonkeyPatch) -> None:
    run.store.append(story(1))
    with monkeypatch.context() as patch:
        patch.setattr("newscrawl.state.articles.Articles.spool", refuse)
        run.finish_store()
    run.end("finished")
    assert (written(run)["outcome"], written(run)["problem"]) == ("failed", "the state cannot be used")


def test_a_record_that_cannot_be_written_is_the_runs_failure(
    run: SiteRun, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(RunRecord, "write", lambda *_: (_ for _ in ()).throw(StorageError("disk full")))
        run.end("finished")
    assert (run.record.outcome, run.record.problem) == ("failed", "disk full")
    assert "harbour: disk full" in caplog.text


def test_what_waits_is_committed_now_and_then_and_a_failure_of_that_ends_the_run(
    run: SiteRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newscrawl.run.site_run.COMMIT_CHECK_SECONDS", 0)
    calls = iter([None, None, StateError("the state cannot be used")])

    def commit_if_due() -> None:
        if error := next(calls):
            raise error

    monkeypatch.setattr(run, "store", SimpleNamespace(commit_if_due=commit_if_due))
    in_a_loop(run.opened)
    assert run.crawler.engine.reasons == ["cannot_store"]
    monkeypatch.undo()


def test_a_new_run_saves_what_a_killed_one_has_left_and_says_so(
    crawler: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    dead = SiteRun.from_crawler(crawler)
    for number in (0, 1):
        dead.store.append(story(number))
    dead.store.commit()
    part = next(crawler.spider.config.work_folder.rglob("*.part"))
    part.write_bytes(part.read_bytes()[:-10])
    run = SiteRun.from_crawler(crawler)
    assert "1 articles saved, 1 gone and to be fetched again" in caplog.text
    assert written(dead)["outcome"] == "killed"
    assert written(run)["outcome"] == "running"
    assert [one.url for one in read_articles(crawler.spider.config.work_folder)] == [address(0)]
    run.end("finished")
    dead.store.close()  # the end of its process would have done that
    dead._lock.release()  # noqa: SLF001 - the same


def test_a_run_that_ends_before_it_has_told_the_end_of_a_killed_one_leaves_that_to_the_next(
    crawler: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = SiteRun.from_crawler(crawler)
    with monkeypatch.context() as patch:
        patch.setattr("newscrawl.run.site_run.close_dead_record", lambda *_: (_ for _ in ()).throw(StorageError("x")))
        with pytest.raises(StorageError):
            SiteRun.from_crawler(crawler)
    run = SiteRun.from_crawler(crawler)
    assert written(dead)["outcome"] == "killed"
    run.end("finished")
    dead._lock.release()  # noqa: SLF001 - the end of its process would have done that


@pytest.mark.parametrize(
    ("what", "error"),
    [("newscrawl.run.site_run.recover", StorageError), ("newscrawl.run.lock._take", SiteLockedError)],
)
def test_a_run_that_cannot_begin_holds_no_lock(
    crawler: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, what: str, error: type[Exception]
) -> None:
    released: list[str] = []
    real = SiteLock.release
    with monkeypatch.context() as patch:
        patch.setattr(SiteLock, "release", lambda lock: (released.append("released"), real(lock))[1])
        patch.setattr(
            what, lambda *_, **__: (_ for _ in ()).throw(StorageError("x")) if error is StorageError else False
        )
        with pytest.raises(error):
            SiteRun.from_crawler(crawler)
    assert released == ["released"]


def test_a_run_with_another_store_than_the_states_does_not_begin(crawler: SimpleNamespace, tmp_path: Path) -> None:
    first = SiteRun.from_crawler(crawler)
    first.store.append(story(1))
    first.finish_store()
    first.end("finished")
    crawler.spider.config = Config(data=str(tmp_path / "data"), store=str(tmp_path / "slip"))
    with pytest.raises(UsageError, match="set it back"):
        SiteRun.from_crawler(crawler)
    assert [file.stem for file in (tmp_path / "data" / "runs").iterdir()] == [first.run_id]
    assert (tmp_path / "data" / "locks" / f"{SITE}.lock").read_text() == f"{first.run_id}\n"
    assert not (tmp_path / "slip").exists()


@pytest.mark.usefixtures("aws")
def test_a_bucket_that_did_not_answer_the_greeting_is_not_asked_to_finish_a_compaction(
    crawler: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawler.spider.config = Config(data=str(tmp_path / "data"), store="s3://news/away")
    note = tmp_path / "data" / "spool" / f"site={SITE}" / "date=2026-11-20" / "_run-merged.merge"
    note.parent.mkdir(parents=True)
    note.write_text(f'{{"name": "site={SITE}/date=2026-11-20/run-merged.jsonl", "replaces": []}}')
    monkeypatch.setattr("newscrawl.run.site_run.greet", lambda _: Unreachable("it does not answer"))
    monkeypatch.setattr(Bucket, "open", lambda *_: pytest.fail("it is asked"))
    SiteRun.from_crawler(crawler).end("finished")
    assert note.exists()


def test_a_spider_that_is_none_of_ours_runs_without_all_this(crawler: SimpleNamespace) -> None:
    crawler.spider = SimpleNamespace(name="theirs")
    with pytest.raises(NotConfigured):
        SiteRun.from_crawler(crawler)
    crawler.get_extension = lambda _: None
    with pytest.raises(NotConfigured):
        SiteRun.of(crawler)
