"""Dates in words of a known language. What this cannot read is left to dateparser, which takes a hundred times as long.

The words are dateparser's, the grammar is dateutil's.
"""

from __future__ import annotations

import importlib
import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from dateutil.parser import parser, parserinfo

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FILLERS = tuple("um uhr à a le de del di il las at on kl klo o om г в of the th st nd rd | – — • ·".split())  # noqa: SIM905
_LANGUAGES = {"no": "nb", "nn": "nb"}  # whose words stand under another name
# Where several zones have one name, the one in which more is printed: IST is India's.
_HOURS = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2,
    "EEST": 3, "MSK": 3, "IST": 5.5, "PKT": 5, "WIB": 7, "SGT": 8, "HKT": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11,
    "NZST": 12, "NZDT": 13, "WAT": 1, "CAT": 2, "SAST": 2, "EAT": 3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5,
    "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_CJK = re.compile(r"[年月時时分点]|년|월|시|분")
_CJK_ENDS = re.compile(r"[日秒]|일|초")
_OFFSET = re.compile(
    r"\b(?:GMT|UTC)\s*(?=[+-]\d)"
)  # the grammar takes GMT+3 for three hours behind GMT, as nobody else
_FIRST, _SECOND = datetime(1904, 1, 1), datetime(1912, 2, 2)  # noqa: DTZ001 - what a date does not say is told by the difference


class _Words(parserinfo):
    """One language's words; made by :func:`_words`."""

    def __init__(self, language: str) -> None:
        told = importlib.import_module(f"dateparser.data.date_translation_data.{language}").info
        self.MONTHS = [tuple(_spelled(told[name])) for name in _MONTHS]  # type: ignore[misc] # any number of names
        self.WEEKDAYS = [tuple(_spelled(told[name])) for name in _DAYS]  # type: ignore[misc] # the same
        self.JUMP = [*parserinfo.JUMP, *_FILLERS, *_spelled(told.get("skip", ()))]
        order = told.get("date_order", "DMY")
        super().__init__(dayfirst=order == "DMY", yearfirst=order == "YMD")


def _spelled(names: tuple[str, ...]) -> list[str]:
    """Names in lower case and without a dot at their end: the grammar takes that as a word of its own."""
    return [name.lower().rstrip(".") for name in names]


@lru_cache(maxsize=64)
def _words(language: str) -> parser | None:
    try:
        return parser(_Words(_LANGUAGES.get(language, language)))
    except ModuleNotFoundError:
        return None


def read_worded(text: str, language: str | None) -> datetime | None:
    """Read a whole date, with a time or without; None where it is not whole, or in other words than those known."""
    numbered = _CJK_ENDS.sub(" ", _CJK.sub(_mark, _OFFSET.sub("", text)))
    for name in dict.fromkeys((language or "en", "en")):
        reader = _words(name)
        if reader is None:
            continue
        try:
            first, second = (reader.parse(numbered, default=one, tzinfos=_zone) for one in (_FIRST, _SECOND))
        except (ValueError, OverflowError, KeyError, TypeError):  # no date, or words and zones that are not known
            continue
        if first == second:
            return first
    return None


def _mark(found: re.Match[str]) -> str:
    return "-" if found[0] in "年月년월" else ":" if found[0] in "時时点시" else " "


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    """The zone of a name or an offset in seconds; None where there is neither.

    Raises:
        KeyError: nobody knows the name.
    """
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    return timezone(timedelta(hours=_HOURS[name])) if name else None
