"""What the names of classes say."""

from __future__ import annotations

import pytest

from newscrawl.extract.hints import BIT, hint_bits, is_unseen


@pytest.mark.parametrize(
    ("names", "kind"),
    [("articleBody", "story"), ("comments-list", "comment"), ("kommentare", "comment"), ("related_stories", "related"),
     ("shareButtons", "share"), ("newsletter-box", "subscribe"), ("FigureCaption", "caption"), ("site-footer", "foot"),
     ("article__lead", "lead"), ("pullQuote", "quote")],
)  # fmt: skip
def test_names_are_known_however_they_are_joined(names: str, kind: str) -> None:
    assert hint_bits(names) & BIT[kind]


def test_utility_classes_say_nothing() -> None:
    assert hint_bits("mb-4 px-2 w-full c1x9z") == 0


def test_the_usual_classes_for_screen_readers_are_known() -> None:
    assert is_unseen("a sr-only")
    assert not is_unseen("user-only")
