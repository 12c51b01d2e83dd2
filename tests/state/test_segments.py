"""Segments grow, are finished, merged and lost, and their articles with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve
from sqlalchemy import select

from newscrawl.errors import StateError
from newscrawl.records import Article
from newscrawl.state import Known, SiteState
from newscrawl.state.schema import articles, segments, urls
from newscrawl.state.sources import Visit
from tests.state.samples import FETCHED, SITE, address, candidate, key, manifest_row, remember, story


def segment(number: int, site: str = SITE) -> str:
    return f"site={site}/date=2026-11-20/run-{number}.jsonl"


def spool(state: SiteState, number: int, *stories: Article) -> None:
    state.articles.spool(segment(number), [Known.of(one) for one in stories])


def seal(state: SiteState, number: int) -> int:
    return state.segments.seal(segment(number), manifest_row(segment(number)))


def newer(number: int, version: int = 2) -> Article:
    return story(number, text=f"Words of version {version}.", version=version, change="text", first_seen_at=FETCHED)


def version(state: SiteState, number: int) -> int | None:
    found = state.articles.find_by_id(story(number).id or "")
    leading = state.articles.find_by_addresses([key(number)])
    assert (found and found.version) == (leading and leading.version)
    return found and found.version


def states(state: SiteState) -> dict[bytes, str]:
    with state.database.begin() as connection:
        return {row.key: row.state for row in connection.execute(select(urls.c.key, urls.c.state))}


def admitted(state: SiteState, *numbers: int) -> list[int]:
    found = state.addresses.admit({key(number): candidate(number) for number in numbers}, "1")
    return [number for number in numbers if key(number) in found]


def waiting(state: SiteState) -> list[str]:
    return sorted(one.url for one in state.addresses.waiting())


def test_sealing_counts_articles_not_addresses_and_only_those_of_its_segment(state: SiteState) -> None:
    moved = story(1, requested_url=address(7), redirects=(address(8),))
    spool(state, 1, moved, story(2))
    spool(state, 2, story(3))
    assert state.segments.spooled() == {segment(1): {moved.id, story(2).id}, segment(2): {story(3).id}}
    assert state.segments.sealed() == {}
    assert seal(state, 1) == 2
    assert state.segments.spooled() == {segment(2): {story(3).id}}
    assert state.segments.sealed() == {segment(1): manifest_row(segment(1))}


def test_a_segment_is_known_from_its_end_on_also_when_it_was_merged(state: SiteState) -> None:
    assert not state.segments.knows(segment(1))
    for number in (1, 2):
        spool(state, number, story(number))
        assert not state.segments.knows(segment(number))
        seal(state, number)
    state.segments.merge(evolve(manifest_row(segment(3)), replaces=(segment(1), segment(2))))
    assert [state.segments.knows(segment(number)) for number in (1, 2, 3, 4)] == [True, True, True, False]


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_sealing_twice_is_no_error_and_counts_nothing(state: SiteState, suffix: str) -> None:
    spool(state, 1, story(1))
    sealed = manifest_row(segment(1) + suffix)
    assert [state.segments.seal(segment(1), sealed) for _ in range(3)] == [1, 0, 0]
    assert (state.segments.spooled(), state.segments.sealed()) == ({}, {sealed.name: sealed})
    assert seal(state, 2) == 0, "a segment that was never spooled holds none of ours"


def test_the_manifest_tells_a_segment_as_it_was_finished(state: SiteState) -> None:
    times = {"first_fetched_at": None, "last_fetched_at": "2026-11-20T09:30:00+01:00"}
    sealed = evolve(manifest_row(segment(1) + ".zst"), rows=3, bytes=2**40, sha256="ab" * 32, **times)
    spool(state, 1, story(1))
    state.segments.seal(segment(1), sealed)
    assert state.segments.sealed() == {sealed.name: sealed}


def test_what_is_stored_keeps_no_address_and_what_is_spooled_does(state: SiteState) -> None:
    admitted(state, 1, 2)
    spool(state, 1, story(1))
    spool(state, 2, story(2))
    seal(state, 1)
    with state.database.begin() as connection:
        kept = select(urls.c.key).where(urls.c.url.is_not(None))
        assert connection.scalars(kept).all() == [key(2)]


@pytest.mark.parametrize("sealed", [True, False])
def test_a_lost_second_version_brings_back_the_first(state: SiteState, *, sealed: bool) -> None:
    spool(state, 1, story(1))
    seal(state, 1)
    spool(state, 2, newer(1))
    assert (version(state, 1), states(state)) == (2, {key(1): "spooled"})
    if sealed:
        seal(state, 2)
        assert state.segments.lose([segment(2)]) == 1
    else:
        state.segments.forget({segment(2): [story(1).id or ""]})
    assert (version(state, 1), states(state)) == (1, {key(1): "stored"})
    assert (state.segments.spooled(), set(state.segments.sealed())) == ({}, {segment(1)})
    assert (admitted(state, 1), waiting(state)) == ([], [])
    assert state.segments.lose([segment(1)]) == 1, "and that is where the address leads now"
    assert (version(state, 1), states(state)) == (None, {})


def test_a_first_version_that_is_still_in_the_spool_does_not_count_as_stored(state: SiteState) -> None:
    admitted(state, 1)
    spool(state, 1, story(1))
    spool(state, 2, newer(1))
    state.segments.forget({segment(2): [story(1).id or ""]})
    assert (version(state, 1), states(state)) == (1, {key(1): "spooled"})
    assert state.segments.spooled() == {segment(1): {story(1).id}}
    state.segments.forget({segment(1): [story(1).id or ""]})
    assert waiting(state) == [address(1)], "its address was kept as long as it might be needed"


def test_the_version_that_is_left_may_be_in_a_later_segment(state: SiteState) -> None:
    for number, one in ((1, newer(1, 3)), (2, newer(1, 2)), (3, story(1))):
        spool(state, number, one)
        seal(state, number)
    for lost, left in ((3, 3), (1, 2), (2, None)):
        state.segments.lose([segment(lost)])
        assert version(state, 1) == left
        assert states(state) == ({key(1): "stored"} if left else {})


def test_a_lost_first_version_takes_nothing_from_the_second(state: SiteState) -> None:
    moved = story(1, requested_url=address(7))
    spool(state, 1, moved, story(2))
    seal(state, 1)
    spool(state, 2, newer(1))
    assert state.segments.lose([segment(1)]) == 2
    assert version(state, 1) == 2
    assert states(state) == {key(1): "spooled", key(7): "spooled"}, "the other address leads to what is left"
    assert state.segments.spooled() == {segment(2): {story(1).id}}
    assert admitted(state, 1, 7, 2) == [2]


def test_articles_of_a_vanished_segment_are_fetched_again_as_if_never_met(state: SiteState) -> None:
    remember(state, 1, 2)
    remember(state, 3)
    state.addresses.alias([key(4)], story(1).id or "")
    state.addresses.alias([key(5)], story(3).id or "")
    assert state.segments.lose([segment(1)]) == 2
    assert [version(state, number) for number in (1, 2, 3)] == [None, None, 1]
    assert state.articles.find_by_words(story(1).content_hash or "") is None
    assert set(state.segments.sealed()) == {segment(3)}
    assert admitted(state, 1, 2, 3, 4, 5) == [1, 2, 4]
    assert state.segments.lose([segment(1), segment(9)]) == state.segments.lose([]) == 0


def test_merging_keeps_everything_findable(state: SiteState) -> None:
    for number in (1, 2, 3):
        remember(state, number)
    merged = evolve(manifest_row("site=harbour/date=2026-11-20/merged.jsonl.zst"), replaces=(segment(1), segment(2)))
    before = states(state)
    for _ in range(2):
        state.segments.merge(merged)
        assert state.segments.sealed() == {
            merged.name: evolve(merged, replaces=()),
            segment(3): manifest_row(segment(3)),
        }
    assert [version(state, number) for number in (1, 2, 3)] == [1, 1, 1]
    assert all(state.articles.find_by_words(story(number).content_hash or "") for number in (1, 2, 3))
    assert (states(state), state.segments.spooled(), admitted(state, 1, 2, 3)) == (before, {}, [])


def test_losing_a_merged_segment_releases_what_was_in_all_that_it_replaced(state: SiteState) -> None:
    for number in (1, 2, 3, 4):
        remember(state, number)
    first, second = (f"site=harbour/date=2026-11-20/merged-{number}.jsonl" for number in (1, 2))
    state.segments.merge(evolve(manifest_row(first), replaces=(segment(1), segment(2))))
    state.segments.merge(evolve(manifest_row(second), replaces=(first, segment(3))))
    assert set(state.segments.sealed()) == {second, segment(4)}
    assert state.segments.lose([second]) == 3
    assert [version(state, number) for number in (1, 2, 3, 4)] == [None, None, None, 1]
    assert set(state.segments.sealed()) == {segment(4)}
    assert admitted(state, 1, 2, 3, 4) == [1, 2, 3]
    with state.database.begin() as connection:
        assert connection.scalars(select(segments.c.name)).all() == [segment(4)], "nothing of them is left"


def test_a_segments_number_that_is_given_again_brings_nothing_back(state: SiteState) -> None:
    remember(state, 1)
    state.segments.lose([segment(1)])
    remember(state, 2)
    assert [version(state, number) for number in (1, 2)] == [None, 1]
    assert state.segments.lose([segment(2)]) == 1


def test_a_growing_segment_without_rows_is_told_of_and_goes_when_it_is_forgotten(state: SiteState) -> None:
    with state.database.begin() as connection:
        state.segments.number(connection, segment(1))
    assert state.segments.spooled() == {segment(1): set()}
    state.segments.forget({segment(1): []})
    assert state.segments.spooled() == {}


def test_forgetting_leaves_the_others_of_the_segment_alone(state: SiteState) -> None:
    admitted(state, 1, 2, 3, 4)
    moved = story(1, requested_url=address(7))
    spool(state, 1, moved, story(2))
    spool(state, 2, story(3))
    state.addresses.alias([key(5)], story(1).id or "")
    state.addresses.alias([key(6)], story(2).id or "")
    state.segments.forget({segment(1): [story(1).id or ""]})
    assert waiting(state) == [address(1), address(4)]
    assert state.segments.spooled() == {segment(1): {story(2).id}, segment(2): {story(3).id}}
    assert [version(state, number) for number in (1, 2, 3)] == [None, 1, 1]
    assert admitted(state, 5, 6, 7) == [5, 7], "what led to it leads nowhere now"


def test_an_address_that_waits_again_is_judged_like_any_other(state: SiteState) -> None:
    admitted(state, 1)
    spool(state, 1, story(1))
    state.segments.forget({segment(1): [story(1).id or ""]})
    assert states(state) == {key(1): "pending"}
    state.addresses.refuse(key(1), "no_text", "1")
    assert (states(state), waiting(state)) == ({key(1): "refused"}, [])


def test_an_address_stays_with_the_version_that_is_still_in_the_segment(state: SiteState) -> None:
    spool(state, 1, story(1, requested_url=address(7)), story(2))
    spool(state, 2, newer(1))
    state.segments.forget({segment(1): [story(2).id or ""]})
    assert state.segments.spooled() == {segment(1): {story(1).id}, segment(2): {story(1).id}}


def test_a_growing_segment_is_kept_for_a_version_to_which_no_address_leads_any_more(state: SiteState) -> None:
    spool(state, 1, story(1))
    spool(state, 2, newer(1))
    for _ in range(2):
        assert state.segments.spooled() == {segment(1): set(), segment(2): {story(1).id}}
        state.segments.forget({segment(1): []})
    seal(state, 1)
    state.segments.forget({segment(2): [story(1).id or ""]})
    assert (version(state, 1), states(state)) == (1, {key(1): "stored"})
    assert set(state.segments.sealed()) == {segment(1)}


def test_forgetting_an_article_that_is_elsewhere_too_takes_it_from_one_segment_only(state: SiteState) -> None:
    spool(state, 1, story(1))
    state.segments.forget({segment(2): [story(1).id or ""]})
    assert (version(state, 1), state.segments.spooled()) == (1, {segment(1): {story(1).id}})


@pytest.mark.parametrize(
    "lose",
    [
        lambda state: state.segments.lose([segment(1)]),
        lambda state: state.segments.forget({segment(2): [story(2).id or ""]}),
    ],
    ids=["a finished segment", "a line"],
)
def test_after_a_loss_the_sites_sources_are_read_anew_for_they_alone_may_know_the_address(
    state: SiteState, lose: Callable[[SiteState], object]
) -> None:
    other = SiteState.of(state.database, "lighthouse")
    known = Visit(etag='"1"')
    state.sources.remember(key(100), "1", known)
    other.sources.remember(key(100, "lighthouse"), "1", known)
    state.sources.note_backfilled(key(101))
    other.sources.note_backfilled(key(101, "lighthouse"))
    remember(state, 1)
    remember(state, 2, sealed=False)
    assert state.sources.last_visit(key(100), "1") == known
    lose(state)
    assert state.sources.last_visit(key(100), "1") is None
    assert other.sources.last_visit(key(100, "lighthouse"), "1") == known, "nothing of that site is lost"
    assert not state.sources.is_backfilled(key(101))
    assert other.sources.is_backfilled(key(101, "lighthouse"))


def test_sites_in_one_database_never_see_each_other(state: SiteState, tmp_path: Path) -> None:
    other = SiteState.open(f"sqlite:///{tmp_path / 'state.db'}", "lighthouse")
    try:
        theirs = story(1, site="lighthouse", id="ab" * 16)
        other.articles.spool(segment(1, "lighthouse"), [Known.of(theirs)])
        other.addresses.alias([key(9, "lighthouse")], "cd" * 16)
        remember(state, 1)
        remember(state, 2, sealed=False)
        assert other.segments.spooled() == {segment(1, "lighthouse"): {theirs.id}}
        assert other.segments.sealed() == {}
        assert set(state.segments.sealed()) == {segment(1)}
        state.segments.lose([segment(1)])
        state.segments.forget({segment(2): [story(2).id or ""]})
        assert states(state) == {key(1, "lighthouse"): "spooled", key(9, "lighthouse"): "alias"}
        assert other.articles.find_by_words(story(1).content_hash or "") == evolve(Known.of(theirs), keys=())
    finally:
        other.close()


def test_a_refused_change_changes_nothing(state: SiteState) -> None:
    remember(state, 1)
    with state.database.begin() as connection:
        connection.exec_driver_sql("CREATE TRIGGER no BEFORE DELETE ON segments BEGIN SELECT RAISE(ABORT, 'no'); END")
    with pytest.raises(StateError, match="no"):
        state.segments.lose([segment(1)])
    anew = SiteState.open(str(state.database.engine.url), SITE)
    assert version(anew, 1) == 1
    with anew.database.begin() as connection:
        assert connection.scalar(select(articles.c.segment)) is not None
    anew.close()
