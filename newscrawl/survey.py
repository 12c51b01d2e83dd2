"""Look where a site announces its stories: robots.txt, front page, usual places, and what these name.

A small crawl of its own: it stores nothing, and asks as politely as the others.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import urlsplit

from attrs import evolve, field, frozen, mutable
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from newscrawl.discover import Source, read_links, read_source, usual_places
from newscrawl.fetch import failure_reason
from newscrawl.fetch.settings import fetch_settings, read_config, require_permission
from newscrawl.normalise.address import registrable_domain
from newscrawl.normalise.language import language_tag
from newscrawl.records import SourceKind

MAX_REQUESTS = 60
_NAMED = 1  # priority: what the site itself names comes before our guesses
MAX_SITEMAPS = 20  # that robots.txt names; of an index, the newest alone tells what the others are


@frozen(kw_only=True)
class FoundSource:
    """A source of a site. ``kind`` is that of the articles it leads to; the entries of an index are sitemaps."""

    url: str
    kind: SourceKind
    is_index: bool
    entries: int
    newest: datetime | None


@mutable
class Survey:
    """What was found out about a site. ``problems`` says which documents could not be had or read, and why."""

    url: str
    sources: dict[str, FoundSource] = field(factory=dict)
    problems: list[str] = field(factory=list)
    languages: list[str] = field(factory=list)
    domains: list[str] = field(factory=list)

    def add(self, url: str, source: Source, kind: SourceKind) -> None:
        """Take a document in."""
        entries = source.candidates or source.children
        self.sources[url] = FoundSource(
            url=url,
            kind=kind,
            is_index=not source.candidates,
            entries=len(entries),
            newest=max((date for one in entries if (date := one.published or one.modified)), default=None),
        )
        self.languages += [tag for one in source.candidates if (tag := language_tag(one.language))]
        self.domains += [registrable_domain(one.url) for one in source.candidates]


class SurveySpider(Spider):
    """Asks one site for its sources. What it found is in ``survey`` when the crawl has ended."""

    name = "survey"

    def __init__(self, url: str, **kwargs: Any) -> None:  # noqa: ANN401 - Scrapy's signature
        super().__init__(**kwargs)
        self.survey = Survey(url)
        self._guesses = frozenset(usual_places(url))
        self._asked: set[str] = set()
        self._read: set[object] = set()  # the same document has several addresses

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Turn our own settings into Scrapy's.

        Raises:
            UsageError: a setting is wrong.
        """
        super().update_settings(settings)
        ours = fetch_settings(read_config(settings), rendered=False) | {"ITEM_PIPELINES": {}, "EXTENSIONS": {}}
        for name, value in ours.items():
            settings.set(name, value, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy's signature
        """Make the spider for one address.

        Raises:
            UsageError: the address is inside and not allowed, or a contact is missing.
        """
        spider = super().from_crawler(crawler, *args, **kwargs)
        require_permission(read_config(crawler.settings), (spider.survey.url,))
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the front page and the usual places."""
        for request in self._requests((self.survey.url, *usual_places(self.survey.url)), priority=0):
            yield request

    def _requests(self, urls: Iterable[str], index: str | None = None, priority: int = _NAMED) -> Iterator[Request]:
        for url in urls:
            if url not in self._asked and len(self._asked) < MAX_REQUESTS:
                self._asked.add(url)
                told = {"asked": url, "index": index}
                yield Request(url, self.parse, errback=self.failed, dont_filter=True, cb_kwargs=told, priority=priority)

    def failed(self, failure: Failure) -> None:
        """A document that could not be fetched; where nobody promised one, that is no problem."""
        told: dict[str, str] = failure.request.cb_kwargs  # type: ignore[attr-defined] # Scrapy adds it
        if told["asked"] not in self._guesses:
            self.survey.problems.append(f"{told['asked']}: {failure_reason(failure)}")

    def parse(self, response: Response, asked: str, index: str | None) -> Iterator[Request]:
        """Note what a document is, and ask for what it names."""
        source = read_source(response.body, response.url, datetime.now(UTC))
        is_front = asked == self.survey.url
        if is_front:
            yield from self._requests(read_links(response.body, response.url))
        names = tuple(one.url for one in (*source.candidates, *source.children))
        known = (source.kind, names)
        # A page in the place of a feed is an error page, or the front page once more.
        if not names or (source.kind == "section" and not is_front):
            if asked not in self._guesses:
                self.survey.problems.append(f"{response.url}: {source.problem or 'it names nothing'}")
        elif known not in self._read:
            self._read.add(known)
            yield from self._found(response.url, source, index)

    def _found(self, url: str, source: Source, index: str | None) -> Iterator[Request]:
        if urlsplit(url).path == "/robots.txt":
            yield from self._requests(child.url for child in source.children[:MAX_SITEMAPS])
        elif source.candidates:
            kind = source.candidates[0].kind
            self.survey.add(url, source, kind)
            if index and index != url:  # it is told by its index
                read = self.survey.sources.pop(url)
                self.survey.sources[index] = evolve(self.survey.sources[index], kind=kind, newest=read.newest)
        else:
            if not index:
                self.survey.add(url, source, "sitemap")
            changes = [child.modified for child in source.children if child.modified]
            newest = max(changes, default=None)
            first = next(child for child in source.children if child.modified == newest)
            yield from self._requests([first.url], index or url)
