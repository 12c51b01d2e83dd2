"""What is one address, one article, one text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.identity import article_id, content_hash, is_on, plain_address, url_key

QUERIES = st.lists(
    st.sampled_from(
        ["a=1", "b=%20x", "utm_source=x", "utm%5Fmedium=y", "fbclid=1", "empty", "q=a%26ref=b", "", "ä=ö", "%zz"]
    ),
    max_size=5,
).map("&".join)
ADDRESSES = st.builds(
    "{}://{}/{}?{}{}".format,
    st.sampled_from(["http", "https", "HTTPS"]),
    st.sampled_from(["news.example", "WWW.News.Example", "münchen.example", "news.example:8080", "[::1]"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="?#"), max_size=20),
    QUERIES,
    st.sampled_from(["", "#part", "#?utm_source=x"]),
)


@given(ADDRESSES)
def test_a_plain_address_is_plain_already(address: str) -> None:
    plain = plain_address(address)
    assert plain_address(plain) == plain
    assert not any(part in plain for part in ("#", "utm_", "utm%5F", "fbclid"))


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("https://news.example/a#comments", "https://news.example/a"),
        ("https://news.example/a?id=7&utm_source=x&fbclid=y", "https://news.example/a?id=7"),
        ("https://news.example/a?UTM_Source=x", "https://news.example/a"),
        ("https://news.example/a?utm_source", "https://news.example/a"),
        ("https://news.example/a?b=2&a=1", "https://news.example/a?a=1&b=2"),
        ("https://news.example/a?id=1&id=2", "https://news.example/a?id=1&id=2"),
        ("https://news.example/a?preference=x&source_id=1", "https://news.example/a?preference=x&source_id=1"),
        ("  HTTPS://News.Example ", "https://news.example/"),
        ("https://münchen.example/ä", "https://xn--mnchen-3ya.example/%C3%A4"),
    ],
)
def test_only_fragment_tracking_and_spelling_are_taken_off(address: str, plain: str) -> None:
    assert plain_address(address) == plain


@pytest.mark.parametrize(
    "address",
    ["", "news.example/a", "/a", "ftp://news.example/a", "javascript:void(0)", "mailto:desk@news.example", "https://",
     "https:///a", "http://[x/a", "https://news.example:99999/a"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        plain_address(address)


def test_an_article_keeps_its_id_under_tracking_and_gets_another_on_another_site() -> None:
    mine = article_id("one", "https://news.example/a")
    assert mine == article_id("one", "https://news.example/a?utm_source=x#top")
    assert mine != article_id("two", "https://news.example/a")
    assert len(mine) == 32
    assert int(mine, 16)


def test_http_and_https_are_one_address_to_the_state_and_paths_are_not() -> None:
    key = url_key("one", "https://news.example/a")
    assert key == url_key("one", "http://news.example/a?fbclid=1")
    assert key != url_key("one", "https://news.example/A")
    assert key != url_key("two", "https://news.example/a")
    assert len(key) == 16


LETTERS = st.text(st.characters(categories=("L", "M", "N", "P", "Z", "S")))


@given(title=LETTERS, text=LETTERS)
def test_composed_or_decomposed_the_words_are_the_same(title: str, text: str) -> None:
    forms = {content_hash(*(unicodedata.normalize(form, part) for part in (title, text))) for form in ("NFC", "NFD")}
    assert len(forms) == 1


@given(st.text("abcdefßéΐςИйŁ हिन्दी", min_size=1))
def test_upper_and_lower_case_are_the_same_words(text: str) -> None:
    assert content_hash(text, None) == content_hash(text.upper(), None) == content_hash(text.lower(), None)


def test_spacing_and_punctuation_are_no_words() -> None:
    assert content_hash("“One two”", "three — four!") == content_hash("one\u00a0 two", "\nthree, (four)...")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("one two", "one three"),
        ("one two", "two one"),
        ("", "0"),
        ("की", "के"),  # of Hindi words, nothing but the vowel
        ("กา", "กี"),
        ("Müller", "Muller"),
    ],
)
def test_another_word_is_another_text(one: str, other: str) -> None:
    assert content_hash(None, one) != content_hash(None, other)


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("https://news.example/a", True),
        ("https://WWW.News.Example:8443/a", True),
        ("https://fakenews.example/a", False),
        ("https://news.example.evil.test/a", False),
        ("https://evil.test/?news.example", False),
        ("https://news.example@evil.test/", False),
        ("nothing", False),
    ],
)
def test_a_site_holds_its_domains_and_what_lies_below_them(address: str, ours: bool) -> None:  # noqa: FBT001 - parametrized
    assert is_on(address, ("other.example", "news.example")) is ours
