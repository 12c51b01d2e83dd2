"""Crawl several sites in one process, and judge them by what they counted: Scrapy itself always ends with 0."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import Thread
from types import FrameType

from attrs import frozen
from rich.console import Console
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.exceptions import NotConfigured
from scrapy.settings import Settings

from newscrawl.errors import NewscrawlError
from newscrawl.fetch.settings import read_config
from newscrawl.run.outcome import EXIT_BLOCKED, EXIT_FAILED, EXIT_OK, exit_code
from newscrawl.run.progress import show_progress
from newscrawl.run.record import RunRecord
from newscrawl.run.site_run import SiteRun, greet
from newscrawl.run.sites import check_names, load_sites
from newscrawl.storage.destination import Destination
from newscrawl.storage.memory import open_database

logger = logging.getLogger(__name__)
_CODES = {"failed": EXIT_FAILED, "blocked": EXIT_BLOCKED}
SHUTDOWN_SECONDS = 4.0  # after a signal, for what is in flight; what is taken in by then is finished and stored


@frozen
class Crawled:
    """What became of a crawl: the records of the sites that could start, and the process's exit code."""

    records: tuple[RunRecord, ...]
    exit_code: int


class _Lookup(Thread):
    """A thread in which names are looked up. Nobody waits for it: a name server may take a minute to say nothing."""

    def __init__(self, *, target: Callable[..., object], name: str) -> None:
        super().__init__(target=target, name=name, daemon=True)

    def join(self, timeout: float | None = None) -> None:
        """Go on at once."""


class _Process(AsyncCrawlerProcess):
    """Scrapy's process, which also remembers the signal that ended it."""

    signal: int | None = None
    loop: asyncio.AbstractEventLoop | None = None

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        from twisted.internet import reactor  # noqa: PLC0415 - it is only there now

        reactor.getThreadPool().threadFactory = _Lookup

    def _signal_shutdown(self, signum: int, _: FrameType | None) -> None:
        self.signal = signum
        super()._signal_shutdown(signum, _)
        # Then as a second signal does: a download that hangs is not waited for.
        if loop := self.loop:
            end = loop.time() + SHUTDOWN_SECONDS
            loop.call_soon_threadsafe(lambda: loop.call_at(end, self._stop_reactor))


def crawl_sites(
    names: Sequence[str], settings: Settings, arguments: Mapping[str, object], console: Console | None = None
) -> Crawled:
    """Crawl the sites at once, each politely for itself, until all have ended.

    ``arguments`` are the spiders' ``since``, ``until``, ``limit`` and ``refetch``.

    Raises:
        UsageError: there is no such site, or the bucket refuses what this machine may do there.
        StateError: the state cannot be opened.
    """
    check_names(names, load_sites(settings))
    config = read_config(settings)
    # Not in the loop, which hears no signal while it waits for a bucket or another process.
    greet(Destination.of(config).bucket)
    open_database(config)
    process = _Process(settings)
    crawlers: dict[str, Crawler] = {}
    codes: dict[str, int] = {}
    tasks: dict[str, asyncio.Task[None]] = {}
    for name in dict.fromkeys(names):
        try:
            crawlers[name] = process.create_crawler(name)
        except NewscrawlError as error:
            codes[name] = _told(name, error)
        else:
            tasks[name] = process.crawl(crawlers[name], **arguments)
    if tasks:
        process.loop = loop = next(iter(tasks.values())).get_loop()
        progress = loop.create_task(show_progress(crawlers, console or Console(stderr=True)))
        loop.create_task(_end_with(progress, list(tasks.values())))
        process.start()
        _finish(crawlers.values())
    records = []
    for name, task in tasks.items():
        if problem := _failure(task):
            codes[name] = _told(name, problem)
        else:
            records.append(SiteRun.of(crawlers[name]).record)
            codes[name] = _CODES.get(records[-1].outcome, EXIT_OK)
    code = exit_code(codes.values())
    if process.signal and code == EXIT_OK:
        code = 128 + process.signal
    return Crawled(tuple(records), code)


async def _end_with(progress: asyncio.Task[None], crawls: list[asyncio.Task[None]]) -> None:
    await asyncio.wait(crawls)
    progress.cancel()


def _failure(task: asyncio.Task[None]) -> BaseException | None:
    """Why a crawl could not start; None too where a second signal ended the process in the middle of it."""
    return task.exception() if task.done() and not task.cancelled() else None


def _finish(crawlers: Iterable[Crawler]) -> None:
    """End the runs that a second signal has stopped in the middle: what was appended is finished all the same."""
    for crawler in crawlers:
        try:
            run = SiteRun.of(crawler)
        except (RuntimeError, NotConfigured):  # it never began
            continue
        if not run.record.ended_at:
            run.finish_store()
            run.end("shutdown")


def _told(name: str, error: BaseException) -> int:
    if isinstance(error, NewscrawlError):
        logger.error("%s: %s", name, error)
        return error.exit_code
    logger.error("%s: the crawl could not start", name, exc_info=error)
    return EXIT_FAILED
