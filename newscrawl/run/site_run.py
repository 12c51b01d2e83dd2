"""The Scrapy extension around one crawl: lock, recovery, store, run record, and what becomes of each address."""

from __future__ import annotations

import asyncio
import functools
import logging
from datetime import UTC, datetime
from typing import Self

from attrs import evolve
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawl.drops import Drop
from newscrawl.errors import NewscrawlError, Unreachable
from newscrawl.extract.chain import EXTRACTION_VERSION
from newscrawl.identity import url_key
from newscrawl.records import Article
from newscrawl.run.lock import SiteLock
from newscrawl.run.outcome import failure, outcome
from newscrawl.run.record import RunRecord, close_dead_record
from newscrawl.spider import NewsSpider
from newscrawl.state import address_keys
from newscrawl.storage.bucket import Bucket
from newscrawl.storage.destination import Destination
from newscrawl.storage.memory import check_store
from newscrawl.storage.recover import recover
from newscrawl.storage.sender import Sender
from newscrawl.storage.store import ArticleStore

logger = logging.getLogger(__name__)
COMMIT_CHECK_SECONDS = 1.0


class SiteRun:
    """One run of one site. Pipelines get it by :meth:`of`."""

    def __init__(self, crawler: Crawler, spider: NewsSpider) -> None:
        self.crawler = crawler
        self.spider = spider
        self.accepted = 0
        self._spooled = 0
        self.record = RunRecord.begin(spider.name)
        self.destination = Destination.of(spider.config)
        self.store = ArticleStore(self.destination, spider.name, self.run_id, spider.state)
        bucket = self.destination.bucket
        self.sender = Sender(self.destination.work, bucket, spider.name) if bucket else None
        self._lock = SiteLock(spider.config.data_folder, spider.name)
        self._clock: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor: take the lock and put right what a killed run left, before anything starts.

        Raises:
            UsageError: the bucket refuses what this machine may do there, or the state tells of another store.
            SiteLockedError: another run is at this site.
            StorageError, StateError: the data folder or the state cannot be used.
        """
        if not isinstance(crawler.spider, NewsSpider):
            raise NotConfigured("only for news spiders")
        run = cls(crawler, crawler.spider)
        last_run = run._lock.acquire()
        try:
            run._prepare(last_run)
        except NewscrawlError:
            run._lock.release()
            raise
        crawler.signals.connect(run.opened, signal=signals.spider_opened)
        crawler.signals.connect(run.scraped, signal=signals.item_scraped)
        crawler.signals.connect(run.dropped, signal=signals.item_dropped)
        crawler.signals.connect(run.item_failed, signal=signals.item_error)
        crawler.signals.connect(run.callback_failed, signal=signals.spider_error)
        crawler.signals.connect(run.closed, signal=signals.spider_closed)
        return run

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """The run of a crawler.

        Raises:
            NotConfigured: this crawl is none of ours.
        """
        run = crawler.get_extension(cls)
        if run is None:
            raise NotConfigured("only for news spiders")
        return run

    @property
    def run_id(self) -> str:
        """The name of this run in records and file names."""
        return self.record.run_id

    @property
    def is_full(self) -> bool:
        """Whether ``limit`` is reached."""
        return self.spider.window.limit is not None and self.accepted >= self.spider.window.limit

    def _prepare(self, last_run: str) -> None:
        config = self.spider.config
        check_store(self.destination, self.spider.state)
        close_dead_record(config.data_folder, last_run)  # before the lock forgets that run: we may be killed too
        self._lock.note(self.run_id)
        self.spider.state.addresses.judge_for(config.purpose)
        if not config.fetch_verify_certificates:
            logger.warning("%s: certificates are not verified (NEWSCRAWL_FETCH_VERIFY_CERTIFICATES)", self.spider.name)
            # Scrapy would say so at every connection.
            logging.getLogger("scrapy.core.downloader.tls").setLevel(logging.ERROR)
        problem = greet(self.destination.bucket)
        if self.sender and problem:
            logger.warning("%s: %s; what is fetched waits in %s", self.spider.name, problem, self.destination.work)
            self.sender.problem = problem
        self.record.write(config.data_folder)
        recovered = recover(self.destination, self.spider.name, self.spider.state, is_away=problem is not None)
        if recovered.saved or recovered.lost:
            logger.warning(
                "%s: put right what was left behind: %d articles saved, %d gone and to be fetched again",
                self.spider.name, recovered.saved, recovered.lost,
            )  # fmt: skip

    # -- while it runs

    def opened(self) -> None:
        """Send, and commit now and then, also while nothing arrives."""
        if self.sender:
            self.sender.start()
        self._clock = asyncio.ensure_future(self._commit_now_and_then())

    async def _commit_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(COMMIT_CHECK_SECONDS)
            try:
                self.store.commit_if_due()
                self._take_in()
            except NewscrawlError as error:
                self._stop(error)
                return

    def scraped(self) -> None:
        """An article went down the whole line."""
        if self.is_full:
            self._close("limit")

    def dropped(self, exception: Exception) -> None:
        """An article left the line for a reason: count it, and tell the state what becomes of its addresses."""
        if not isinstance(exception, Drop):
            return
        try:
            self._remember(exception)
        except NewscrawlError as error:
            self._stop(error)

    def _remember(self, exception: Drop) -> None:
        spider, article, reason = self.spider, exception.article, exception.reason()
        address = article.requested_url or article.url
        logger.info("%s: %s: %s %s", spider.name, address, reason, exception.signal or "")
        if exception.url_state == "alias":
            spider.state.addresses.alias(address_keys(spider.name, article), exception.stored_as or "")
        elif exception.signal:
            told = f"{reason}: {exception.signal}"
            spider.state.addresses.refuse(url_key(spider.name, address), told, EXTRACTION_VERSION, reserved=True)
        elif exception.url_state == "refused":
            spider.state.addresses.refuse(url_key(spider.name, address), reason, EXTRACTION_VERSION)
        else:
            spider.state.addresses.postpone(url_key(spider.name, address), article.date_published)
        kind = "refused" if exception.url_state == "refused" else "skipped"
        spider.count(f"{exception.stage}/{kind}/{reason}")

    def item_failed(self, item: Article, failure: Failure) -> None:
        """A stage raised."""
        self._raised(failure.value, item.requested_url or item.url)

    def callback_failed(self, failure: Failure, response: Response | Failure | None) -> None:
        """A callback raised, or what is called where a request has failed."""
        request: Request | None = getattr(response, "request", None)
        candidate = request.cb_kwargs.get("candidate") if request else None
        self._raised(failure.value, candidate.url if candidate else None)

    def _raised(self, error: BaseException | None, url: str | None) -> None:
        """What cannot be stored or remembered ends the run; a mistake in the code costs one article, or one source."""
        try:
            if isinstance(error, NewscrawlError):
                raise error
            reason = f"error_{type(error).__name__}"
            if url:
                self.spider.give_up(url, reason)
            else:
                self.spider.count(f"discover/failed/{reason}")
        except NewscrawlError as trouble:
            self._stop(trouble)

    def _stop(self, error: NewscrawlError) -> None:
        self._fail(error)
        self._close("cannot_store")

    def _fail(self, problem: NewscrawlError | str) -> None:
        """The run has failed: say why, once."""
        if str(problem) != self.record.problem:
            logger.error("%s: %s", self.spider.name, problem)
        self.record = evolve(self.record, problem=str(problem))

    def _close(self, reason: str) -> None:
        if self._closing is None:
            self._closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=reason))

    # -- the end

    def finish_store(self) -> None:
        """Finish the run's segment. The last commit's failure is the run's failure."""
        try:
            self.store.finish_segment()
        except NewscrawlError as error:
            self._fail(error)

    def _take_in(self) -> None:
        if self.sender:
            self.store.take_in(self.sender.arrivals())

    async def closed(self, reason: str) -> None:
        """Send what the bucket takes, then end; after a signal, newscrawl/run/crawl.py sets an end to that."""
        if self.sender:
            self.sender.end()
            while self.sender.is_running:  # noqa: ASYNC110 - for a thread
                await asyncio.sleep(0.02)
        self.end(reason)

    def end(self, reason: str) -> None:
        """Write the record's end and let the lock go."""
        if self._clock:
            self._clock.cancel()
        self._settle()
        self.record = evolve(
            self.record.with_stats(self.crawler.stats.get_stats()),
            stored=self.store.stored,
            spooled=self._spooled,
            files=tuple(self.store.files),
            ended_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        # Of a run that was told to end, what it had not read yet says nothing about the site.
        if reason != "shutdown" and (problem := failure(self.record)):
            self._fail(problem)
        self.record = evolve(self.record, outcome=outcome(self.record, was_told_to_end=reason == "shutdown"))
        try:
            self.record.write(self.spider.config.data_folder)
        except NewscrawlError as error:
            self._fail(error)
            self.record = evolve(self.record, outcome="failed")
        finally:
            self.store.close()
            self.spider.state.close()
            self._lock.release()

    def _settle(self) -> None:
        """Note what has arrived, and how much has not; a bucket that refuses is a failure, one that is away is none."""
        try:
            self._take_in()
            self._spooled = sum(map(len, self.spider.state.segments.spooled().values()))
            trouble = self.sender and (self.sender.damaged or self.sender.problem)
            if trouble and not isinstance(trouble, Unreachable):
                raise trouble
        except NewscrawlError as error:
            self._fail(error)


@functools.cache
def greet(bucket: Bucket | None) -> Unreachable | None:
    """Ask a bucket, if there is one, whether it takes what we send, once a process; return why it does not answer.

    Raises:
        UsageError: it refuses.
    """
    try:
        if bucket:
            bucket.greet()
    except Unreachable as error:
        return error
    return None
