"""Extract: Page -> Article, through a chain of extractors. Pure: no network, no Scrapy, no clock.

An extractor is any callable ``Page -> Found``. A site's rules are one, the general readers are the others.
"""

from newscrawl.admission import MAX_PAGE_BYTES
from newscrawl.extract.chain import GENERAL, Extractor, extract
from newscrawl.extract.page import read_page
from newscrawl.extract.site_rule import ImageRules, Rules

__all__ = ["GENERAL", "MAX_PAGE_BYTES", "Extractor", "ImageRules", "Rules", "extract", "read_page"]
