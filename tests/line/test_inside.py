"""What a site can make the crawler connect to: nothing but sites."""

from __future__ import annotations

from tests.conftest import Crawl
from tests.news_server import Answer, NewsServer, story_page

SITE = "http://harbour.example"


def test_a_site_whose_own_sources_are_inside_is_not_begun_without_being_allowed(
    crawl: Crawl, server: NewsServer
) -> None:
    server.feed([server.story(1)])
    ended = crawl(NEWSCRAWL_FETCH_ALLOW="10.0.0.0/8")
    (line,) = ended.err.splitlines()
    assert ended.code == 2
    assert f"NEWSCRAWL_FETCH_ALLOW={server.base.removeprefix('http://')}" in line
    assert server.asked == []
    allowed = crawl(NEWSCRAWL_FETCH_ALLOW=server.base.removeprefix("http://"))
    assert (allowed.code, len(crawl.articles())) == (0, 1)


def test_an_exception_that_cannot_be_read_is_one_line_before_anything_starts(crawl: Crawl, server: NewsServer) -> None:
    ended = crawl(NEWSCRAWL_FETCH_ALLOW="127.0.0.1, http://10.0.0.1/")
    assert (ended.code, ended.err.count("\n"), server.asked) == (2, 1, [])
    assert "'http://10.0.0.1/' is no host, address or network" in ended.err


def test_a_proxy_may_be_inside_and_is_asked_for_sites_but_not_for_what_is_inside(
    crawl: Crawl, server: NewsServer
) -> None:
    away = {
        f"{SITE}/to-{name}.html": target
        for name, target in {
            "private": "http://10.0.0.1/",
            "loopback": "http://127.1/",
            "localhost": "http://localhost/",
            "metadata": "http://169.254.169.254/latest/",
            "the-proxy": f"{server.base}/",
        }.items()
    }
    links = "".join(f"<item><link>{url}</link></item>" for url in (f"{SITE}/story-1.html", *away))
    server.answers[f"{SITE}/feed.xml"] = Answer(f'<rss version="2.0"><channel>{links}</channel></rss>'.encode())
    server.answers[f"{SITE}/story-1.html"] = Answer(story_page(1))
    for url, target in away.items():
        server.answers[url] = Answer(status=302, headers={"Location": target})
    crawl(LOCAL_BASE=SITE, NEWSCRAWL_FETCH_ALLOW="", NEWSCRAWL_CONTACT="desk@harbour.example", http_proxy=server.base)
    assert [article["url"] for article in crawl.articles()] == [f"{SITE}/story-1.html"]
    assert crawl.record()["failed"] == {"inside_address": len(away)}
    asked = {path for path in server.paths() if not path.endswith("/tdmrep.json")}
    assert asked == {f"{SITE}/robots.txt", f"{SITE}/feed.xml", f"{SITE}/story-1.html", *away}
