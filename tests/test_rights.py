"""One table says which purpose honours what; the documents show the same, and no spelling of a signal slips through."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from newscrawl.records import Rights
from newscrawl.rights import PURPOSES, SIGNALS, Purpose, forbids
from tests.conftest import PROJECT

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)

SAID = {
    "by_name": Rights(robots_meta=("newscrawl: noindex",)),
    "none": Rights(robots_meta=("none",)),
    "bots=n": Rights(content_usage="bots=n"),
    "noindex": Rights(robots_meta=("noindex",)),
    "unavailable_after": Rights(x_robots_tag=("unavailable_after: 19 Nov 2026 08:00:00 GMT",)),
    "nosnippet": Rights(robots_meta=("nosnippet",)),
    "search=n": Rights(content_signal="search=no"),
    "noarchive": Rights(robots_meta=("noarchive",)),
    "tdm-reservation=1": Rights(tdm_reservation="1"),
    "train-ai=n": Rights(content_usage="train-ai=n"),
    "noai": Rights(robots_meta=("noai",)),
    "noimageai": Rights(robots_meta=("noimageai",)),
    "ai-use=n": Rights(content_signal="ai-input=no"),
}


def said(value: str, purpose: Purpose = "ai-train") -> str | None:
    return forbids(Rights(x_robots_tag=(value,)), purpose, NOW)


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.name)
@pytest.mark.parametrize("purpose", PURPOSES)
def test_each_purpose_honours_what_the_table_says_and_nothing_else(purpose: Purpose, signal: object) -> None:
    name = signal.name  # type: ignore[attr-defined] # pytest's parameter
    honours = purpose in signal.honoured_by  # type: ignore[attr-defined]
    assert forbids(SAID[name], purpose, NOW) == (name if honours else None)


def test_the_table_of_the_documents_is_the_one_in_the_code() -> None:
    text = (PROJECT / "docs" / "reference" / "rights.md").read_text(encoding="utf-8").partition("## How each")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in re.findall(r"^\|.*\|$", text, re.MULTILINE)
    ]
    assert rows[0] == ["said", *PURPOSES, "why"]
    assert rows[2:] == [
        [f"`{one.name}`", *("not stored" if each in one.honoured_by else "stored" for each in PURPOSES), one.because]
        for one in SIGNALS
    ]


def test_ai_training_honours_all_that_any_purpose_honours_but_what_is_about_search_alone() -> None:
    mild = {one.name for one in SIGNALS if one.honoured_by and "ai-train" not in one.honoured_by}
    assert mild == {"search=n"}


def test_where_nothing_is_said_nothing_is_forbidden() -> None:
    silent = Rights(
        robots_meta=("all", "index, follow, max-image-preview:none"), tdm_reservation="0", content_usage="search=y"
    )
    assert [forbids(silent, purpose, NOW) for purpose in PURPOSES] == [None] * 4


@pytest.mark.parametrize(
    ("value", "signal"),
    [
        ("NOAI", "noai"),
        ("nofollow,noai", "noai"),
        ("nofollow noai", "noai"),
        ("*: noai", "noai"),
        ("newscrawl: noai", "noai"),
        ("NewsCrawl:noai", "noai"),
        ("otherbot: noai", None),
        ("otherbot: noindex, newscrawl: noai", "noai"),
        ("otherbot: nofollow, noai", None),
        ("noai, otherbot: nofollow", "noai"),
        ("newscrawl: nofollow, otherbot: noai", None),
        ("newscrawler: noai", None),
        ("newscrawl: nocache", "by_name"),
        ("newscrawl: nosnippet", "nosnippet"),
        ("nocache", "noarchive"),
        ("max-snippet:0", "nosnippet"),
        ("max-snippet : 00, index", "nosnippet"),
        ("max-snippet:05", None),
        ("max-snippet:-1", None),
        ("otherbot: max-snippet:0", None),
        ("max-image-preview: none, max-video-preview:0", None),
        ("max-image-preview:standard, noai", "noai"),
        ("noaims, nonenoai, donoai", None),
        ("", None),
        (":::,,,:", None),
    ],
)
def test_a_list_is_read_word_by_word_for_us_and_for_all(value: str, signal: str | None) -> None:
    assert said(value) == signal


@pytest.mark.parametrize(
    ("moment", "is_past"),
    [
        ("25 Jun 2010 15:00:00 PST", True),
        ("Wednesday, 25-Jun-10 15:00:00 GMT", True),
        ("Fri, 20 Nov 2026 08:00:00 GMT", True),
        ("Fri, 20 Nov 2026 08:00:01 GMT", False),
        ("Fri, 20 Nov 2026 09:00:00 +0200", True),
        ("2026-11-19", True),
        ("2026-11-20T07:59:59Z", True),
        ("2026-11-20T07:59:59-02:00", False),
        ("2040-01-01", False),
        ("soon", False),
        ("", False),
        ("31 Feb 2010 15:00:00 GMT", False),
        ("1 Jan 99999 00:00:00 GMT", False),
        ("0001-01-01T00:00:00+14:00", True),
    ],
)
def test_a_moment_after_which_a_page_is_gone_counts_once_it_is_past(moment: str, *, is_past: bool) -> None:
    assert said(f"unavailable_after: {moment}") == ("unavailable_after" if is_past else None)
    assert said(f"otherbot: unavailable_after: {moment}") is None
    after = said(f"unavailable_after: {moment}, noai")
    assert after == ("unavailable_after" if is_past else "noai")


@pytest.mark.parametrize(
    ("statement", "signal"),
    [
        ("train-ai=n", "train-ai=n"),
        ("train-ai=y, search=n", None),
        ("search=yes,ai-train=no", "train-ai=n"),
        ("Search=Yes, AI-Train=No", "train-ai=n"),
        ("train-genai=n", "train-ai=n"),
        ("ai=n", "train-ai=n"),
        ('train-ai=n;because="a"', "train-ai=n"),
        ("train-ai=y, train-ai=n", "train-ai=n"),
        ("train-ai", None),
        ("train-ai=nonsense", None),
        ("=n,,=,", None),
        ("no-train-ai=n", None),
    ],
)
def test_statements_are_read_key_by_key_and_the_strictest_counts(statement: str, signal: str | None) -> None:
    assert forbids(Rights(content_usage=statement), "ai-train", NOW) == signal
    assert forbids(Rights(content_signal=statement), "ai-train", NOW) == signal


def test_a_value_of_a_megabyte_is_read_in_no_time() -> None:
    for value in ("a:" * 500_000, "unavailable_after:" * 50_000, "max-" * 250_000, "max-a : " * 100_000, " " * 10**6):
        assert said(value) is None
