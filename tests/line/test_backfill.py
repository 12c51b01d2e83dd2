"""Archives: walked by date, the newest first, and gone on with where a run was stopped."""

from __future__ import annotations

import signal
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.conftest import Crawl
from tests.line.test_ending import wait_until
from tests.news_server import Answer, NewsServer, story_page

FIRST = date(2024, 1, 1)
DAYS = 100
TEMPLATE = "/day.xml?start={yyyymmdd}&end={yyyymmdd}"
WINDOW = ("--since", "2024-01-01", "--until", "2024-04-09T12:00")


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def address(number: int) -> str:
    return f"/day.xml?start={day(number):%Y%m%d}&end={day(number):%Y%m%d}"


def urlset(*locations: str) -> Answer:
    urls = "".join(f"<url><loc>{one}</loc></url>" for one in locations)
    return Answer(f"<urlset>{urls}</urlset>".encode(), content_type="application/xml")


def index(server: NewsServer, *paths: str, etag: str | None = None) -> Answer:
    maps = "".join(f"<sitemap><loc>{server.base}{path}</loc></sitemap>" for path in paths)
    headers = {"ETag": etag} if etag else {}
    return Answer(f"<sitemapindex>{maps}</sitemapindex>".encode(), content_type="application/xml", headers=headers)


def publish(server: NewsServer, number: int) -> str:
    """A story of a day, and the day's sitemap."""
    path = f"/{day(number):%Y/%m/%d}/story-{number}.html"
    server.answers[path] = Answer(story_page(number, date=f"{day(number)}T12:00:00Z"))
    server.answers[address(number)] = urlset(server.base + path)
    return path


def maps(server: NewsServer) -> list[str]:
    return [path for path in server.paths() if path.startswith("/day")]


def test_an_archive_of_a_hundred_days_is_walked_from_the_newest_and_gone_on_with_after_a_kill(
    crawl: Crawl, server: NewsServer
) -> None:
    every = 20  # most days have no story: their sitemaps are there and name what is known to no one
    for number in range(DAYS):
        server.answers[address(number)] = urlset(f"https://elsewhere.example/{number}")
    stories = [publish(server, number) for number in range(0, DAYS, every)]
    process = crawl.start("crawl", "local", *WINDOW, LOCAL_SOURCES="", LOCAL_ARCHIVES=TEMPLATE)
    wait_until(lambda: len(maps(server)) > DAYS // 2, process)
    crawl.stop(process, signal.SIGKILL)
    killed = len(maps(server))
    assert crawl(*WINDOW, LOCAL_SOURCES="", LOCAL_ARCHIVES=TEMPLATE).code == 0
    asked = maps(server)
    assert asked[:killed] == [address(number) for number in reversed(range(DAYS - killed, DAYS))]
    assert set(asked) == {address(number) for number in range(DAYS)}
    assert len(asked) <= DAYS + 1, "what was under way is asked for again, and nothing else"
    assert sorted(article["url"] for article in crawl.articles()) == sorted(server.base + path for path in stories)
    crawl(*WINDOW, LOCAL_SOURCES="", LOCAL_ARCHIVES=TEMPLATE)
    assert len(maps(server)) == len(asked), "a third run asks for none"


def test_a_limit_reads_no_more_sitemaps_than_it_needs(crawl: Crawl, server: NewsServer) -> None:
    stories = [publish(server, number) for number in range(20)]
    window = ("--since", "2024-01-01", "--until", "2024-01-21", "--limit", "2")
    crawl(*window, LOCAL_SOURCES="", LOCAL_ARCHIVES=TEMPLATE)
    assert len(maps(server)) <= 5
    assert sorted(article["url"] for article in crawl.articles()) == [server.base + path for path in stories[-2:]]


def test_a_sitemap_that_fails_is_asked_for_again_and_those_that_are_read_are_not(
    crawl: Crawl, server: NewsServer
) -> None:
    stories = [publish(server, number) for number in range(3)]
    window = ("--since", "2024-01-01", "--until", "2024-01-04")
    whole, server.answers[address(1)] = server.answers[address(1)], Answer(b"", 404)
    crawl(*window, LOCAL_SOURCES="", LOCAL_ARCHIVES=TEMPLATE)
    server.answers[address(1)] = whole
    server.asked.clear()
    crawl(*window, LOCAL_SOURCES="", LOCAL_ARCHIVES=TEMPLATE)
    assert maps(server) == [address(3), address(1)], "a day beyond the window may hold what the site's clock calls so"
    assert len(crawl.articles()) == len(stories)


def test_todays_sitemap_may_grow_and_is_asked_for_again(crawl: Crawl, server: NewsServer) -> None:
    today = datetime.now(UTC).date()
    path = f"/day-{today}.xml"
    server.answers["/index.xml"] = index(server, path)
    server.answers[path] = urlset()
    window = ("--since", str(today - timedelta(days=1)))
    for _ in range(2):
        crawl(*window, LOCAL_SOURCES="", LOCAL_ARCHIVES="/index.xml")
    assert maps(server) == [path, path]


def test_the_sitemaps_of_an_index_are_read_from_the_newest_by_the_dates_in_their_names(
    crawl: Crawl, server: NewsServer
) -> None:
    paths = [f"/day-2024-{month:02}.xml" for month in (3, 1, 12, 7)]
    server.answers["/index.xml"] = index(server, *paths, "/day-2022-01.xml")
    for path in paths:
        server.answers[path] = urlset()
    crawl("--since", "2024-01-01", LOCAL_SOURCES="", LOCAL_ARCHIVES="/index.xml")
    assert maps(server) == sorted(paths, reverse=True)
    assert crawl.record()["skipped"]["sitemap_outside_window"] == 1


def test_an_index_that_has_not_changed_hides_no_sitemap_that_failed_before(crawl: Crawl, server: NewsServer) -> None:
    server.answers["/index.xml"] = index(server, "/day-a.xml", "/day-b.xml", etag='"1"')
    server.answers["/day-a.xml"] = urlset(server.base + server.story(1))
    crawl(LOCAL_SOURCES="/index.xml")
    server.answers["/day-b.xml"] = urlset(server.base + server.story(2))
    crawl(LOCAL_SOURCES="/index.xml")
    assert [one.status for one in server.asked if one.path == "/index.xml"] == [200, 304]
    assert len(crawl.articles()) == 2


def test_a_source_whose_body_is_the_same_is_unchanged_though_its_server_has_no_names_for_it(
    crawl: Crawl, server: NewsServer
) -> None:
    server.feed([server.story(1)])
    crawl()
    ended = crawl()
    assert ended.code == 0
    assert crawl.record()["sources_read"] == 1
    assert crawl.record()["found"] == 0, "nothing was read a second time"
    server.feed([server.story(2), "/story-1.html"])
    crawl()
    assert len(crawl.articles()) == 2


def test_stories_that_came_and_went_between_two_visits_are_told_with_the_interval_that_would_have_caught_them(
    crawl: Crawl, server: NewsServer
) -> None:
    def at(number: int, hour: int) -> tuple[str, str]:
        return server.story(number), f"Fri, 20 Nov 2026 {hour:02}:00:00 GMT"

    server.feed([at(1, 2), at(2, 1)])
    crawl()
    server.feed([at(3, 14), at(4, 12), at(5, 10)])
    ended = crawl()
    assert "about 3 stories came and went since the last visit; one every 240 minutes would have caught" in ended.err
    assert crawl.record()["warnings"]["missed_stories"] == 3


@pytest.mark.parametrize("template", ["/{day}.xml", "/{mm}.xml"])
def test_a_template_that_cannot_be_filled_in_is_told_before_anything_is_asked(
    crawl: Crawl, server: NewsServer, template: str
) -> None:
    ended = crawl(LOCAL_ARCHIVES=template)
    assert (ended.code, server.asked) == (2, [])
    assert template in ended.err
