"""Many small segments of a closed day become one, and no reader notices."""

from __future__ import annotations

import errno
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from newscrawl.errors import StorageError, Unreachable
from newscrawl.state import Known, SiteState
from newscrawl.storage.compact import compact
from newscrawl.storage.destination import Destination
from newscrawl.storage.lines import SUFFIXES, Compression, encode
from newscrawl.storage.reader import read_lines
from newscrawl.storage.recover import Recovered, recover
from newscrawl.storage.sender import Sender
from newscrawl.storage.shelf import segment_names
from newscrawl.storage.store import ArticleStore
from tests.state.samples import SITE, story
from tests.storage.faults import BucketInMemory, Faults

DAY = f"site={SITE}/date=2026-11-20"
COMPRESSIONS = pytest.mark.parametrize("compression", SUFFIXES)


@pytest.fixture(params=["folder", "bucket"])
def anywhere(request: pytest.FixtureRequest, destination: Destination) -> Destination:
    """Both kinds of store."""
    return evolve(destination, bucket=BucketInMemory() if request.param == "bucket" else None)


def store(destination: Destination, state: SiteState, number: int, **changes: object) -> None:
    """A run that stores one story."""
    made = ArticleStore(destination, SITE, f"run{number}", state)
    made.append(story(number, **changes))
    made.finish_segment()
    if destination.bucket:
        sender = Sender(destination.work, destination.bucket, SITE)
        sender.send()
        made.take_in(sender.arrivals())


def lines(destination: Destination) -> list[bytes]:
    return list(read_lines(destination.shelf, [SITE]))


@COMPRESSIONS
def test_the_segments_of_a_day_become_one_with_the_same_lines_in_the_same_order(
    state: SiteState, anywhere: Destination, compression: Compression
) -> None:
    for number, packing in enumerate(["none", "gzip", "zstd"]):
        store(evolve(anywhere, compression=packing), state, number)
    store(anywhere, state, 3, fetched_at="2026-11-21T08:00:00+00:00")
    before, olds = lines(anywhere), segment_names(anywhere.shelf)[:3]
    (merged,) = compact(evolve(anywhere, compression=compression), SITE, state, "run9")
    assert merged.name == f"{DAY}/run9-merged.jsonl{SUFFIXES[compression]}"
    assert anywhere.shelf.names() == [merged.name, f"site={SITE}/date=2026-11-21/run3-1.jsonl"]
    assert lines(anywhere) == before
    assert anywhere.bucket is None or anywhere.work.names() == []
    assert anywhere.manifest.read().sealed[merged.name] == evolve(merged, replaces=tuple(olds))
    assert set(state.segments.sealed()) == set(anywhere.manifest.read().sealed) == set(anywhere.shelf.names())
    assert recover(anywhere, SITE, state) == Recovered()
    assert compact(anywhere, SITE, state, "run10") == []


def test_what_comes_later_is_merged_with_what_was(state: SiteState, anywhere: Destination) -> None:
    for number in range(3):
        store(anywhere, state, number)
        compact(anywhere, SITE, state, f"run{number}9")
        assert lines(anywhere) == [encode(story(one)) for one in range(number + 1)]
    assert anywhere.shelf.names() == [f"{DAY}/run29-merged.jsonl"]
    assert recover(anywhere, SITE, state) == Recovered()


def test_today_is_left_alone(state: SiteState, anywhere: Destination) -> None:
    now = datetime.now(UTC)
    for number in range(2):
        store(anywhere, state, number, fetched_at=now.isoformat(timespec="seconds"))
        store(anywhere, state, number + 2, fetched_at=(now - timedelta(days=1)).isoformat(timespec="seconds"))
    merged = compact(anywhere, SITE, state, "run9")
    assert [one.name.split("/")[1] for one in merged] == [f"date={now.date() - timedelta(days=1)}"]


def test_a_day_of_which_something_is_still_to_come_is_left_alone(state: SiteState, anywhere: Destination) -> None:
    for number in range(2):
        store(anywhere, state, number)
        store(anywhere, state, number + 2, fetched_at="2026-11-21T08:00:00+00:00")
    state.articles.spool(f"{DAY}/run7-1.jsonl", [Known.of(story(7))])
    merged = compact(anywhere, SITE, state, "run9")
    assert [one.name.split("/")[1] for one in merged] == ["date=2026-11-21"]


def test_other_sites_are_left_alone(state: SiteState, anywhere: Destination) -> None:
    for number in range(2):
        store(anywhere, state, number)
        anywhere.shelf.write(f"site={SITE}2/date=2026-11-20/r-{number}.jsonl", encode(story(1, site=f"{SITE}2")))
    compact(anywhere, SITE, state, "run9")
    assert len(anywhere.shelf.names(f"site={SITE}2/")) == 2


@pytest.mark.parametrize("content", [b"not a line\n", encode(story(1))[:-1]])
def test_a_damaged_segment_is_told_and_nothing_is_merged(
    state: SiteState, anywhere: Destination, content: bytes
) -> None:
    store(anywhere, state, 0)
    store(anywhere, state, 1)
    first, second = names = segment_names(anywhere.shelf)
    anywhere.shelf.write(second, content)
    with pytest.raises(StorageError, match="cannot merge "):
        compact(anywhere, SITE, state, "run9")
    assert segment_names(anywhere.shelf) == names
    anywhere.shelf.remove(second)
    recover(anywhere, SITE, state)
    assert anywhere.shelf.names() == [first]


def test_what_this_state_does_not_know_as_its_own_is_not_merged(state: SiteState, anywhere: Destination) -> None:
    store(anywhere, state, 0)
    store(anywhere, state, 1)
    anywhere.shelf.write(f"{DAY}/theirs-1.jsonl", encode(story(2)))
    (merged,) = compact(anywhere, SITE, state, "run9")
    assert segment_names(anywhere.shelf) == [merged.name, f"{DAY}/theirs-1.jsonl"]
    assert len(merged.replaces) == 2


def test_a_merged_segment_that_is_damaged_before_all_is_done_is_told_and_replaces_nothing(
    state: SiteState, destination: Destination
) -> None:
    for number in range(2):
        store(destination, state, number)
    note = b'{"name": "%s/run9-merged.jsonl", "replaces": ["%s/run0-1.jsonl"]}' % (DAY.encode(), DAY.encode())
    destination.work.write(f"{DAY}/_run9-merged.merge", note)
    destination.work.write(f"{DAY}/run9-merged.jsonl", b"half a li")
    with pytest.raises(StorageError, match=r"run9-merged\.jsonl is damaged"):
        recover(destination, SITE, state)
    assert destination.work.names()[-2:] == [f"{DAY}/run1-1.jsonl", f"{DAY}/run9-merged.jsonl"]
    assert (destination.work.root / DAY / "run0-1.jsonl").read_bytes() == encode(story(0))
    destination.work.remove(f"{DAY}/run9-merged.jsonl")
    assert recover(destination, SITE, state) == Recovered()


def test_a_bucket_that_goes_away_at_any_moment_holds_up_no_recovery_and_the_rest_is_done_when_it_is_back(
    state: SiteState, destination: Destination
) -> None:
    bucket = BucketInMemory()
    afar = evolve(destination, bucket=bucket)
    for number in range(2):
        store(afar, state, number)
    expected, at, is_over = lines(afar), 0, False
    for at in range(1, 100):
        store(afar, state, 1 + at)
        expected.append(encode(story(1 + at)))
        bucket.faults = Faults(at, errno.ETIMEDOUT, lasting=True)
        try:
            compact(afar, SITE, state, f"run{at}9")
            is_over = True
        except Unreachable:
            assert recover(afar, SITE, state) == Recovered()
        bucket.faults = Faults(0, errno.ETIMEDOUT)
        compact(afar, SITE, state, f"run{at}99")  # what is unfinished is left alone
        assert sorted(lines(afar)) == sorted(expected)
        assert recover(afar, SITE, state) == Recovered()
        assert sorted(lines(afar)) == sorted(expected)
        assert sorted(state.segments.sealed()) == bucket.names()
        if is_over:
            break
    assert at > 8
