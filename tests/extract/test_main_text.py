"""The main text of a page that nobody wrote rules for."""

from __future__ import annotations

import json
import time
from importlib.resources import files

import pytest

from newscrawl.extract.evidence import NAMES
from newscrawl.extract.main_text import read_main_text
from newscrawl.page import Page
from newscrawl.records import Found

SENTENCE = "The council voted on Friday for a new library on the quay, and nobody was against it. "
NAVIGATION = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/sport'>Sport</a></li></ul></nav>"


def read(inner: str) -> Found:
    return read_main_text(Page(url="https://news.example/a", html=f"<html><body>{inner}</body></html>".encode()))


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


STORY = "".join(f"<p>Part {number}. {SENTENCE * 2}</p>" for number in ("one", "two", "three", "four", "five"))


def told(inner: str, head: str = "") -> str:
    html = f"<html><head>{head}</head><body>{inner}</body></html>"
    found = read_main_text(Page(url="https://news.example/a", html=html.encode()))
    return "\n".join(block.text or "" for block in found.body or ())


def test_what_readers_wrote_below_the_story_is_not_the_story() -> None:
    comments = "".join(
        f"<li class='comment'><p>Reader {number} says this: the quay is no place for books. I would not go.</p></li>"
        for number in range(8)
    )
    text = told(
        f"<article>{STORY}</article><section class='comments'><ul class='comment-list'>{comments}</ul></section>"
    )
    assert "Part five" in text
    assert "Reader 3" not in text


def test_teasers_of_other_stories_are_not_the_story() -> None:
    teasers = "".join(
        f"<li><a href='/{number}'>Another headline, number {number}</a> {SENTENCE}</li>" for number in range(8)
    )
    text = told(f"<main><div class='text'>{STORY}</div><div class='related'><ul>{teasers}</ul></div></main>")
    assert "Part five" in text
    assert "Another headline" not in text


def test_a_form_around_the_whole_page_hides_nothing() -> None:
    assert "Part five" in told(f"<form action='/'>{NAVIGATION}<div class='content'>{STORY}</div></form>")


def test_what_is_streamed_into_a_hidden_box_is_read() -> None:
    assert "Part five" in told(f"<main></main><div hidden id='S:1'><article>{STORY}</article></div>")


def test_lines_that_only_breaks_part_are_paragraphs() -> None:
    lines = "<br><br>".join(f"Line {number}. {SENTENCE * 2}" for number in ("one", "two", "three", "four"))
    found = read(f"<h1>The library</h1><div class='story'>{lines}</div>")
    assert found.body
    assert [(block.text or "").split()[1] for block in found.body] == ["one.", "two.", "three.", "four."]


def test_a_story_that_only_the_head_tells_is_taken_from_there() -> None:
    story = json.dumps({"@type": "NewsArticle", "articleBody": f"{SENTENCE * 2}\n\n{SENTENCE * 2}"})
    text = told("<div id='app'></div>", f"<script type='application/ld+json'>{story}</script>")
    assert text.count("\n") == 1


def test_a_table_and_a_quotation_keep_their_form() -> None:
    table = "<table><tr><th>Team</th><th>Points</th></tr><tr><td>Northern harbour</td><td>3</td></tr></table>"
    found = read(f"<article>{STORY}<blockquote><p>{SENTENCE}</p></blockquote>{table}{STORY}</article>")
    kinds = {block.type for block in found.body or ()}
    assert "quote" in kinds
    assert all(block.rows for block in found.body or () if block.type == "table")


@pytest.mark.parametrize(
    "inner",
    ["<div>" * 5_000 + "x", "<p>x." * 30_000, "<ul><li>" * 3_000, "x " * 300_000, f"<h1>{SENTENCE}</h1>" * 6_000],
)
def test_a_hostile_page_is_judged_in_time(inner: str) -> None:
    started = time.process_time()
    read(inner)
    assert time.process_time() - started < 10


def test_the_weights_were_learned_from_the_numbers_that_are_read() -> None:
    learned = json.loads(files("newscrawl.extract").joinpath("main_text.json").read_text())
    assert set(learned["numbers"]) <= set(NAMES)
    assert len(set(NAMES)) == len(NAMES)
