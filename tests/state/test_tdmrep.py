"""What an origin's tdmrep.json says is known for a day, that there is none too."""

from __future__ import annotations

import time_machine

from newscrawl.state import SiteState
from tests.state.samples import FETCHED

ORIGIN = "https://harbour.example"


def test_what_was_read_is_known_for_a_day_to_each_site_and_no_other_origin(state: SiteState) -> None:
    with time_machine.travel(FETCHED, tick=False) as clock:
        assert state.tdmrep.read(ORIGIN) == (False, None)
        state.tdmrep.remember(ORIGIN, b"[]")
        assert SiteState.of(state.database, "lighthouse").tdmrep.read(ORIGIN) == (True, b"[]")
        assert state.tdmrep.read("http://harbour.example") == (False, None)
        clock.shift(24 * 3600)
        assert state.tdmrep.read(ORIGIN) == (True, b"[]")
        clock.shift(1)
        assert state.tdmrep.read(ORIGIN) == (False, None)
        state.tdmrep.remember(ORIGIN, None)
        assert state.tdmrep.read(ORIGIN) == (True, None), "known to have none"


def test_what_a_wrong_clock_has_dated_ahead_is_asked_for_again(state: SiteState) -> None:
    with time_machine.travel(FETCHED, tick=False) as clock:
        state.tdmrep.remember(ORIGIN, b"[]")
        clock.shift(-1)
        assert state.tdmrep.read(ORIGIN) == (False, None)
