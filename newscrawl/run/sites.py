"""Which sites there are."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from newscrawl.errors import UsageError
from newscrawl.identity import is_on
from newscrawl.spider import NewsSpider


def project_settings() -> Settings:
    """The project's Scrapy settings, whatever the current folder is."""
    settings = Settings()
    settings.setmodule("newscrawl.settings", priority="project")
    return settings


def load_sites(settings: Settings) -> dict[str, type[NewsSpider]]:
    """All sites by name."""
    loader = SpiderLoader.from_settings(settings)
    classes = ((name, loader.load(name)) for name in sorted(loader.list()))
    return {name: one for name, one in classes if issubclass(one, NewsSpider)}


def check_names(names: Iterable[str], sites: Mapping[str, type[NewsSpider]]) -> None:
    """Make sure that these sites exist.

    Raises:
        UsageError: one does not; the message names those that are spelled most like it.
    """
    for name in names:
        if name not in sites:
            near = difflib.get_close_matches(name, sites, n=3, cutoff=0.4)
            hint = f"did you mean {' or '.join(near)}?" if near else "`newscrawl sites` lists them"
            raise UsageError(f"there is no site {name!r}: {hint}")


def site_of(url: str, sites: Mapping[str, type[NewsSpider]]) -> type[NewsSpider] | None:
    """The site to whose domains an address belongs."""
    return next((site for site in sites.values() if is_on(url, site.site_domains())), None)
