"""The command ``newscrawl state``."""

from __future__ import annotations

import click

from newscrawl.cli.options import setting_options
from newscrawl.cli.told import tell
from newscrawl.config import load_config
from newscrawl.run.upkeep import rebuild_state


@click.group()
def state() -> None:
    """Look after the crawl's memory."""


@state.command()
@click.argument("names", nargs=-1, metavar="[SITE]...")
@setting_options("data", "store", "state")
def rebuild(names: tuple[str, ...], **options: object) -> int:
    """Make the state anew from what is stored of these sites, or of all that were crawled with this DATA.

    The old state and manifest are kept beside the new ones. What differs from that manifest, or could not be compared
    with it, is listed; then it ends with 1, else with 0.
    """
    return tell(rebuild_state(load_config(options), names))
