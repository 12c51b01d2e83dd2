"""How far the crawl is: a bar where somebody watches, a line a minute where nobody does."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from scrapy.crawler import Crawler

from newscrawl.run.site_run import SiteRun

logger = logging.getLogger(__name__)
BAR_SECONDS = 0.2
LINE_SECONDS = 60.0


async def show_progress(crawlers: Mapping[str, Crawler], console: Console) -> None:
    """Report until cancelled."""
    if not console.is_terminal:
        while True:
            await asyncio.sleep(LINE_SECONDS)
            for site, crawler in crawlers.items():
                logger.info("%s: %s", site, _counts(crawler))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[counts]}"))
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress:
        bars = {site: progress.add_task(site, counts="") for site in crawlers}
        while True:
            for site, crawler in crawlers.items():
                stats = crawler.stats if crawler.crawling and crawler.spider else None
                if stats:
                    total = stats.get_value("discover/new", 0) + stats.get_value("discover/waiting", 0)
                    tried = stats.get_value("fetch/tried", 0)
                    progress.update(bars[site], total=total, completed=tried, counts=_counts(crawler))
            await asyncio.sleep(BAR_SECONDS)


def _counts(crawler: Crawler) -> str:
    try:
        run = SiteRun.of(crawler)
    except RuntimeError:  # the crawl has not started, or could not
        return "waiting"
    record = run.record.with_stats(crawler.stats.get_stats())
    return (
        f"found {record.found}, new {record.new}, taken {run.store.appended}, "
        f"skipped {sum(record.skipped.values())}, failed {sum(record.failed.values())}"
    )
