"""White space, Unicode, and what clings to titles and credits."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

# Soft hyphens, zero-width spaces and byte order marks are hints for a printer, not text. Joiners stay: Persian needs
# them.
_DROPPED = re.compile(r"[\u00ad\u200b\u2060\ufeff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_MARKS = 30  # on one letter, as Unicode's stream-safe text has them; to order more takes time without end
_PILE = re.compile(rf"[^\w\s\x00-\x7f]{{{_MARKS + 1},}}")
_TITLE_PARTER = r"(?:\s+[–—·•-]\s+|\s*\|\s*)"
MAX_TITLE = 500  # a longer one is none, and each of its dashes would be looked at
_PARTER = re.compile(r" (?:[–—·•:-]|--) | ?[|»] ?|--|：")
_TAG = re.compile(r"</?(?:em|i|b|strong|span|br|sub|sup|u)(?: [^<>]{0,200})?/?>", re.IGNORECASE)
_NOT_LETTERS = re.compile(r"[\W_]+")
_CREDIT_WORD = (
    r"(?:©|\(c\)|copyright|photo(?:graph)?(?:\s+by)?|foto|picture|image|bild|quelle|source|credits?|crédits?|"
    r"fotografía|imagen|foto[gğ]raf|fotó|fot\.|zdj\.|zdjęcie|kuva|valokuva|bildrechte|bildquelle|immagine|isithombe|"
    r"фото|写真|撮影|图|사진)(?!\w)"
)
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_CREDIT_START = re.compile(rf"^(?:\s*{_CREDIT_WORD}\s*[:：/]?\s*)+", re.IGNORECASE)
_CREDIT_ALONE = re.compile(rf"{_CREDIT_WORD}(?:\s*[:：/]|(?<=©))[^.!?]{{2,80}}", re.IGNORECASE)
_CREDIT_END = re.compile(
    rf"(?:(?<=[.!?)”»\"])\s*|\s+[|–—(-]\s*|\s+(?-i:(?![a-z]))){_CREDIT_WORD}\s*(?:[:：/]|(?<=©))\s*"
    r"(?P<credit>(?:[^.!?()]|\([^()]*\)){2,80}?)\)?\.?$",
    re.IGNORECASE,
)

_CHINESE_OR_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def clean(text: str | None, *, keep_lines: bool = False) -> str | None:
    """Fold white space, drop what is invisible, compose to NFC; None where nothing is left.

    With ``keep_lines``, lines stay lines and tabs stay tabs, as the text of lists and tables needs them.
    """
    if text is None:
        return None
    plain = unicodedata.normalize("NFC", _PILE.sub(_without_piles, _DROPPED.sub("", text)))
    if not keep_lines:
        return " ".join(plain.split()) or None
    lines = ("\t".join(" ".join(cell.split()) for cell in line.split("\t")) for line in plain.split("\n"))
    return "\n".join(line for line in lines if line.strip()) or None


def _without_piles(found: re.Match[str]) -> str:
    """Signs of which some may be marks, without those that stand on a letter with ``_MARKS`` of them."""
    kept: list[str] = []
    marks = 0
    for sign in found[0]:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= _MARKS:
            kept.append(sign)
    return "".join(kept)


def decoded(text: str | None) -> str | None:
    """The text without simple tags, and without escapes, of which a page may have put one into another."""
    if text is None or not ("&" in text or "<" in text):
        return text
    return _TAG.sub("", unescape(unescape(text)))


_CHANNEL_WORDS = 3


def without_site_name(title: str | None, publisher: str | None, host: str = "") -> str | None:
    """Cut the publisher's name or the host's, with the dash or bar before it, off a title's end or start."""
    own = _site_names(publisher, host)
    if not title or not own or len(title) > MAX_TITLE:
        return title
    parters = list(_PARTER.finditer(title))
    if parters and letters(title[: parters[0].start()]) in own:
        return title[parters[0].end() :] or title
    # The name may hold a dash itself.
    for parter in parters:
        name = title[parter.end() :]
        words = name.split()
        is_channel = "|" in parter[0] and 0 < len(words) <= _CHANNEL_WORDS and letters(words[0]) in own
        if letters(name) in own or is_channel:  # | Harbour Sport is one of Harbour's
            return title[: parter.start()] or title
    return title


def _site_names(publisher: str | None, host: str) -> set[str]:
    """The names by their letters: ``Daily News``, and ``www.daily-news.example`` with and without its ending."""
    bare = host.removeprefix("www.")
    return {letters(name) for name in (clean(publisher) or "", bare, bare.rpartition(".")[0])} - {""}


def letters(text: str) -> str:
    """What two spellings of the same words have in common: letters and digits, in lower case."""
    return _NOT_LETTERS.sub("", text).casefold()


def kicker_above(title: str | None, kicker: str | None) -> str | None:
    """The kicker without its colon; none where the title says it as well."""
    words = (clean(decoded(kicker)) or "").rstrip(" :|–—-")
    said = letters(title or "").startswith(letters(words))
    return words if words and not said else None


def keyword_parts(words: str) -> list[str]:
    """One keyword, or several: in Chinese and Japanese, where words need no spaces, a space parts two of them."""
    return words.split() if _CHINESE_OR_JAPANESE.match(words) else [words]


def clean_alt(alt: str | None, publisher: str | None) -> str | None:
    """A picture's alternative text without the site's name, and what it adds after that (sizes, dates)."""
    words, name = clean(alt), clean(publisher)
    return re.sub(rf"{_TITLE_PARTER}{re.escape(name)}\b.*$", "", words) or None if words and name else words


def clean_credit(text: str | None) -> str | None:
    """A picture's source without the sign or the word that announces it."""
    words = clean(text) or ""
    if whole := _IN_BRACKETS.fullmatch(words):
        words = whole[1]
    return _CREDIT_START.sub("", words).strip(" .,;:") or None


def split_caption(caption: str | None, credit: str | None) -> tuple[str | None, str | None]:
    """Caption and credit, both clean; a credit that is printed at the caption's end is cut off there."""
    words, source = clean(caption), clean_credit(credit)
    if words and not source and (_CREDIT_ALONE.fullmatch(words) or _IN_BRACKETS.fullmatch(words)):
        return None, clean_credit(words)
    if words and not source and (end := _CREDIT_END.search(words)):
        return words[: end.start()].strip() or None, clean_credit(end["credit"])
    return words, source
