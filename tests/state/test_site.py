"""The memory of one site."""

from __future__ import annotations

from newscrawl.state import SiteState
from tests.state.samples import SITE, candidate, key


def test_the_parts_of_a_sites_memory_are_of_one_number_in_one_database(state: SiteState) -> None:
    parts = (state.sources, state.addresses, state.articles, state.segments)
    assert {part.site for part in parts} == {state.database.site_number(SITE)}
    assert all(part.database is state.database for part in parts)


def test_a_sites_number_stays_and_is_its_own(state: SiteState) -> None:
    others = [SiteState.of(state.database, name) for name in ("lighthouse", SITE, "lighthouse")]
    lighthouse, again, once_more = (one.addresses.site for one in others)
    assert again == state.addresses.site != lighthouse == once_more


def test_a_closed_memory_can_be_asked_again(state: SiteState) -> None:
    state.addresses.admit({key(1): candidate(1)}, "1")
    state.close()
    assert list(state.addresses.waiting()) == [candidate(1)]
