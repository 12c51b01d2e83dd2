"""The command ``newscrawl demo``."""

from __future__ import annotations

import os
import textwrap

import click

from newscrawl.cli.crawl import run_crawl
from newscrawl.cli.options import setting_options
from newscrawl.config import load_config
from newscrawl.demo import DemoSite
from newscrawl.records import Article
from newscrawl.run.record import RunRecord
from newscrawl.storage.destination import Destination
from newscrawl.storage.lines import decode
from newscrawl.storage.reader import read_lines

DEMO_DELAY_SECONDS = 0.1  # the site is ours and on this machine


@click.command()
@setting_options("data", "store", "state")
def demo(**options: object) -> int:
    """Start the small news site that ships with newscrawl, crawl it, and show what came of it."""
    config = load_config(options)
    os.environ["no_proxy"] = "127.0.0.1"  # the site is on this machine, whatever proxy leads beyond it
    with DemoSite() as site:
        click.echo(f"The Harbour Courier, a small news site, is now at {site.base}/ . Crawling it ...\n")
        ours = {"fetch_delay_seconds": DEMO_DELAY_SECONDS, "fetch_allow": site.base.removeprefix("http://")}
        crawled = run_crawl(("demo",), {**options, **ours}, {})
    for record in crawled.records:
        _show_run(record, config.store_bucket or str(config.work_folder))
    newest = [decode(line) for line in read_lines(Destination.of(config).shelf, ["demo"])]
    if newest:
        _show_article(newest[0])
    return crawled.exit_code


def _show_run(record: RunRecord, store: str) -> None:
    click.secho("What the line did", bold=True)
    click.echo(f"  found    {record.found:3}  addresses in {record.sources_read} sources, {record.new} of them new")
    click.echo(
        f"  stored   {record.stored:3}  articles" + ("" if record.stored else ": nothing new since the last run")
    )
    for word, reasons in (("skipped", record.skipped), ("failed", record.failed)):
        for reason, count in reasons.items():
            click.echo(f"  {word:8} {count:3}  {reason.replace('_', ' ')}")
    click.secho("\nFiles", bold=True)
    for file in record.files:
        click.echo(f"  {store}/{file}")
    if not record.files:
        click.echo(f"  none written; earlier ones are in {store}")


def _show_article(article: Article) -> None:
    click.secho("\nOne record (of its keys, those that a person reads; `newscrawl read` prints all)", bold=True)
    text = article.text or ""
    shown = {
        "id": article.id,
        "url": article.url,
        "title": article.title,
        "authors": ", ".join(author.name for author in article.authors),
        "date_published": article.date_published,
        "language": article.language,
        "keywords": ", ".join(article.keywords),
        "text": f"{textwrap.shorten(text, 220, placeholder=' ...')} ({len(text.split())} words)",
    }
    for key, value in shown.items():
        lines = textwrap.wrap(str(value), 92)
        click.echo(f"  {key:15} {lines[0] if lines else ''}")
        for line in lines[1:]:
            click.echo(f"  {'':15} {line}")
