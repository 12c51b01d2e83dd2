"""A site's rules."""

from __future__ import annotations

import pytest

from newscrawl.extract import ImageRules, Rules
from newscrawl.page import Page
from newscrawl.records import Author, Found, Image, Link

PAGE = Page(
    url="https://news.example/a",
    html=b"""<h1>The <b>title</b> <span hidden>no</span></h1><h1>Second</h1>
    <time datetime="2026-11-22T06:00">today</time>
    <p class="lead">One.</p><p class="lead">Two.</p>
    <a class="by">Ann</a><a class="by">Bob</a><a class="by">Ann</a><i class="by"> </i>
    <div class="text"><p>First.</p><div class="ad"><p>Ad</p></div><p class="said">Said.</p>
    <p>See <a href="/b">b</a>.</p></div>
    <div class="pic"><img src="/i.jpg"><em>A cat</em><u>AFP</u></div>""",
)


def test_rules_without_selectors_know_nothing() -> None:
    assert Rules()(PAGE) == Found()


def test_selectors_that_find_nothing_leave_the_fields_to_others() -> None:
    nothing = Rules(
        title=".x", lead=".x", body=".x", drop=".x", quotes=".x", authors=".x::attr(href)", section=".x",
        images=ImageRules(container=".x"),
    )  # fmt: skip
    assert nothing(PAGE) == Found()


@pytest.mark.parametrize(
    ("selector", "title"),
    [
        ("h1", "The title"),
        ("time", "today"),
        ("time::attr(datetime)", "2026-11-22T06:00"),
        ("time::attr(title)", None),
        ("h1, time::attr(datetime)", "2026-11-22T06:00"),
        ("i.by, h1", "The title"),  # the first that is not empty
    ],
)
def test_a_field_is_the_first_of_what_its_selector_finds(selector: str, title: str | None) -> None:
    assert Rules(title=selector)(PAGE).title == title


def test_people_are_listed_each_once_and_the_parts_of_a_lead_are_joined() -> None:
    found = Rules(authors=".by", lead=".lead", keywords=".by")(PAGE)
    assert found.authors == (Author(name="Ann"), Author(name="Bob"))
    assert found.keywords == ("Ann", "Bob")
    assert found.lead == "One. Two."


def test_a_body_is_read_without_what_is_dropped_and_with_its_quotes_and_links() -> None:
    found = Rules(body=".text", drop=".ad", quotes=".said")(PAGE)
    assert [(block.type, block.text) for block in found.body or ()] == [
        ("paragraph", "First."),
        ("quote", "Said."),
        ("paragraph", "See b."),
    ]
    assert found.links == (Link(url="https://news.example/b", text="b"),)


def test_a_body_without_a_word_is_none_and_without_links_it_has_none() -> None:
    assert Rules(body=".ad", drop=".ad")(PAGE) == Found()
    assert Rules(body=".ad")(PAGE).links == ()


def test_pictures_have_their_own_rules() -> None:
    rules = Rules(images=ImageRules(container=".pic", caption="em", credit="u"))
    assert rules(PAGE).images == (Image(url="https://news.example/i.jpg", caption="A cat", credit="AFP", is_main=True),)


def test_a_page_is_not_changed_by_being_read() -> None:
    before = PAGE.tree.html
    Rules(body=".text", drop=".ad", quotes=".said", images=ImageRules(container=".pic"))(PAGE)
    assert PAGE.tree.html == before
