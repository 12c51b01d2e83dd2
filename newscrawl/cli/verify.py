"""The command ``newscrawl verify``."""

from __future__ import annotations

import click

from newscrawl.cli.options import setting_options
from newscrawl.cli.told import tell
from newscrawl.config import load_config
from newscrawl.run.upkeep import verify_store


@click.command()
@click.argument("names", nargs=-1, metavar="[SITE]...")
@setting_options("data", "store", "state")
def verify(names: tuple[str, ...], **options: object) -> int:
    """Check finished files or objects: checksum, rows, schema, and that no version of an article is there twice.

    Ends with 0, with 1 and a list of what is wrong, or with 75 when a site was left out because it is in use.
    """
    return tell(verify_store(load_config(options), names))
