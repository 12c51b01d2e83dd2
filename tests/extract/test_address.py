"""Addresses as pages write them."""

from __future__ import annotations

import pytest

from newscrawl.extract.address import absolute


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
