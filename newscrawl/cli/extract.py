"""The command ``newscrawl extract FILE --url URL``."""

from __future__ import annotations

import gzip
import zlib
from typing import IO

import click
import msgspec

from newscrawl.errors import UsageError
from newscrawl.extract import read_page
from newscrawl.extract.apart import read_article_now
from newscrawl.identity import plain_address
from newscrawl.normalise import normalise
from newscrawl.run.sites import load_sites, project_settings, site_of

_GZIP = b"\x1f\x8b"


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--url", required=True, help="The address that the page came from.")
@click.option("--rule/--no-rule", default=True, help="Whether the rules of the address's site are used.")
def extract(file: IO[bytes], url: str, *, rule: bool) -> None:
    """Read one saved page (also gzipped, or - for standard input) and print its record."""
    try:
        plain_address(url)
    except ValueError as error:
        raise UsageError(f"--url: {error}") from error
    body = file.read()
    if body.startswith(_GZIP):
        try:
            body = gzip.decompress(body)
        except (OSError, EOFError, zlib.error) as error:
            raise UsageError(f"{file.name} is gzipped, and damaged: {error}") from error
    site = site_of(url, load_sites(project_settings())) if rule else None
    facts = site.site_facts() if site else None
    article = normalise(read_article_now(read_page(body, url), site.rules if site else ()), facts)
    click.echo(msgspec.json.format(msgspec.json.encode(article), indent=2))
