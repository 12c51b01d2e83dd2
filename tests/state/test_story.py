"""The state can tell the story of each address, though it forgets the address itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import time_machine
from attrs import evolve

from newscrawl.records import Candidate
from newscrawl.state import SiteState
from newscrawl.state.story import Story, stories
from tests.state.samples import FETCHED, SITE, address, candidate, key, manifest_row, remember, story

FEED = "https://harbour.example/feed.xml"
FOUND = {"site": SITE, "found_in": FEED, "found_in_kind": "feed", "first_seen_at": FETCHED}
LATER = "2026-11-20T09:30:00+00:00"
SEGMENT = f"site={SITE}/date=2026-11-20/run-1.jsonl"
STORED = {"article": story(1).id, "version": 1, "segment": SEGMENT}


def nothing(_: SiteState) -> None:
    """Only found."""


def alias(state: SiteState) -> None:
    remember(state, 2)
    state.addresses.alias([key(1)], story(2).id or "")


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (nothing, {"state": "pending"}),
        (lambda state: state.addresses.postpone(key(1), LATER), {"state": "pending", "published": LATER}),
        (
            lambda state: state.addresses.fail(key(1), "http_503", "1"),
            {
                "state": "failed", "reason": "http_503", "attempts": 1, "decided_at": LATER,
                "retry_at": "2026-11-20T10:30:00+00:00",
            },
        ),
        (
            lambda state: state.addresses.refuse(key(1), "no_text", "1"),
            {"state": "refused", "reason": "no_text", "decided_at": LATER},
        ),
        (lambda state: remember(state, 1, sealed=False), {"state": "spooled", **STORED}),
        (lambda state: remember(state, 1), {"state": "stored", **STORED, "sealed_at": FETCHED}),
        (
            alias,
            {
                "state": "alias", "decided_at": LATER, "article": story(2).id, "version": 1,
                "segment": SEGMENT.replace("run-1", "run-2"), "sealed_at": FETCHED,
            },
        ),
    ],
)  # fmt: skip
def test_what_became_of_an_address_is_told_with_its_source_and_times(
    state: SiteState, act: Callable[[SiteState], None], told: dict[str, object]
) -> None:
    with time_machine.travel(FETCHED, tick=False) as clock:
        state.addresses.admit({key(1): candidate(1)}, "1")
        clock.move_to(LATER)
        act(state)
    assert stories(state.database, address(1)) == [Story(**(FOUND | told))]


def test_an_older_failure_is_no_part_of_the_story_of_what_was_stored_then(state: SiteState) -> None:
    state.addresses.admit({key(1): candidate(1)}, "1")
    state.addresses.fail(key(1), "http_503", "1")
    remember(state, 1)
    (told,) = stories(state.database, address(1))
    assert (told.state, told.reason, told.attempts, told.retry_at, told.decided_at) == ("stored", *[None] * 4)


def test_the_newest_version_and_the_merged_file_are_told(state: SiteState) -> None:
    remember(state, 1)
    merged = evolve(manifest_row(f"site={SITE}/date=2026-11-20/merged.jsonl"), replaces=(SEGMENT,))
    state.segments.merge(merged)
    (told,) = stories(state.database, address(1))
    assert (told.segment, told.version) == (merged.name, 1)


def test_each_site_that_knows_an_address_tells_its_own_story(state: SiteState) -> None:
    lighthouse = SiteState.of(state.database, "lighthouse")
    other = Candidate(url=address(1), kind="sitemap", source_url="https://lighthouse.example/sitemap.xml")
    lighthouse.addresses.admit({key(1, "lighthouse"): other}, "1")
    state.addresses.admit({key(1): candidate(1)}, "1")
    state.addresses.refuse(key(1), "no_text", "1")
    told = [(one.site, one.state, one.found_in_kind) for one in stories(state.database, address(1))]
    assert told == [(SITE, "refused", "feed"), ("lighthouse", "pending", "sitemap")]


def test_an_address_is_known_however_it_is_written_and_an_unknown_one_is_not(state: SiteState) -> None:
    state.addresses.admit({key(1): candidate(1)}, "1")
    for spelling in (address(1), f"{address(1)}?utm_source=x#top", address(1).replace("https", "http")):
        assert len(stories(state.database, spelling)) == 1
    assert stories(state.database, address(2)) == []
    with pytest.raises(ValueError, match="not an http address"):
        stories(state.database, "harbour.example/story-1.html")


def test_a_source_is_written_once_however_many_addresses_it_names(state: SiteState) -> None:
    state.addresses.admit({key(number): candidate(number) for number in range(1200)}, "1")
    other = Candidate(url=address(2000), kind="section", source_url=candidate(1).source_url)
    state.addresses.admit({key(2000): other}, "1")
    with state.database.begin() as connection:
        assert connection.exec_driver_sql("SELECT kind FROM found_in").scalars().all() == ["feed", "section"]
    assert {one.kind for one in state.addresses.waiting()} == {"feed", "section"}
