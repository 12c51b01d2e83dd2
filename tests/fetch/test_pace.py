"""Whose turn it is, and what becomes of a host's answers."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from time import monotonic
from types import SimpleNamespace
from typing import Any

import pytest
from attrs import define, field
from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.settings import Settings
from scrapy.statscollectors import MemoryStatsCollector
from sqlalchemy import delete

from newscrawl.fetch.host_pace import MAX_RETRY_AFTER_SECONDS, MAX_WAIT_SECONDS, REFUSED_IN_A_ROW
from newscrawl.fetch.pace import HostPaused, Pace, PaceMiddleware, host_of, pace_of
from newscrawl.state import SiteState
from newscrawl.state.hosts import FIRST_QUARANTINE, REFUSED
from newscrawl.state.schema import hosts

HOST = "harbour.example"
URL = f"https://{HOST}/story"
FAR = "https://far.example/story"


@define(eq=False)
class Run:
    """One run's middleware, and what it has counted."""

    state: SiteState
    delay: float = 0.0
    stats: MemoryStatsCollector = field(init=False)
    middleware: PaceMiddleware = field(init=False)

    def __attrs_post_init__(self) -> None:
        settings = Settings({"NEWSCRAWL_FETCH_DELAY_SECONDS": self.delay})
        crawler: Any = SimpleNamespace(settings=settings, spider=SimpleNamespace(state=self.state))
        crawler.spider.crawler = crawler
        self.stats = crawler.stats = MemoryStatsCollector(crawler)
        self.middleware = PaceMiddleware.from_crawler(crawler)

    async def ask(
        self, url: str = URL, status: int = 200, headers: dict[str, str] | None = None, **request: object
    ) -> float:
        """Send a request that is answered at once; return when it was sent."""
        asked = Request(url, **request)
        await self.middleware.process_request(asked)
        sent = monotonic()
        self.middleware.process_response(asked, Response(url, status, headers=headers))
        return sent

    @property
    def counts(self) -> dict[str, Any]:
        """All that was counted."""
        return self.stats.get_stats()


@pytest.fixture
def run(state: SiteState) -> Run:
    pace_of.cache_clear()
    return Run(state)


def within(work: Coroutine[Any, Any, Any], seconds: float = 20) -> Any:  # noqa: ANN401 - what the work returns
    """The result of work that may not hang."""

    async def whole() -> Any:  # noqa: ANN401 - the same
        async with asyncio.timeout(seconds):
            return await work

    return asyncio.run(whole())


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://harbour.example/a?b#c", "harbour.example"),
        ("http://harbour.example:80/", "harbour.example"),
        ("https://harbour.example:443/", "harbour.example"),
        ("https://HARBOUR.example/", "harbour.example"),
        ("http://harbour.example:443/", "harbour.example:443"),
        ("http://harbour.example:8080/", "harbour.example:8080"),
        ("https://user:word@harbour.example/", "harbour.example"),
        ("http://[::1]:81/", "[::1]:81"),
        ("http://[::1]/", "[::1]"),
        ("http://harbour.example:/", "harbour.example"),
        ("http://harbour.example:99999/", "harbour.example:99999"),
    ],
)
def test_a_host_is_one_whatever_its_scheme_and_path(url: str, host: str) -> None:
    assert host_of(url) == host


def test_the_next_request_waits_for_the_answer_and_other_hosts_do_not(run: Run) -> None:
    order = []

    async def work() -> None:
        first, second = Request(URL), Request(f"{URL}/2")
        await run.middleware.process_request(first)

        async def ask_second() -> None:
            await run.middleware.process_request(second)
            order.append("second")

        waiting = asyncio.create_task(ask_second())
        await run.ask(FAR)
        order.append("far")
        for _ in range(5):
            await asyncio.sleep(0)
        order.append("answer")
        run.middleware.process_response(first, Response(URL))
        await waiting

    within(work())
    assert order == ["far", "answer", "second"]


@pytest.mark.parametrize("end", ["exception", "cancelled", "paused"])
def test_a_turn_ends_whatever_becomes_of_the_request(run: Run, end: str) -> None:
    async def work() -> None:
        request = Request(URL)
        if end == "exception":
            await run.middleware.process_request(request)
            run.middleware.process_exception(request, DownloadTimeoutError())
        elif end == "cancelled":
            await run.ask(status=503, headers={"Retry-After": "30"})
            waiting = asyncio.create_task(run.middleware.process_request(request))
            await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        else:
            await run.ask(status=503, headers={"Retry-After": "300"})
            with pytest.raises(HostPaused):
                await run.middleware.process_request(request)
            run.middleware.process_exception(request, HostPaused())
        assert not run.middleware._pace.of(HOST).turn.locked()  # noqa: SLF001

    within(work())


def test_exceptions_of_requests_that_were_not_sent_are_nobodys_answer(run: Run) -> None:
    async def work() -> None:
        first = Request(URL)
        await run.middleware.process_request(first)
        run.middleware.process_exception(Request(URL), DownloadTimeoutError())
        assert run.middleware._pace.of(HOST).turn.locked()  # noqa: SLF001

    within(work())


def test_sites_of_one_process_share_a_hosts_pace(run: Run) -> None:
    other = Run(SiteState.of(run.state.database, "lighthouse"))
    within(run.ask(status=503, headers={"Retry-After": "300"}))
    with pytest.raises(HostPaused):
        within(other.ask())
    assert list(other.counts) == [f"fetch/blocked/{HOST}"]


def test_the_pause_that_robots_txt_asks_for_is_kept_also_by_requests_that_do_not_know_of_it(state: SiteState) -> None:
    pace_of.cache_clear()
    run = Run(state)

    async def work() -> tuple[float, float, float]:
        first = await run.ask(meta={"crawl_delay": 0.2})
        return first, await run.ask(meta={"crawl_delay": None}), await run.ask()

    first, second, third = within(work())
    assert second - first >= 0.2
    assert third - second >= 0.2


def test_a_pause_that_is_worth_it_is_waited_for(run: Run) -> None:
    async def work() -> tuple[float, float]:
        return await run.ask(status=503, headers={"Retry-After": "1"}), await run.ask()

    first, second = within(work())
    assert second - first >= 1
    assert run.counts == {}


@pytest.mark.parametrize("status", [301, 403, 404, 429, 500, 503])
def test_a_host_that_asks_for_a_long_pause_is_not_asked_and_the_next_run_knows(run: Run, status: int) -> None:
    within(run.ask(status=status, headers={"Retry-After": "3600"}))
    pace_of.cache_clear()
    for one in (run, Run(run.state)):
        for _ in range(2):
            with pytest.raises(HostPaused):
                within(one.ask())
        until = datetime.fromisoformat(one.counts[f"fetch/blocked/{HOST}"]) - datetime.now(UTC)
        assert timedelta(minutes=59) < until <= timedelta(seconds=3602)
    within(run.ask(FAR))


def test_a_short_pause_of_an_earlier_run_is_waited_for(run: Run) -> None:
    run.state.hosts.pause(HOST, 0, "it has answered 503")

    async def work() -> float:
        return await run.ask()

    began = monotonic()
    closed = run.state.hosts.closed(HOST)
    assert closed is not None
    left = (closed.until - datetime.now(UTC)).total_seconds()
    assert within(work()) - began >= left - 0.05


def test_a_pause_without_end_ends_after_a_day(run: Run) -> None:
    within(run.ask(status=503, headers={"Retry-After": "9" * 400}))
    host = run.middleware._pace.of(HOST)  # noqa: SLF001
    assert MAX_RETRY_AFTER_SECONDS - 60 < host.closed_until - monotonic() <= MAX_RETRY_AFTER_SECONDS
    assert run.counts.keys() == {"fetch/warnings/retry_after_capped", f"fetch/blocked/{HOST}"}


@pytest.mark.parametrize("value", ["-5", "soon", "", "\xff", "1.5"])
def test_a_retry_after_that_cannot_be_read_is_counted_and_nothing_else(run: Run, value: str) -> None:
    within(run.ask(status=503, headers={"Retry-After": value}))
    within(run.ask())
    assert run.counts == {"fetch/warnings/unreadable_retry_after": 1}


def test_a_page_that_came_is_no_reason_to_wait(run: Run) -> None:
    within(run.ask(status=200, headers={"Retry-After": "3600"}))
    within(run.ask())


def test_a_host_that_stays_busy_is_left_for_another_run(state: SiteState) -> None:
    pace_of.cache_clear()
    run = Run(state, delay=MAX_WAIT_SECONDS / 4)
    host = run.middleware._pace.of(HOST)  # noqa: SLF001
    for _ in range(3):
        assert host.closed_until == 0
        run.middleware._judge(Request(URL), Response(URL, 503))  # noqa: SLF001
    assert host.closed_until > monotonic() + MAX_WAIT_SECONDS
    closed = state.hosts.closed(HOST)
    assert closed is not None
    assert closed.reason == "it has answered 503"


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_host_that_refuses_too_much_is_in_quarantine_in_the_next_run_too(run: Run, status: int) -> None:
    for _ in range(REFUSED_IN_A_ROW):
        within(run.ask(status=status))
    assert list(run.counts) == [f"fetch/blocked/{HOST}"], "though nothing was kept from it yet"
    pace_of.cache_clear()
    for one in (run, Run(run.state)):
        with pytest.raises(HostPaused):
            within(one.ask())
    closed = run.state.hosts.closed(HOST)
    assert closed is not None
    assert closed.reason == REFUSED
    assert closed.until - datetime.now(UTC) <= FIRST_QUARANTINE


def test_a_host_that_its_last_answer_closes_is_told_of_though_nothing_more_was_to_be_asked(run: Run) -> None:
    within(run.ask(status=429, headers={"Retry-After": "61"}))
    assert list(run.counts) == [f"fetch/blocked/{HOST}"]


@pytest.mark.parametrize(
    ("status", "value", "again"),
    [
        (429, "0", 2),
        (429, "60", 2),
        (429, "Fri, 20 Nov 2020 08:00:00 GMT", 2),
        (429, "61", 0),
        (429, "-1", 0),
        (429, None, 0),
        (403, "0", 0),
        (404, "0", 0),
    ],
)
def test_who_asks_for_less_is_asked_again_twice_at_most_where_it_says_that_a_short_pause_will_do(
    run: Run, status: int, value: str | None, again: int
) -> None:
    async def work() -> int:
        request, times = Request(URL), 0
        while True:
            await run.middleware._pace.of(HOST).turn.acquire()  # noqa: SLF001 - its pauses are others' matter
            run.middleware._sent[request] = monotonic()  # noqa: SLF001
            headers = {} if value is None else {"Retry-After": value}
            outcome = run.middleware.process_response(request, Response(URL, status, headers=headers))
            if isinstance(outcome, Response):
                return times
            assert (outcome.url, outcome.priority, outcome.dont_filter) == (URL, -1 - times, True)
            request, times = outcome, times + 1

    assert within(work()) == again


def test_who_waits_for_a_host_gives_up_when_that_is_closed_meanwhile(run: Run) -> None:
    async def work() -> None:
        await run.ask(status=503, headers={"Retry-After": "1"})
        waiting = asyncio.create_task(run.ask())
        await asyncio.sleep(0)
        elsewhere = Request(FAR)
        await run.middleware.process_request(elsewhere)
        led_here = Response(URL, 503, headers={"Retry-After": "3600"})
        run.middleware.process_response(elsewhere, led_here)
        with pytest.raises(HostPaused):
            await waiting

    within(work())


def test_the_longer_of_a_pause_and_a_quarantine_counts(run: Run) -> None:
    for _ in range(REFUSED_IN_A_ROW - 1):
        within(run.ask(status=403))
    within(run.ask(status=429, headers={"Retry-After": "36000"}))
    host = run.middleware._pace.of(HOST)  # noqa: SLF001
    assert host.closed_until - monotonic() > 35_000


def test_what_is_refused_to_robots_txt_is_not_held_against_the_host_but_429_is(run: Run) -> None:
    for _ in range(2 * REFUSED_IN_A_ROW):
        within(run.ask(status=403, callback=NO_CALLBACK))
    within(run.ask())
    for _ in range(REFUSED_IN_A_ROW):
        within(run.ask(status=429, callback=NO_CALLBACK))
    with pytest.raises(HostPaused):
        within(run.ask())


def test_where_a_browser_was_led_to_is_the_host_that_has_answered(run: Run) -> None:
    async def work() -> None:
        request = Request(URL)
        await run.middleware.process_request(request)
        run.middleware.process_response(request, Response(FAR, 429, headers={"Retry-After": "3600"}))
        await run.ask()
        with pytest.raises(HostPaused):
            await run.ask(FAR)

    within(work())


def test_a_pause_that_is_over_is_forgotten(run: Run) -> None:
    run.state.hosts.pause(HOST, 3600, "it has answered 503")
    with pytest.raises(HostPaused):
        within(run.ask())
    with run.state.database.begin() as connection:
        connection.execute(delete(hosts))
    within(Pace(run.state.hosts, 0).of(HOST).turn.acquire())
    pace_of.cache_clear()
    within(Run(run.state).ask())


def test_a_crawl_without_a_memory_keeps_a_pace_too() -> None:
    crawler: Any = SimpleNamespace(settings=Settings({"NEWSCRAWL_FETCH_DELAY_SECONDS": 0}), spider=None)
    middleware = PaceMiddleware.from_crawler(crawler)
    request = Request(URL)
    within(middleware.process_request(request))
    assert middleware._pace.of(HOST).turn.locked()  # noqa: SLF001
