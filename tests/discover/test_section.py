"""Links of a section page that are stories, and those that are not."""

from __future__ import annotations

import pytest

from newscrawl.discover.section import read_section

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
        (" https://news.example/a/20261122 ", "https://news.example/a/20261122"),
        ("https://www.news.example/2026/1", "https://www.news.example/2026/1"),
        ("HTTPS://NEWS.EXAMPLE/a/20261122", "https://NEWS.EXAMPLE/a/20261122"),
    ],
)
def test_a_link_to_a_number_or_a_slug_is_a_story(href: str, url: str) -> None:
    assert read(f'<a href="{href}">{HEADLINE}</a>') == [(url, HEADLINE)]


@pytest.mark.parametrize(
    "href",
    ["/politics", "/about-us/", "https://other.example/2026/11/22/vote", "#2026",
     "?page=2026", "javascript:open(20261122)", "mailto:desk2026@news.example", "http://[x/2026", "",
     "//2026.example/"],
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
