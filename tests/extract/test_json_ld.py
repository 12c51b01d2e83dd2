"""JSON-LD in the shapes that publishers write."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract.json_ld import MAX_VALUES, read_json_ld
from newscrawl.page import Page
from newscrawl.records import Author, Found, Image

URL = "https://news.example/x/y"


def read(*scripts: object) -> Found:
    """What is read of a page with these scripts; what is no text already is written as JSON."""
    texts = (one if isinstance(one, str) else json.dumps(one) for one in scripts)
    html = "".join(f'<script type="application/ld+json">{text}</script>' for text in texts)
    return read_json_ld(Page(url=URL, html=html.encode(errors="replace")))


def article(**more: object) -> dict[str, object]:
    return {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Title"} | more


def test_an_article_tells_all_it_knows() -> None:
    found = read(
        article(
            description="About",
            author={"@type": "Person", "name": "Ann Lee", "url": "/ann"},
            publisher={"@type": "Organization", "name": "The News"},
            datePublished="2026-11-22",
            dateModified="2026-11-23",
            articleSection=["Politics", "Town"],
            keywords="quay, library,,quay",
            inLanguage="en",
            image={"@type": "ImageObject", "url": "/i.jpg", "caption": "A cat", "creditText": "AFP"},
            isAccessibleForFree="False",
        )
    )
    assert found == Found(
        content_type="article",
        title="Title",
        description="About",
        authors=(Author(name="Ann Lee", url="https://news.example/ann"),),
        publisher="The News",
        date_published_raw="2026-11-22",
        date_modified_raw="2026-11-23",
        section=("Politics", "Town"),
        keywords=("quay", "library"),
        language_declared="en",
        images=(Image(url="https://news.example/i.jpg", caption="A cat", credit="AFP", is_main=True),),
        is_accessible_for_free=False,
    )


@pytest.mark.parametrize(
    "shape",
    [
        article(),
        [article()],
        {"@graph": [{"@type": "WebSite", "headline": "No"}, article()]},
        {"@graph": article()},
        {"@type": "WebPage", "headline": "No", "mainEntity": article()},
        article() | {"@type": ["NewsArticle", "CreativeWork"]},
        article() | {"@type": "https://schema.org/NewsArticle"},
        {"@type": "BreadcrumbList", "mainEntityOfPage": {"@graph": [article()]}},
        [[["no", None, 1]], article()],
    ],
)
def test_an_article_is_found_wherever_it_stands(shape: object) -> None:
    assert read(shape).title == "Title"


@pytest.mark.parametrize("shape", [{"@type": "WebPage", "headline": "No"}, [], None, 1, "{", "", {"headline": "No"}])
def test_what_is_no_article_tells_nothing(shape: object) -> None:
    assert read(shape) == Found()


def test_a_live_blog_outranks_an_article_and_a_headline_outranks_both() -> None:
    blog = article(headline="Live") | {"@type": "LiveBlogPosting"}
    assert (read(article(), blog).title, read(blog, article()).content_type) == ("Live", "live_blog")
    assert read(blog | {"headline": ""}, article()).title == "Title"
    assert read(article(), article(headline="Second")).title == "Title"


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [("OpinionNewsArticle", "opinion"), ("BlogPosting", "article"), (["Article", "OpinionNewsArticle"], "opinion")],
)
def test_the_type_of_a_node_is_the_content_type(kind: object, content_type: str) -> None:
    assert read(article() | {"@type": kind}).content_type == content_type


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Ann Lee", ["Ann Lee"]),
        (["Ann Lee", "Bob Ray"], ["Ann Lee", "Bob Ray"]),
        ({"name": "Ann Lee"}, ["Ann Lee"]),
        ([{"name": "Ann Lee"}, "Bob Ray", {"name": None}], ["Ann Lee", "Bob Ray"]),
        ({"name": ["Ann Lee", "Bob Ray"]}, ["Ann Lee", "Bob Ray"]),
        ("https://news.example/ann", []),
        ({"name": "Ann &amp; Co"}, ["Ann & Co"]),
        ([], []),
        ({}, []),
        (7, []),
        ("  ", []),
    ],
)
def test_authors_come_as_words_as_records_and_as_lists(author: object, names: list[str]) -> None:
    assert [one.name for one in read(article(author=author)).authors or ()] == names


@pytest.mark.parametrize("address", ["http://[broken", "javascript:x()", ["a"], 7, None, ""])
def test_an_authors_broken_address_costs_nothing_else(address: object) -> None:
    found = read(article(author={"name": "Ann", "url": address}))
    assert (found.title, found.authors) == ("Title", (Author(name="Ann"),))


@pytest.mark.parametrize(
    ("image", "urls"),
    [
        ("/i.jpg", ["https://news.example/i.jpg"]),
        (["/i.jpg", {"contentUrl": "j.jpg"}], ["https://news.example/i.jpg", "https://news.example/x/j.jpg"]),
        ({"url": ["/i.jpg", "/k.jpg"]}, ["https://news.example/i.jpg"]),
        ({"url": {"@id": "x"}}, []),
        ("data:image/png;base64,x", []),
        ("http://[broken", []),
        ([None, "", []], []),
    ],
)
def test_images_come_as_addresses_as_records_and_as_lists(image: object, urls: list[str]) -> None:
    found = read(article(image=image)).images or ()
    assert [one.url for one in found] == urls
    assert [one.is_main for one in found] == [place == 0 for place in range(len(urls))]


def test_a_reference_is_looked_up_in_another_node_of_the_page() -> None:
    found = read(article(author={"@id": "#ann"}), [{"@id": "#ann", "@type": "Person", "name": "Ann Lee"}])
    assert [one.name for one in found.authors or ()] == ["Ann Lee"]


@pytest.mark.parametrize(
    "text",
    [
        '{"@type": "Article", "headline": "Title",}',
        '{"@type": ["Article",], "headline": "Title"\n,\n}',
        '{"@type": "Article", "headline": "\tTitle\n"}',
        '{"@type": "Article",\x0b "headline": "Title"}',
        '<!-- {"@type": "Article", "headline": "Title"} -->',
        '//<![CDATA[\n{"@type": "Article", "headline": "Title"}\n//]]>',
    ],
)
def test_broken_json_is_mended_where_it_can_be(text: str) -> None:
    assert read(text).title == "Title"


@pytest.mark.parametrize(
    "bad",
    [
        '{"@type": "Article", "headline": "Cut',
        "[" * 100_000,
        '{"@graph":' * 5000,
        f'{{"a": {"9" * 5000}}}',
        "\x00",
        "NaN",
    ],
    ids=["cut", "lists", "graphs", "number", "nul", "nan"],
)
def test_a_script_that_cannot_be_read_costs_nothing_of_the_others(bad: str) -> None:
    assert read(bad, article()).title == "Title"


def test_nodes_too_deep_to_be_meant_are_not_looked_for() -> None:
    nested: object = article(headline="Deep")
    for _ in range(200):
        nested = {"@graph": [nested]}
    assert read(nested) == Found()


@pytest.mark.parametrize(
    ("value", "truth"), [(True, True), (False, False), ("true", True), (" FALSE ", False), ("no", None), (None, None)]
)
def test_free_access_is_said_or_not(value: object, truth: bool | None) -> None:  # noqa: FBT001 - parametrized
    assert read(article(isAccessibleForFree=value)).is_accessible_for_free is truth


@pytest.mark.parametrize(
    ("own", "parts", "truth"),
    [
        (None, {"isAccessibleForFree": "False"}, False),
        (None, [{"isAccessibleForFree": True}, {"isAccessibleForFree": False}], False),
        (True, {"isAccessibleForFree": False}, True),
        (None, [{"isAccessibleForFree": True}, "x"], None),
    ],
)
def test_a_part_that_is_not_free_tells_of_the_whole(own: object, parts: object, truth: bool | None) -> None:  # noqa: FBT001 - parametrized
    assert read(article(isAccessibleForFree=own, hasPart=parts)).is_accessible_for_free is truth


@pytest.mark.parametrize(
    ("video", "urls"),
    [
        ({"contentUrl": "/v.mp4", "embedUrl": "/e"}, ["https://news.example/v.mp4"]),
        ([{"embedUrl": "/e"}, "x", {"contentUrl": ["a"]}], ["https://news.example/e"]),
    ],
)
def test_videos_are_addresses(video: object, urls: list[str]) -> None:
    assert [one.url for one in read(article(video=video)).videos or ()] == urls


@pytest.mark.parametrize(
    "bomb",
    [
        json.dumps([{"@id": f"#{number}", "@type": "Person"} for number in range(50_000)]),
        json.dumps({"@type": "Article", "headline": "Title", "author": [{"name": "Ann"}] * 100_000}),
        "<!-- " + " " * 200_000 + "x",
        '{"a": 1},' + " " * 200_000,
        '{"@type": "Article", "headline": "' + "," * 200_000,
        '{"@type": "Article", "headline": "\\ud800"}',
    ],
    ids=["nodes", "authors", "spaces", "spaces behind a comma", "commas", "surrogate"],
)
def test_a_script_made_to_be_slow_is_read_at_once(bomb: str) -> None:
    started = time.process_time()
    assert len(read(bomb, article()).authors or ()) <= MAX_VALUES
    assert time.process_time() - started < 1


KEYS = st.sampled_from(
    ["@type", "@id", "@graph", "headline", "author", "name", "url", "image", "publisher", "keywords", "datePublished",
     "articleSection", "mainEntityOfPage", "caption", "isAccessibleForFree"]
)  # fmt: skip
VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.sampled_from(["NewsArticle", "", "//[x", "a,b"])
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=4)),
)


@given(st.dictionaries(KEYS, VALUES))
def test_values_of_any_kind_in_any_place_break_nothing(node: dict[str, object]) -> None:
    found = read(node | {"@type": "NewsArticle"})
    assert found.content_type == "article"
    assert all(one.name.strip() for one in found.authors or ())
    assert found.title is None or found.title.strip()
