"""An address has one state, and that decides whether it is fetched."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import event, select

from newscrawl.records import Candidate
from newscrawl.state import SiteState
from newscrawl.state.addresses import BATCH, RETRY_HOURS
from newscrawl.state.schema import urls
from tests.state.samples import SITE, address, candidate, key, remember, story

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
Act = Callable[[SiteState], None]


def admitted(state: SiteState, *candidates: Candidate, version: str = "1", site: str = SITE) -> list[Candidate]:
    wanted = {key(int(one.url.rpartition("-")[2].removesuffix(".html")), site): one for one in candidates}
    return list(state.addresses.admit(wanted, version).values())


def waiting(state: SiteState) -> list[str]:
    return [one.url for one in state.addresses.waiting()]


def nothing(_: SiteState) -> None:
    """Only found, not fetched."""


def fail(state: SiteState) -> None:
    state.addresses.fail(key(1), "http_503", "1")


def refuse(state: SiteState) -> None:
    state.addresses.refuse(key(1), "no_text", "1")


def postpone(state: SiteState) -> None:
    state.addresses.postpone(key(1), None)


def alias(state: SiteState) -> None:
    state.addresses.alias([key(1)], story(2).id or "")


def spool(state: SiteState) -> None:
    remember(state, 1, sealed=False)


def seal(state: SiteState) -> None:
    remember(state, 1)


@pytest.mark.parametrize(
    ("act", "again", "by_a_newer_version", "waits"),
    [
        (nothing, True, True, True),
        (postpone, True, True, True),
        (fail, False, False, False),
        (refuse, False, True, False),
        (alias, False, False, False),
        (spool, False, False, False),
        (seal, False, False, False),
    ],
)
def test_what_became_of_an_address_decides_whether_it_is_fetched_again(
    state: SiteState, act: Act, *, again: bool, by_a_newer_version: bool, waits: bool
) -> None:
    assert admitted(state, candidate(1)) == [candidate(1)], "unknown"
    act(state)
    assert bool(admitted(state, candidate(1))) is again
    assert bool(waiting(state)) is waits
    assert bool(admitted(state, candidate(1), version="2")) is by_a_newer_version
    assert bool(waiting(state)) is (waits or by_a_newer_version), "a run that is killed before it asks loses nothing"


@pytest.mark.parametrize("version", ["1", "2"])
def test_of_a_refused_address_no_text_is_kept_and_it_waits_again_when_it_was_asked_for_again(
    state: SiteState, version: str
) -> None:
    admitted(state, candidate(1, NOW))
    refuse(state)
    with state.database.begin() as connection:
        assert connection.execute(select(urls.c.url)).all() == [(None,)]
    again = version == "1"
    assert state.addresses.admit({key(1): candidate(1)}, version, again=again) == {key(1): candidate(1, NOW)}
    assert list(state.addresses.waiting()) == [candidate(1, NOW)]
    postpone(state)
    assert waiting(state) == [address(1)]


@pytest.mark.parametrize("act", [fail, refuse, postpone], ids=lambda act: act.__name__)
@pytest.mark.parametrize("lead", [alias, spool, seal], ids=lambda act: act.__name__)
def test_an_address_that_leads_to_an_article_keeps_doing_so(state: SiteState, lead: Act, act: Act) -> None:
    admitted(state, candidate(1))
    remember(state, 2)
    lead(state)
    found = state.articles.find_by_addresses([key(1)])
    act(state)
    assert found is not None
    assert state.articles.find_by_addresses([key(1)]) == found
    assert admitted(state, candidate(1), version="2") == []
    assert waiting(state) == []


def test_what_is_admitted_comes_in_the_order_in_which_it_was_given(state: SiteState) -> None:
    remember(state, 4, 7)
    given = [candidate(number) for number in (9, 4, 1, 8, 7, 3)]
    assert admitted(state, *given) == [candidate(number) for number in (9, 1, 8, 3)]
    assert admitted(state, *reversed(given)) == [candidate(number) for number in (3, 8, 1, 9)]


def test_a_source_may_name_more_addresses_than_one_look_up_takes(state: SiteState) -> None:
    given = [candidate(number) for number in range(2 * BATCH + 1)]
    remember(state, *range(BATCH - 1, BATCH + 1))
    assert len(admitted(state, *given)) == 2 * BATCH - 1
    state.addresses.alias([key(number) for number in range(2 * BATCH + 1)], story(BATCH).id or "")
    assert admitted(state, *given) == []


def test_a_source_that_names_very_many_addresses_holds_other_runs_up_for_a_batch_at_a_time(state: SiteState) -> None:
    committed: list[int] = []
    with closing(sqlite3.connect(str(state.database.engine.url.database))) as other:

        def look(_: object) -> None:
            committed.extend(number for (number,) in other.execute("SELECT count(*) FROM urls"))

        event.listen(state.database.engine, "begin", look)
        admitted(state, *(candidate(number) for number in range(2 * BATCH + 1)))
    assert committed == [0, BATCH, 2 * BATCH]


def test_a_failed_address_is_due_after_1_6_and_three_times_24_hours_and_then_refused(state: SiteState) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        admitted(state, candidate(1))
        for hours in (1, 6, 24, 24, 24):
            fail(state)
            clock.shift(timedelta(hours=hours, seconds=-1))
            assert (admitted(state, candidate(1)), waiting(state)) == ([], []), f"before {hours} h"
            clock.shift(timedelta(seconds=1))
            assert (admitted(state, candidate(1)), waiting(state)) == ([candidate(1)], [address(1)]), f"after {hours} h"
        fail(state)
        clock.shift(timedelta(days=400))
        assert (admitted(state, candidate(1)), waiting(state)) == ([], [])
        assert admitted(state, candidate(1), version="2") == [candidate(1)]
    assert len(RETRY_HOURS) == 5


def test_what_waits_is_told_as_it_was_found_the_oldest_first(state: SiteState) -> None:
    dated = candidate(2, NOW - timedelta(days=3))
    with time_machine.travel(NOW, tick=False) as clock:
        for one in (dated, candidate(3), candidate(1)):
            admitted(state, one)
            clock.shift(timedelta(minutes=1))
    admitted(state, candidate(3))
    assert list(state.addresses.waiting()) == [dated, candidate(3), candidate(1)], "being named again changes nothing"


def test_what_waits_is_read_a_page_at_a_time_each_once_and_no_further_than_to_what_waited_at_the_beginning(
    state: SiteState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newscrawl.state.addresses.BATCH", 3)
    with time_machine.travel(NOW, tick=False) as clock:
        for moment in (range(4), range(4, 8)):  # four of one second, so that a page ends among them
            admitted(state, *map(candidate, moment))
            clock.shift(timedelta(seconds=1))
        reading = state.addresses.waiting()
        found = [next(reading)]
        with closing(sqlite3.connect(str(state.database.engine.url.database), timeout=0)) as other:
            other.execute("BEGIN IMMEDIATE")  # between two pages anybody may write
        state.addresses.refuse(key(7), "no_text", "1")
        admitted(state, *map(candidate, range(8, 20)))
        found += reading
    assert set(found[:4]) == {candidate(number) for number in range(4)}
    assert sorted(one.url for one in found[4:]) == [address(4), address(5), address(6)], "7 is judged by now"


@pytest.mark.parametrize("published", ["2026-11-14T01:30:00+02:00", "2026-11-13T23:30:00+00:00"])
def test_a_postponed_address_brings_the_date_that_its_page_told(state: SiteState, published: str) -> None:
    when = datetime(2026, 11, 13, 23, 30, tzinfo=UTC)
    admitted(state, candidate(1))
    state.addresses.postpone(key(1), published)
    assert admitted(state, candidate(1)) == [candidate(1, when)]
    assert list(state.addresses.waiting()) == [candidate(1, when)]
    assert admitted(state, candidate(1, NOW)) == [candidate(1, NOW)], "what the source tells goes first"


def test_a_failed_address_that_is_postponed_need_not_wait_for_its_hour(state: SiteState) -> None:
    admitted(state, candidate(1))
    fail(state)
    postpone(state)
    assert waiting(state) == [address(1)]


def test_a_retry_that_was_noted_while_the_clock_was_years_ahead_is_due_now(state: SiteState) -> None:
    with time_machine.travel(NOW + timedelta(days=3650), tick=False):
        admitted(state, candidate(1))
        fail(state)
    with time_machine.travel(NOW, tick=False) as clock:
        assert (admitted(state, candidate(1)), waiting(state)) == ([candidate(1)], [address(1)])
        fail(state)
        assert (admitted(state, candidate(1)), waiting(state)) == ([], []), "this one was noted by the right clock"
        clock.shift(timedelta(hours=RETRY_HOURS[1]))
        assert (admitted(state, candidate(1)), waiting(state)) == ([candidate(1)], [address(1)])


@pytest.mark.parametrize("act", [nothing, fail, refuse, postpone, spool, seal], ids=lambda act: act.__name__)
def test_asked_for_again_all_come_back_but_aliases(state: SiteState, act: Act) -> None:
    admitted(state, candidate(1), candidate(2))
    act(state)
    state.addresses.alias([key(2)], story(3).id or "")
    wanted = {key(number): candidate(number) for number in (1, 2)}
    assert list(state.addresses.admit(wanted, "1", again=True)) == [key(1)]


def test_an_alias_does_not_take_an_address_away_from_another_article(state: SiteState) -> None:
    remember(state, 1, 2)
    state.addresses.alias([key(1), key(3)], story(2).id or "")
    found = {number: state.articles.find_by_addresses([key(number)]) for number in (1, 2, 3)}
    assert {number: one and one.id for number, one in found.items()} == {
        1: story(1).id, 2: story(2).id, 3: story(2).id
    }  # fmt: skip


def test_sites_in_one_database_do_not_know_of_each_others_addresses(state: SiteState, tmp_path: Path) -> None:
    other = SiteState.open(f"sqlite:///{tmp_path / 'state.db'}", "lighthouse")
    try:
        admitted(state, candidate(1), candidate(2))
        remember(state, 2)
        assert waiting(other) == []
        assert len(admitted(other, candidate(1), candidate(2), site="lighthouse")) == 2
        other.addresses.refuse(key(1, "lighthouse"), "no_text", "1")
        assert waiting(state) == [address(1)]
    finally:
        other.close()


def test_what_was_reserved_waits_again_for_another_purpose_and_nothing_else_does(state: SiteState) -> None:
    lighthouse = SiteState.of(state.database, "lighthouse")
    lighthouse.addresses.judge_for("ai-train")
    state.addresses.judge_for("ai-train")
    admitted(state, *map(candidate, range(1, 6)))
    admitted(lighthouse, candidate(6), site="lighthouse")
    lighthouse.addresses.refuse(key(6, "lighthouse"), "rights_reserved: noai", "1", reserved=True)
    state.addresses.refuse(key(1), "rights_reserved: noai", "1", reserved=True)
    state.addresses.refuse(key(2), "no_text", "1")
    state.addresses.fail(key(3), "http_503", "1")
    remember(state, 4, 5)
    for _ in range(2):
        state.addresses.judge_for("ai-train")
        assert (waiting(state), admitted(state, candidate(1))) == ([], [])
    state.addresses.judge_for("research")
    assert waiting(state) == [address(1)]
    assert waiting(lighthouse) == []
    state.addresses.refuse(key(1), "rights_reserved: none", "1", reserved=True)
    assert admitted(state, candidate(1), version="2") == [candidate(1)], "a newer extraction may read it otherwise"
