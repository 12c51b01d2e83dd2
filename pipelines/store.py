"""Sixth stage: a line of JSON in the run's segment."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler

from newscrawl.records import Article
from newscrawl.run import SiteRun


class StorePipeline:
    """Article -> a line; the run commits and finishes its segment."""

    def __init__(self, run: SiteRun) -> None:
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(SiteRun.of(crawler))

    def process_item(self, item: Article) -> Article:
        """Append one article.

        Raises:
            StorageError, StateError: the run cannot go on storing.
        """
        self.run.store.append(item)
        return item

    def close_spider(self) -> None:
        """Finish the segment, so that its articles count as stored."""
        self.run.finish_store()
