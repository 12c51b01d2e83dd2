"""Saved pages of real publishers, under their own names behind a proxy.

They are not part of the project: where they are not at hand, these tests are left out.
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from http import HTTPStatus
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from attrs import frozen

from newscrawl.run.sites import load_sites, project_settings
from tests.conftest import PROJECT, Crawl

SHARED = PROJECT.parent / "shared"
TRUTH = SHARED / "pages" / "seed" / "truth.jsonl"
SITES = sorted(set(load_sites(project_settings())) - {"demo"})
NOISE = (
    "Get the latest news from around the world",
    "log in or register",
    "To participate in the discussion",
    "Заголовок открываемого материала",
    "Patriot missile system - Sputnik",
    "KILICUS soldiers",
    "Pentagon Plans More Troops",
    "Advertisement",
    "Subscribe",
)

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the saved pages of real publishers are not here")


REPLAY = SHARED / "tools" / "replay_web.py"
TROUBLE = ("--fail", "0.2", "--latency-ms", "50")  # one article in five is answered with 503 at first
DELAY_SECONDS = 0.4
LEAST_PAUSE_SECONDS = 0.2  # the delay varies by half of it either way


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The replayed web: the environment that leads into it."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("web") / "requests.jsonl"
    tool = [sys.executable, str(REPLAY), "--port", str(port), "--log", str(log)]
    with subprocess.Popen([*tool, *TROUBLE], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        yield {
            "http_proxy": f"http://127.0.0.1:{port}",
            "https_proxy": f"http://127.0.0.1:{port}",
            "NEWSCRAWL_FETCH_VERIFY_CERTIFICATES": "false",
            "NEWSCRAWL_CONTACT": "desk@example.org",
            "LOG": str(log),
        }
        process.terminate()


def fold(text: str | None) -> str:
    return " ".join((text or "").split())


def check_sputnik(article: dict[str, Any]) -> None:
    """The story whose naive extraction started all this."""
    truth = json.loads(TRUTH.read_text(encoding="utf-8"))
    assert fold(article["title"]) == fold(truth["title"])
    assert fold(article["text"]) == fold(truth["text"])
    assert [fold(block["text"]) for block in article["body"] if block["type"] == "heading"] == truth["headings"]
    assert article["date_published"] == "2020-03-31T07:41:00+00:00"
    assert [author["name"] for author in article["authors"]] == ["Sputnik International"]
    pictures = [(image["caption"], image["credit"]) for image in article["images"]]
    assert pictures == [("US soldiers work on a Patriot missile system", "AFP 2023 / BULENT KILIC")]
    assert article["keywords"] == truth["keywords"]
    assert article["language"] == "en"
    line = json.dumps(article, ensure_ascii=False)
    assert [noise for noise in NOISE if noise in line] == []


SPIDER = """
from newscrawl.spider import NewsSpider


class Site(NewsSpider):
    name = {name!r}
    sources = {sources!r}
    domains = {domains!r}
"""
MOST_SOURCES = 3  # of a site that is crawled here beside the shipped ones: this is about sites, not about feeds


@frozen
class Saved:
    """A site of the replayed web: its sources and the addresses of its saved articles."""

    sources: tuple[str, ...]
    urls: tuple[str, ...]


@pytest.fixture(scope="module")
def replayed() -> dict[str, Saved]:
    """The sites of the replayed web, by name."""
    urls: dict[str, list[str]] = {}
    for truth in (SHARED / "pages").glob("*/truth.jsonl"):
        for row in map(json.loads, truth.read_text(encoding="utf-8").splitlines()):
            if publisher := row.get("publisher"):
                urls.setdefault(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", publisher).lower(), []).append(row["url"])
    facts = map(json.loads, (SHARED / "facts" / "publishers.jsonl").read_text(encoding="utf-8").splitlines())
    return {
        fact["site"]: Saved((*fact["feeds"], *fact["news_sitemaps"]), tuple(urls[fact["site"]]))
        for fact in facts
        if fact["site"] in urls
    }


def more_sites(replayed: dict[str, Saved], folder: Path) -> list[str]:
    """Write spiders for sites of which none is shipped; return their names."""
    names = []
    for name, site in replayed.items():
        if name not in SITES and 0 < len(site.sources) <= MOST_SOURCES:
            hosts = tuple({urlsplit(url).hostname for url in (*site.sources, *site.urls)})
            (folder / f"{name}.py").write_text(SPIDER.format(name=name, sources=site.sources, domains=hosts))
            names.append(name)
    return names


def test_all_articles_of_many_sites_are_stored_and_the_crawler_is_a_good_guest_over_two_runs(
    crawl: Crawl, web: dict[str, str], replayed: dict[str, Saved], tmp_path: Path
) -> None:
    own = tmp_path / "sites"
    own.mkdir()
    sites = [*SITES, *more_sites(replayed, own)]
    environment = web | {"NEWSCRAWL_FETCH_DELAY_SECONDS": str(DELAY_SECONDS), "NEWSCRAWL_SPIDERS": str(own)}
    log = Path(web["LOG"])
    ended = crawl(sites=" ".join(sites), **environment)
    assert ended.code == 0, ended.err
    assert ended.err.count("certificates are not verified") == len(sites)
    first = len(log.read_text().splitlines())
    stored = {site: crawl.articles(site) for site in sites}
    (article,) = stored["sputnik"]
    check_sputnik(article)
    ended = crawl(sites=" ".join(sites), **environment)
    assert ended.code == 0, ended.err
    assert {site: crawl.articles(site) for site in sites} == stored
    rows = [json.loads(line) for line in log.read_text().splitlines()]
    saved = {url for site in sites for url in replayed[site].urls}
    found = {one["requested_url"] for some in stored.values() for one in some}
    figures = {
        "sites": len(sites),
        "saved articles": len(saved),
        "not stored": len(saved - found),
        "requests": len(rows),
        "answers of 503": sum(row["status"] == HTTPStatus.SERVICE_UNAVAILABLE for row in rows),
        **manners(rows[:first], rows[first:], found),
    }
    for name, figure in figures.items():
        print(f"{name:>30} {figure}")  # noqa: T201 - it is what people run it for
    assert figures["answers of 503"] > 0
    assert figures["least pause"] >= LEAST_PAUSE_SECONDS
    wrong = ("not stored", "two at once", "fetched again", "robots.txt asked again", "asked without condition")
    assert {name: figures[name] for name in wrong} == dict.fromkeys(wrong, 0), saved - found


def manners(first: list[dict[str, Any]], second: list[dict[str, Any]], articles: set[str]) -> dict[str, float]:
    """How two runs behaved, by what the web has logged of them."""
    pauses = [
        later["t_start"] - row["t_end"]
        for run in (first, second)
        for rows in by_host(run).values()
        for row, later in pairwise(rows)
    ]
    answered = [row["url"] for row in (*first, *second) if row["status"] == 200]
    robots = Counter(row["url"] for row in (*first, *second) if row["url"].endswith("/robots.txt"))
    sources = {row["url"] for row in first if row["status"] == 200} - articles - set(robots)
    return {
        "two at once": sum(pause < 0 for pause in pauses),
        "least pause": round(min(pauses), 3),
        "fetched again": sum(answered.count(url) > 1 for url in articles),
        "robots.txt asked again": sum(count > 1 for count in robots.values()),
        "sources": len(sources),
        "asked without condition": sum(row["url"] in sources and not row["conditional"] for row in second),
    }


def by_host(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The requests that each host got, in their order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: float(row["t_start"])):
        found.setdefault(row["host"], []).append(row)
    return found


def test_scrapy_crawl_stores_the_same(crawl: Crawl, web: dict[str, str]) -> None:
    scrapy = Path(sys.executable).with_name("scrapy")
    since = ("crawl", "sputnik", "-a", "since=2020-03-31", "-a", "until=2020-04-01", "-a", "limit=5")
    ended = crawl.command(*since, program=[str(scrapy)], **web)
    assert ended.code == 0, ended.err
    (article,) = crawl.articles("sputnik")
    check_sputnik(article)
    ended = crawl.command("crawl", "sputnik", "-a", "since=soon", program=[str(scrapy)], **web)
    assert ended.code == 2


def test_the_older_layout_of_2019_is_read_too(crawl: Crawl) -> None:
    page = SHARED / "pages/web/1f765c48780665e89cc3af1f7c9af47876e9fae9b5be4a936b0649e10f5e.html.gz"
    url = "https://sputniknews.com/columnists/201911181077343476-royal-self-indicting-arrogance/"
    ended = crawl.command("extract", str(page), "--url", url)
    article = json.loads(ended.out)
    assert article["title"] == "Royal Self-Indicting Arrogance"
    assert [author["name"] for author in article["authors"]] == ["Finian Cunningham"]
    assert article["date_published"] == "2019-11-18T21:17:27+00:00"
    assert article["body"][0]["text"].startswith("Prince Andrew, the nearly 60-year-old")
    assert article["lead"].startswith("What was this British royal")
    assert sum(block["type"] == "quote" for block in article["body"]) == 3
    assert article["images"][0]["credit"] == "REUTERS / POOL"
