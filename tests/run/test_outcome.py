"""What a run's counts mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.run.outcome import exit_code, failure, outcome
from newscrawl.run.record import RunRecord

CODES = st.lists(st.sampled_from([0, 1, 2, 69, 75]))


@pytest.mark.parametrize(
    ("counts", "problem"),
    [
        ({}, None),
        ({"sources": 3, "sources_read": 1}, None),
        ({"sources": 3, "sources_read": 0}, "no source could be read"),
        ({"sources": 1, "sources_read": 1, "tried": 4, "failed": {"http_404": 4}}, None),
        ({"tried": 5, "failed": {"http_404": 2}}, None),
        ({"tried": 5, "failed": {"http_404": 2, "timeout": 1}}, "3 of 5 articles failed"),
        ({"tried": 6, "failed": {"http_404": 3}}, None),
        ({"tried": 6, "failed": {"http_404": 4}}, "4 of 6 articles failed"),
        ({"tried": 9, "skipped": {"no_text": 9}}, None),
        ({"problem": "disk full", "sources": 1, "sources_read": 0}, "disk full"),
        ({"problem": "disk full", "blocked": {"harbour.example": "then"}}, "disk full"),
        ({"sources": 3, "sources_read": 0, "blocked": {"harbour.example": "then"}}, None),
        ({"tried": 5, "failed": {"http_429": 5}, "blocked": {"harbour.example": "then"}}, None),
    ],
)
def test_a_site_has_failed_when_nothing_or_too_little_came_of_it(
    counts: dict[str, object], problem: str | None
) -> None:
    assert failure(RunRecord(run_id="1", site="harbour", started_at="now", **counts)) == problem


@pytest.mark.parametrize(
    ("counts", "was_told_to_end", "word"),
    [
        ({}, False, "ok"),
        ({"blocked": {"harbour.example": "then"}}, False, "blocked"),
        ({"blocked": {"harbour.example": "then"}}, True, "interrupted"),
        ({}, True, "interrupted"),
        ({"blocked": {"harbour.example": "then"}, "problem": "disk full"}, False, "failed"),
        ({"problem": "disk full"}, True, "failed"),
    ],
)
def test_a_run_has_one_outcome(counts: dict[str, object], was_told_to_end: bool, word: str) -> None:  # noqa: FBT001
    record = RunRecord(run_id="1", site="harbour", started_at="now", **counts)
    assert outcome(record, was_told_to_end=was_told_to_end) == word


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        ([], 0),
        ([0, 0], 0),
        ([0, 1], 1),
        ([1, 2], 2),
        ([75, 2, 1], 2),
        ([75, 1], 1),
        ([69, 1], 1),
        ([0, 69, 75], 69),
        ([75], 75),
        ([75, 75], 75),
        ([75, 0], 0),
    ],
)
def test_of_several_sites_the_worst_code_counts_and_locked_only_where_all_are(codes: list[int], code: int) -> None:
    assert exit_code(codes) == code


@given(CODES)
def test_the_code_does_not_depend_on_the_order_of_the_sites(codes: list[int]) -> None:
    assert exit_code(iter(codes)) == exit_code(reversed(codes)) == exit_code(sorted(codes))
