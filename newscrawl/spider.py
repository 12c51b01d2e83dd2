"""The first half of the line for one site: discover -> fetch -> extract.

A site's spider is a subclass that says what it is called, where its stories are announced and, where honest markup is
not enough, how to read them::

    class Example(NewsSpider):
        name = "example"
        language = "en"
        sources = ("https://www.example.org/feed.xml",)
"""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any, ClassVar, Literal, Self

from attrs import evolve
from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from newscrawl.config import Config
from newscrawl.discover import Source, read_source
from newscrawl.errors import NewscrawlError, Passing, Unreadable, UsageError
from newscrawl.extract import Rules, read_page, require_story
from newscrawl.extract.apart import read_article
from newscrawl.extract.chain import EXTRACTION_VERSION
from newscrawl.fetch import failure_reason, read_http, read_rights, redirect_trail, render_request
from newscrawl.fetch.settings import fetch_settings, read_config, require_contact
from newscrawl.fetch.unchanged import NOT_MODIFIED, conditions, read_validators
from newscrawl.identity import is_on, url_key
from newscrawl.normalise import SiteFacts
from newscrawl.normalise.address import registrable_domain
from newscrawl.records import Article, Candidate, DiscoveredVia, Page
from newscrawl.state import SiteState
from newscrawl.state.addresses import BATCH
from newscrawl.storage.memory import open_state
from newscrawl.window import Window

logger = logging.getLogger(__name__)

SOURCE_PRIORITY = 100  # sources before articles: what is found first is what is newest
MAX_SITEMAP_DEPTH = 3


class NewsSpider(Spider):
    """One site. The attributes below are all that a site's own file sets."""

    language: ClassVar[str | None] = None
    """BCP 47 tag for pages that declare none."""
    sources: ClassVar[tuple[str, ...]] = ()
    """Feeds, news sitemaps and section pages that every run reads."""
    archives: ClassVar[tuple[str, ...]] = ()
    """Sitemaps of everything ever published: read for ``since`` and ``until``, or where there are no sources."""
    domains: ClassVar[tuple[str, ...]] = ()
    """The site's domains; without them, those of its sources and archives."""
    articles: ClassVar[str | None] = None
    """A regular expression that the address of every article fits, where sources name other things too."""
    timezone: ClassVar[str | None] = None
    """IANA zone of dates that are printed without an offset."""
    rules: ClassVar[tuple[Rules, ...]] = ()
    """What honest markup does not tell, the newest layout first."""
    render: ClassVar[Literal["never", "always"]] = "never"
    """Whether article pages need a browser."""

    config: Config
    state: SiteState
    window: Window

    def __init__(self, name: str | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - Scrapy's signature
        super().__init__(name, **kwargs)
        self._domains = self.site_domains()
        # What this run has requested; Scrapy's own filter would keep whole fingerprints.
        self._asked: set[bytes] = set()
        self._sources: set[str] = set()

    @classmethod
    def site_domains(cls) -> tuple[str, ...]:
        """The registrable domains whose addresses are this site's."""
        addresses = (*(f"https://{domain}" for domain in cls.domains), *cls.sources, *cls.archives)
        return tuple(dict.fromkeys(map(registrable_domain, addresses)))

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Turn our own settings into Scrapy's.

        Raises:
            UsageError: a setting is wrong, or no browser is there for a site that needs one.
        """
        super().update_settings(settings)
        ours = fetch_settings(read_config(settings), rendered=cls.render == "always")
        for name, value in ours.items():
            settings.set(name, value, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy's signature
        """Make one run's spider; ``since``, ``until``, ``limit``, ``refetch`` come from ``-a`` or the command line.

        Raises:
            UsageError: an argument cannot be read, or a contact is missing.
            StateError: the state cannot be opened.
        """
        window = Window.parse(**{name: kwargs.pop(name, None) for name in ("since", "until", "limit", "refetch")})
        if args or kwargs:
            raise UsageError(f"unknown argument {next(iter(kwargs), args)}; there are since, until, limit, refetch")
        spider = super().from_crawler(crawler)
        spider.window = window
        spider.config = read_config(crawler.settings)
        require_contact(spider.config, (*cls.sources, *cls.archives))
        spider.state = open_state(spider.config, cls.name)
        return spider

    @classmethod
    def site_facts(cls) -> SiteFacts:
        """What normalisation may know of this site."""
        return SiteFacts(name=cls.name, domains=cls.site_domains(), language=cls.language, timezone=cls.timezone)

    # -- discover

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the sources, and for what earlier runs left undone."""
        archives = self.archives if self.window.is_bounded or not self.sources else ()
        try:
            for url in dict.fromkeys((*self.sources, *archives)):
                self.count("discover/sources")
                yield self._source_request(url)
            waiting = self.state.addresses.waiting()
            while page := list(islice(waiting, BATCH)):
                for request in self._requests(page, counter="discover/waiting"):
                    yield request
                if self.crawler.engine.needs_backout():  # what waits longer, waits in the state and not in memory
                    await self.crawler.signals.wait_for(signals.scheduler_empty)
        except NewscrawlError:  # of which Scrapy would print the traceback, twice
            failure = Failure()  # type: ignore[no-untyped-call]
            self.crawler.signals.send_catch_log(signals.spider_error, failure=failure, response=None, spider=self)

    def _source_request(self, url: str, depth: int = 0) -> Request:
        self._sources.add(url)
        known = self.state.sources.validators(url_key(self.name, url), EXTRACTION_VERSION)
        return Request(
            url,
            callback=self.parse_source,
            errback=self.source_failed,
            headers={} if self.window.refetch else conditions(known),
            priority=SOURCE_PRIORITY,
            dont_filter=True,
            meta={"handle_httpstatus_list": [NOT_MODIFIED]},
            cb_kwargs={"depth": depth, "address": url},
        )

    def parse_source(self, response: Response, depth: int, address: str) -> Iterator[Request]:
        """A source's document -> requests for the articles that are new, and for the sitemaps that it names."""
        if response.status == NOT_MODIFIED:
            self.count("discover/sources_read")
            self.count("discover/sources_unchanged")
            return
        source = read_source(response.body, response.url)
        if source.problem:
            logger.warning("%s: source %s: %s", self.name, response.url, source.problem)
            self.count("discover/warnings/broken_source")
        if not source.problem or source.candidates or source.children:
            self.count("discover/sources_read")
        if not source.candidates and not source.children and not source.problem:
            logger.warning("%s: source %s: it is empty", self.name, response.url)
            self.count("discover/warnings/empty_source")
        self.count("discover/found", len(source.candidates))
        yield from self._children(source, depth)
        requests = list(self._requests(source.candidates))
        if source.candidates and not (source.problem or source.children or self.window.is_bounded):
            # All that it names is in the state now, so a 304 loses nothing. What a map of maps names is not, nor what
            # lies outside a window.
            self.state.sources.remember(url_key(self.name, address), EXTRACTION_VERSION, read_validators(response))
        yield from requests

    def _children(self, source: Source, depth: int) -> Iterator[Request]:
        for child in source.children:
            if child.url in self._sources:
                self.count("discover/skipped/sitemap_named_twice")
            elif depth >= MAX_SITEMAP_DEPTH:
                self.count("discover/skipped/sitemap_too_deep")
            elif not is_on(child.url, self._domains):
                self.count("discover/skipped/other_site")
            elif not self.window.may_hold(child.modified):
                self.count("discover/skipped/sitemap_outside_window")
            else:
                yield self._source_request(child.url, depth + 1)

    def source_failed(self, failure: Failure) -> None:
        """A source that could not be fetched: counted, and the others go on."""
        reason = failure_reason(failure)
        self.count("discover/warnings/unreachable_source")
        logger.warning("%s: source %s: %s", self.name, failure.request.url, reason)  # type: ignore[attr-defined] # Scrapy adds it

    def _requests(self, candidates: Iterable[Candidate], counter: str = "discover/new") -> Iterator[Request]:
        """Requests for those candidates that are ours, in the window, and not known; each only once a run."""
        wanted: dict[bytes, Candidate] = {}
        for candidate in candidates:
            if reason := self._unwanted(candidate):
                self.count(f"discover/skipped/{reason}")
                continue
            key = url_key(self.name, candidate.url)
            if key in self._asked or key in wanted:
                self.count("discover/skipped/named_twice")
                continue
            wanted[key] = candidate
        admitted = self.state.addresses.admit(wanted, EXTRACTION_VERSION, again=self.window.refetch)
        self.count("discover/skipped/known", len(wanted) - len(admitted))
        for key, candidate in admitted.items():
            if not self.window.admits(candidate.published):
                self.count("discover/skipped/outside_window")
                continue
            self._asked.add(key)
            self.count(counter)
            yield self._article_request(candidate)

    def _unwanted(self, candidate: Candidate) -> str | None:
        if not is_on(candidate.url, self._domains):
            return "other_site"
        if self.articles and not re.search(self.articles, candidate.url):
            return "no_article_address"
        if not self.window.admits(candidate.published) or not self.window.may_hold(candidate.modified):
            return "outside_window"
        return None

    # -- fetch

    def _article_request(self, candidate: Candidate) -> Request:
        request = Request(
            candidate.url,
            callback=self.parse_article,
            errback=self.article_failed,
            dont_filter=True,
            cb_kwargs={"candidate": candidate},
        )
        return render_request(request) if self.render == "always" else request

    def article_failed(self, failure: Failure) -> None:
        """An article that could not be fetched: tried again later, or, where robots.txt forbids it, left waiting."""
        candidate: Candidate = failure.request.cb_kwargs["candidate"]  # type: ignore[attr-defined] # Scrapy adds it
        reason = failure_reason(failure)
        if reason.startswith("robots"):
            logger.info("%s: %s: %s", self.name, candidate.url, reason)
            self.count(f"fetch/skipped/{reason}")  # nothing was decided about the page: it stays pending
            return
        self.count("fetch/tried")
        if reason == "too_large":
            self._refuse(candidate, reason)  # it will not be smaller tomorrow
        else:
            self.give_up(candidate.url, reason)

    def give_up(self, url: str, reason: str, stage: str = "fetch") -> None:
        """Count and remember why an address brought nothing this time."""
        logger.info("%s: %s: %s", self.name, url, reason)
        self.count(f"{stage}/failed/{reason}")
        self.state.addresses.fail(url_key(self.name, url), reason, EXTRACTION_VERSION)

    # -- extract

    async def parse_article(self, response: Response, candidate: Candidate) -> AsyncIterator[Article]:
        """A fetched page -> an article, still as printed; normalisation is the next stage's."""
        self.count("fetch/tried")
        if not is_on(response.url, self._domains):
            self._refuse(candidate, "other_site")
            return
        try:
            article = require_story(await read_article(self._page(response, candidate), self.rules))
        except Passing as error:
            self.give_up(candidate.url, error.reason(), stage="extract")
        except Unreadable as error:
            self._refuse(candidate, error.reason(), error)
        else:
            yield article

    def _refuse(self, candidate: Candidate, reason: str, told: object = "") -> None:
        logger.info("%s: %s: %s %s", self.name, candidate.url, reason, told)
        self.count(f"extract/refused/{reason}")
        self.state.addresses.refuse(url_key(self.name, candidate.url), reason, EXTRACTION_VERSION)

    def _page(self, response: Response, candidate: Candidate) -> Page:
        http = read_http(response, rendered=self.render == "always")
        trail = redirect_trail(response)
        return evolve(
            read_page(response.body, response.url, http),
            requested_url=candidate.url,
            redirects=trail[1:],
            rights=read_rights(response),
            discovered_via=DiscoveredVia(kind=candidate.kind, url=candidate.source_url),
            fetched_at=datetime.now(UTC),
        )

    def count(self, name: str, by: int = 1) -> None:
        """Count under the stage's name; the run record is made of these counts."""
        if by:
            self.crawler.stats.inc_value(name, by)
