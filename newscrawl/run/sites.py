"""Which sites there are."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from scrapy import Spider
from scrapy.settings import BaseSettings, Settings
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.spider import iter_spider_classes

from newscrawl.errors import UsageError
from newscrawl.fetch.settings import read_config
from newscrawl.identity import is_on
from newscrawl.spider import NewsSpider

logger = logging.getLogger(__name__)


class SiteLoader(SpiderLoader):
    """Scrapy's loader, which also finds the spiders in the folders of ``NEWSCRAWL_SPIDERS``."""

    def __init__(self, settings: BaseSettings) -> None:
        """Load all spiders; a file that cannot be loaded is told, and the others are.

        Raises:
            UsageError: a folder is not there, or two spiders have one name.
        """
        super().__init__(settings)
        for folder in read_config(settings).spider_folders:
            if not folder.is_dir():
                raise UsageError(f"NEWSCRAWL_SPIDERS: there is no folder {folder}")
            for file in sorted(folder.glob("[!_.]*.py")):
                for spider in _spiders_in(file):
                    self._add(spider, file)

    def _add(self, spider: type[Spider], file: Path) -> None:
        if known := self._spiders.get(spider.name):
            raise UsageError(f"{file}: there is a spider {spider.name!r} already, {known.__module__}.{known.__name__}")
        self._spiders[spider.name] = spider


@cache  # the loader is made several times in a process
def _spiders_in(file: Path) -> tuple[type[Spider], ...]:
    spec = spec_from_file_location(str(file.with_suffix("")), file)
    if spec is None or spec.loader is None:
        return ()
    module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # noqa: BLE001 - whatever somebody's file does, the others are loaded, and it is told
        logger.error("%s cannot be loaded: %s: %s", file, type(error).__name__, error)  # noqa: TRY400 - in one line
        return ()
    return tuple(iter_spider_classes(module))


def project_settings() -> Settings:
    """The project's Scrapy settings, whatever the current folder is."""
    settings = Settings()
    settings.setmodule("newscrawl.settings", priority="project")
    return settings


def load_sites(settings: Settings) -> dict[str, type[NewsSpider]]:
    """All sites by name."""
    loader = SiteLoader.from_settings(settings)
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
