"""What is claimed, spooled or stored is found again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve

from newscrawl.identity import article_id, content_hash, url_key
from newscrawl.records import Article
from newscrawl.state import Known, SiteState, address_keys
from tests.state.samples import SITE, address, candidate, key, manifest_row, remember, story

SEGMENT = f"site={SITE}/date=2026-11-20/run-1.jsonl"
MOVED = story(1, requested_url="https://harbour.example/old", redirects=("https://harbour.example/older",))
Look = Callable[[SiteState], Known | None]
LOOKS: dict[str, Look] = {
    "asked for": lambda state: state.articles.find_by_addresses([url_key(SITE, "https://harbour.example/old")]),
    "redirect": lambda state: state.articles.find_by_addresses([url_key(SITE, "https://harbour.example/older")]),
    "url": lambda state: state.articles.find_by_addresses([key(7), key(1), key(8)]),
    "id": lambda state: state.articles.find_by_id(MOVED.id or ""),
    "words": lambda state: state.articles.find_by_words(MOVED.content_hash or ""),
}


def second_version(number: int) -> Article:
    text = "Other words by now."
    return story(number, text=text, version=2, change="text", first_seen_at="2026-11-19T07:00:00+00:00")


@pytest.mark.parametrize("name", ["id", "version", "content_hash", "first_seen_at", "site"])
def test_an_incomplete_article_cannot_be_remembered(name: str) -> None:
    with pytest.raises(ValueError, match="not a complete record"):
        Known.of(evolve(story(1), **{name: None}))


def test_all_addresses_of_an_article_are_known_each_once() -> None:
    article = story(
        1, redirects=(address(1), address(2)), canonical_url="http://harbour.example/story-2.html?utm_source=x"
    )
    assert address_keys(SITE, article) == (key(1), key(2))


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_an_article_is_found_as_soon_as_it_is_claimed_and_not_once_it_is_released(state: SiteState, look: Look) -> None:
    assert look(state) is None
    state.articles.claim(Known.of(MOVED))
    assert look(state) == Known.of(MOVED)
    state.articles.release(MOVED.id or "")
    assert look(state) is None


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_a_spooled_article_is_found_by_everyone_and_a_claimed_one_by_its_run_only(
    state: SiteState, tmp_path: Path, look: Look
) -> None:
    other = SiteState.open(f"sqlite:///{tmp_path / 'state.db'}", SITE)
    try:
        state.articles.claim(Known.of(MOVED))
        assert look(other) is None
        state.articles.spool(SEGMENT, [Known.of(MOVED)])
        assert look(other) == look(state) == evolve(Known.of(MOVED), keys=())
    finally:
        other.close()


def test_releasing_what_was_never_claimed_is_no_error(state: SiteState) -> None:
    state.articles.claim(Known.of(story(1)))
    state.articles.release(story(2).id or "")
    assert state.articles.find_by_id(story(1).id or "")


def test_the_same_words_on_another_site_are_another_article(state: SiteState, tmp_path: Path) -> None:
    remember(state, 1)
    other = SiteState.open(f"sqlite:///{tmp_path / 'state.db'}", "lighthouse")
    try:
        assert other.articles.find_by_words(story(1).content_hash or "") is None
    finally:
        other.close()


def test_a_new_version_takes_the_place_of_the_one_before_and_keeps_when_it_was_first_seen(state: SiteState) -> None:
    remember(state, 1)
    later = second_version(1)
    state.articles.spool("site=harbour/date=2026-11-21/run-2.jsonl", [Known.of(later)])
    known = state.articles.find_by_id(later.id or "")
    assert known is not None
    assert (known.version, known.content_hash, known.first_seen_at) == (2, later.content_hash, story(1).first_seen_at)
    assert state.articles.find_by_words(story(1).content_hash or "") is None, "nobody says that any more"
    assert known.title_hash == content_hash(later.title, None)[:32]


def test_sealing_counts_articles_not_addresses_and_only_those_of_its_file(state: SiteState) -> None:
    state.articles.spool(SEGMENT, [Known.of(MOVED), Known.of(story(2))])
    state.articles.spool("another.jsonl", [Known.of(story(3))])
    assert state.articles.spooled() == {SEGMENT: {MOVED.id, story(2).id}, "another.jsonl": {story(3).id}}
    assert state.articles.sealed_names() == set()
    assert state.articles.seal(manifest_row(SEGMENT)) == 2
    assert state.articles.spooled() == {"another.jsonl": {story(3).id}}
    assert state.articles.sealed_names() == {SEGMENT}
    assert state.articles.seal(manifest_row(SEGMENT)) == 0, "once is enough, and twice is no error"


def test_other_sites_files_and_lines_are_not_told(state: SiteState, tmp_path: Path) -> None:
    state.articles.spool(SEGMENT, [Known.of(story(1))])
    remember(state, 2)
    other = SiteState.open(f"sqlite:///{tmp_path / 'state.db'}", "lighthouse")
    try:
        assert (other.articles.spooled(), other.articles.sealed_names()) == ({}, set())
    finally:
        other.close()


def test_an_article_whose_line_is_lost_is_fetched_again_as_if_never_met(state: SiteState) -> None:
    state.addresses.admit({key(1): candidate(1), key(2): candidate(2)}, "1")
    state.articles.spool(SEGMENT, [Known.of(MOVED), Known.of(story(2))])
    state.addresses.alias([key(3)], MOVED.id or "")
    state.articles.forget([MOVED.id or ""])
    assert [one.url for one in state.addresses.waiting()] == [address(1)]
    assert [look(state) for look in LOOKS.values()] == [None] * len(LOOKS)
    assert state.addresses.admit({key(3): candidate(3)}, "1"), "what led to it leads nowhere now"
    assert state.articles.spooled() == {SEGMENT: {story(2).id}}, "the others stay"


def test_an_id_is_of_one_site_only() -> None:
    assert article_id(SITE, address(1)) != article_id("lighthouse", address(1))
