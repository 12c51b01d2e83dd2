"""The main text of a page that nobody wrote rules for."""

from __future__ import annotations

import pytest

from newscrawl.extract.main_text import read_main_text
from newscrawl.records import Found, Page

SENTENCE = "The council voted on Friday for a new library on the quay, and nobody was against it. "
NAVIGATION = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/sport'>Sport</a></li></ul></nav>"


def read(inner: str) -> Found:
    return read_main_text(Page(url="https://news.example/a", html=f"<html><body>{inner}</body></html>"))


def test_the_story_is_found_among_the_furniture_in_the_order_of_the_page() -> None:
    found = read(
        f"{NAVIGATION}<article><p>First. {SENTENCE * 2}</p><h2>A heading</h2><p>Second. {SENTENCE * 2}</p>"
        f"<ul><li>One thing {SENTENCE}</li><li>Another thing</li></ul><p>Third. {SENTENCE * 2}</p></article>"
        "<footer>Imprint and privacy</footer>"
    )
    assert found.body
    assert [block.type for block in found.body] == ["paragraph", "heading", "paragraph", "list", "paragraph"]
    assert [(block.text or "").split()[0] for block in found.body] == ["First.", "A", "Second.", "One", "Third."]
    assert found.body[1].level == 2
    assert found.body[3].items[1] == "Another thing"
    told = " ".join(block.text or "" for block in found.body)
    assert not any(noise in told for noise in ("Home", "Sport", "Imprint"))


@pytest.mark.parametrize("inner", ["", NAVIGATION, "<p>Not found.</p>", "<div>" * 400, "\ufffd" * 400])
def test_a_page_without_a_story_has_no_text(inner: str) -> None:
    assert read(inner).body is None


def test_a_short_japanese_story_weighs_more_than_a_short_line_of_letters() -> None:
    story = "市議会は金曜日、港の近くに新しい図書館を建てる案を全会一致で可決した。来年の春に着工する予定だという。" * 2
    assert 83 < len(story) < 250
    assert read(f"<article><p>{story}</p></article>").body
    assert read(f"<article><p>{(SENTENCE * 2)[: len(story)]}</p></article>").body is None
