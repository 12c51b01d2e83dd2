"""Whatever happens in whatever order, the state knows what a plain model of it knows; and so for two sites at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import time_machine
from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from newscrawl.identity import article_id
from newscrawl.records import Article
from newscrawl.state import Database, Known, SiteState
from newscrawl.state.schema import urls
from tests.state.model import Model
from tests.state.samples import address, candidate, key, manifest_row, story

START = datetime(2026, 11, 20, 8, tzinfo=UTC)
ADDRESSES = range(6)
ARTICLES = range(3)
addresses = st.lists(st.sampled_from(ADDRESSES), min_size=1, max_size=3, unique=True)
articles = st.lists(st.sampled_from(ARTICLES), min_size=1, max_size=3, unique=True)
extractions = st.sampled_from(["1", "2"])


class _Memory(RuleBasedStateMachine):
    """One site's state beside its model. A second site in the same database is changed too now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = time_machine.travel(START, tick=False)
        self.travelled = self.clock.start()
        self.database = Database.open("sqlite://")
        self.segments = 0

    @initialize()
    def begin(self) -> None:
        self.sites = {name: (SiteState.of(self.database, name), Model()) for name in ("harbour", "lighthouse")}
        self.turn("harbour")

    def teardown(self) -> None:
        self.database.engine.dispose()
        self.clock.stop()

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def article(self, number: int, version: int) -> Article:
        name = article_id(self.site, address(number))
        return story(number, site=self.site, id=name, version=version, text=f"{number}, version {version}")

    def name(self) -> str:
        self.segments += 1
        return f"site={self.site}/date=2026-11-20/run-{self.segments}.jsonl"

    @rule(site=st.sampled_from(["harbour", "lighthouse"]))
    def turn(self, site: str) -> None:
        self.site = site
        self.state, self.model = self.sites[site]

    @rule(hours=st.sampled_from([1, 5, 24]))
    def wait(self, hours: int) -> None:
        self.travelled.shift(timedelta(hours=hours))

    @rule(numbers=addresses, by=extractions)
    def admit(self, numbers: list[int], by: str) -> None:
        found = self.state.addresses.admit({key(one, self.site): candidate(one) for one in numbers}, by)
        assert list(found) == [key(one, self.site) for one in self.model.admit(numbers, by, self.now)]

    @rule(number=st.sampled_from(ADDRESSES), by=extractions)
    def fail(self, number: int, by: str) -> None:
        self.state.addresses.fail(key(number, self.site), "http_503", by)
        self.model.fail(number, by, self.now)

    @rule(number=st.sampled_from(ADDRESSES), by=extractions)
    def refuse(self, number: int, by: str) -> None:
        self.state.addresses.refuse(key(number, self.site), "no_text", by)
        self.model.refuse(number, by)

    @rule(number=st.sampled_from(ADDRESSES), article=st.sampled_from(ARTICLES))
    def alias(self, number: int, article: int) -> None:
        self.state.addresses.alias([key(number, self.site)], self.article(article, 1).id or "")
        self.model.alias(number, article)

    @rule(written=st.dictionaries(st.sampled_from(ARTICLES), addresses, min_size=1), data=st.data())
    def spool(self, written: dict[int, list[int]], data: st.DataObject) -> None:
        names = [*sorted(self.model.growing), self.name()]
        segment = data.draw(st.sampled_from(names))
        lines = []
        for article, numbers in written.items():
            version = self.model.spool(segment, article, numbers)
            keys = tuple(key(number, self.site) for number in numbers)
            lines.append(evolve(Known.of(self.article(article, version)), keys=keys))
        self.state.articles.spool(segment, lines)

    @precondition(lambda self: self.model.growing)
    @rule(data=st.data())
    def seal(self, data: st.DataObject) -> None:
        segment = data.draw(st.sampled_from(sorted(self.model.growing)))
        sealed = evolve(manifest_row(segment), site=self.site)
        assert self.state.segments.seal(segment, sealed) == self.model.seal(segment)

    @precondition(lambda self: self.model.growing)
    @rule(lost=articles, data=st.data())
    def forget(self, lost: list[int], data: st.DataObject) -> None:
        segment = data.draw(st.sampled_from(sorted(self.model.growing)))
        self.state.segments.forget({segment: self.ids(lost)})
        self.model.forget(segment, lost)

    @precondition(lambda self: self.model.sealed)
    @rule(data=st.data())
    def lose(self, data: st.DataObject) -> None:
        segment = data.draw(st.sampled_from(sorted(self.model.sealed)))
        assert self.state.segments.lose([segment]) == self.model.lose(segment)

    @precondition(lambda self: len(self.model.sealed) > 1)
    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        olds = data.draw(st.lists(st.sampled_from(sorted(self.model.sealed)), min_size=2, unique=True))
        merged = self.name()
        self.state.segments.merge(evolve(manifest_row(merged), replaces=tuple(olds)))
        self.model.merge(merged, olds)

    def ids(self, numbers: Iterable[int]) -> set[str]:
        return {self.article(number, 1).id or "" for number in numbers}

    @invariant()
    def addresses_are_in_the_state_in_which_the_model_has_them(self) -> None:
        with self.database.begin() as connection:
            rows = {row.key: (row.state, row.attempts) for row in connection.execute(select(urls))}
        assert rows == {
            key(number, site): (row.state, row.attempts)
            for site, (_, model) in self.sites.items()
            for number, row in model.rows.items()
        }

    @invariant()
    def what_waits_is_what_the_model_waits_for(self) -> None:
        due = {address(number) for number, row in self.model.rows.items() if row.url and self.model.due(row, self.now)}
        assert {one.url for one in self.state.addresses.waiting()} == due

    @invariant()
    def addresses_and_ids_lead_to_the_newest_version(self) -> None:
        for number, row in self.model.rows.items():
            found = self.state.articles.find_by_addresses([key(number, self.site)])
            assert (found.version if found else 0) == self.model.newest(row.article)
        for number in ARTICLES:
            found = self.state.articles.find_by_id(self.article(number, 1).id or "")
            assert (found.version if found else 0) == self.model.newest(number)

    @invariant()
    def the_words_of_all_versions_are_found_and_no_others(self) -> None:
        known = set(self.model.versions)
        for number, version in known | {(number, 1) for number in ARTICLES}:
            article = self.article(number, version)
            found = self.state.articles.find_by_words(article.content_hash or "")
            assert (found and (found.id, found.version)) == (
                (article.id, version) if (number, version) in known else None
            )

    @invariant()
    def segments_are_those_of_the_model(self) -> None:
        assert self.state.segments.spooled() == {name: self.ids(one) for name, one in self.model.spooled().items()}
        assert set(self.state.segments.sealed()) == set(self.model.sealed)


TestMemory = _Memory.TestCase
TestMemory.settings = settings(max_examples=25, stateful_step_count=40, deadline=None, report_multiple_bugs=False)
