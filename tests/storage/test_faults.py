"""Killed, cut off or refused at every single step: every article is stored exactly once, and whole lines only."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest
from attrs import define, evolve, field, frozen
from sqlalchemy import select

from newscrawl.deduplicate.verdict import judge
from newscrawl.errors import NewscrawlError, StateError, StorageError
from newscrawl.records import Article
from newscrawl.state import Database, Known, Sealed, SiteState, address_keys
from newscrawl.state.schema import articles
from newscrawl.storage.compact import compact
from newscrawl.storage.destination import Destination
from newscrawl.storage.lines import Compression, decode_whole, describe, encode, open_lines
from newscrawl.storage.manifest import Manifest
from newscrawl.storage.reader import read_lines
from newscrawl.storage.recover import recover
from newscrawl.storage.sender import Sender
from newscrawl.storage.shelf import SEGMENT, Folder, segment_names
from newscrawl.storage.store import ArticleStore
from tests.state.samples import SITE, address, candidate, draft, key
from tests.storage.faults import BucketInMemory, Faults, FaultyDatabase, FaultyDisk, Killed

LINE = len(encode(draft(0)))


@define
class Act:
    """What one run does: fetch these stories, look again at those, and merge closed days."""

    numbers: tuple[int, ...] = ()
    again: tuple[int, ...] = ()
    merges: bool = False


# Story 2 has the words of story 1, story 3 is met under a second address, story 6 on another day, and a segment takes
# three lines.
ACTS = (
    Act((0, 1, 2, 3, 4, 6)),
    Act((7,), again=(0, 4)),
    Act(merges=True),
    Act((8,), merges=True),
)


def page(number: int, *, newer: bool = False) -> Article:
    """A story as it is fetched."""
    words = "The words of story 1." if number == 2 else f"The words of story {number}."
    return draft(
        number,
        title="Headline 1" if number == 2 else None,
        text=words + " They have changed." * newer,
        requested_url=address(33) if number == 3 else address(number),
        fetched_at=f"2026-11-2{1 if newer or number == 6 else 0}T08:00:00+00:00",
    )


def words_after(acts: tuple[Act, ...]) -> set[str | None]:
    """The articles that are stored in the end, each by its words."""
    first = {page(number).content_hash for act in acts for number in act.numbers}
    return first | {page(number, newer=True).content_hash for act in acts for number in act.again}


@define
class World:
    """A data folder and all that outlives a process."""

    root: Path
    compression: Compression = "none"
    bucket: BucketInMemory | None = None
    faults: Faults = field(factory=Faults)
    disk: FaultyDisk = field(init=False)
    database: FaultyDatabase = field(init=False)
    seen: Counter[bytes] = field(factory=Counter, init=False)
    recoveries: int = field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        self.disk = FaultyDisk(self.faults)
        self.database = FaultyDatabase(Database.open("sqlite://").engine, self.faults)
        if self.bucket:
            self.bucket.faults = self.faults

    @property
    def destination(self) -> Destination:
        """Its settings."""
        return Destination(
            work=Folder(self.root / "articles", self.disk),
            manifest=Manifest(self.root / "manifest.jsonl", self.disk),
            bucket=self.bucket,
            compression=self.compression,
            max_bytes=3 * LINE + 200,
        )

    def committed(self) -> set[tuple[bytes, int]]:
        """What the state knows, by id and version."""
        with self.database.engine.begin() as connection:
            return {tuple(row) for row in connection.execute(select(articles.c.id, articles.c.version))}

    def run(self, act: Act, name: str) -> None:
        """One process, as newscrawl.run has it: what fails ends the run, which then finishes what it can."""
        state = SiteState.of(self.database, SITE)
        store = ArticleStore(self.destination, SITE, name, state)
        sender = Sender(self.destination.work, self.bucket, SITE) if self.bucket else None
        problems: list[NewscrawlError] = []
        try:
            for work in (
                lambda: self._work(act, name, state, store, sender),
                store.finish_segment,
                lambda: deliver(store, sender),
                lambda: act.merges and not problems and compact(self.destination, SITE, state, name),
            ):
                try:
                    work()
                except NewscrawlError as error:
                    problems.append(error)
        finally:
            store.close()
            self.disk.end_process()
        if sender and sender.problem:
            problems.append(sender.problem)
        if problems:
            raise problems[0]

    def _work(self, act: Act, name: str, state: SiteState, store: ArticleStore, sender: Sender | None) -> None:
        before = self.committed()
        recovered = recover(self.destination, SITE, state)
        self.recoveries += bool(recovered.saved)
        assert recovered.lost == 0
        assert before <= self.committed()
        state.addresses.admit({key(number): candidate(number) for number in act.numbers}, "1")
        waiting = sorted(int(one.url[:-5].rpartition("-")[2]) for one in state.addresses.waiting())
        for place, one in enumerate([*map(page, waiting), *(page(number, newer=True) for number in act.again)]):
            verdict = judge(evolve(one, run_id=name), state.articles, refetch=place >= len(waiting))
            if verdict.kind == "new":
                known = Known.of(verdict.article)
                assert (bytes.fromhex(known.id), known.version) not in before, "what is committed is not fetched again"
                state.articles.claim(known)
                store.append(verdict.article)
            elif verdict.of and verdict.kind != "unchanged":
                state.addresses.alias(address_keys(SITE, one), verdict.of)
            if place % 2:
                store.commit()
                deliver(store, sender)

    def check(self) -> None:
        """What anybody can see now is whole, there once, and what was there before."""
        self.faults.arm()
        for name in self.destination.shelf.names():
            if not name.rpartition("/")[2].startswith("_"):
                assert SEGMENT.fullmatch(name)
                with self.destination.shelf.open(name) as file:
                    assert describe(file, name).rows
        visible = Counter(read_lines(self.destination.shelf, [SITE]))
        assert Counter(self._lines()) == visible, "the reader has no doubles to hide"
        assert all(decode_whole(line) for line in visible)
        identities = Counter((one.id, one.version) for one in map(decode_whole, visible))
        assert set(identities.values()) | set(visible.values()) <= {1}
        assert self.seen <= visible, "nothing that was visible goes"
        self.seen = visible

    def _lines(self) -> Iterator[bytes]:
        for name in segment_names(self.destination.shelf, SITE):
            with self.destination.shelf.open(name) as file:
                yield from open_lines(file, name)

    def check_end(self, acts: tuple[Act, ...]) -> None:
        """All is there, and all that tell of it agree."""
        self.check()
        stored = [decode_whole(line).content_hash for line in self.seen]
        assert sorted(stored) == sorted(words_after(acts))
        state, shelf = SiteState.of(self.database, SITE), self.destination.shelf
        assert (list(state.addresses.waiting()), state.segments.spooled()) == ([], {})
        sealed = state.segments.sealed()
        listed = self.destination.manifest.read().sealed
        assert {name: evolve(one, replaces=()) for name, one in listed.items()} == sealed
        assert sorted(sealed) == sorted(shelf.names())
        for name, one in sealed.items():
            with shelf.open(name) as file:
                assert evolve(describe(file, name), sealed_at=one.sealed_at) == one
        assert len(shelf.names()) == sum(file.is_file() for file in (self.root / "articles").rglob("*")) or self.bucket
        assert self.bucket is None or self.destination.work.names() == []

    @property
    def driver(self) -> sqlite3.Connection:
        """The state itself."""
        with self.database.engine.connect() as connection:
            return connection.connection.driver_connection


def deliver(store: ArticleStore, sender: Sender | None) -> None:
    """Send what is finished, and take in what has arrived."""
    if sender:
        sender.send()
        store.take_in(sender.arrivals())


FAULTS = [
    ("none", "folder", "kill"),
    ("zstd", "bucket", "kill"),
    ("none", "folder", "power cut"),
    ("gzip", "bucket", "power cut"),
    ("none", "folder", "EIO once"),
    ("gzip", "folder", "ENOSPC from then on"),
    ("zstd", "bucket", "EMFILE once"),
]


def world_with(tmp_path: Path, compression: Compression, shelf: str, fault: str) -> World:
    name = fault.partition(" ")[0]
    faults = Faults(number=getattr(errno, name, None), lasting=fault.endswith("on"))
    return World(tmp_path / "data", compression, BucketInMemory() if shelf == "bucket" else None, faults)


@pytest.mark.parametrize(("compression", "shelf", "fault"), FAULTS, ids=lambda value: value.replace(" ", "-"))
@pytest.mark.parametrize("number", range(len(ACTS)), ids=lambda number: f"act {number + 1}")
def test_whatever_happens_at_whichever_step_every_article_is_stored_exactly_once(
    tmp_path: Path, number: int, compression: Compression, shelf: str, fault: str
) -> None:
    world = world_with(tmp_path, compression, shelf, fault)
    for earlier, act in enumerate(ACTS[:number]):
        world.run(act, f"run{earlier}")
    world.check()
    beginning = Beginning.of(world)
    for struck in range(1, 10_000):
        beginning.restore(world)
        is_struck = False
        again = (struck * 7 % 31 + 1,) if world.faults.number is None else ()  # killed once more while it recovers
        for attempt, moment in enumerate((struck, *again, 0)):
            world.faults.arm(moment)
            is_done = ends_well(world, ACTS[number], f"run{number}{attempt}", fault)
            is_struck |= attempt == 0 and world.faults.has_struck
            world.check()
        assert is_done, "nothing goes wrong any more"
        if fault == "kill":  # what a run has put right lasts, though the power was not cut before it
            world.disk.cut_power(world.root)
            world.check()
            assert ends_well(world, Act(), f"run{number}9", fault)
        world.check_end(ACTS[: number + 1])
        if not is_struck:
            break
    assert struck > 20


def ends_well(world: World, act: Act, name: str, fault: str) -> bool:
    """Whether a run came to its end; what ends it before is an error of ours, or its death."""
    try:
        world.run(act, name)
    except (StorageError, StateError):
        return False
    except Killed:
        if fault == "power cut":
            world.disk.cut_power(world.root)
        return False
    return True


@frozen
class Beginning:
    """How a world was, to go back to."""

    files: dict[Path, bytes]
    state: bytes
    objects: dict[str, tuple[bytes, Sealed | None]]
    seen: Counter[bytes]

    @classmethod
    def of(cls, world: World) -> Self:
        """As it is now."""
        files = {file: file.read_bytes() for file in world.root.rglob("*") if file.is_file()}
        objects = dict(world.bucket.objects) if world.bucket else {}
        return cls(files, world.driver.serialize(), objects, world.seen)

    def restore(self, world: World) -> None:
        """And again."""
        shutil.rmtree(world.root, ignore_errors=True)
        for file, content in self.files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        world.driver.deserialize(self.state)
        world.seen = self.seen
        world.disk.settle(world.root)
        if world.bucket:
            world.bucket.objects = dict(self.objects)
