"""How the commands that look after a data folder end: what was done, what is wrong, and an exit code."""

from __future__ import annotations

import click

from newscrawl.run.upkeep import Done


def tell(done: Done) -> int:
    """Print what was done, and on standard error what is wrong; return the exit code."""
    for line in done.told:
        click.echo(line)
    for line in (*done.wrong, *done.locked):
        click.echo(line, err=True)
    return done.exit_code
