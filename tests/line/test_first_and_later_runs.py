"""What is found is stored once, and never fetched again."""

from __future__ import annotations

import gzip

from newscrawl.config import VERSION
from tests.conftest import Crawl
from tests.news_server import Answer, NewsServer, story_page

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def test_stories_of_a_feed_a_news_sitemap_and_a_gzipped_sitemap_are_stored_once_each(
    crawl: Crawl, server: NewsServer
) -> None:
    for number in range(1, 6):
        server.story(number)
    server.feed(["/story-1.html", "/story-2.html"])
    server.answers["/news.xml"] = Answer(
        f'<urlset xmlns="{SITEMAP}" xmlns:n="{NEWS}"><url><loc>{server.base}/story-2.html</loc><n:news>'
        "<n:publication_date>2026-11-16</n:publication_date></n:news></url>"
        f"<url><loc>{server.base}/story-3.html</loc></url></urlset>".encode()
    )
    child = f'<urlset xmlns="{SITEMAP}"><url><loc>{server.base}/story-4.html</loc></url></urlset>'
    server.answers["/child.xml.gz"] = Answer(gzip.compress(child.encode()), content_type="application/gzip")
    server.answers["/index.xml"] = Answer(
        f'<sitemapindex xmlns="{SITEMAP}"><sitemap><loc>{server.base}/child.xml.gz</loc></sitemap>'
        "</sitemapindex>".encode()
    )
    server.answers["/atom.xml"] = Answer(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="{server.base}/story-5.html"/></entry>'
        "</feed>".encode()
    )
    ended = crawl(LOCAL_SOURCES="/feed.xml /news.xml /index.xml /atom.xml")
    assert ended.code == 0
    assert sorted(article["url"] for article in crawl.articles()) == [
        f"{server.base}/story-{number}.html" for number in range(1, 6)
    ]
    assert all(server.paths().count(f"/story-{number}.html") == 1 for number in range(1, 6))
    assert crawl.record()["stored"] == 5
    assert {article["url"][-6]: article["discovered_via"]["kind"] for article in crawl.articles()} == {
        "1": "feed", "2": "feed", "3": "sitemap", "4": "sitemap", "5": "feed"
    }  # fmt: skip


def test_an_article_that_a_feed_and_a_sitemap_name_and_a_redirect_leads_to_is_stored_once(
    crawl: Crawl, server: NewsServer
) -> None:
    server.story(1)
    server.answers["/old"] = Answer(status=301, headers={"Location": "/story-1.html"})
    server.feed(["/old", "/story-1.html?utm_source=feed"])
    server.answers["/story-1.html?utm_source=feed"] = server.answers["/story-1.html"]
    named = f"<url><loc>{server.base}/story-1.html</loc></url><url><loc>{server.base}/old</loc></url>"
    server.answers["/map.xml"] = Answer(f'<urlset xmlns="{SITEMAP}">{named}</urlset>'.encode())
    for stored in (1, 0):
        ended = crawl(LOCAL_SOURCES="/feed.xml /map.xml")
        assert (ended.code, crawl.record()["stored"]) == (0, stored), ended
        assert [article["requested_url"] for article in crawl.articles()] == [f"{server.base}/old"]
    assert server.paths().count("/old") == 1


def test_a_later_run_fetches_only_what_is_new_and_says_so(crawl: Crawl, server: NewsServer) -> None:
    server.feed([server.story(1), server.story(2)])
    crawl()
    assert len(crawl.articles()) == 2
    server.asked.clear()
    ended = crawl()
    assert server.paths() == ["/feed.xml"]
    assert "found 0" in ended.out, "the feed was not read a second time"
    assert "nothing new" in ended.out
    server.feed([server.story(3), "/story-1.html", "/story-2.html"])
    server.asked.clear()
    crawl()
    assert server.paths() == ["/feed.xml", "/story-3.html"]
    assert len(crawl.articles()) == 3


def test_a_stored_line_tells_how_it_came_about(crawl: Crawl, server: NewsServer) -> None:
    server.answers["/old"] = Answer(status=301, headers={"Location": "/older"})
    server.answers["/older"] = Answer(status=302, headers={"Location": "/story-1.html?utm_source=feed"})
    page = story_page(1, head=f'<link rel="canonical" href="{server.base}/story-1.html">')
    server.answers["/story-1.html?utm_source=feed"] = Answer(
        page, headers={"ETag": '"a1"', "Last-Modified": "Mon, 16 Nov 2026 08:00:00 GMT", "X-Robots-Tag": "noai"}
    )
    server.feed(["/old"])
    assert crawl().code == 0
    (article,) = crawl.articles()
    assert article["requested_url"] == f"{server.base}/old"
    assert article["redirects"] == [f"{server.base}/older"]
    assert article["url"] == f"{server.base}/story-1.html?utm_source=feed"
    assert article["canonical_url"] == f"{server.base}/story-1.html"
    assert article["http"]["etag"] == '"a1"'
    assert article["http"]["bytes"] == len(page)
    assert article["rights"]["x_robots_tag"] == ["noai"]
    assert article["discovered_via"] == {"kind": "feed", "url": f"{server.base}/feed.xml"}
    assert article["run_id"] == crawl.record()["run_id"]
    assert (article["version"], article["change"], article["site"]) == (1, "new", "local")
    assert article["first_seen_at"] == article["fetched_at"]
    # However it is announced next time, it is known.
    server.feed(["/old", "/older", "/story-1.html", "/story-1.html?utm_medium=x#top"])
    server.asked.clear()
    crawl()
    assert server.paths() == ["/feed.xml"]


def test_we_say_who_we_are(crawl: Crawl, server: NewsServer) -> None:
    server.feed([server.story(1)])
    crawl(NEWSCRAWL_CONTACT="desk@example.org")
    assert {one.agent for one in server.asked} == {f"newscrawl/{VERSION} (+desk@example.org)"}
    assert {one.sender for one in server.asked} == {None}
    server.feed([server.story(2)])
    server.asked.clear()
    crawl(NEWSCRAWL_FETCH_FROM="crawler@desk.example")
    assert {one.sender for one in server.asked} == {"crawler@desk.example"}


def test_sites_are_crawled_side_by_side_and_each_keeps_to_itself(crawl: Crawl, server: NewsServer) -> None:
    server.feed([server.story(1), server.story(2)])
    ended = crawl(sites="local other")
    assert ended.code == 0
    assert len(crawl.articles("local")) == len(crawl.articles("other")) == 2
    assert {a["id"] for a in crawl.articles("local")}.isdisjoint(a["id"] for a in crawl.articles("other"))


def test_a_section_page_names_stories_too(crawl: Crawl, server: NewsServer) -> None:
    server.story(1234)
    server.answers["/world/"] = Answer(
        b'<html><body><a href="/story-1234.html">Ferry to run every hour until ten at night</a>'
        b'<a href="/about">About</a>'
        b'<a href="https://elsewhere.example/story-1.html">A long headline on another site</a></body></html>'
    )
    crawl(LOCAL_SOURCES="/world/")
    assert [article["discovered_via"]["kind"] for article in crawl.articles()] == ["section"]


def test_archives_are_walked_when_since_is_given_and_children_of_before_are_left_out(
    crawl: Crawl, server: NewsServer
) -> None:
    server.feed([server.story(1)])
    maps = "".join(
        f"<sitemap><loc>{server.base}/map-{year}.xml</loc><lastmod>{year}-12-31</lastmod></sitemap>"
        for year in (2024, 2025)
    )
    server.answers["/index.xml"] = Answer(f'<sitemapindex xmlns="{SITEMAP}">{maps}</sitemapindex>'.encode())
    server.story(2, date="2025-06-01T00:00:00Z")
    server.answers["/map-2025.xml"] = Answer(
        f'<urlset xmlns="{SITEMAP}"><url><loc>{server.base}/story-2.html</loc></url></urlset>'.encode()
    )
    crawl(LOCAL_ARCHIVES="/index.xml")
    assert "/index.xml" not in server.paths()
    crawl("--since", "2025-01-01", LOCAL_ARCHIVES="/index.xml")
    assert "/map-2025.xml" in server.paths()
    assert "/map-2024.xml" not in server.paths()
    assert len(crawl.articles()) == 2
