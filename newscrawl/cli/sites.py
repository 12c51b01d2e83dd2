"""The command ``newscrawl sites``."""

from __future__ import annotations

import click

from newscrawl.run.sites import load_sites, project_settings


@click.command()
def sites() -> None:
    """List the sites: name, language, domains."""
    for name, site in load_sites(project_settings()).items():
        click.echo(f"{name:24} {site.language or '':8} {', '.join(site.site_domains())}")
