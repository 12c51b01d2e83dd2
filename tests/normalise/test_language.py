"""Language tags."""

from __future__ import annotations

import re

import langcodes
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.normalise.language import language_tag


@pytest.mark.parametrize(
    ("declared", "tag"),
    [
        ("en", "en"), ("EN", "en"), ("en_US", "en-US"), ("de-de", "de-DE"), ("en_EN", "en"), (" fr ", "fr"), ("en,fr",
        "en"),
        ("zh_Hans_CN", "zh-Hans-CN"), ("sr-latn-rs", "sr-Latn-RS"), ("deu", "de"), ("iw", "he"), ("es-419", "es-419"),
        ("en-123", "en"), ("de-1996", "de-1996"), ("nb", "nb"),
        (None, None), ("", None), (" ", None), (",", None), ("-", None), ("en-", None), ("und", None), ("English",
        None),
        ("zz", None), ("*", None), ("ру", None), ("e", None), ("en_US.UTF-8", None), ("x" * 300, None), ("null", None),
    ],
)  # fmt: skip
def test_a_language_is_a_tag_or_nothing(declared: str | None, tag: str | None) -> None:
    assert language_tag(declared) == tag


@settings(deadline=None)  # the first look at the data of languages and dates takes its time
@given(
    st.one_of(
        st.text(max_size=20),
        st.lists(
            st.sampled_from(["en", "de", "zh", "Latn", "hans", "US", "419", "x", "u", "co", "1996", "_", "-", "--",
            "i", "klingon", "und"]),
            max_size=6,
        ).map("-".join),
    )
)  # fmt: skip
def test_every_tag_is_valid_and_stays_what_it_is(declared: str) -> None:
    tag = language_tag(declared)
    if tag is not None:
        assert langcodes.tag_is_valid(tag)
        assert re.fullmatch(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*", tag)
        assert language_tag(tag) == tag
