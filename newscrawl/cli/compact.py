"""The command ``newscrawl compact``."""

from __future__ import annotations

import click

from newscrawl.cli.options import setting_options
from newscrawl.cli.told import tell
from newscrawl.config import load_config
from newscrawl.run.upkeep import compact_store


@click.command()
@click.argument("names", nargs=-1, metavar="[SITE]...")
@setting_options("data", "store", "state", "store_compression")
def compact(names: tuple[str, ...], **options: object) -> int:
    """Merge the files of every closed day (UTC) into one, of these sites or of all.

    Ends with 0, or with 75 when a site was left out because it is in use.
    """
    return tell(compact_store(load_config(options), names))
