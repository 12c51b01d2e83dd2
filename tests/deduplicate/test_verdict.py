"""What an article is, told from what is stored and what is about to be."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve

from newscrawl.deduplicate.verdict import Verdict, judge
from newscrawl.records import Article
from newscrawl.state import Known, SiteState
from tests.state.samples import FETCHED, SITE, address, draft, key, story

LATER = "2026-11-25T08:00:00+00:00"
SEGMENT = f"site={SITE}/date=2026-11-20/run-1.jsonl"
TRACKED = address(1) + "?utm_source=feed"


def claimed(state: SiteState, article: Article) -> None:
    state.articles.claim(Known.of(article))


def stored(state: SiteState, article: Article) -> None:
    state.articles.spool(SEGMENT, [Known.of(article)])


KNOWN = pytest.mark.parametrize("known", [claimed, stored], ids=lambda known: known.__name__)


def test_what_nobody_has_met_is_new_and_becomes_complete(state: SiteState) -> None:
    verdict = judge(draft(1), state.articles)
    assert verdict == Verdict("new", story(1), None)
    assert (verdict.article.first_seen_at, verdict.article.version, verdict.article.change) == (FETCHED, 1, "new")
    assert verdict.article.previous_content_hash is None


@KNOWN
@pytest.mark.parametrize(
    "met",
    [
        draft(1),
        draft(2, requested_url=TRACKED),
        draft(2, url=address(1)),
        draft(2, redirects=(address(5), address(1))),
        draft(2, canonical_url=address(1).replace("https", "http")),
        draft(1, url=address(6), requested_url=address(6)),
    ],
    ids=["again", "asked for", "in the end", "redirect", "canonical", "its id"],
)
def test_whatever_leads_to_a_known_article_is_that_article(
    state: SiteState, known: Callable[[SiteState, Article], None], met: Article
) -> None:
    known(state, story(1))
    verdict = judge(met, state.articles)
    assert (verdict.kind, verdict.of, verdict.article) == ("alias", story(1).id, met)


@KNOWN
def test_two_articles_that_name_one_canonical_address_are_one(
    state: SiteState, known: Callable[[SiteState, Article], None]
) -> None:
    first, second = (draft(number, canonical_url=address(9), id=draft(9).id) for number in (1, 2))
    known(state, judge(first, state.articles).article)
    assert judge(second, state.articles).kind == "alias"


@KNOWN
@pytest.mark.parametrize("refetch", [True, False])
def test_the_same_words_at_an_unknown_address_are_a_copy(
    state: SiteState, known: Callable[[SiteState, Article], None], *, refetch: bool
) -> None:
    known(state, story(1))
    copy = draft(2, title=story(1).title, text=(story(1).text or "").upper() + " !")
    copy = evolve(copy, content_hash=story(1).content_hash)
    assert judge(copy, state.articles, refetch=refetch) == Verdict("same_words", copy, story(1).id)
    assert judge(draft(2), state.articles, refetch=refetch).kind == "new", "other words are another article"


@KNOWN
@pytest.mark.parametrize(
    ("again", "kind", "change"),
    [
        (draft(1, fetched_at=LATER), "unchanged", None),
        (draft(1, description="A better one", fetched_at=LATER), "unchanged", None),
        (draft(1, title="HEADLINE, 1!", fetched_at=LATER), "unchanged", None),
        (draft(1, title="Another headline", fetched_at=LATER), "new", "title"),
        (draft(1, text="Other words.", fetched_at=LATER), "new", "text"),
        (draft(1, title="Another headline", text="Other words.", fetched_at=LATER), "new", "title"),
        (draft(2, requested_url=address(1), text="Other words.", fetched_at=LATER), "new", None),
    ],
    ids=["same", "same but metadata", "same but case", "headline", "text", "both", "moved and changed"],
)
def test_a_second_look_makes_a_version_of_other_words_only(
    state: SiteState, known: Callable[[SiteState, Article], None], again: Article, kind: str, change: str | None
) -> None:
    known(state, story(1))
    assert judge(again, state.articles).kind == "alias", "without refetch nobody looks"
    verdict = judge(again, state.articles, refetch=True)
    assert verdict.kind == kind
    if kind == "new":
        made = verdict.article
        assert (made.id, made.version, made.previous_content_hash) == (story(1).id, 2, story(1).content_hash)
        assert (made.first_seen_at, made.fetched_at) == (FETCHED, LATER)
        assert change in (made.change, None)
    else:
        assert verdict.of == story(1).id


def test_versions_count_on_and_each_is_compared_with_the_newest(state: SiteState) -> None:
    stored(state, story(1))
    for version, text in enumerate(["Second words.", "Third words.", story(1).text], 2):
        verdict = judge(draft(1, text=text), state.articles, refetch=True)
        assert (verdict.kind, verdict.article.version) == ("new", version), "back to the first words is a change too"
        stored(state, verdict.article)
        assert judge(draft(1, text=text), state.articles, refetch=True).kind == "unchanged"


def test_an_address_that_was_found_to_be_a_copy_stays_one_when_it_is_looked_at_again(state: SiteState) -> None:
    stored(state, story(1))
    state.addresses.alias([key(2)], story(1).id or "")
    copy = evolve(draft(2), content_hash=story(1).content_hash)
    assert judge(copy, state.articles, refetch=True) == Verdict("unchanged", copy, story(1).id)


@pytest.mark.parametrize("name", ["site", "id", "content_hash"])
def test_what_is_not_normalised_cannot_be_judged(state: SiteState, name: str) -> None:
    with pytest.raises(ValueError, match="not normalised"):
        judge(evolve(draft(1), **{name: None}), state.articles)
