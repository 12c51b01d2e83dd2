"""The command ``newscrawl line``."""

from __future__ import annotations

import click

from newscrawl.flow import LINE


@click.command()
def line() -> None:
    """Print the six stages, in order."""
    for stage in LINE:
        click.echo(f"{stage.name:12} {stage.takes:22} -> {stage.gives:16} {stage.does}")
