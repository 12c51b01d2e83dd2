"""Of what reads like a story on a page, what is one story."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from selectolax.lexbor import LexborHTMLParser

from newscrawl.extract.leaf_text import measure
from newscrawl.extract.leaves import Leaf, Walked, walk_page
from newscrawl.extract.one_story import ENOUGH, LIKELY, media_of, one_story

SENTENCE = "The council voted on Friday for a new library on the quay, and nobody was against it. "
PARAGRAPH = SENTENCE * 4
SURE, DOUBTED = 2.0, -2.0


def walked(inner: str) -> Walked:
    root = LexborHTMLParser(f"<html><body>{inner}</body></html>").body
    assert root is not None
    found = walk_page(root)
    for leaf in found.leaves:
        measure(leaf)
    return found


def story(inner: str, odds: Callable[[Leaf], float] = lambda _: SURE, *, is_live: bool = False) -> list[str]:
    """The first words of what is left, where every piece of text reads as ``odds`` say."""
    leaves = walked(inner).leaves
    found = one_story(leaves, {place: odds(leaf) for place, leaf in enumerate(leaves)}, is_live=is_live)
    return [leaf.text.split()[0] for leaf in found]


def paragraphs(*names: str) -> str:
    return "".join(f"<p>{name} {PARAGRAPH}</p>" for name in names)


@pytest.mark.parametrize(
    "other",
    [
        f"<section class='comments'>{paragraphs('no')}</section>",
        f"<div id='disqus_thread'><ul><li>{paragraphs('no')}</li></ul></div>",
        f"<div class='onetrust-consent-sdk'>{paragraphs('no')}</div>",
        f"<div class='info-box infobox'>{paragraphs('no')}</div>",
        f"<div hidden>{paragraphs('no')}</div>",
        f"<div style='display:none'>{paragraphs('no')}</div>",
        f"<div class='image-caption'>{paragraphs('no')}</div>",
    ],
)
def test_comments_boxes_consent_captions_and_what_is_hidden_are_left_out(other: str) -> None:
    assert story(f"{paragraphs('one', 'two', 'three')}{other}{paragraphs('four')}") == ["one", "two", "three", "four"]


def test_they_are_kept_where_too_little_would_be_left() -> None:
    assert story(f"<p>one {SENTENCE}</p><div class='infobox'>{paragraphs('two', 'three')}</div>") == [
        "one",
        "two",
        "three",
    ]


def test_an_article_named_after_its_comments_is_an_article() -> None:
    assert story(f"<article class='has-comments'>{paragraphs('one', 'two', 'three')}</article>") == [
        "one",
        "two",
        "three",
    ]


def test_the_next_article_is_another_story() -> None:
    first = f"<article><h1>Headline of the first</h1>{paragraphs('one', 'two', 'three')}</article>"
    second = f"<article><h1>Next</h1>{paragraphs('no', 'no', 'no')}</article>"
    assert story(f"{first}{second}") == ["Headline", "one", "two", "three"]
    assert story(f"{first}{second}", is_live=True)[-1] == "no"


def test_an_article_within_the_article_is_another_story_and_what_stands_around_both_is_not() -> None:
    inner = f"<article>{paragraphs('no', 'no')}</article>"
    page = f"<article><h1>Headline</h1>{paragraphs('one', 'two', 'three')}{inner}{paragraphs('four')}</article>"
    assert story(f"{page}{paragraphs('five')}") == ["Headline", "one", "two", "three", "four", "five"]


def test_of_short_articles_none_is_left_out() -> None:
    parts = "".join(f"<article><p>{name} {SENTENCE * 3}</p></article>" for name in ("one", "two", "three"))
    assert len(SENTENCE * 3) < ENOUGH
    assert story(parts) == ["one", "two", "three"]


def test_a_heading_between_two_parts_of_the_story_is_one_of_it() -> None:
    def odds(leaf: Leaf) -> float:
        return DOUBTED if leaf.container.tag == "h2" else SURE

    assert story(f"{paragraphs('one')}<h2>Between them</h2>{paragraphs('two')}", odds) == ["one", "Between", "two"]
    assert story(f"{paragraphs('one')}<h2>Read more: other news</h2>{paragraphs('two')}", odds) == ["one", "two"]
    assert story(f"{paragraphs('one')}<h2><a href='/x'>Linked away</a></h2>{paragraphs('two')}", odds) == ["one", "two"]
    assert story(f"{paragraphs('one', 'two')}<h2>Behind the last</h2>", odds) == ["one", "two"]


def test_what_is_likely_is_in_between_two_that_are_sure_and_not_at_an_end() -> None:
    def odds(leaf: Leaf) -> float:
        return LIKELY / 2 if leaf.text.startswith("maybe") else SURE

    assert story(paragraphs("one", "maybe", "two"), odds) == ["one", "maybe", "two"]
    assert story(paragraphs("maybe", "one", "two", "maybe"), odds) == ["one", "two"]


def pictures(inner: str) -> list[str]:
    found = walked(inner)
    told = [leaf for leaf in found.leaves if leaf.text.startswith(("one", "two"))]
    return [medium.node.css_first("img").attributes["src"] or "" for medium in media_of(found, told)]


def test_the_pictures_of_a_story_stand_between_its_headline_and_its_end() -> None:
    page = (
        "<img src='/logo.png'><article><h1>Headline</h1><figure><img src='/1.jpg'></figure>"
        f"{paragraphs('one')}<p><img src='/2.jpg'></p>{paragraphs('two')}<div><img src='/3.jpg'></div>"
        "</article><p>The end of it</p><div><img src='/4.jpg'></div>"
    )
    assert pictures(page) == ["/1.jpg", "/2.jpg", "/3.jpg"]


@pytest.mark.parametrize(
    "around",
    ["<div class='related'>{}</div>", "<aside>{}</aside>", "<div class='author-box'>{}</div>", "<div hidden>{}</div>",
     "<div class='ads'><div>{}</div></div>", "<section class='comments'>{}</section>"],
)  # fmt: skip
def test_a_picture_of_something_else_is_none_of_the_storys(around: str) -> None:
    other = around.format("<figure><img src='/no.jpg'></figure>")
    assert pictures(f"<article>{paragraphs('one')}{other}{paragraphs('two')}</article>") == []
