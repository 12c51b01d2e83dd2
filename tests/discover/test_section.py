"""Links of a section page that are stories, and those that are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discover.section import MAX_HEADLINE_CHARACTERS, read_section

URL = "https://news.example/politics/"
HEADLINE = "Council votes for library"


def read(link: str) -> list[tuple[str, str | None]]:
    return [(one.url, one.title) for one in read_section(link.encode(), URL)]


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/2026/11/22/vote", "https://news.example/2026/11/22/vote"),
        ("vote-12345.html#comments", "https://news.example/politics/vote-12345.html"),
        ("//news.example/the-council-has-voted", "https://news.example/the-council-has-voted"),
        ("/articles/c5y2x9kq1lmo", "https://news.example/articles/c5y2x9kq1lmo"),
        ("/authors/ann/the-council-has-voted", "https://news.example/authors/ann/the-council-has-voted"),
        (" https://news.example/a/20261122 ", "https://news.example/a/20261122"),
        ("https://www.news.example/2026/1", "https://www.news.example/2026/1"),
        ("HTTPS://NEWS.EXAMPLE/a/20261122", "https://NEWS.EXAMPLE/a/20261122"),
    ],
)
def test_a_link_to_a_number_or_a_slug_is_a_story(href: str, url: str) -> None:
    assert read(f'<a href="{href}">{HEADLINE}</a>') == [(url, HEADLINE)]


@pytest.mark.parametrize(
    "href",
    ["/politics", "/about-us/", "/authors/the-council-has-voted", f"/2026/{'a' * 9000}", "/2026/vote.pdf",
     "https://other.example/2026/11/22/vote", "#2026", "?page=2026", "javascript:open(20261122)",
     "mailto:desk2026@news.example", "http://[x/2026", "", "//2026.example/"],
)  # fmt: skip
def test_a_link_to_a_section_to_elsewhere_or_to_nowhere_is_none(href: str) -> None:
    assert read(f'<a href="{href}">{HEADLINE}</a>') == []


@pytest.mark.parametrize(
    ("text", "is_story"),
    [
        (HEADLINE, True),
        ("one <b>two</b>\n three <i>four</i>", True),
        ("Read more now", False),
        ("one two three", False),
        ("市議会が中央図書館の再建案を可決", True),
        ("市議会が可決", False),
        ("<img src='a.jpg' alt='Council votes for library'>", False),
    ],
)
def test_a_story_has_a_headline(text: str, is_story: bool) -> None:  # noqa: FBT001 - parametrized
    assert bool(read(f'<a href="/2026/vote">{text}</a>')) is is_story


def test_a_broken_link_costs_itself_only() -> None:
    assert len(read(f'<a href="http://[x/2026">{HEADLINE}</a><a>{HEADLINE}</a><a href="/2026/b">{HEADLINE}</a>')) == 1


FRONT = (Path(__file__).parent / "front.html").read_bytes()


def test_of_a_front_page_the_stories_are_taken_and_nothing_else() -> None:
    assert [one.url for one in read_section(FRONT, "https://www.news.example/")] == [
        "https://www.news.example/news/ferry",
        "https://www.news.example/news/2026/11/22/quay-library-1002.html",
        "https://www.news.example/news/2026/11/22/storm-1003.html",
        "https://sport.news.example/handball-derby-ends-without-goals",
        "https://www.news.example/c/c5y2x9kq1lmo",
        "https://www.news.example/news/2026/11/20/old-1000.html",
    ]


def test_the_stories_are_in_the_language_of_the_page() -> None:
    (candidate,) = read_section(b'<html lang="nb"><a href="/2026/a">Four words make headlines</a>', URL)
    assert candidate.language == "nb"


def test_a_story_that_is_linked_several_times_has_its_headline_as_title() -> None:
    titles = {one.url: one.title for one in read_section(FRONT, "https://www.news.example/")}
    assert titles["https://www.news.example/news/2026/11/22/quay-library-1002.html"] == "Library vote"
    assert titles["https://www.news.example/news/2026/11/22/storm-1003.html"] == "Storm warning for all islands"


def test_a_weak_link_among_stories_is_one_and_the_same_link_among_others_is_none() -> None:
    weak = "<li class=x><a href=/news/vote>Three words again</a></li>"
    stories = "".join(f"<li class=x><a href=/2026/11/{n}>Council votes for library {n}</a></li>" for n in range(9))
    others = "".join(f"<li class=x><a href=/{n}>More</a></li>" for n in range(9))
    assert "https://news.example/news/vote" in dict(read(f"<ul>{stories}{weak}</ul>"))
    assert "https://news.example/news/vote" not in dict(read(f"<ul>{others}{weak}</ul>"))


def test_a_headline_may_be_a_label_and_a_long_one_is_cut() -> None:
    assert read('<a href="/2026/vote" aria-label="Council votes for library"></a>')
    ((_, title),) = read(f'<a href="/2026/vote">{"word " * 500}</a>')
    assert title is not None
    assert len(title) == MAX_HEADLINE_CHARACTERS


@given(st.binary(max_size=300))
def test_no_page_breaks_the_reader(html: bytes) -> None:
    assert all(one.url.startswith(("http://", "https://")) for one in read_section(html, URL))
