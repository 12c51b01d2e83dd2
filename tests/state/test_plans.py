"""What is asked often is answered through an index, however many addresses and articles there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from newscrawl.state import SiteState
from newscrawl.state.sources import Visit
from tests.state.samples import SITE, candidate, key, manifest_row, remember, story

SEGMENT = f"site={SITE}/date=2026-11-20/run-2.jsonl"
Act = Callable[[SiteState], object]


@contextmanager
def noted(state: SiteState) -> Iterator[list[tuple[str, Any]]]:
    """The statements of a block and their parameters, as the driver gets them; of many rows at once, the first."""
    seen: list[tuple[str, Any]] = []

    def note(*arguments: Any) -> None:  # noqa: ANN401 - SQLAlchemy's
        _, _, statement, parameters, _, many = arguments
        seen.append((statement, parameters[0] if many else parameters))

    engine = state.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def plans(state: SiteState, act: Act) -> list[str]:
    """The steps in which SQLite answers the statements of an act."""
    with noted(state) as seen:
        act(state)
    with state.database.engine.connect() as connection:
        explained = [
            connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            for statement, parameters in seen
            if not statement.startswith("BEGIN")
        ]
        return [step for rows in explained for *_, step in rows]


@pytest.mark.parametrize(
    ("act", "index"),
    [
        (lambda state: list(state.addresses.waiting()), "urls USING INDEX urls_waiting"),
        (lambda state: state.segments.spooled(), "urls USING INDEX urls_spooled"),
        (lambda state: state.segments.seal(SEGMENT, manifest_row(SEGMENT)), "urls USING INDEX urls_spooled"),
        (lambda state: state.segments.forget({SEGMENT: [story(2).id or ""]}), "urls USING INDEX urls_spooled"),
        (lambda state: state.segments.forget({SEGMENT: [story(2).id or ""]}), "urls USING INDEX urls_aliases"),
        (lambda state: state.segments.lose([SEGMENT]), "urls USING INDEX urls_aliases"),
        (lambda state: state.articles.find_by_words("ab" * 32), "articles USING INDEX articles_by_words"),
        (lambda state: state.articles.find_by_id("ab" * 16), "articles USING PRIMARY KEY"),
        (lambda state: state.articles.find_by_addresses([key(1), key(9)]), "urls USING PRIMARY KEY"),
        (lambda state: state.addresses.admit({key(1): candidate(1)}, "1"), "urls USING PRIMARY KEY"),
        (lambda state: state.addresses.fail(key(1), "http_503", "1"), "urls USING PRIMARY KEY"),
        (lambda state: state.addresses.refuse(key(1), "no_text", "1"), "urls USING PRIMARY KEY"),
        (lambda state: state.sources.last_visit(key(1), "1"), "sources USING PRIMARY KEY"),
        (lambda state: state.sources.children(key(1), "https://a.example"), "sitemaps USING PRIMARY KEY"),
        (lambda state: state.sources.is_backfilled(key(1)), "backfilled USING PRIMARY KEY"),
    ],
)
def test_it_is_answered_through_the_index_that_is_meant_for_it(state: SiteState, act: Act, index: str) -> None:
    assert any(f"SEARCH {index}" in step for step in plans(state, act))


@pytest.mark.parametrize(
    "act",
    [
        lambda state: state.addresses.admit({key(number): candidate(number) for number in range(9)}, "1"),
        lambda state: list(state.addresses.waiting()),
        lambda state: state.addresses.fail(key(1), "http_503", "1"),
        lambda state: state.addresses.postpone(key(1), None),
        lambda state: state.addresses.alias([key(1), key(2)], "ab" * 16),
        lambda state: state.articles.find_by_words("ab" * 32),
        lambda state: state.articles.find_by_addresses([key(1), key(9)]),
        lambda state: remember(state, 3, 4),
        lambda state: state.segments.spooled(),
        lambda state: state.segments.sealed(),
        lambda state: state.segments.seal(SEGMENT, manifest_row(SEGMENT)),
        lambda state: state.sources.remember(key(1), "1", Visit()),
        lambda state: SiteState.of(state.database, SITE),
        lambda state: state.addresses.judge_for("search"),
        lambda state: state.tdmrep.read("https://harbour.example"),
        lambda state: state.tdmrep.remember("https://harbour.example", None),
    ],
)
def test_nothing_that_a_crawl_asks_reads_a_whole_table(state: SiteState, act: Act) -> None:
    state.addresses.admit({key(number): candidate(number) for number in range(9)}, "1")
    remember(state, 1)
    remember(state, 2, sealed=False)
    assert [step for step in plans(state, act) if step.startswith("SCAN")] == []


def test_what_waits_is_read_in_the_order_of_its_index_and_never_sorted(
    state: SiteState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newscrawl.state.addresses.BATCH", 4)
    state.addresses.admit({key(number): candidate(number) for number in range(9)}, "1")
    steps = plans(state, lambda state: list(state.addresses.waiting()))
    known = ("SEARCH urls USING INDEX urls_waiting", "SEARCH found_in USING INTEGER PRIMARY KEY")
    assert all(step.startswith(known) for step in steps), steps
    assert any("(first_seen_at,key)>(?,?)" in step for step in steps), steps


def test_what_is_forgotten_is_not_searched_for_in_all_addresses(state: SiteState) -> None:
    remember(state, 2, 3, sealed=False)
    forget = plans(state, lambda state: state.segments.forget({SEGMENT: [story(2).id or ""]}))
    assert [step for step in forget if step.startswith("SCAN urls")] == []


def test_the_partial_indexes_hold_nothing_of_what_is_stored(state: SiteState) -> None:
    state.addresses.admit({key(number): candidate(number) for number in range(600)}, "1")
    remember(state, *range(600))
    with state.database.begin() as connection:
        for index in ("urls_waiting", "urls_spooled", "urls_aliases", "urls_reserved"):
            cells = connection.exec_driver_sql("SELECT sum(ncell) FROM dbstat WHERE name = ?", (index,)).scalar_one()
            assert cells == 0, index
