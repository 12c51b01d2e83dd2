"""Language tags: what pages declare -> BCP 47, and what the words say where that cannot be true."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

import langcodes
from langcodes.tag_parser import LanguageTagError

from newscrawl.normalise.language_words import SCRIPTS, WORDS

MAX_TAG = 100
MAX_TEXT = 2000  # enough to know a language by
MAX_SAMPLE = 1000  # enough to know a script by
MIN_WORDS = 40
MIN_LETTERS = 100
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = SCRIPTS["Latin"][0]
_STRANGE = (
    0.06  # of the words of a text in another language, at most so many are by chance among a language's small ones
)
_KNOWN = 0.035  # and of one in that language, at least so many: Zulu and Xhosa write few small words
_SURE = 0.1  # where fewer are known than this, no other language may come near
_FAR = 1.4
_FARTHER = 4  # times as many as of the declared language, which is not given up lightly
_MOST = 0.7  # of the letters; names and quotes are in another script now and then
_NORWEGIAN = ("nb", "nn")


@lru_cache(maxsize=1024)
def language_tag(declared: str | None) -> str | None:
    """``en_US`` -> ``en-US``, ``de-de`` -> ``de-DE``, ``en_EN`` -> ``en``; None for what is no language."""
    if not declared or len(declared) > MAX_TAG:
        return None
    try:
        tag = langcodes.Language.get(langcodes.standardize_tag(declared.strip().replace("_", "-").split(",")[0]))
    except LanguageTagError:
        return None
    if not tag.language or not tag.language.isalpha() or not langcodes.tag_is_valid(tag.language):
        return None
    return tag.to_tag() if tag.is_valid() else tag.language


def language_of(text: str | None, declared: str | None) -> str | None:
    """The declared tag, unless it is missing or the words are clearly in another language: then that one's.

    A template keeps the language in which it was made, whatever is written in it.
    """
    language = (declared or "").partition("-")[0]
    if not text or (script := _script(text[:MAX_SAMPLE])) is None:
        return declared
    if script == "Latin":
        return _spoken(text[:MAX_TEXT], "no" if language in _NORWEGIAN else language) or declared
    possible = SCRIPTS[script][1]
    return declared if language in possible else possible[0]


def _script(sample: str) -> str | None:
    """The script of most letters; Japanese is written in three of them at once."""
    counts = Counter(Latin=len(_LATIN.findall(sample)))
    if counts["Latin"] < len(sample) / 2:
        counts.update({name: len(letters.findall(sample)) for name, (letters, _) in SCRIPTS.items() if name != "Latin"})
        if counts["Kana"] > counts["Han"] / 10:
            counts["Kana"] += counts.pop("Han")
    name, most = counts.most_common(1)[0]
    return name if most >= MIN_LETTERS and most >= _MOST * counts.total() else None


def _spoken(text: str, declared: str) -> str | None:
    """The language whose small words are frequent, where those of the declared one are next to none."""
    words = Counter(_WORD.findall(text.lower()))
    total = words.total()
    if total < MIN_WORDS or (declared and declared not in WORDS):
        return None
    told = _share(words, declared) if declared else 0
    if told > _STRANGE * total:
        return None
    (best, most), (_, next_most) = Counter({one: _share(words, one) for one in WORDS}).most_common(2)
    near = most < _SURE * total and most < _FAR * next_most
    return best if most >= max(_KNOWN * total, _FARTHER * told) and not near else None


def _share(words: Counter[str], language: str) -> int:
    return sum(words[word] for word in WORDS[language])
