"""tdmrep.json, robots.txt, headers and the page itself: each is read, and of several the right one counts."""

from __future__ import annotations

import json

import pytest
from attrs import evolve
from scrapy.http import HtmlResponse, Request

from newscrawl.extract import extract, read_page
from newscrawl.fetch import read_rights
from newscrawl.fetch.paths import fits, path_of
from newscrawl.fetch.response import ORIGIN_RIGHTS
from newscrawl.fetch.robots_signals import robots_signals
from newscrawl.fetch.tdmrep import tdm_rule
from newscrawl.records import Rights

URL = "https://harbour.example/news/story.html"


@pytest.mark.parametrize(
    ("pattern", "path", "is_fit"),
    [
        ("/", "/news/a.html", True),
        ("/news", "/newsroom", True),
        ("/news/", "/news", False),
        ("/News", "/news", False),
        ("/*.html", "/news/a.html?x=1", True),
        ("/*.html$", "/news/a.html?x=1", False),
        ("/*.html$", "/news/a.html", True),
        ("/a$", "/a", True),
        ("/a$", "/ab", False),
        ("/a*b*c", "/a-c-b", False),
        ("/a*b*c", "/a-b-c-d", True),
        ("*story", "/news/story", True),
        ("/*aa$", "/a", False),
        ("/a*a$", "/a", False),
        ("/*", "/", True),
        ("", "/anything", True),
        ("/caf%C3%A9", "/café", True),
        ("/café", "/caf%c3%a9", True),
        ("/%7Euser", "/~user", True),
        ("/a%2Fb", "/a/b", False),
        ("/foo-%24", "/foo-$", True),
    ],
)
def test_a_pattern_fits_paths_as_in_robots_txt(pattern: str, path: str, *, is_fit: bool) -> None:
    assert fits(pattern, path) is is_fit


def test_a_pattern_of_many_stars_takes_no_longer_for_it() -> None:
    assert not fits("/" + "*a" * 50_000 + "b", "/" + "a" * 50_000)


def test_the_path_of_an_address_has_its_query_and_is_never_empty() -> None:
    assert [path_of(url) for url in ("https://a.example", "https://a.example/b?c=d#e")] == ["/", "/b?c=d"]


def tdm(*rules: object, path: str = "/news/a") -> tuple[str | None, str | None]:
    return tdm_rule(json.dumps(rules).encode(), path)


def test_the_first_rule_that_fits_counts_though_a_later_one_is_longer() -> None:
    everything = {"location": "/", "tdm-reservation": 1, "tdm-policy": "https://harbour.example/policy.json"}
    news = {"location": "/news/", "tdm-reservation": 0}
    assert tdm(everything, news) == ("1", "https://harbour.example/policy.json")
    assert tdm(news, everything) == ("0", None)
    assert tdm(news, path="/sport") == (None, None)


@pytest.mark.parametrize("value", [True, 2, "yes", None, 1.5, [1], {"a": 1}, -1])
def test_a_reservation_that_is_neither_0_nor_1_is_not_said(value: object) -> None:
    assert tdm({"location": "/", "tdm-reservation": value}) == (None, None)


@pytest.mark.parametrize(
    "body",
    [b"", b"<!doctype html><title>Not here</title>", b"{}", b"null", b"[1, null, []]", b"[" * 100_000, b"\xff\xfe",
     b'[{"location": 7, "tdm-reservation": 1}]', b'{"location": "/", "tdm-reservation": 1}'],
)  # fmt: skip
def test_what_is_no_such_file_says_nothing(body: bytes) -> None:
    assert tdm_rule(body, "/") == (None, None)


ROBOTS = b"""\xef\xbb\xbf# comment
User-Agent: *
Allow: /
Content-Usage: train-ai=n
content-usage : /open/ train-ai=y
Content-Signal: search=yes, ai-train=no # a remark

Sitemap: https://harbour.example/sitemap.xml

User-agent: otherbot
User-agent: thirdbot
Content-Signal: ai-train=yes
"""


def test_the_lines_of_robots_txt_speak_for_the_paths_that_they_name() -> None:
    assert robots_signals(ROBOTS, "/news") == ("train-ai=n", "search=yes, ai-train=no")
    assert robots_signals(ROBOTS, "/open/story") == ("train-ai=y", "search=yes, ai-train=no")


def test_a_group_of_our_name_replaces_that_of_all() -> None:
    ours = b"User-agent: thirdbot\nUser-Agent: NewsCrawl/1.0\nDisallow: /x\nContent-Usage: search=n\n"
    assert robots_signals(ROBOTS + ours, "/news") == ("search=n", None)
    assert robots_signals(ROBOTS + b"User-agent: newscrawl\nDisallow: /x", "/news") == (None, None)
    assert robots_signals(ROBOTS + b"User-agent: newscrawler\nContent-Usage: a=n", "/news")[0] == "train-ai=n"


def test_what_stands_before_all_groups_or_twice_is_heard() -> None:
    body = (
        b"Content-Signal: ai-train=no\r\nUser-agent: *\r\nContent-Signal: search=no\rContent-Usage: /\nContent-Usage:\n"
    )
    assert robots_signals(body, "/") == (None, "ai-train=no, search=no")


@pytest.mark.parametrize(
    "body", [b"", b"\x00\xff" * 1000, b"Content-Usage", b"User-agent: otherbot\nContent-Usage: a=n"]
)
def test_a_robots_txt_without_a_word_for_us_says_nothing(body: bytes) -> None:
    assert robots_signals(body, "/") == (None, None)


def rights(origin: Rights, headers: dict[str, object], head: str) -> Rights:
    """What is recorded of a page that was fetched so."""
    request = Request(URL, meta={ORIGIN_RIGHTS: origin})
    response = HtmlResponse(URL, headers=headers, body=f"<html><head>{head}</head></html>".encode(), request=request)
    return extract(evolve(read_page(response.body, URL), rights=read_rights(response))).rights


FILE = Rights(tdm_reservation="1", tdm_policy="file", content_usage="train-ai=n", content_signal="search=yes")


@pytest.mark.parametrize(
    ("header", "meta", "expected"),
    [
        (None, None, "1"),
        ("0", None, "0"),
        ("0", "1", "1"),
        (None, "0", "0"),
        ("nonsense", None, "1"),
        ("0", "nonsense", "0"),
        ("2", "", "1"),
    ],
)
def test_of_tdmrep_the_page_supersedes_the_header_and_the_header_the_file(
    header: str | None, meta: str | None, expected: str
) -> None:
    head = f'<meta name="TDM-Reservation" content="{meta}">' if meta is not None else ""
    headers = {"TDM-Reservation": header} if header else {}
    assert rights(FILE, headers, head).tdm_reservation == expected


def test_a_policy_that_is_not_named_again_stays() -> None:
    assert rights(FILE, {"tdm-reservation": "1"}, "").tdm_policy == "file"
    assert rights(FILE, {"tdm-policy": "header"}, "").tdm_policy == "header"
    assert rights(FILE, {"tdm-policy": "header"}, '<meta name="tdm-policy" content="page">').tdm_policy == "page"


def test_all_that_is_said_by_headers_and_robots_txt_is_kept_once() -> None:
    found = rights(FILE, {"Content-Usage": ["search=n", "train-ai=n"], "Content-Signal": "search=yes"}, "")
    assert (found.content_usage, found.content_signal) == ("search=n, train-ai=n", "search=yes")
    silent = rights(Rights(), {}, "")
    assert silent == Rights()


def test_robots_meta_to_all_and_to_us_by_name_is_kept_and_that_to_others_is_not() -> None:
    names = {"ROBOTS": "noindex", "newscrawl": "noai", "otherbot": "none"}
    head = "".join(f'<meta name="{name}" content="{value}">' for name, value in names.items())
    found = rights(Rights(), {"X-Robots-Tag": ["otherbot: noindex", "noarchive, nosnippet"]}, head)
    assert found.robots_meta == ("noindex", "newscrawl: noai")
    assert found.x_robots_tag == ("otherbot: noindex", "noarchive, nosnippet")
