"""Language tags."""

from __future__ import annotations

import re

import langcodes
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.normalise.language import language_of, language_tag


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


TEXTS = {
    "en": "The ferry left the harbour on Friday, and it was the last one that sailed for the island in this year. " * 4,
    "de": "Die Fähre hat den Hafen am Freitag verlassen, und es war die letzte, die in diesem Jahr zu der Insel fuhr. "
    * 4,
    "zu": "Umkhumbi wokugcina ushiye itheku ngoLwesihlanu, kusho umphathi. Uthe abantu bebaningi kodwa "
    "bekungekho muntu okhalayo, futhi kuthiwa uzobuya ngonyaka ozayo ngoba isiqhingi siyawudinga. " * 4,
    "ru": "Последний паром ушёл из гавани в пятницу, и почти никто не пришёл его проводить. " * 4,
    "uk": "Останній пором вийшов із гавані у пʼятницю, і майже ніхто не прийшов його провести. " * 4,
    "ja": "最後のフェリーが金曜日に港を出た。見送りに来た人はほとんどいなかった。" * 6,
    "zh": "最后一班渡轮星期五离开港口，几乎没有人来送行。岛上的居民说明年还会有船。" * 6,
    "ar": "غادرت العبارة الأخيرة الميناء يوم الجمعة ولم يأت أحد تقريبا لوداعها. " * 4,
}


@pytest.mark.parametrize(
    ("spoken", "declared", "language"),
    [
        ("en", "en-GB", "en-GB"),
        ("en", None, "en"),
        ("de", "en-US", "de"),
        ("en", "de", "en"),
        ("zu", "en", "zu"),
        ("zu", "zu-ZA", "zu-ZA"),
        ("de", "bar", "bar"),
        ("ru", "en", "ru"),
        ("uk", "uk", "uk"),
        ("ja", None, "ja"),
        ("ja", "ja-JP", "ja-JP"),
        ("zh", None, "zh"),
        ("zh", "zh-Hans", "zh-Hans"),
        ("ar", "fa", "fa"),
        ("ar", "en", "ar"),
    ],
)
def test_the_words_tell_the_language_where_what_is_declared_cannot_be(
    spoken: str, declared: str | None, language: str
) -> None:
    assert language_of(TEXTS[spoken], declared) == language


@pytest.mark.parametrize("text", [None, "", "The last ferry", "1 2 3 " * 200, "Xyzzy plugh frotz. " * 40])
def test_too_little_or_nothing_that_is_known_changes_nothing(text: str | None) -> None:
    assert language_of(text, "de") == "de"
    assert language_of(text, None) is None


def test_names_in_another_script_do_not_make_the_language() -> None:
    assert language_of(f"{TEXTS['en']} Паром «Заря»", "en") == "en"


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
