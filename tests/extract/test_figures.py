"""Pictures with what stands below them, and which of several are the same."""

from __future__ import annotations

import pytest

from newscrawl.extract.weigh import weigh_images
from newscrawl.page import Page
from newscrawl.records import Image

PAGE = Page(url="https://news.example/a", html=b"")


def weighed(*answers: tuple[str, tuple[Image, ...]]) -> tuple[Image, ...]:
    source, images = weigh_images(PAGE, answers, [])
    assert source == answers[0][0]
    return tuple(images)


def image(name: str, caption: str | None = None, credit: str | None = None, *, is_main: bool = False) -> Image:
    return Image(url=f"https://img.example/{name}", caption=caption, credit=credit, is_main=is_main)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("harbour.jpg", "harbour.webp"), ("harbour-1200x800.jpg", "harbour-300x200.jpg"),
        ("w/1200/harbour.jpg", "w/300/harbour.jpg"), ("harbour_640.jpg", "harbour.jpg?w=20"),
        ("harbour-scaled.jpg", "harbour.jpg"),
    ],
)  # fmt: skip
def test_one_picture_in_two_sizes_is_one(one: str, other: str) -> None:
    found = weighed(("json_ld", (image(one, is_main=True),)), ("main_text", (image(other, "A harbour", "Ann Lee"),)))
    assert found == (image(other, "A harbour", "Ann Lee", is_main=True),)


def test_two_pictures_are_two_and_the_first_one_named_is_the_main_one() -> None:
    found = weighed(("meta", (image("ferry.jpg"),)), ("main_text", (image("harbour.jpg", "A harbour"),)))
    assert found == (image("ferry.jpg", is_main=True), image("harbour.jpg", "A harbour"))


def test_a_name_that_says_nothing_tells_no_pictures_apart() -> None:
    found = weighed(
        ("meta", (image("1/m.jpg"),)), ("main_text", (image("2/m.jpg"), image("1/m.jpg", credit="Ann Lee")))
    )
    assert found == (image("1/m.jpg", credit="Ann Lee", is_main=True), image("2/m.jpg"))


def test_what_stands_around_the_story_counts_only_where_nobody_knows_the_storys() -> None:
    beside = ("visible", (image("teaser.jpg", "Another story"),))
    main = ("json_ld", (image("ferry.jpg"), image("ferry-16x9-crop.jpg")))
    assert weighed(main, beside, ("main_text", (image("harbour.jpg", "A harbour"),))) == (
        image("ferry.jpg", is_main=True),
        image("harbour.jpg", "A harbour"),
    )
    assert weighed(main, beside) == (image("ferry.jpg", is_main=True), image("teaser.jpg", "Another story"))
