"""Discovery for one site: what is asked for, in which order, and what is remembered of it when something goes wrong."""

from __future__ import annotations

import asyncio
from collections import Counter
from types import SimpleNamespace

import pytest
from scrapy import Request, signals
from scrapy.http import Response, TextResponse
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager
from scrapy.statscollectors import MemoryStatsCollector
from twisted.python.failure import Failure

from newscrawl.errors import StateError
from newscrawl.extract.chain import EXTRACTION_VERSION
from newscrawl.identity import url_key
from newscrawl.spider import NewsSpider
from newscrawl.state import SiteState
from newscrawl.state.addresses import Addresses
from newscrawl.state.sources import Sources, Visit
from newscrawl.window import Window
from tests.state.samples import SITE, address, candidate, key, state

__all__ = ["state"]
FEED = "https://harbour.example/feed.xml"
PAGE = 4


class HarbourSpider(NewsSpider):
    """The site of the samples."""

    name = SITE
    sources = (FEED,)


@pytest.fixture
def spider(state: SiteState) -> HarbourSpider:
    """A spider whose downloader is busy."""
    made = HarbourSpider()
    made.crawler = SimpleNamespace(settings=Settings(), signals=SignalManager())
    made.crawler.engine = SimpleNamespace(needs_backout=lambda: True)
    made.crawler.stats = MemoryStatsCollector(made.crawler)
    made.state = state
    made.window = Window()
    return made


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("newscrawl.discovery", "newscrawl.state.addresses"):
        monkeypatch.setattr(f"{module}.BATCH", PAGE)


def refuse(*_: object, **__: object) -> None:
    raise StateError("the state cannot be used")


def feed(*numbers: int) -> Response:
    """The feed, naming these stories."""
    items = "".join(f"<item><link>{address(number)}</link></item>" for number in numbers)
    body = f'<rss version="2.0"><channel>{items}</channel></rss>'
    return TextResponse(FEED, headers={"ETag": '"1"'}, body=body.encode(), request=Request(FEED))


def visit(spider: HarbourSpider) -> Visit | None:
    return spider.state.sources.last_visit(url_key(SITE, FEED), EXTRACTION_VERSION)


def read(spider: HarbourSpider, *numbers: int) -> list[str]:
    """Answer for the feed; return what is asked for then."""
    return [request.url for request in spider.discovery.parse_source(feed(*numbers), 0, FEED)]


def test_what_waits_is_asked_for_a_page_at_a_time_as_the_scheduler_empties(spider: HarbourSpider) -> None:
    spider.state.addresses.admit({key(number): candidate(number) for number in range(2 * PAGE + 1)}, "1")
    asked: dict[str, int] = {}  # and how often the scheduler had been empty before
    empty = 0

    async def ask() -> None:
        async for request in spider.start():
            asked[request.url] = empty
            if request.url == FEED:
                read(spider)

    async def crawl() -> None:
        nonlocal empty
        asking = asyncio.ensure_future(ask())
        while not asking.done():
            for _ in range(5):
                await asyncio.sleep(0)
            empty += 1
            spider.crawler.signals.send_catch_log(signals.scheduler_empty)

    asyncio.run(crawl())
    assert Counter(asked.values()) == {0: 1 + PAGE, 1: PAGE, 2: 1}
    assert set(asked) == {FEED, *(address(number) for number in range(2 * PAGE + 1))}


@pytest.mark.parametrize("fails", [(Sources, "last_visit"), (Addresses, "waiting"), (Addresses, "admit")])
def test_a_state_that_fails_at_the_start_is_told_as_in_a_callback_and_raises_nothing(
    spider: HarbourSpider, monkeypatch: pytest.MonkeyPatch, fails: tuple[type, str]
) -> None:
    heard: list[BaseException | None] = []

    def hear(failure: Failure, response: Response | None) -> None:
        heard.append(failure.value if response is None else None)

    async def start() -> list[str]:
        return [request.url async for request in spider.start()]

    spider.state.addresses.admit({key(1): candidate(1)}, "1")
    spider.crawler.signals.connect(hear, signals.spider_error)
    monkeypatch.setattr(*fails, refuse)
    assert asyncio.run(start()) == ([] if fails[1] == "last_visit" else [FEED])
    assert list(map(str, heard)) == ["the state cannot be used"]


def test_a_feed_counts_as_read_only_when_all_that_it_names_is_in_the_state(
    spider: HarbourSpider, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Addresses, "admit", refuse)
        with pytest.raises(StateError):
            read(spider, 1, 2)
    assert visit(spider) is None, "it would answer that nothing has changed, and the rest would be lost"
    assert read(spider, 1, 2) == [address(1), address(2)]
    known = visit(spider)
    assert known
    assert known.etag == '"1"'
