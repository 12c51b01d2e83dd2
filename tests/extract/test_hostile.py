"""What strangers may put into a page of ordinary size: a result or a reason, whatever it is, and text that is text."""

from __future__ import annotations

import json
from collections.abc import Iterator

import dateparser
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl import extract_article
from newscrawl.errors import NotHtml
from newscrawl.extract import extract, read_page
from newscrawl.normalise import normalise
from newscrawl.records import Http
from tests.fuzz.harness import charset, json_ld, page

URL = "https://news.example/2026/a-story.html"
WORDS = "The council voted on Tuesday for a new library on the quay, which is to open next autumn. "
BODY = f"<article><h1>A new library</h1>{f'<p>{WORDS}</p>' * 4}</article>"


def story(head: str) -> bytes:
    return f"<!doctype html><html><head><title>A library</title>{head}</head><body>{BODY}".encode()


def with_json_ld(value: str) -> bytes:
    return story(f'<script type="application/ld+json">{value}</script>')


CYCLE = [
    {"@type": "NewsArticle", "@id": "#a", "author": {"@id": "#b"}, "isPartOf": {"@id": "#a"}},
    {"@type": "Person", "@id": "#b", "name": "Ada Byron", "worksFor": {"@id": "#a"}, "author": {"@id": "#b"}},
]
BOMBS = {
    "deep lists": "[" * 100_000,
    "deep lists that end": "[" * 100_000 + "]" * 100_000,
    "deep objects": '{"@graph":' * 50_000 + "1" + "}" * 50_000,
    "a huge list": json.dumps([{"@type": "NewsArticle", "headline": f"Number {n}"} for n in range(20_000)]),
    "many names of one type": json.dumps({"@type": ["NewsArticle"] * 100_000, "headline": "A"}),
    "many authors": json.dumps({"@type": "NewsArticle", "author": [{"name": f"Ada {n}"} for n in range(50_000)]}),
    "a cycle": json.dumps({"@graph": CYCLE}),
    "an endless number": '{"@type": "NewsArticle", "headline": "A", "wordCount": ' + "9" * 500_000 + "}",
    "an endless exponent": '{"@type": "NewsArticle", "headline": "A", "wordCount": 1e999999999999}',
    "no numbers": '{"@type": "NewsArticle", "headline": NaN, "datePublished": -Infinity}',
    "an endless string": json.dumps(
        {"@type": "NewsArticle", "headline": "A" * 400_000, "datePublished": "9" * 400_000}
    ),
    "half a character": '{"@type": "NewsArticle", "headline": "A \\ud83d library", "author": "\\udc00 Ada"}',
    "a NUL": '{"@type": "NewsArticle", "headline": "A\\u0000B", "articleBody": "\\u0000"}',
    "wrong kinds": '{"@type": {"@type": []}, "headline": [[{}]], "author": [null, 1, [[]]], "image": true}',
    "the same key again": "{" + '"@type": "NewsArticle", ' * 50_000 + '"headline": "A"}',
    "escapes": '{"@type": "NewsArticle", "headline": "' + "\\u0041" * 50_000 + '"}',
    "backslashes": '{"@type": "NewsArticle", "headline": "' + "\\" * 400_001,
    "quotes": '"' * 400_000,
    "entities": "&quot;" * 60_000,
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_what_json_ld_may_hold_costs_no_more_than_its_own_answers(bomb: str) -> None:
    article = extract_article(with_json_ld(bomb), URL)
    assert WORDS.strip() in (article.text or "")
    told = msgspec.json.encode(article)
    assert rb"\u0000" not in told
    assert len(told) < 1_000_000
    assert not [warning for warning in article.extraction.warnings if " failed: " in warning]


def test_the_times_of_many_updates_are_not_sought_in_all_languages_of_the_world(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(dateparser, "parse", lambda text, **_: asked.append(text))
    updates = [
        {
            "@type": "BlogPosting",
            "headline": f"No. {number}",
            "articleBody": f"{number}: {WORDS}",
            "datePublished": "a 1",
        }
        for number in range(100)
    ]
    blog = {"@type": "LiveBlogPosting", "headline": "A", "liveBlogUpdate": updates, "datePublished": "1 a 1 b"}
    html = f'<html><title>A</title><script type="application/ld+json">{json.dumps(blog)}</script><p>A'
    article = extract_article(html.encode(), URL)
    assert [block.type for block in article.body].count("update") == 100
    assert asked == ["1 a 1 b"], "it is asked for the article's own date, and in vain"


ODD_BYTES = {
    "NUL bytes": b"\x00".join(bytes([one]) for one in story("")),
    "surrogates": story("").replace(b"library", b"lib\xed\xa0\x80rary"),
    "references to surrogates": story("").replace(b"library", b"lib&#xd800;&#xdfff;&#0;rary"),
    "references beyond all characters": story("").replace(b"library", b"lib&#x110000;&#99999999999;rary"),
    "overlong": story("").replace(b"library", b"lib\xc0\xaf\xe0\x80\xafrary"),
    "a mark alone": b"\xef\xbb\xbf",
    "a mark of UTF-16 alone": b"\xff\xfe",
    "half a character of UTF-16": b"\xff\xfe" + story("").decode().encode("utf-16-le")[:-1],
    "half a pair of UTF-16": b"\xfe\xff" + story("").decode().encode("utf-16-be") + b"\xd8\x00",
    "a mark before what it is not": b"\xff\xfe" + story(""),
    "a mark of UTF-32": b"\xff\xfe\x00\x00" + story("").decode().encode("utf-32-le"),
    "controls": story("").replace(b"library", b"\x01\x08\x0b\x1b$B\x7flibrary"),
    "what is no character": story("").replace(b"library", "\ufffe\uffff\u202e library".encode()),
}


@pytest.mark.parametrize("declared", [None, "utf-8", "utf-16", "iso-2022-jp", "gb18030", "x-user-defined", "no such"])
@pytest.mark.parametrize("body", ODD_BYTES.values(), ids=ODD_BYTES)
def test_whatever_the_bytes_are_and_are_said_to_be_what_is_read_is_text(body: bytes, declared: str | None) -> None:
    header = Http(content_type=f"text/html; charset={declared}" if declared else None)
    try:
        article = normalise(extract(read_page(body, URL, header)))
    except NotHtml:
        return
    told = msgspec.json.encode(article).decode()
    assert "\\u0000" not in told
    assert not [warning for warning in article.extraction.warnings if " failed: " in warning]


NAMES = st.sampled_from(
    ("p", "h1", "div", "article", "main", "span", "b", "a", "table", "tr", "td", "ul", "li", "blockquote", "figure",
     "figcaption", "img", "time", "meta", "title", "script", "svg", "math", "template", "br", "form", "select", "body")
)  # fmt: skip
ATTRIBUTES = st.sampled_from(
    ("", " class=story", " id='byline author'", " href='http://['", " itemprop=headline", " rel=author", " hidden",
     " itemscope itemtype='https://schema.org/NewsArticle'", " property='og:title' content='A &#xd800; b'",
     " name=author content='By Ada, and Bo'", " datetime='2026-13-45T99:99'", " type='application/ld+json'",
     " lang=x-\U0001f600", " style='display:none'", " content", ' src="data:,"')
)  # fmt: skip
PIECES = st.one_of(
    st.builds("<{}{}>".format, NAMES, ATTRIBUTES),
    st.builds("</{}>".format, NAMES),
    st.text(max_size=30),
    st.sampled_from((WORDS, "<!--", "-->", "<![CDATA[", "]]>", "&#0;", "&", "<", "By Ada Byron", "Photo: Bo/AP",
                     "16. November 2026, 14 Uhr", '{"@type": "NewsArticle", "headline": 1}')),
)  # fmt: skip
MARKUP = st.lists(PIECES, max_size=40).map(lambda pieces: ("<html>" + "".join(pieces)).encode(errors="replace"))


@settings(max_examples=60, deadline=None)
@given(MARKUP)
def test_whatever_markup_is_made_of_it_is_read_the_same_each_time(body: bytes) -> None:
    page(body)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([b"", b"<html>", b"\xff\xfe", b"\xef\xbb\xbf<p>"]), st.binary(max_size=300))
def test_any_bytes_are_an_article_or_no_readable_page(start: bytes, rest: bytes) -> None:
    page(start + rest)
    charset(start + rest)


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20) | st.sampled_from(["NewsArticle", URL]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["@type", "@id", "@graph", "headline", "author", "name", "image", "datePublished", "url",
                         "articleBody", "keywords", "publisher", "articleSection", "liveBlogUpdate", "inLanguage"]),
        inner, max_size=5,
    ),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(VALUES)
def test_whatever_json_ld_holds_its_reader_lives(value: object) -> None:
    json_ld(json.dumps({"@type": "NewsArticle", "x": value}).encode())
    json_ld(json.dumps(value).encode())


def shapes() -> Iterator[tuple[str, str]]:
    """A text that looks again and again as if what a reader looks for were to come."""
    for name, piece in {
        "spaces": " ", "lines": "\n", "commas": ", ", "and": " and ", "by": "By ", "dots": ". ", "stars": "* ",
        "numbers": "1", "dates": "12.12.", "months": "May ", "times": "12:", "credits": "Photo: ", "brackets": "(",
        "slashes": "/", "bars": " | ", "dashes": " - ", "ats": "a@", "capitals": "A", "names": "Ada ", "quotes": "“",
        "copyright": "© ", "cookies": "cookie ", "um diesen inhalt": "um diesen inhalt ", "hier": "hier dieser inhalt ",
        "pour voir": "pour voir ce contenu ", "this is a": "this is a breaking ", "subscribe": "subscribe to ",
        "error": "error!", "access": "access to this page ", "page": "page article ", "zero width": "\u200b",
        "combining": "e\u0301", "entities": "&amp;amp;",
    }.items():  # fmt: skip
        yield name, piece * (30_000 // len(piece))


@pytest.mark.parametrize(("name", "text"), list(shapes()), ids=lambda value: value[:20])
def test_texts_that_regular_expressions_could_stumble_over_are_read_wherever_they_stand(name: str, text: str) -> None:
    head = f"<meta name=author content='{text}'><meta property='og:title' content='{text}'><time datetime='{text}'>"
    about = f"<h1>{text}</h1><p class=byline>{text}</p><time>{text}</time><figure><img src=/a><figcaption>{text}"
    body = f"<html><head><title>{text}</title>{head}</head><body>{about}</figure><article>{f'<p>{text}</p>' * 3}"
    article = extract_article(body.encode(), f"https://news.example/{name}")
    assert not [warning for warning in article.extraction.warnings if " failed: " in warning]
