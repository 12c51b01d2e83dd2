"""Whatever a site does: one clear line, a counted reason, and the rest goes on."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import Crawl
from tests.extract import kind_pages
from tests.news_server import WORDS, Answer, NewsServer, story_page


def bad_pages(server: NewsServer) -> dict[str, str]:
    """Paths of pages that are no article, with the reason that each is counted under."""
    server.answers["/report.html"] = Answer(b"%PDF-1.4 a report", content_type="application/pdf")
    server.answers["/liar.html"] = Answer(b"%PDF-1.4 a report", content_type="text/html")
    server.answers["/plain.html"] = Answer(b"just words, no markup", content_type="text/plain")
    server.answers["/empty.html"] = Answer(b"")
    server.story(11, title="")
    server.answers["/story-12.html"] = Answer(b"<html><body><h1>Only a headline</h1><p>Short.</p></body></html>")
    server.answers["/broken.html"] = Answer(b"oh no", 500)
    server.answers["/gone.html"] = Answer(b"<html><h1>Page not found</h1><p>Try the search.</p></html>")
    server.answers["/shell.html"] = Answer(
        b"<html><body><div id=root></div><script src=/app.js></script></body></html>"
    )
    links = (f"<li><a href=/{n}.html>Headline number {n} of this harbour</a>" for n in range(20))
    server.answers["/list.html"] = Answer(f"<html><body><main><ul>{''.join(links)}</ul></main></body></html>".encode())
    return {
        "/gone.html": "error_page",
        "/shell.html": "script_shell",
        "/list.html": "list_page",
        "/report.html": "not_html",
        "/liar.html": "not_html",
        "/plain.html": "not_html",
        "/empty.html": "not_html",
        "/story-11.html": "no_title",
        "/story-12.html": "no_text",
        "/broken.html": "http_500",
        "/missing.html": "http_404",
    }


def test_pages_that_are_no_articles_are_counted_by_reason_and_the_others_are_stored(
    crawl: Crawl, server: NewsServer
) -> None:
    reasons = bad_pages(server)
    server.feed([*reasons, *(server.story(number) for number in range(3))])
    ended = crawl()
    assert ended.code == 0
    assert len(crawl.articles()) == 3
    record = crawl.record()
    counted = record["skipped"] | record["failed"]
    assert counted == Counter(reasons.values())
    for path in reasons:
        assert path in ended.err
    server.asked.clear()
    crawl()
    assert server.paths() == ["/feed.xml"], "refused pages are not looked at again, failed ones later"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "empty document"),
        (b"<html><body>We will be back soon</body></html>", "an HTML page that links to no story"),
        (b"<rss><channel><item><link>", "broken XML"),
        (b"\x1f\x8b\x08 not gzip", "broken gzip"),
        (b"surprise", "neither feed nor sitemap"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', "it is empty"),
    ],
)
def test_a_bad_source_is_told_and_the_other_sources_go_on(
    crawl: Crawl, server: NewsServer, body: bytes, problem: str
) -> None:
    server.answers["/bad.xml"] = Answer(body, content_type="application/xml")
    server.feed([server.story(1)])
    ended = crawl(LOCAL_SOURCES="/bad.xml /feed.xml /gone.xml")
    assert ended.code == 0
    assert problem in ended.err
    assert "http_404" in ended.err
    assert len(crawl.articles()) == 1


@pytest.mark.parametrize("answer", [Answer(b"", 503), Answer(b"surprise"), Answer(b"", 404)])
def test_a_site_of_which_no_source_can_be_read_has_failed(crawl: Crawl, server: NewsServer, answer: Answer) -> None:
    server.answers["/feed.xml"] = answer
    ended = crawl()
    assert ended.code == 1
    assert "no source could be read" in ended.out
    assert crawl.record()["outcome"] == "failed"


def test_a_site_has_failed_when_more_than_half_of_at_least_five_articles_did(crawl: Crawl, server: NewsServer) -> None:
    server.feed([server.story(1), "/a-1.html", "/a-2.html", "/a-3.html"])
    assert crawl().code == 0, "four tried are too few to judge by"
    server.feed([server.story(2), server.story(3), "/b-1.html", "/b-2.html", "/b-3.html"])
    ended = crawl()
    assert ended.code == 1
    assert "3 of 5 articles failed" in ended.out
    assert len(crawl.articles()) == 3, "those that came are stored all the same"


KINDS = {
    "/": kind_pages.page(kind_pages.cards()),
    "/city/": kind_pages.page(f"<h1>City</h1>{kind_pages.cards()}", title="City"),
    "/app/": b"<html><body><div id='root'></div></body></html>",
    "/missing/": kind_pages.page("<h1>Page not found</h1><p>Try the search.</p>"),
    "/wall/": kind_pages.page(f"<main>{kind_pages.BANNER}</main>"),
}


def test_pages_that_tell_no_story_are_counted_by_kind_and_only_what_may_pass_is_tried_again(
    crawl: Crawl, server: NewsServer
) -> None:
    for path, body in KINDS.items():
        server.answers[path] = Answer(body)
    server.feed([*KINDS, server.story(1)])
    assert crawl().code == 0
    record = crawl.record()
    assert record["skipped"] == {"front_page": 1, "list_page": 1, "script_shell": 1}
    assert record["failed"] == {"error_page": 1, "consent_wall": 1}
    assert len(crawl.articles()) == 1


def test_a_paywalls_stub_is_stored_and_counted(crawl: Crawl, server: NewsServer) -> None:
    text = kind_pages.PLAIN * 4
    inner = f"<article><h1>The library</h1><p>{text}</p></article><p>Subscribe to continue reading.</p>"
    server.answers["/paid.html"] = Answer(kind_pages.page(inner, title="The library"))
    server.feed(["/paid.html"])
    crawl()
    (article,) = crawl.articles()
    assert article["extraction"]["page_kind"] == "paywall_stub"
    assert crawl.record()["warnings"] == {"paywall_stub": 1, "no_date_published": 1}


def test_a_page_in_another_charset_than_it_says_is_read_all_the_same(crawl: Crawl, server: NewsServer) -> None:
    text = "Паром будет ходить каждый час до десяти вечера, сообщила администрация порта. " * 8
    page = story_page(1, title="Паром будет ходить чаще", text=text).decode().encode("cp1251", "replace")
    server.answers["/story-1.html"] = Answer(page, content_type="text/html; charset=utf-8")
    server.feed(["/story-1.html"])
    crawl()
    (article,) = crawl.articles()
    assert article["title"] == "Паром будет ходить чаще"
    assert article["http"]["charset"] == "windows-1251"


def test_characters_that_are_lost_are_counted_and_warned_of(crawl: Crawl, server: NewsServer) -> None:
    server.answers["/story-1.html"] = Answer(story_page(1).replace(b"harbour", b"harb\xffur", 2))
    server.feed(["/story-1.html"])
    crawl()
    (article,) = crawl.articles()
    assert article["extraction"]["replacement_characters"] == 2
    assert crawl.record()["warnings"] == {"replacement_characters": 1}


def test_a_date_that_cannot_be_read_is_null_and_counted(crawl: Crawl, server: NewsServer) -> None:
    server.feed([server.story(1, date="soon after lunch")])
    crawl()
    (article,) = crawl.articles()
    assert (article["date_published"], article["date_published_raw"]) == (None, "soon after lunch")
    assert crawl.record()["warnings"] == {"unreadable_date_published": 1}


def test_an_unknown_site_is_told_with_the_names_that_are_near(crawl: Crawl) -> None:
    ended = crawl(sites="locall")
    assert ended.code == 2
    assert "did you mean local" in ended.err
    assert crawl(sites="zzzz").err.count("\n") == 1


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"NEWSCRAWL_FETCH_DELAY_SECONDS": "soon"}, "fetch_delay_seconds"),
        ({"NEWSCRAWL_SPEED": "11"}, "NEWSCRAWL_SPEED"),
        ({"NEWSCRAWL_STATE": "mysql://nowhere/state"}, "NEWSCRAWL_STATE"),
        ({"NEWSCRAWL_CONTACT": "a b\nc"}, "contact"),
    ],
)
def test_a_wrong_setting_is_one_line_before_anything_starts(
    crawl: Crawl, server: NewsServer, environment: dict[str, str], told: str
) -> None:
    ended = crawl(**environment)
    assert ended.code == 2
    assert told in ended.err
    assert server.asked == []


def test_a_host_beyond_loopback_is_not_asked_without_a_contact(crawl: Crawl) -> None:
    ended = crawl(sites="far")
    assert ended.code == 2
    assert "NEWSCRAWL_CONTACT" in ended.err
    assert "export NEWSCRAWL_CONTACT=" in ended.err


def test_wrong_use_by_one_site_outranks_the_success_of_another(crawl: Crawl, server: NewsServer) -> None:
    server.feed([server.story(1)])
    assert crawl(sites="local far").code == 2
    assert len(crawl.articles()) == 1


FOLDERS = ["articles", "articles/site=local", "runs", "locks", "state.db", "manifest.jsonl", "."]


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_file_in_a_folders_place_is_one_clear_line(
    crawl: Crawl, server: NewsServer, folder: str, tmp_path: Path
) -> None:
    server.feed([server.story(1)])
    in_the_way = crawl.data / folder
    if folder in ("state.db", "manifest.jsonl"):
        in_the_way.mkdir(parents=True)
    else:
        in_the_way.parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "data").rmdir() if folder == "." and crawl.data.is_dir() else None
        in_the_way.write_text("in the way")
    ended = crawl()
    assert ended.code == 1
    assert str(in_the_way.resolve()) in ended.err or str(crawl.data) in ended.err


def test_the_words_of_a_stub_are_the_pages_words(crawl: Crawl, server: NewsServer) -> None:
    server.feed([server.story(1)])
    crawl()
    (article,) = crawl.articles()
    assert article["text"].startswith("Paragraph 0 of story 1.")
    assert WORDS.strip() in article["text"]
    assert "Imprint" not in json.dumps(article)


def test_a_server_that_asks_for_less_is_not_asked_again_at_once(crawl: Crawl, server: NewsServer) -> None:
    server.answers["/busy.html"] = Answer(b"", 429)
    server.answers["/broken.html"] = Answer(b"", 503)
    server.feed(["/busy.html", "/broken.html"])
    crawl()
    assert (server.paths().count("/busy.html"), server.paths().count("/broken.html")) == (1, 3)
    assert crawl.record()["failed"] == {"http_429": 1, "http_503": 1}


def test_a_page_that_reloads_itself_is_fetched_once_and_one_that_leads_off_the_site_is_refused(
    crawl: Crawl, server: NewsServer
) -> None:
    server.story(1, head='<meta http-equiv="refresh" content="60; url=/story-1.html">')
    away = server.base.replace("127.0.0.1", "localhost")
    server.answers["/away.html"] = Answer(status=302, headers={"Location": f"{away}/story-2.html"})
    server.story(2)
    server.answers["/loop.html"] = Answer(status=302, headers={"Location": "/loop.html?more"})
    server.answers["/loop.html?more"] = Answer(status=302, headers={"Location": "/loop.html"})
    server.feed(["/story-1.html", "/away.html", "/loop.html"])
    crawl()
    assert [article["title"] for article in crawl.articles()] == ["Story number 1 from the harbour"]
    assert server.paths().count("/story-1.html") == 1
    record = crawl.record()
    assert record["skipped"] | record["failed"] == {"other_site": 1, "too_many_redirects": 1}


def test_words_that_json_spells_and_utf_8_cannot_are_left_out(crawl: Crawl, server: NewsServer) -> None:
    odd = (
        '{"@type": "NewsArticle", "headline": "A \\ud800 title", "datePublished": "\\ud800", "image": "/a\\ud800.jpg"}'
    )
    server.story(1, head=f'<script type="application/ld+json">{odd}</script>')
    server.feed(["/story-1.html"])
    assert crawl().code == 0
    (article,) = crawl.articles()
    assert (article["title"], article["images"]) == ("A title", [])


def test_a_sitemap_index_that_names_itself_under_many_names_is_asked_for_a_few_times_only(
    crawl: Crawl, server: NewsServer
) -> None:
    maps = "".join(f"<sitemap><loc>{server.base}/index.xml?{n}</loc></sitemap>" for n in range(6))
    index = Answer(f"<sitemapindex>{maps}</sitemapindex>".encode())
    server.answers |= {"/index.xml": index} | {f"/index.xml?{n}": index for n in range(6)}
    crawl(LOCAL_SOURCES="/index.xml")
    assert len(server.paths()) == 1 + 1 + 6
