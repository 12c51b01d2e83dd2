"""An article is its line, and a line its article."""

from __future__ import annotations

import json
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.records import SCHEMA_VERSION, Article, Http, Rights
from newscrawl.storage.lines import decode, encode
from tests.state.samples import story

KEYS = [field.name for field in attrs.fields(Article)]


def values(kind: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - a type hint may be any object
    """Any value of a type hint, all classes of the record included."""
    if attrs.has(kind):
        hints = get_type_hints(kind)
        return st.builds(kind, **{field.name: values(hints[field.name]) for field in attrs.fields(kind)})
    match get_origin(kind):
        case origin if origin in (Union, UnionType):
            return st.one_of(*map(values, get_args(kind)))
        case origin if origin is tuple:
            return st.lists(values(get_args(kind)[0]), max_size=2).map(tuple)
        case origin if origin is Literal:
            return st.sampled_from(get_args(kind))
    return {int: st.integers(-(2**63), 2**64 - 1), bool: st.booleans(), str: st.text(max_size=8)}.get(kind, st.none())


@settings(deadline=None)
@given(values(Article))
def test_whatever_an_article_holds_comes_back_from_its_line(article: Article) -> None:
    line = encode(article)
    assert decode(line) == article
    assert line.endswith(b"}\n")
    assert line.count(b"\n") == 1
    assert b"\r" not in line


def test_all_keys_are_written_in_the_order_of_their_declaration_at_every_depth() -> None:
    written = json.loads(encode(Article(url="https://harbour.example/")))
    assert list(written) == KEYS
    assert list(written["rights"]) == [field.name for field in attrs.fields(Rights)]
    assert list(written["http"]) == [field.name for field in attrs.fields(Http)]


@given(st.sets(st.sampled_from(sorted({*KEYS} - {"url"}))))
def test_keys_that_an_older_line_lacks_get_their_defaults(missing: set[str]) -> None:
    whole = json.loads(encode(story(1)))
    older = json.dumps({name: value for name, value in whole.items() if name not in missing})
    plain = Article(url="")
    assert decode(older.encode()) == attrs.evolve(story(1), **{name: getattr(plain, name) for name in missing})


def test_keys_that_only_a_newer_minor_version_knows_are_passed_over() -> None:
    newer = json.loads(encode(story(1))) | {"schema_version": "1.7.0", "mood": {"sunny": [1, 2]}}
    assert decode(json.dumps(newer).encode()) == attrs.evolve(story(1), schema_version="1.7.0")
    assert SCHEMA_VERSION == "1.0.0"


@pytest.mark.parametrize(
    "line",
    [b"", b"\n", b"null\n", b"[]\n", b"{}\n", b'{"url": "x"', b'{"url": 1}\n', b'{"url": "\xff"}\n', b"\0" * 40],
)
def test_a_line_that_is_no_article_is_a_value_error(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(line)
