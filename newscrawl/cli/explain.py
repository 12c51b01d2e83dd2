"""The command ``newscrawl explain URL``."""

from __future__ import annotations

import click
import msgspec

from newscrawl.cli.options import setting_options
from newscrawl.config import load_config
from newscrawl.run.explain import explain_address, told


@click.command()
@click.argument("url")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How it is printed.")
@setting_options("data", "state")
def explain(url: str, form: str, **options: object) -> int:
    """Tell how an address was found and what became of it: stored, refused, failed, waiting, and why.

    It asks the crawl's memory and nobody else. Ends with 0, or with 1 where the address is unknown.
    """
    explained = explain_address(load_config(options), url)
    if form == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(explained), indent=2))
    else:
        for line in told(explained):
            click.echo(line)
    return 0 if explained.stories else 1
