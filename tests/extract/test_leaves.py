"""A page's smallest pieces of text."""

from __future__ import annotations

import time

import pytest
from selectolax.lexbor import LexborHTMLParser

from newscrawl.extract.leaves import MAX_LEAVES, PLACES, Leaf, walk_page


def leaves(inner: str) -> list[Leaf]:
    root = LexborHTMLParser(f"<html><body>{inner}</body></html>").body
    assert root is not None
    return walk_page(root).leaves


def texts(inner: str) -> list[str]:
    return [leaf.text for leaf in leaves(inner)]


def test_words_outside_of_any_paragraph_are_leaves_too() -> None:
    assert texts("<div>One <b>two</b> three<p>Four</p>five</div>six") == ["One two three", "Four", "five", "six"]


def test_an_empty_line_parts_and_one_break_does_not() -> None:
    assert texts("<div>One<br>two<br> <br/>three</div>") == ["One two", "three"]


@pytest.mark.parametrize(
    "unseen",
    ["<script>a()</script>", "<style>a{}</style>", "<nav>Home</nav>", "<button>Send</button>", "<span hidden>x</span>",
     "<p class='sr-only'>Skip</p>", "<figure><figcaption>Below</figcaption></figure>", "<select><option>a</select>"],
)  # fmt: skip
def test_what_nobody_reads_as_text_is_left_out(unseen: str) -> None:
    assert texts(f"<p>One</p>{unseen}<p>Two</p>") == ["One", "Two"]


def test_a_hidden_box_is_read_and_marked_but_what_is_streamed_into_one_is_shown() -> None:
    hidden, streamed = leaves("<div hidden><p>Paid</p></div><div hidden id='S:1'><p>Late</p></div>")
    assert hidden.container.places & PLACES["hidden"]
    assert not streamed.container.places & PLACES["hidden"]


def test_links_and_bold_words_are_counted() -> None:
    (leaf,) = leaves("<p><a href='/a'>Four</a> and <strong>bold</strong></p>")
    assert (leaf.linked, leaf.bold) == (4, 4)
    assert [anchor.attributes["href"] for anchor in leaf.anchors] == ["/a"]


def test_a_link_around_a_box_links_all_words_in_it() -> None:
    (leaf,) = leaves("<a href='/a'><div><h3>Headline</h3></div></a>")
    assert leaf.linked == len("Headline")


def test_a_table_of_values_is_read_row_by_row() -> None:
    rows = leaves("<table><tr><th>Team</th><th>Points</th></tr><tr><td>North</td><td>3</td></tr></table>")
    assert [leaf.cells for leaf in rows] == [("Team", "Points"), ("North", "3")]


def test_a_table_that_lays_out_the_page_is_none() -> None:
    long = "The council voted on Friday. " * 40
    found = leaves(
        f"<table><tr><td>Menu</td><td><p>{long}</p></td></tr><tr><td>a</td><td><p>{long}</p></td></tr></table>"
    )
    assert all(not leaf.cells for leaf in found)
    assert len(found) == 4


def test_tags_of_the_websites_own_set_apart_where_nothing_is_said_yet() -> None:
    assert texts("<x-card>One</x-card><p>Two <x-mark>three</x-mark> four</p>") == ["One", "Two three four"]


@pytest.mark.parametrize(
    "inner", ["<div>" * 20_000 + "x", "<b>" * 30_000 + "x", "<p>x" * 50_000, "<table><tr><td>" * 5_000]
)
def test_hostile_pages_take_no_long_time(inner: str) -> None:
    started = time.process_time()
    assert len(leaves(inner)) <= MAX_LEAVES
    assert time.process_time() - started < 10
