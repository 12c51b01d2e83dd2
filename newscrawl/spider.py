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
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any, ClassVar, Literal, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from newscrawl.config import Config
from newscrawl.discover.archive import check_template, is_template
from newscrawl.discovery import Discovery
from newscrawl.errors import Unreadable, UsageError
from newscrawl.extract import Rules, read_page
from newscrawl.extract.apart import read_article
from newscrawl.extract.chain import EXTRACTION_VERSION
from newscrawl.extract.kind import check_kind
from newscrawl.fetch import copy_of, failure_reason, led_on, original_of, read_http, render_request, with_origin
from newscrawl.fetch.settings import fetch_settings, read_config, require_permission
from newscrawl.identity import is_on, url_key
from newscrawl.normalise import SiteFacts
from newscrawl.normalise.address import credible_canonical, registrable_domain
from newscrawl.page import Page
from newscrawl.records import Article, Candidate
from newscrawl.state import SiteState
from newscrawl.storage.memory import open_state
from newscrawl.window import Window

logger = logging.getLogger(__name__)


class NewsSpider(Spider):
    """One site. The attributes below are all that a site's own file sets."""

    language: ClassVar[str | None] = None
    """BCP 47 tag for pages that declare none."""
    sources: ClassVar[tuple[str, ...]] = ()
    """Feeds, news sitemaps and section pages that every run reads."""
    archives: ClassVar[tuple[str, ...]] = ()
    """Sitemaps of everything ever published: read for ``since`` and ``until``, or where there are no sources.

    ``{yyyy}``, ``{mm}``, ``{dd}``, ``{yyyymmdd}`` and ``{yyyy-mm-dd}`` stand for a date: there is one for each day,
    month or year.
    """
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
        self.discovery = Discovery(self)

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
            UsageError: an argument cannot be read, a contact is missing, or its own sources are inside.
            StateError: the state cannot be opened.
        """
        window = Window.parse(**{name: kwargs.pop(name, None) for name in ("since", "until", "limit", "refetch")})
        if args or kwargs:
            raise UsageError(f"unknown argument {next(iter(kwargs), args)}; there are since, until, limit, refetch")
        spider = super().from_crawler(crawler)
        spider.window = window
        spider.config = read_config(crawler.settings)
        require_permission(spider.config, (*cls.sources, *cls.archives))
        _check_templates(cls.archives)
        spider.state = open_state(spider.config, cls.name)
        return spider

    @classmethod
    def site_facts(cls) -> SiteFacts:
        """What normalisation may know of this site."""
        return SiteFacts(name=cls.name, domains=cls.site_domains(), language=cls.language, timezone=cls.timezone)

    async def start(self) -> AsyncIterator[Request]:
        """What to ask for first: Scrapy's entry."""
        async for request in self.discovery.start():
            yield request

    # -- fetch

    def article_request(self, candidate: Candidate) -> Request:
        """The request for what may be an article."""
        request = Request(
            candidate.url,
            callback=self.parse_article,
            errback=self.article_failed,
            dont_filter=True,
            cb_kwargs={"candidate": candidate},
        )
        return render_request(request) if self.render == "always" else request

    def article_failed(self, failure: Failure) -> Iterator[Article]:
        """An article that could not be fetched: tried again later, or, where robots.txt forbids it, left waiting."""
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy adds it
        candidate: Candidate = request.cb_kwargs["candidate"]
        reason = failure_reason(failure)
        if copy := copy_of(request):
            yield copy
        elif reason.startswith(("robots", "tdmrep", "paused")):
            logger.info("%s: %s: %s", self.name, candidate.url, reason)
            self.count(f"fetch/skipped/{reason}")  # nothing was decided about the page: it stays pending
        elif reason == "too_large":
            self.count("fetch/tried")
            self.refuse(candidate.url, reason)  # it will not be smaller tomorrow
        else:
            self.count("fetch/tried")
            self.give_up(candidate.url, reason)

    def give_up(self, url: str, reason: str) -> None:
        """Count and remember why an address brought nothing this time."""
        logger.info("%s: %s: %s", self.name, url, reason)
        self.count(f"fetch/failed/{reason}")
        self.state.addresses.fail(url_key(self.name, url), reason, EXTRACTION_VERSION)

    # -- extract

    async def parse_article(self, response: Response, candidate: Candidate) -> AsyncIterator[Request | Article]:
        """A fetched page -> an article, still as printed; normalisation is the next stage's."""
        self.count("fetch/tried")
        if not is_on(response.url, self._domains):
            self.refuse(candidate.url, "other_site")
            return
        try:
            article = await read_article(self._page(response, candidate), self.rules)
            if not (onward := self._led_on(response, candidate, article)):
                check_kind(article)
        except Unreadable as error:
            (self.give_up if error.is_passing else self.refuse)(candidate.url, error.reason())
        else:
            yield onward or article

    def _led_on(self, response: Response, candidate: Candidate, article: Article) -> Request | None:
        """The request for the page that this one only leads to, if it does and that is new."""
        original = credible_canonical(original_of(response, article), response.url, self._domains)
        key = original and url_key(self.name, original)
        if not original or not key or key in self.discovery.asked or self.state.articles.find_by_addresses((key,)):
            return None
        self.discovery.asked.add(key)
        return led_on(self.article_request(candidate), response, original, article)

    def refuse(self, url: str, reason: str) -> None:
        """Count and remember why an address is not fetched again."""
        logger.info("%s: %s: %s", self.name, url, reason)
        self.count(f"extract/refused/{reason}")
        self.state.addresses.refuse(url_key(self.name, url), reason, EXTRACTION_VERSION)

    def _page(self, response: Response, candidate: Candidate) -> Page:
        http = read_http(response, rendered=self.render == "always")
        return with_origin(read_page(response.body, response.url, http), response, candidate)

    def count(self, name: str, by: int = 1) -> None:
        """Count under the stage's name; the run record is made of these counts."""
        if by:
            self.crawler.stats.inc_value(name, by)


def _check_templates(archives: Iterable[str]) -> None:
    for address in filter(is_template, archives):
        try:
            check_template(address)
        except ValueError as error:
            raise UsageError(str(error)) from error
