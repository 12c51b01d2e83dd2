"""The first stage for one site: its sources and archives -> requests for what is new.

Sources are asked first, then what earlier runs have left, then, one after the other and the newest first, the sitemaps
that indexes and archives name. A sitemap is asked for once nothing else waits, so a run with a limit reads no more of
them than it needs, and an archive of a thousand sitemaps takes no more memory than one.
"""

from __future__ import annotations

import asyncio
import hashlib
import heapq
import logging
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from typing import ClassVar, Protocol

from attrs import evolve
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawl.discover import Source, read_source
from newscrawl.discover.archive import Period, filled_in, is_template, period_of
from newscrawl.discover.polling import Missed, missed_since, poll_interval
from newscrawl.errors import NewscrawlError
from newscrawl.extract.chain import EXTRACTION_VERSION
from newscrawl.fetch import failure_reason
from newscrawl.fetch.pace import is_blocked
from newscrawl.fetch.unchanged import NOT_MODIFIED, body_hash, conditions, max_age, read_validators
from newscrawl.identity import is_on, url_key
from newscrawl.records import Candidate
from newscrawl.state import SiteState
from newscrawl.state.addresses import BATCH
from newscrawl.state.sources import Visit
from newscrawl.window import Window

logger = logging.getLogger(__name__)

SOURCE_PRIORITY = 100  # sources before articles: what is found first is what is newest
MAX_SITEMAP_DEPTH = 3
MAX_SITEMAPS = 5_000  # in a run
RECENT = timedelta(days=2)  # a sitemap of a younger time may still grow
_UNDATED = datetime.max.replace(tzinfo=UTC)


class Site(Protocol):
    """What discovery asks of a spider."""

    name: str
    sources: ClassVar[tuple[str, ...]]
    archives: ClassVar[tuple[str, ...]]
    articles: ClassVar[str | None]
    window: Window
    state: SiteState
    crawler: Crawler

    @classmethod
    def site_domains(cls) -> tuple[str, ...]:
        """Whose addresses are this site's."""

    def article_request(self, candidate: Candidate) -> Request:
        """The request for what may be an article."""

    def count(self, name: str, by: int = 1) -> None:
        """Count under the stage's name."""


class Discovery:
    """One run's first stage. ``asked`` holds the keys of what it has requested; Scrapy's filter would keep more."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.asked: set[bytes] = set()
        self._domains = site.site_domains()
        # What was left out under other rules is in no state: with new ones, all that was read is read again.
        wants = hashlib.sha256(f"{site.articles} {self._domains}".encode()).hexdigest()
        self.version = f"{EXTRACTION_VERSION}-{wants[:8]}"
        self._sources: set[str] = set()
        self._reading = 0  # sources that were asked for and have not been read yet
        self._later: list[tuple[float, int, str, int]] = []  # sitemaps, the newest first: order, number, address, depth
        self._number = count()

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the sources, for what earlier runs left undone, and then for the sitemaps that were named."""
        crawler = self.site.crawler
        try:
            for request in self._first():
                yield request
            async for request in self._left():
                yield request
            while self._later or self._reading:
                await crawler.signals.wait_for(signals.scheduler_empty)
                if self._later:
                    *_, url, depth = heapq.heappop(self._later)
                    yield self._source_request(url, depth)
        except NewscrawlError:  # of which Scrapy would print the traceback, twice
            failure = Failure()  # type: ignore[no-untyped-call]
            crawler.signals.send_catch_log(signals.spider_error, failure=failure, response=None, spider=self.site)

    def _first(self) -> Iterator[Request]:
        site = self.site
        archives = site.archives if site.window.is_bounded or not site.sources else ()
        for url in dict.fromkeys((*site.sources, *archives)):
            site.count("discover/sources")
            if is_template(url):
                self._fill_in(url)
            else:
                yield self._source_request(url)

    async def _left(self) -> AsyncIterator[Request]:
        waiting = self.site.state.addresses.waiting()
        while page := list(islice(waiting, BATCH)):
            for request in self._requests(page, counter="discover/waiting"):
                yield request
            await asyncio.sleep(0)  # signals are heard also where nothing of a page is asked for
            if self.site.crawler.engine.needs_backout():  # what waits longer, waits in the state and not in memory
                await self.site.crawler.signals.wait_for(signals.scheduler_empty)

    # -- which sources

    def _fill_in(self, template: str) -> None:
        """Put the addresses of the window's days, months or years by for later."""
        for url, period in filled_in(template, *self.site.window.days(datetime.now(UTC))):
            self._put_by(url, period, None, 0)

    def _put_by(self, url: str, period: Period | None, modified: datetime | None, depth: int) -> None:
        """Ask for a sitemap later, unless that is needless."""
        window = self.site.window
        if url in self._sources:
            reason = "sitemap_named_twice"
        elif depth > MAX_SITEMAP_DEPTH:
            reason = "sitemap_too_deep"
        elif len(self._sources) >= MAX_SITEMAPS:
            reason = "too_many_sitemaps"
        elif not is_on(url, self._domains):
            reason = "other_site"
        elif not window.may_hold(modified) or not (period is None or period.meets(window.since, window.until)):
            reason = "sitemap_outside_window"
        elif self.site.state.sources.is_backfilled(self._window_key(url)):
            reason = "sitemap_backfilled"
        else:
            self._sources.add(url)
            newest = min(period.end if period else _UNDATED, modified or _UNDATED)
            heapq.heappush(self._later, (-newest.timestamp(), next(self._number), url, depth))
            return
        self.site.count(f"discover/skipped/{reason}")

    def _window_key(self, url: str) -> bytes:
        window = self.site.window
        return url_key(self.site.name, f"{url} {self.version} {window.since} {window.until}")

    def _source_request(self, url: str, depth: int = 0) -> Request:
        self._sources.add(url)
        self._reading += 1
        known = self.site.state.sources.last_visit(url_key(self.site.name, url), self.version)
        return Request(
            url,
            callback=self.parse_source,
            errback=self.source_failed,
            headers={} if self.site.window.refetch or known is None else conditions(known),
            priority=SOURCE_PRIORITY,
            dont_filter=True,
            meta={"handle_httpstatus_list": [NOT_MODIFIED]},
            cb_kwargs={"depth": depth, "address": url},
        )

    # -- what they say

    def parse_source(self, response: Response, depth: int, address: str) -> Iterator[Request]:
        """A source's document -> requests for the articles that are new; the sitemaps that it names are put by."""
        self._reading -= 1
        key = url_key(self.site.name, address)
        known = None if self.site.window.refetch else self.site.state.sources.last_visit(key, self.version)
        if known and (response.status == NOT_MODIFIED or known.body_hash == body_hash(response)):
            self._note_unchanged(key, known, response)
            for child in self.site.state.sources.children(key, address):
                self._put_by(child.url, period_of(child.url), child.modified, depth + 1)
            return
        source = self._read(response)
        for child in source.children:
            self._put_by(child.url, period_of(child.url), child.modified, depth + 1)
        requests = list(self._requests(source.candidates))
        self._remember(key, known, source, len(requests), response)
        if not source.problem and not source.children and self._is_over(address):
            self.site.state.sources.note_backfilled(self._window_key(address))
        yield from requests

    def _read(self, response: Response) -> Source:
        """Read a document, and tell what is wrong with it."""
        site = self.site
        source = read_source(response.body, response.url, datetime.now(UTC))
        for reason, number in source.warnings.items():
            site.count(f"discover/warnings/{reason}", number)
        if source.problem:
            logger.warning("%s: source %s: %s", site.name, response.url, source.problem)
            site.count("discover/warnings/broken_source")
        if not source.problem or source.candidates or source.children:
            site.count("discover/sources_read")
        if not source.candidates and not source.children and not source.problem:
            logger.warning("%s: source %s: it is empty", site.name, response.url)
            site.count("discover/warnings/empty_source")
        site.count("discover/found", len(source.candidates))
        return source

    def _note_unchanged(self, key: bytes, known: Visit, response: Response) -> None:
        self.site.count("discover/sources_read")
        self.site.count("discover/sources_unchanged")
        interval = poll_interval(before=known.interval_seconds, elapsed=known.seconds_ago, asked=max_age(response))
        validators = known if response.status == NOT_MODIFIED else read_validators(response)
        visit = evolve(known, etag=validators.etag, last_modified=validators.last_modified, interval_seconds=interval)
        self.site.state.sources.remember(key, self.version, visit)

    def _remember(self, key: bytes, known: Visit | None, source: Source, new: int, response: Response) -> None:
        """Note the visit. All that the document names is in the state now, so a 304 loses nothing.

        What lies outside a window is not there, and of a broken document nobody knows what is missing.
        """
        if source.problem or self.site.window.is_bounded or not (source.candidates or source.children):
            return
        before = known or Visit()
        missed = self._tell_missed(before, source, response)
        self.site.state.sources.note_children(key, source.children)
        asked = max(source.interval_seconds or 0, max_age(response) or 0)
        visit = evolve(
            read_validators(response),
            body_hash=body_hash(response),
            newest_published=source.newest_published,
            interval_seconds=poll_interval(
                before=before.interval_seconds,
                elapsed=before.seconds_ago,
                found=len(source.candidates),
                new=new,
                asked=asked,
                window=missed.window_seconds if missed else None,
            ),
        )
        self.site.state.sources.remember(key, self.version, visit)

    def _tell_missed(self, known: Visit, source: Source, response: Response) -> Missed | None:
        if missed := missed_since(known.newest_published, source):
            logger.warning(
                "%s: source %s: about %d stories came and went since the last visit; one every %d minutes would have "
                "caught them", self.site.name, response.url, missed.stories, max(1, missed.window_seconds // 60),
            )  # fmt: skip
            self.site.count("discover/warnings/missed_stories", missed.stories)
        return missed

    def _is_over(self, address: str) -> bool:
        """Whether a sitemap belongs to a backfill and is about a time that is over."""
        period = period_of(address)
        return bool(self.site.window.is_bounded and period and period.end + RECENT < datetime.now(UTC))

    def source_failed(self, failure: Failure) -> None:
        """A source that could not be fetched: counted, and the others go on."""
        self._reading -= 1
        reason = failure_reason(failure)
        self.site.count("discover/warnings/unreachable_source")
        url = failure.request.url  # type: ignore[attr-defined] # Scrapy adds it
        logger.warning("%s: source %s: %s", self.site.name, url, reason)

    # -- what is new

    def _requests(self, candidates: Iterable[Candidate], counter: str = "discover/new") -> Iterator[Request]:
        """Requests for those candidates that are ours, in the window, and not known; each only once a run."""
        wanted: dict[bytes, Candidate] = {}
        for candidate in candidates:
            if reason := self._unwanted(candidate):
                self.site.count(f"discover/skipped/{reason}")
                continue
            key = url_key(self.site.name, candidate.url)
            if key in self.asked or key in wanted:
                self.site.count("discover/skipped/named_twice")
                continue
            wanted[key] = candidate
        admitted = self.site.state.addresses.admit(wanted, EXTRACTION_VERSION, again=self.site.window.refetch)
        self.site.count("discover/skipped/known", len(wanted) - len(admitted))
        for key, candidate in admitted.items():
            if not self.site.window.admits(candidate.published):
                self.site.count("discover/skipped/outside_window")
                continue
            if is_blocked(self.site.crawler, candidate.url):  # the middleware would say so too, one by one
                self.site.count("fetch/skipped/paused")
                continue
            self.asked.add(key)
            self.site.count(counter)
            yield self.site.article_request(candidate)

    def _unwanted(self, candidate: Candidate) -> str | None:
        if not is_on(candidate.url, self._domains):
            return "other_site"
        if self.site.articles and not re.search(self.site.articles, candidate.url):
            return "no_article_address"
        if not self.site.window.admits(candidate.published) or not self.site.window.may_hold(candidate.modified):
            return "outside_window"
        return None
