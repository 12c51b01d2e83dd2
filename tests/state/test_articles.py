"""What is claimed, spooled or stored is found again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve

from newscrawl.identity import article_id, content_hash, url_key
from newscrawl.records import Article
from newscrawl.state import Known, SiteState, address_keys
from tests.state.samples import SITE, address, key, remember, story

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


def test_the_newest_version_is_what_is_known_and_the_words_of_all_are_found(state: SiteState) -> None:
    remember(state, 1)
    later = second_version(1)
    state.articles.spool("site=harbour/date=2026-11-21/run-2.jsonl", [Known.of(later)])
    known = state.articles.find_by_id(later.id or "")
    assert known == evolve(Known.of(later), keys=())
    assert (known.version, known.title_hash) == (2, content_hash(later.title, None)[:16])
    assert state.articles.find_by_addresses([key(1)]) == known
    found = [state.articles.find_by_words(one.content_hash or "") for one in (story(1), later)]
    assert [one and one.version for one in found] == [1, 2]


def test_words_are_compared_whole_though_the_index_holds_their_beginning(state: SiteState) -> None:
    words = story(1).content_hash or ""
    near = words[:-1] + ("0" if words[-1] != "0" else "1")
    state.articles.spool(SEGMENT, [evolve(Known.of(story(2)), content_hash=near)])
    assert state.articles.find_by_words(words) is None
    state.articles.spool(SEGMENT, [Known.of(story(1))])
    assert [(state.articles.find_by_words(one) or Known.of(MOVED)).id for one in (words, near)] == [
        story(1).id,
        story(2).id,
    ]


def test_an_id_is_of_one_site_only() -> None:
    assert article_id(SITE, address(1)) != article_id("lighthouse", address(1))
