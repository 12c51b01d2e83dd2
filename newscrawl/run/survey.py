"""Survey a site for its sources, and write the spider that reads them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from newscrawl.errors import UsageError
from newscrawl.identity import plain_address
from newscrawl.normalise.address import hostname, registrable_domain
from newscrawl.survey import FoundSource, Survey, SurveySpider

_ORDER = ("news_sitemap", "feed", "section", "sitemap")
_EARLIEST = datetime.min.replace(tzinfo=UTC)
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def survey_site(url: str, settings: Settings) -> Survey:
    """Ask a site for its sources; ``url`` is its front page, or a section of it.

    Raises:
        UsageError: this is no address, or a setting is wrong or missing.
    """
    try:
        url = url if "://" in url else f"https://{url}"
        plain_address(url)
    except ValueError as error:
        raise UsageError(str(error)) from error
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(SurveySpider)
    crawl = process.crawl(crawler, url=url)
    process.start()
    if not crawl.cancelled() and (problem := crawl.exception()):
        raise problem
    if not isinstance(crawler.spider, SurveySpider):
        raise UsageError("interrupted before anything was asked")
    return crawler.spider.survey


def in_order(survey: Survey) -> list[FoundSource]:
    """The best sources first: the kinds that tell most, and of a kind what was updated last."""
    found = sorted(survey.sources.values(), key=lambda one: one.newest or _EARLIEST, reverse=True)
    return sorted(found, key=lambda one: (_ORDER.index(one.kind), one.is_index))


def check_name(name: str) -> None:
    """Make sure that a site may be called so.

    Raises:
        UsageError: it may not.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(f"a spider's name is made of a-z, 0-9 and _, such as example_news, not {name!r}")


def spider_file(name: str, survey: Survey) -> str:
    """The text of a spider's file that reads what was found."""
    found = in_order(survey)
    fresh = [one.url for one in found if one.kind in ("news_sitemap", "feed")]
    sources = fresh or [one.url for one in found if one.kind == "section"]
    archives = [one.url for one in found if one.kind == "sitemap"]
    lines = [f'    name = "{name}"']
    if survey.languages:
        lines.append(f'    language = "{Counter(survey.languages).most_common(1)[0][0]}"')
    domain = Counter(survey.domains or [registrable_domain(survey.url)]).most_common(1)[0][0]
    if domain not in map(registrable_domain, (*sources, *archives)):
        lines.append(f"    domains = {_tuple([domain])}")
    lines += [f"    {word} = {_tuple(urls)}" for word, urls in (("sources", sources), ("archives", archives)) if urls]
    title = "".join(part.capitalize() for part in name.split("_"))
    head = (f'"""{hostname(survey.url)}."""', "", "from newscrawl.spider import NewsSpider", "", "")
    return "\n".join((*head, f"class {title}Spider(NewsSpider):", *lines)) + "\n"


def _tuple(texts: Sequence[str]) -> str:
    # What a site calls its sources is no code, whatever characters it uses.
    written = [f"        {_quoted(text)},\n" for text in texts]
    return f"(\n{''.join(written)}    )" if len(texts) > 1 else f"({_quoted(texts[0])},)"


def _quoted(text: str) -> str:
    return '"' + text.encode("unicode_escape").decode().replace('"', '\\"') + '"'
