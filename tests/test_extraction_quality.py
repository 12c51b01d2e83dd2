"""Saved pages with known answers: a change may not make extraction worse.

The pages are not part of the project. What a page scores here is better than what an unknown website would: the reader
of the main text has learned from these. It is a floor, not a promise.
"""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest

from newscrawl import extract_article
from tests.test_real_pages import SHARED

TOLERANCE = 0.002
FLOORS = {
    "publishers": {
        "text_f1": 0.987, "exact": 0.527, "title": 0.918, "authors": 0.894, "date": 0.993, "language": 0.993,
    },
    "web": {"text_f1": 0.983, "exact": 0.482},
    "seed": {"text_f1": 1.0, "exact": 1.0, "title": 1.0, "authors": 1.0, "date": 1.0, "language": 1.0},
}  # fmt: skip

pytestmark = [
    pytest.mark.skipif(not SHARED.is_dir(), reason="the saved pages are not here"),
    # The judge leaves its files to be closed by Python.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def judge() -> ModuleType:
    """The program that stands beside the pages."""
    spec = importlib.util.spec_from_file_location("judge", SHARED / "tools" / "score_extraction.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("name", "floors"), FLOORS.items(), ids=FLOORS)
def test_no_field_is_read_worse_than_before(judge: ModuleType, name: str, floors: dict[str, float]) -> None:
    summary, _ = judge.score_set(SHARED / "pages" / name, extract_article)
    assert summary["errors"] == 0
    worse = {measure: summary[measure] for measure, floor in floors.items() if summary[measure] < floor - TOLERANCE}
    assert worse == {}


def test_what_must_and_must_not_be_in_a_text_is_told_apart_as_before(judge: ModuleType) -> None:
    summary = judge.score_segments(SHARED / "segments", extract_article)
    assert summary["errors"] == 0
    assert summary["f1"] >= 0.947 - TOLERANCE
