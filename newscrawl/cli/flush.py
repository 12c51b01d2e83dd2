"""The command ``newscrawl flush``."""

from __future__ import annotations

import click

from newscrawl.cli.options import setting_options
from newscrawl.cli.told import tell
from newscrawl.config import load_config
from newscrawl.run.upkeep import flush_spool


@click.command()
@setting_options("data", "store", "state")
def flush(**options: object) -> int:
    """Send what waits in the spool to the bucket, now.

    Ends with 0 when nothing is left, with 1 while something is.
    """
    return tell(flush_spool(load_config(options)))
