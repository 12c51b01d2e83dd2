"""The command that finds a site's sources."""

from __future__ import annotations

import pytest

from newscrawl.spider import NewsSpider
from tests.conftest import Crawl
from tests.news_server import Answer, NewsServer

NEWS = """<urlset xmlns="s" xmlns:news="n"><url><loc>/2026/11/22/a-1</loc><news:news><news:publication>
    <news:name>N</news:name><news:language>nb</news:language></news:publication>
    <news:publication_date>2026-11-22T06:00:00Z</news:publication_date></news:news></url></urlset>"""


def site(server: NewsServer) -> None:
    """A site with a news sitemap in robots.txt, a feed in the page, an archive at the usual place, and errors."""
    robots = f"User-agent: *\nDisallow: /secret/\nSitemap: {server.base}/maps/n.xml\nSitemap: {server.base}/gone.xml\n"
    server.answers["/robots.txt"] = Answer(robots.encode(), content_type="text/plain")
    server.answers["/maps/n.xml"] = Answer(NEWS.encode(), content_type="text/html")
    server.answers["/"] = Answer(
        b"<!doctype html><link rel=alternate type=application/rss+xml href=/all.rss>"
        b"<link rel=alternate type=application/rss+xml href=/secret/x.rss>"
        b"<a href=/2026/11/22/a-1>Four words make headlines</a>"
    )
    server.feed([server.story(1), server.story(2)], path="/all.rss")
    server.answers["/feed"] = server.answers["/all.rss"]  # the same under another name
    server.answers["/rss"] = server.answers["/"]
    index = "".join(f"<sitemap><loc>/y{y}.xml</loc><lastmod>{y}-12-31</lastmod></sitemap>" for y in (2024, 2025))
    server.answers["/sitemap.xml"] = Answer(f"<sitemapindex>{index}</sitemapindex>".encode())
    server.answers["/y2025.xml"] = Answer(b"<urlset><url><loc>/b</loc><lastmod>2025-12-30</lastmod></url></urlset>")


def test_it_finds_what_a_site_announces_each_once_the_best_first(crawl: Crawl, server: NewsServer) -> None:
    site(server)
    ended = crawl.command("discover", f"{server.base}/")
    assert ended.code == 0
    assert [line.split() for line in ended.out.splitlines()] == [
        ["news", "sitemap", "1", "2026-11-22T06:00:00+00:00", f"{server.base}/maps/n.xml"],
        ["feed", "2", "-", f"{server.base}/all.rss"],
        ["section", "1", "-", f"{server.base}/"],
        ["sitemap", "index", "2", "2025-12-30T00:00:00+00:00", f"{server.base}/sitemap.xml"],
    ]
    told = [f"{server.base}/gone.xml: http_404", f"{server.base}/secret/x.rss: robots"]
    assert sorted(ended.err.splitlines()) == told
    assert "/secret/x.rss" not in server.paths()
    assert len(server.paths()) - len(set(server.paths())) <= 1, "robots.txt is read as such, and for its sitemaps"
    assert not crawl.data.exists() or not list(crawl.data.rglob("*.jsonl"))


def test_it_writes_a_spider_that_reads_what_was_found(crawl: Crawl, server: NewsServer) -> None:
    site(server)
    ended = crawl.command("discover", server.base, "--spider", "harbour_news")
    assert ended.code == 0
    assert "news sitemap" in ended.err
    module: dict[str, type[NewsSpider]] = {}
    exec(ended.out, module)  # noqa: S102 - what a user would do with it
    spider = module["HarbourNewsSpider"]
    assert (spider.name, spider.language) == ("harbour_news", "nb")
    assert spider.sources == (f"{server.base}/maps/n.xml", f"{server.base}/all.rss")
    assert spider.archives == (f"{server.base}/sitemap.xml",)


def test_where_nothing_is_found_it_says_why_and_ends_with_1(crawl: Crawl, server: NewsServer) -> None:
    server.answers["/"] = Answer(b"<!doctype html><h1>Only scripts here</h1>")
    ended = crawl.command("discover", f"{server.base}/", "--spider", "x")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == f"{server.base}/: an HTML page that links to no story\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["ftp://x.example/"], "not an http address"),
        (["https://[x"], "IPv6"),
        (["https://x.example/"], "NEWSCRAWL_CONTACT"),
        (["https://x.example/", "--spider", "../x"], "a spider's name"),
    ],
)
def test_wrong_use_is_told_before_anything_is_asked(crawl: Crawl, arguments: list[str], told: str) -> None:
    ended = crawl.command("discover", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert told in ended.err
    assert len(ended.err.splitlines()) == 1
