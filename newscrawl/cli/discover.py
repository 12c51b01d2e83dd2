"""The command ``newscrawl discover URL``."""

from __future__ import annotations

import click

from newscrawl.cli.options import setting_options
from newscrawl.config import SETTINGS, load_config, variable
from newscrawl.run.sites import project_settings
from newscrawl.run.survey import check_name, in_order, spider_file, survey_site


@click.command()
@click.argument("url")
@click.option("--spider", metavar="NAME", help="Print the file of a spider that reads these sources.")
@setting_options()
def discover(url: str, *, spider: str | None, **options: object) -> int:
    """Find a site's feeds and sitemaps: robots.txt, front page, usual places.

    Ends with 0, or with 1 where nothing was found.
    """
    load_config(options)
    if spider:
        check_name(spider)
    settings = project_settings()
    settings.set("LOG_ENABLED", value=False, priority="cmdline")
    for name in SETTINGS:
        if options.get(name) is not None:
            settings.set(variable(name), options[name], priority="cmdline")
    survey = survey_site(url, settings)
    for source in in_order(survey):
        kind = source.kind.replace("_", " ") + (" index" if source.is_index else "")
        newest = source.newest.isoformat(timespec="seconds") if source.newest else "-"
        click.echo(f"{kind:18} {source.entries:6} {newest:26} {source.url}", err=bool(spider))
    for problem in survey.problems:
        click.echo(problem, err=True)
    if spider and survey.sources:
        click.echo(spider_file(spider, survey), nl=False)
    return 0 if survey.sources else 1
