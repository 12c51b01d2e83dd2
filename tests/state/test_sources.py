"""What a source said last is told back only to the extraction that has read it."""

from __future__ import annotations

import pytest

from newscrawl.state import SiteState
from newscrawl.state.sources import Validators
from tests.state.samples import key

FEED = key(100)
FIRST = Validators('W/"1"', "Fri, 20 Nov 2026 08:00:00 GMT")


def test_an_unknown_source_has_no_validators(state: SiteState) -> None:
    state.sources.remember(key(101), "1", FIRST)
    assert state.sources.validators(FEED, "1") == Validators(None, None)


@pytest.mark.parametrize("latest", [FIRST, Validators(etag='"2"'), Validators(last_modified="yesterday"), Validators()])
def test_the_latest_validators_are_told_as_they_came(state: SiteState, latest: Validators) -> None:
    state.sources.remember(FEED, "1", Validators("old", "old"))
    state.sources.remember(FEED, "1", latest)
    assert state.sources.validators(FEED, "1") == latest


def test_another_extraction_reads_the_source_anew(state: SiteState) -> None:
    state.sources.remember(FEED, "1", FIRST)
    assert state.sources.validators(FEED, "2") == Validators()
    assert state.sources.validators(FEED, "1") == FIRST, "asking changes nothing"
    state.sources.remember(FEED, "2", FIRST)
    assert state.sources.validators(FEED, "1") == Validators()
    assert state.sources.validators(FEED, "2") == FIRST
