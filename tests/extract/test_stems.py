"""Kinds of words, told by the stems in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract.hints import BIT, hint_bits
from newscrawl.extract.stems import Stems

STEMS = Stems({"anywhere": "comment capt", "begins": "^rail ^comm", "whole": "=bar =captain"})


@pytest.mark.parametrize(
    ("word", "kinds"),
    [
        ("comments", {"anywhere", "begins"}), ("usercomment", {"anywhere"}), ("rails", {"begins"}), ("trail", set()),
        ("bar", {"whole"}), ("bars", set()), ("captain", {"anywhere", "whole"}), ("", set()), ("ca", set()),
    ],
)  # fmt: skip
def test_a_stem_is_found_anywhere_at_the_start_or_as_the_whole_word(word: str, kinds: set[str]) -> None:
    assert {name for name, bit in STEMS.bit.items() if STEMS.bits(word) & bit} == kinds


@given(st.text(alphabet="acmnoprtbil", max_size=12))
def test_it_finds_what_a_search_for_each_would_find(word: str) -> None:
    bits = STEMS.bits(word)
    assert bool(bits & STEMS.bit["anywhere"]) == ("comment" in word or "capt" in word)
    assert bool(bits & STEMS.bit["begins"]) == word.startswith(("rail", "comm"))


@pytest.mark.parametrize(
    ("names", "kind"),
    [("articleBody", "story"), ("entry-content", "story"), ("comment-list", "comment"), ("CommentsSection", "comment"),
     ("onetrust-banner", "consent"), ("sc-1abc factbox", "factbox"), ("main-navigation", "nav")],
)  # fmt: skip
def test_classes_are_split_into_words(names: str, kind: str) -> None:
    assert hint_bits(names) & BIT[kind]


def test_no_name_says_nothing() -> None:
    assert hint_bits("") == hint_bits("a1 b2 c3") == 0
