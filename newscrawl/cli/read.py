"""The command ``newscrawl read``."""

from __future__ import annotations

import click

from newscrawl.cli.options import setting_options
from newscrawl.config import load_config
from newscrawl.errors import StorageError
from newscrawl.storage.destination import Destination
from newscrawl.storage.reader import read_lines
from newscrawl.window import parse_moment


@click.command()
@click.option("--site", "names", multiple=True, metavar="SITE", help="Only this site; may be repeated.")
@click.option("--since", metavar="DATE", help="Only articles fetched at or after this moment; a bare day is UTC.")
@setting_options("data", "store")
def read(names: tuple[str, ...], since: str | None, **options: object) -> None:
    """Print stored articles as JSON lines. Only finished files are read, so every line is whole."""
    config = load_config(options)
    if config.store and not config.store_bucket and not config.work_folder.is_dir():
        raise StorageError(f"there is no store {config.work_folder}")
    shelf = Destination.of(config).shelf
    for line in read_lines(shelf, names, parse_moment("since", since)):
        click.echo(line, nl=False)
