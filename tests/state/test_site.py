"""The memory of one site."""

from __future__ import annotations

from newscrawl.state import SiteState
from tests.state.samples import SITE, candidate, key


def test_addresses_and_articles_are_of_one_site_in_one_database(state: SiteState) -> None:
    assert state.addresses.site == state.articles.site == SITE
    assert state.addresses.database is state.articles.database


def test_a_closed_memory_can_be_asked_again(state: SiteState) -> None:
    state.addresses.admit({key(1): candidate(1)}, "1")
    state.close()
    assert state.addresses.waiting() == [candidate(1)]
