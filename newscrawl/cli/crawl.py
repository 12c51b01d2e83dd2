"""The command ``newscrawl crawl SITE...``."""

from __future__ import annotations

import logging

import click
from rich.console import Console
from rich.logging import RichHandler

from newscrawl.cli.options import setting_options
from newscrawl.config import SETTINGS, load_config, variable
from newscrawl.run.crawl import Crawled, crawl_sites
from newscrawl.run.log import CalmFilter
from newscrawl.run.record import RunRecord
from newscrawl.run.sites import project_settings


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="SITE...")
@click.option("--since", metavar="DATE", help="Only articles published at or after this moment; a bare day is UTC.")
@click.option("--until", metavar="DATE", help="Only articles published before this moment.")
@click.option("--limit", metavar="N", help="Store at most N articles a site.")
@click.option("--refetch", is_flag=True, help="Look at known articles again; changed ones are stored as a new version.")
@click.option("-v", "--verbose", is_flag=True, help="Show all that Scrapy logs.")
@setting_options()
def crawl(names: tuple[str, ...], *, verbose: bool, **options: object) -> int:
    """Crawl sites: fetch what is new and store it.

    Ends with 0 (fine, also when nothing is new), 1 (a site failed), 2 (wrong use or settings), 75 (every site is
    being crawled by another run), 130 or 143 (interrupted, with everything stored).
    """
    arguments = {name: options.pop(name) for name in ("since", "until", "limit", "refetch")}
    crawled = run_crawl(names, options, arguments, verbose=verbose)
    for record in crawled.records:
        click.echo(summary(record))
    return crawled.exit_code


def run_crawl(
    names: tuple[str, ...], options: dict[str, object], arguments: dict[str, object], *, verbose: bool = False
) -> Crawled:
    """Crawl with the settings given as options, and with our own way of logging."""
    load_config(options)  # wrong settings are told before anything starts
    settings = project_settings()
    for name in SETTINGS:
        if options.get(name) is not None:
            settings.set(variable(name), options[name], priority="cmdline")
    console = Console(stderr=True)
    settings.set("LOG_INSTALL_ROOT_HANDLER", value=False, priority="cmdline")
    _log_to(console, verbose=verbose)
    return crawl_sites(names, settings, arguments, console)


def _log_to(console: Console, *, verbose: bool) -> None:
    handler: logging.Handler
    if console.is_terminal:
        handler = RichHandler(console=console, show_path=False, show_level=False)
    else:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    if not verbose:
        handler.addFilter(CalmFilter())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG if verbose else logging.INFO)


def summary(record: RunRecord) -> str:
    """One line for one site."""
    waiting = f", waiting {record.waiting}" if record.waiting else ""
    parts = [f"{record.site}: found {record.found}, new {record.new}{waiting}, stored {record.stored}"]
    for word, reasons in (("skipped", record.skipped), ("failed", record.failed)):
        if reasons:
            told = ", ".join(f"{reason.replace('_', ' ')} {count}" for reason, count in reasons.items())
            parts.append(f"{word} {sum(reasons.values())} ({told})")
    if record.spooled:
        parts.append(f"{record.spooled} are safe and wait to be stored")
    elif not record.stored and record.outcome == "ok":
        parts.append("nothing new")
    if record.outcome != "ok":
        told = record.problem or ", ".join(f"{host} until {until}" for host, until in record.blocked.items())
        parts.append(f"{record.outcome}{f': {told}' if told else ''}")
    return "; ".join(parts)
