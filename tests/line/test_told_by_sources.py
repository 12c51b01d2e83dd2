"""What a news sitemap tells of a story reaches its line where the page says nothing."""

from __future__ import annotations

from tests.conftest import Crawl
from tests.news_server import Answer, NewsServer


def entry(url: str, date: str) -> str:
    return f"""<url><loc>{url}</loc><news:news><news:publication><news:name>The Courier</news:name></news:publication>
        <news:publication_date>{date}</news:publication_date>
        <news:keywords>ferry, port</news:keywords></news:news></url>"""


def test_a_news_sitemap_dates_the_pages_that_have_no_date(crawl: Crawl, server: NewsServer) -> None:
    undated = [server.story(number, date="") for number in (1, 2)]
    dated = server.story(3)
    news = (
        entry(undated[0], "2026-11-16T08:00:00+01:00"), entry(undated[1], "2999-01-01"), entry(dated, "2020-01-01"),
        entry("http://[x/", "2026-11-16"),
    )  # fmt: skip
    server.answers["/news.xml"] = Answer(f'<urlset xmlns:news="n">{"".join(news)}</urlset>'.encode())
    assert crawl(LOCAL_SOURCES="/news.xml").code == 0
    articles = {article["url"].removeprefix(server.base): article for article in crawl.articles()}
    assert {path: article["date_published"] for path, article in articles.items()} == {
        undated[0]: "2026-11-16T07:00:00+00:00",
        undated[1]: None,
        dated: "2026-11-16T08:00:00+01:00",
    }
    signed = {one["field"] for one in articles[undated[0]]["extraction"]["found_by"] if one["source"] == "news_sitemap"}
    assert signed >= {"date_published_raw", "keywords", "publisher"}
    assert articles[undated[0]]["keywords"] == ["ferry", "port"]
    assert crawl.record()["warnings"] | {"no_date_published": 1} == {
        "broken_address": 1,
        "future_date": 1,
        "no_date_published": 1,
    }
