"""RFC 9309, sections 2.3 to 2.5: how robots.txt is asked for, what each answer means, and how long it counts."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from attrs import define, field
from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager
from twisted.python.failure import Failure

from newscrawl.errors import StateError
from newscrawl.fetch.failure import failure_reason
from newscrawl.fetch.robots import RobotsForbidden, RobotsMiddleware, RobotsUnreachable
from newscrawl.state import SiteState
from newscrawl.state.robots import FRESH, KEPT, PATIENCE, RobotsTxt
from newscrawl.state.schema import robots

SITE = "https://harbour.example"
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
RULES = b"User-agent: newscrawl\nDisallow: /private\n"
Reply = bytes | int | BaseException


@define(eq=False)
class Host:
    """A crawler whose engine downloads nothing: every origin answers with ``reply``."""

    state: SiteState
    reply: Reply = RULES
    asked: list[str] = field(factory=list)
    counts: dict[str, int] = field(factory=dict)
    gate: asyncio.Event | None = None

    def middleware(self, **settings: object) -> RobotsMiddleware:
        """The middleware of a new run."""
        ours = {"ROBOTSTXT_OBEY": True, "ROBOTSTXT_USER_AGENT": "newscrawl"}
        return RobotsMiddleware.from_crawler(self.crawler(Settings(ours | settings)))

    def crawler(self, settings: Settings) -> Any:  # noqa: ANN401 - what stands for Scrapy's
        """What a middleware gets."""
        return SimpleNamespace(
            settings=settings,
            spider=SimpleNamespace(state=self.state),
            stats=SimpleNamespace(inc_value=lambda name: self.counts.update({name: self.counts.get(name, 0) + 1})),
            signals=SignalManager(),
            engine=self,
        )

    async def download_async(self, request: Request) -> Response:
        """What the engine does."""
        self.asked.append(request.url)
        await (self.gate.wait() if self.gate else asyncio.sleep(0))
        if isinstance(self.reply, BaseException):
            raise self.reply
        status, body = (self.reply, RULES) if isinstance(self.reply, int) else (200, self.reply)
        return Response(request.url, status=status, body=body)


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    state = SiteState.open(f"sqlite:///{tmp_path / 'state.db'}", "harbour")
    yield Host(state)
    state.close()


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


def outcome(run: RobotsMiddleware, path: str = "/story", site: str = SITE) -> str:
    """What becomes of a request: ``allowed``, ``robots`` or ``robots_unreachable``."""
    return asyncio.run(judged(run, site + path))


async def judged(run: RobotsMiddleware, url: str) -> str:
    try:
        await run.process_request(Request(url))
    except IgnoreRequest as error:
        return failure_reason(Failure(error))
    return "allowed"


# -- 2.3.1 Access Results


@pytest.mark.parametrize(
    ("reply", "story", "private"),
    [
        # 2.3.1.1 Successful Access: the rules that can be read are followed
        *((status, "allowed", "robots") for status in (200, 203)),
        (b"", "allowed", "allowed"),
        (b"<html>Not found", "allowed", "allowed"),
        # 2.3.1.2 Redirects: more than five in a row, as Scrapy calls them
        (IgnoreRequest("max redirections reached"), "allowed", "allowed"),
        # 2.3.1.3 "Unavailable" Status: 400 to 499 allow all
        *((status, "allowed", "allowed") for status in (400, 401, 403, 404, 410, 418, 451, 499)),
        # 2.3.1.4 "Unreachable" Status: server and network errors forbid all; who asks for less is not asked for more
        *((status, "robots_unreachable", "robots_unreachable") for status in (429, 500, 502, 503, 504, 520, 599)),
        *((status, "robots_unreachable", "robots_unreachable") for status in (304, 301, 600, 999)),
        (DownloadTimeoutError("slow"), "robots_unreachable", "robots_unreachable"),
        (ConnectionError("broken"), "robots_unreachable", "robots_unreachable"),
        (IgnoreRequest("refused by another middleware"), "robots_unreachable", "robots_unreachable"),
        (ValueError("no address"), "robots_unreachable", "robots_unreachable"),
    ],
    ids=str,
)
def test_each_answer_means_what_the_protocol_says(host: Host, reply: Reply, story: str, private: str) -> None:
    host.reply = reply
    run = host.middleware()
    assert (outcome(run), outcome(run, "/private")) == (story, private)
    assert host.asked == [f"{SITE}/robots.txt"], "whatever it was, it was asked for once"


def test_robots_txt_itself_may_be_asked_for(host: Host) -> None:
    host.reply = b"User-agent: *\nDisallow: /"
    assert outcome(host.middleware(), "/robots.txt") == "allowed"


@pytest.mark.parametrize(
    "other", ["http://harbour.example", f"{SITE}:8443", "https://www.harbour.example"], ids=["scheme", "port", "host"]
)
def test_each_scheme_host_and_port_has_its_own(host: Host, other: str) -> None:
    run = host.middleware()
    assert outcome(run) == "allowed"
    host.reply = 503
    assert outcome(run, site=other) == "robots_unreachable"
    assert outcome(run, site="https://HARBOUR.example:443") == "allowed"
    assert host.asked == [f"{SITE}/robots.txt", f"{other}/robots.txt"]


def test_who_says_so_is_not_held_against_it_and_other_schemes_have_none(host: Host) -> None:
    host.reply = 503
    run = host.middleware()
    asyncio.run(run.process_request(Request(SITE, meta={"dont_obey_robotstxt": True})))
    asyncio.run(run.process_request(Request("data:,x")))
    assert host.asked == []
    with pytest.raises(NotConfigured):
        host.middleware(ROBOTSTXT_OBEY=False)


# -- 2.4 Caching


def test_all_runs_of_a_day_ask_once(host: Host, clock: time_machine.Coordinates) -> None:
    assert outcome(host.middleware(), "/private") == "robots"
    clock.shift(FRESH - SECOND)
    host.reply = b""
    assert outcome(host.middleware(), "/private") == "robots"
    assert len(host.asked) == 1
    clock.shift(SECOND)
    assert outcome(host.middleware(), "/private") == "allowed"
    assert len(host.asked) == 2


def test_a_run_of_many_days_asks_once_a_day(host: Host, clock: time_machine.Coordinates) -> None:
    run = host.middleware()
    for _ in range(3 * 24):
        assert outcome(run) == "allowed"
        clock.shift(timedelta(hours=1))
    assert len(host.asked) == 3


def test_what_another_run_has_read_meanwhile_counts(host: Host, clock: time_machine.Coordinates) -> None:
    run = host.middleware()
    assert outcome(run, "/private") == "robots"
    clock.shift(FRESH)
    host.state.robots.remember(SITE, b"")
    assert outcome(run, "/private") == "allowed"
    assert len(host.asked) == 1


@pytest.mark.parametrize("reply", [503, 429, DownloadTimeoutError("slow")], ids=str)
def test_a_copy_counts_for_thirty_days_while_there_is_no_newer_one(
    host: Host, clock: time_machine.Coordinates, reply: Reply
) -> None:
    outcome(host.middleware())
    host.reply = reply
    for age in (FRESH, FRESH + PATIENCE, KEPT - SECOND):
        clock.move_to(NOW + age)
        run = host.middleware()
        assert (outcome(run), outcome(run, "/private")) == ("allowed", "robots")
    clock.move_to(NOW + KEPT + PATIENCE)
    assert outcome(host.middleware()) == "robots_unreachable"
    assert len(host.asked) == 5


def test_a_client_error_after_a_copy_allows_all(host: Host, clock: time_machine.Coordinates) -> None:
    assert outcome(host.middleware(), "/private") == "robots"
    clock.shift(FRESH)
    host.reply = 404
    assert outcome(host.middleware(), "/private") == "allowed"
    clock.shift(FRESH)
    host.reply = 503
    assert outcome(host.middleware(), "/private") == "allowed", "that there was none is what was known last"


@pytest.mark.parametrize("same_run", [True, False])
def test_what_cannot_be_read_is_tried_again_in_a_while(
    host: Host,
    clock: time_machine.Coordinates,
    same_run: bool,  # noqa: FBT001 - a table
) -> None:
    first = host.middleware()
    host.reply = 503
    outcome(first)
    host.reply = RULES
    clock.shift(PATIENCE - SECOND)
    assert outcome(first if same_run else host.middleware()) == "robots_unreachable"
    assert len(host.asked) == 1
    clock.shift(SECOND)
    assert outcome(first if same_run else host.middleware()) == "allowed"
    assert len(host.asked) == 2


def test_a_copy_or_a_failure_from_the_future_counts_for_nothing(host: Host, clock: time_machine.Coordinates) -> None:
    clock.move_to(NOW + timedelta(days=4000))
    assert outcome(host.middleware()) == "allowed"
    clock.move_to(NOW)
    host.reply = 503
    assert outcome(host.middleware()) == "robots_unreachable"
    clock.move_to(NOW - timedelta(days=400))
    host.reply = RULES
    assert outcome(host.middleware()) == "allowed"


# -- many at once


def test_of_many_requests_that_wait_one_asks(host: Host) -> None:
    async def all_at_once() -> list[str]:
        run = host.middleware()
        paths = ["/story", "/private"] * 20
        return await asyncio.gather(*(judged(run, f"{SITE}{path}") for path in paths))

    assert asyncio.run(all_at_once()) == ["allowed", "robots"] * 20
    assert len(host.asked) == 1


def test_other_origins_do_not_wait(host: Host) -> None:
    async def one_hangs() -> str:
        host.gate = asyncio.Event()
        run = host.middleware()
        hanging = asyncio.ensure_future(judged(run, SITE))
        await asyncio.sleep(0)
        host.gate = None
        other = await judged(run, "http://harbour.example/story")
        hanging.cancel()
        return other

    assert asyncio.run(one_hangs()) == "allowed"


def test_who_gives_up_while_it_asks_leaves_the_others_an_answer(host: Host) -> None:
    async def first_is_cancelled() -> str:
        host.gate = asyncio.Event()
        run = host.middleware()
        first = asyncio.ensure_future(judged(run, f"{SITE}/story"))
        second = asyncio.ensure_future(judged(run, f"{SITE}/private"))
        await asyncio.sleep(0)
        first.cancel()
        host.gate.set()
        return await second

    assert asyncio.run(first_is_cancelled()) == "robots"


# -- what goes with the request, and what is told


def delay_of(run: RobotsMiddleware, url: str = SITE, meta: dict[str, Any] | None = None) -> float | None:
    request = Request(url, meta=meta)
    asyncio.run(run.process_request(request))
    delay: float | None = request.meta["crawl_delay"]
    return delay


@pytest.mark.parametrize(
    ("value", "delay", "warned"),
    [("7", 7.0, {}), ("600", 60.0, {"crawl_delay_capped": 1}), ("often", None, {"unreadable_crawl_delay": 1})],
)
def test_the_pace_that_is_asked_for_goes_with_each_request(
    host: Host, value: str, delay: float | None, warned: dict[str, int]
) -> None:
    host.reply = f"User-agent: *\nCrawl-delay: {value}\nAllow: /".encode()
    run = host.middleware()
    assert [delay_of(run), delay_of(run)] == [delay, delay]
    assert host.counts == {f"fetch/warnings/{name}": count for name, count in warned.items()}, "once a run"


def test_a_redirect_to_another_host_takes_that_host_s_pace(host: Host) -> None:
    host.reply = b"User-agent: *\nCrawl-delay: 7"
    run = host.middleware()
    request = Request(SITE)
    asyncio.run(run.process_request(request))
    host.reply = b""
    assert delay_of(run, "https://other.example", request.meta) is None


def test_where_a_browser_was_led_to_is_judged_too(host: Host) -> None:
    run = host.middleware()
    request = Request(f"{SITE}/story")
    for path in ("/story", "/story#part", "/other"):
        answer = Response(f"{SITE}{path}")
        assert asyncio.run(run.process_response(request, answer)) is answer
    with pytest.raises(RobotsForbidden, match=r"/private$"):
        asyncio.run(run.process_response(request, Response(f"{SITE}/private")))
    request.meta["redirect_urls"] = [f"{SITE}/story", f"{SITE}/private/on-the-way"]
    with pytest.raises(RobotsForbidden, match="/on-the-way"):
        asyncio.run(run.process_response(request, Response(f"{SITE}/other")))


@pytest.mark.parametrize(
    ("reply", "warning"),
    [
        (503, "robots_unreachable"),
        (b"<html>", "robots_is_html"),
        (IgnoreRequest("max redirections reached"), "robots_redirects"),
    ],
    ids=str,
)
def test_what_a_site_s_owner_did_not_mean_is_counted(host: Host, reply: Reply, warning: str) -> None:
    host.reply = reply
    run = host.middleware()
    for _ in range(3):
        outcome(run)
    assert host.counts == {f"fetch/warnings/{warning}": 1}


def test_a_state_that_cannot_be_used_is_no_failure_of_the_host(host: Host) -> None:
    run = host.middleware()
    with host.state.database.begin() as connection:
        robots.drop(connection)
    with pytest.raises(StateError) as told:
        outcome(run)
    with pytest.raises(StateError, match="no such table: robots") as passed_on:
        failure_reason(Failure(told.value))
    assert passed_on.value is not told.value, "Scrapy tells nobody of what is merely passed on"
    assert host.asked == []


def test_a_state_that_fails_while_robots_txt_is_asked_for_says_nothing_of_the_host(host: Host) -> None:
    host.reply = StateError("the state cannot be used")
    with pytest.raises(StateError):
        outcome(host.middleware())
    assert host.state.robots.read(SITE) == RobotsTxt()


def test_a_spider_without_a_memory_obeys_too(host: Host) -> None:
    crawler = host.crawler(Settings({"ROBOTSTXT_OBEY": True, "ROBOTSTXT_USER_AGENT": "newscrawl"}))
    crawler.spider.state = {}
    run = RobotsMiddleware(crawler)
    assert (outcome(run), outcome(run, "/private")) == ("allowed", "robots")
    assert len(host.asked) == 1
    run._state.database.engine.dispose()  # noqa: SLF001 - nobody else closes it


def test_the_refusals_say_which_address(host: Host) -> None:
    run = host.middleware()
    with pytest.raises(RobotsForbidden, match=f"^{SITE}/private$"):
        asyncio.run(run.process_request(Request(f"{SITE}/private")))
    host.reply = 503
    with pytest.raises(RobotsUnreachable, match=r"^http://harbour\.example/a$"):
        asyncio.run(run.process_request(Request("http://harbour.example/a")))
