"""Fifth stage: only what is new, or a new version, goes on."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler

from newscrawl.deduplicate import judge
from newscrawl.drops import AlreadyStored, LimitReached, SameWords, Unchanged
from newscrawl.records import Article
from newscrawl.run import SiteRun
from newscrawl.state import Known

_DROPS = {"unchanged": Unchanged, "alias": AlreadyStored, "same_words": SameWords}


class DeduplicatePipeline:
    """Normalised article -> article with its identity, claimed for this run."""

    def __init__(self, run: SiteRun) -> None:
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(SiteRun.of(crawler))

    def process_item(self, item: Article) -> Article:
        """Judge one article, and claim it before anything else can happen: its twin may be right behind it.

        Raises:
            Unchanged, AlreadyStored, SameWords, LimitReached: it leaves the line.
            StorageError, StateError: the run cannot go on storing.
        """
        articles = self.run.spider.state.articles
        verdict = judge(item, articles, refetch=self.run.spider.window.refetch)
        if verdict.kind != "new":
            self.run.store.commit()  # its addresses will be said to lead to a line: that has to be durable before
            raise _DROPS[verdict.kind](item, verdict.of)
        if self.run.is_full:
            raise LimitReached(item)
        articles.claim(Known.of(verdict.article))
        self.run.accepted += 1
        return verdict.article
