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
@setting_options("data", "store", "state")
def rebuild(**options: object) -> int:
    """Make the state anew from what is stored; the old one is kept beside it.

    What differs from the manifest, or could not be compared with it, is listed; then it ends with 1, else with 0.
    """
    return tell(rebuild_state(load_config(options)))
