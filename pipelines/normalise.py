"""Fourth stage: one form for every field; what is no article, or not wanted in this run, leaves the line."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Self

from attrs import evolve
from scrapy.crawler import Crawler

from newscrawl.drops import NoText, NoTitle, OutsideWindow, RightsReserved
from newscrawl.normalise import normalise
from newscrawl.records import Article
from newscrawl.rights import forbids
from newscrawl.run import SiteRun


class NormalisePipeline:
    """Article as printed -> normalised article of this run."""

    def __init__(self, run: SiteRun) -> None:
        self.run = run
        self.facts = run.spider.site_facts()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(SiteRun.of(crawler))

    def process_item(self, item: Article) -> Article:
        """Normalise one article.

        Raises:
            RightsReserved, NoTitle, NoText, OutsideWindow: it leaves the line.
        """
        spider = self.run.spider
        fetched_at = datetime.fromisoformat(item.fetched_at) if item.fetched_at else datetime.now(UTC)
        if signal := forbids(item.rights, spider.config.purpose, fetched_at):
            raise RightsReserved(item, signal=signal)
        article = evolve(normalise(item, self.facts), run_id=self.run.run_id)
        for warning in article.extraction.warnings:
            spider.count(f"normalise/warnings/{warning.partition(' ')[0]}")
        if not article.title:
            raise NoTitle(article)
        if not article.text:
            raise NoText(article)
        if not spider.window.admits(datetime.fromisoformat(article.date_published) if article.date_published else None):
            raise OutsideWindow(article)
        return article
