"""The last three stages as Scrapy runs them, one article after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from attrs import evolve

from newscrawl.config import Config
from newscrawl.drops import AlreadyStored, Drop, LimitReached, NoText, NoTitle, OutsideWindow, SameWords, Unchanged
from newscrawl.errors import StorageError
from newscrawl.normalise import SiteFacts
from newscrawl.records import Article, Block
from newscrawl.state import Known, SiteState
from newscrawl.storage.destination import Destination
from newscrawl.storage.segment import Segment
from newscrawl.storage.store import ArticleStore
from newscrawl.window import Window
from pipelines.deduplicate import DeduplicatePipeline
from pipelines.normalise import NormalisePipeline
from pipelines.store import StorePipeline
from tests.state.samples import FETCHED, SITE, address, candidate, draft, key, story


@pytest.fixture
def run(state: SiteState, tmp_path: Path) -> Iterator[SimpleNamespace]:
    """What the pipelines know of a run."""
    counts: list[str] = []

    config = Config(data=str(tmp_path))
    facts = SiteFacts(name=SITE, domains=("harbour.example",))
    made = SimpleNamespace(
        spider=SimpleNamespace(
            state=state, window=Window(), site_facts=lambda: facts, count=counts.append, config=config
        ),
        store=ArticleStore(Destination.of(config), SITE, "run", state),
        run_id="20261120T080000Z-0a1b2c3d",
        accepted=0,
        is_full=False,
        counts=counts,
    )
    yield made
    made.store.finish_segment()


def printed(number: int, **changes: object) -> Article:
    """A story as the page prints it."""
    text = f"The words of story {number}. " * 5
    plain = Article(
        url=address(number),
        requested_url=address(number),
        title=f"Headline {number}",
        body=(Block(type="paragraph", text=text),),
        date_published_raw="2026-11-16T08:00:00+01:00",
        fetched_at=FETCHED,
    )
    return evolve(plain, **changes)


def test_a_normalised_article_knows_its_run_and_its_warnings_are_counted(run: SimpleNamespace) -> None:
    article = NormalisePipeline(run).process_item(printed(1, date_published_raw="some day"))
    assert (article.site, article.run_id, article.id) == (SITE, run.run_id, story(1).id)
    assert run.counts == ["normalise/warnings/unreadable_date_published"]


@pytest.mark.parametrize(
    ("changes", "drop"),
    [
        ({"title": None}, NoTitle),
        ({"title": " \u200b "}, NoTitle),
        ({"body": ()}, NoText),
        ({"date_published_raw": "2026-11-15T23:59:59Z"}, OutsideWindow),
        ({"date_published_raw": "2026-11-17T00:00:00Z"}, OutsideWindow),
    ],
)
def test_what_is_no_article_or_not_wanted_leaves_the_line(
    run: SimpleNamespace, changes: dict[str, object], drop: type[Drop]
) -> None:
    run.spider.window = Window.parse(since="2026-11-16", until="2026-11-17")
    with pytest.raises(drop) as caught:
        NormalisePipeline(run).process_item(printed(1, **changes))
    assert caught.value.article.url == address(1)


@pytest.mark.parametrize("raw", ["2026-11-16T00:00:00Z", "2026-11-16T23:59:59Z", None, "some day"])
def test_what_is_wanted_or_has_no_date_goes_on(run: SimpleNamespace, raw: str | None) -> None:
    run.spider.window = Window.parse(since="2026-11-16", until="2026-11-17")
    assert NormalisePipeline(run).process_item(printed(1, date_published_raw=raw)).title == "Headline 1"


@pytest.mark.parametrize(
    ("second", "refetch", "drop"),
    [
        (draft(2, canonical_url=address(1)), False, AlreadyStored),
        (evolve(draft(2), content_hash=draft(1).content_hash), False, SameWords),
        (draft(1), True, Unchanged),
    ],
)
def test_a_twin_right_behind_an_article_leaves_the_line_and_names_it(
    run: SimpleNamespace, second: Article, drop: type[Drop], *, refetch: bool
) -> None:
    run.spider.window = Window(refetch=refetch)
    first = DeduplicatePipeline(run).process_item(draft(1))
    with pytest.raises(drop) as caught:
        DeduplicatePipeline(run).process_item(second)
    assert (caught.value.stored_as, caught.value.article) == (first.id, second)
    assert run.accepted == 1


def test_a_full_run_takes_no_more_but_still_tells_what_it_knows(run: SimpleNamespace) -> None:
    DeduplicatePipeline(run).process_item(draft(1))
    run.is_full = True
    with pytest.raises(LimitReached):
        DeduplicatePipeline(run).process_item(draft(2))
    with pytest.raises(AlreadyStored):
        DeduplicatePipeline(run).process_item(draft(1))
    assert run.accepted == 1
    assert run.spider.state.articles.find_by_id(draft(2).id or "") is None


def write_fails(run: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, article: Article) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Segment, "append", lambda *_: (_ for _ in ()).throw(StorageError("disk full")))
        with pytest.raises(StorageError):
            StorePipeline(run).process_item(article)


@pytest.mark.parametrize("fails", [False, True], ids=["power is lost", "its line cannot be written"])
def test_an_address_is_not_said_to_lead_to_an_article_whose_line_may_be_lost(
    run: SimpleNamespace, state: SiteState, monkeypatch: pytest.MonkeyPatch, *, fails: bool
) -> None:
    state.addresses.admit({key(number): candidate(number) for number in (1, 2)}, "1")
    article = DeduplicatePipeline(run).process_item(draft(1))
    if fails:
        write_fails(run, monkeypatch, article)
    else:
        StorePipeline(run).process_item(article)
    try:
        DeduplicatePipeline(run).process_item(draft(2, canonical_url=address(1)))
    except AlreadyStored as drop:
        state.addresses.alias([key(2), key(1)], drop.stored_as or "")
    # Were the run to end here, this is what the next one would find.
    durable = SiteState.of(state.database, SITE).segments.spooled().values()
    waits = {one.url for one in state.addresses.waiting()}
    assert waits == (set() if any(article.id in ids for ids in durable) else {address(1), address(2)})


def test_the_end_of_the_spider_finishes_the_store(run: SimpleNamespace) -> None:
    ended: list[str] = []
    run.finish_store = lambda: ended.append("finished")
    StorePipeline(run).close_spider()
    assert ended == ["finished"]


@pytest.mark.parametrize("pipeline", [NormalisePipeline, DeduplicatePipeline, StorePipeline])
def test_each_pipeline_takes_part_in_the_crawlers_run(
    pipeline: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = {"crawler": SimpleNamespace(spider=SimpleNamespace(site_facts=SiteFacts))}
    monkeypatch.setattr("newscrawl.run.site_run.SiteRun.of", runs.__getitem__)
    assert pipeline.from_crawler("crawler").run is runs["crawler"]


def test_what_is_stored_is_what_the_line_made_of_it(run: SimpleNamespace, state: SiteState) -> None:
    article = printed(1)
    for stage in (NormalisePipeline, DeduplicatePipeline, StorePipeline):
        article = stage(run).process_item(article)
    run.store.commit()
    known = state.articles.find_by_addresses([key(1)])
    assert known == evolve(Known.of(article), keys=())
