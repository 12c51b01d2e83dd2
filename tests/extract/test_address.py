"""Addresses as pages write them."""

from __future__ import annotations

import pytest

from newscrawl.extract.address import absolute, read_address
from newscrawl.page import Page
from newscrawl.records import Found


@pytest.mark.parametrize(
    ("address", "url"),
    [
        (" /a\n", "https://news.example/a"),
        ("b", "https://news.example/x/b"),
        ("//img.example/i.jpg", "https://img.example/i.jpg"),
        ("http://other.example", "http://other.example"),
        ("javascript:void(0)", None),
        ("mailto:desk@news.example", None),
        ("data:image/gif;base64,R0lGOD", None),
        ("http://[broken", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_is_absolute_and_of_the_web_or_none(address: str | None, url: str | None) -> None:
    assert absolute("https://news.example/x/y", address) == url


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/opinion/a-ferry", "opinion"),
        ("/town/Meinung/a-ferry.html", "opinion"),
        ("/news/live/a-ferry", "live_blog"),
        ("/video/a-ferry", "video"),
        ("/fotostrecke/a-ferry/", "gallery"),
        ("/opinion", None),
        ("/town/video", None),
        ("/town/live-music/a-band", None),
        ("/town/a-ferry", None),
        ("", None),
    ],
)
def test_a_part_of_the_path_tells_the_kind_of_page(path: str, kind: str | None) -> None:
    assert read_address(Page(url=f"https://news.example{path}", html=b"")).content_type == kind


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2026/11/22/a-ferry", "2026-11-22"),
        ("/town/2026-11-22/a-ferry", "2026-11-22"),
        ("/2026/1/2/a-ferry", "2026-01-02"),
        ("/2026/11/a-ferry", None),
        ("/2026/13/22/a-ferry", None),
        ("/12026/11/22/a-ferry", None),
        ("/a-ferry-20261122", None),
    ],
)
def test_a_path_that_is_a_calendar_tells_the_day(path: str, day: str | None) -> None:
    assert read_address(Page(url=f"https://news.example{path}", html=b"")).date_published_raw == day


def test_a_broken_address_tells_nothing() -> None:
    assert read_address(Page(url="https://[broken/opinion/a", html=b"")) == Found()
