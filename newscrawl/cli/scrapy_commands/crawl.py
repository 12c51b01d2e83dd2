"""``scrapy crawl SITE``: Scrapy's own command, ending with the exit code that the run's counts deserve."""

from __future__ import annotations

import argparse

import click
from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError as ScrapyUsageError

from newscrawl.cli.crawl import summary
from newscrawl.errors import NewscrawlError
from newscrawl.run.crawl import crawl_sites


class Command(ScrapyCrawl):
    """The same line as ``newscrawl crawl``, with Scrapy's options and Scrapy's way of logging."""

    requires_crawler_process = False  # crawl_sites makes its own, one that remembers the signal that ended it

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl one site."""
        if len(args) != 1:
            raise ScrapyUsageError("name one spider")
        try:
            crawled = crawl_sites(args, self.settings, opts.spargs)  # type: ignore[arg-type] # Scrapy sets it before
        except NewscrawlError as error:
            click.echo(f"newscrawl: {error}", err=True)
            self.exitcode = error.exit_code
            return
        for record in crawled.records:
            click.echo(summary(record))
        self.exitcode = crawled.exit_code
