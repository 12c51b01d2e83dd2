"""Rounds of a crawl that is killed again and again and at last left to finish, and what has to be true meanwhile."""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from attrs import define, field

from tests.conftest import OURS, Crawl, Ended
from tests.crash.moments import PHASES, Moment, manifest, phase
from tests.crash.places import InBucket, OnDisk, Place
from tests.crash.reader import Reader
from tests.crash.site import ARTICLES, fill, keys, story_of
from tests.news_server import NewsServer
from tests.object_store import ObjectStore

COUNTS = (
    "kills", "outages", "rounds", "articles", "lost", "doubled", "fetched again", "torn", "changed", "vanished",
    "looks", "feed unchanged",
)  # fmt: skip
PROGRAMS = (OURS, (*OURS[:-1], "tests.crash.slow_disk"))
COMPRESSIONS = ("none", "gzip", "zstd")
POLL_SECONDS = 0.001
NOT_MODIFIED = 304


@define
class Trial:
    """Kills, spread over as many rounds as it takes, and their count by phase. The same seed makes the same choices."""

    folder: Path
    kills: int
    seed: int
    object_store: ObjectStore | None = None
    counted: Counter[str] = field(factory=Counter)
    dice: random.Random = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.dice = random.Random(self.seed)  # noqa: S311 - no secret

    def run(self) -> None:
        """Go on until there were enough kills."""
        sys.setswitchinterval(POLL_SECONDS)  # the reader's and the server's threads must not make a kill late
        while self.counted["kills"] < self.kills:
            number = self.counted["rounds"] = self.counted["rounds"] + 1
            data = self.folder / f"round-{number}"
            place = InBucket(self.object_store, data.name) if self.object_store else OnDisk(data)
            fragile = self.object_store if number % 2 else None
            with NewsServer() as server, Reader(place) as reader:
                try:
                    Round(self, Crawl(server, data), place, reader, fragile).run()
                finally:
                    self.counted.update(reader.counted)

    def table(self) -> str:
        """What was counted, to be read by people."""
        rows = [f"{name:>15} {self.counted[name]}" for name in (*PHASES, *COUNTS)]
        place = "in a bucket" if self.object_store else "on disk"
        return "\n".join([f"\nkilled {place}:", *rows, f"{'seed':>15} {self.seed}"])


@define
class Round:
    """One data folder, from its first run to its last."""

    trial: Trial
    crawl: Crawl
    place: Place
    reader: Reader
    fragile: ObjectStore | None  # to be killed now and then
    _keys: dict[bytes, str] = field(init=False)
    _committed: set[str] = field(factory=set)  # paths of pages
    _outage: Future[None] | None = None

    def __attrs_post_init__(self) -> None:
        fill(self.crawl.server)
        self._keys = keys(self.crawl.server)

    def run(self) -> None:
        """Kill runs until one ends before its time or there were enough, then let one finish."""
        with ThreadPoolExecutor(1) as aside:
            while self.trial.counted["kills"] < self.trial.kills and self._is_killed(aside):
                pass
            if self._outage:
                self._outage.result()
        self._finish()

    def _is_killed(self, aside: ThreadPoolExecutor) -> bool:
        """Start a run and kill it; False where it ended by itself."""
        self._break_store(aside)
        moment, settings = Moment.choose(self.crawl, self.trial.dice), self._settings()
        started = time.monotonic()
        process = self.crawl.start("crawl", "local", program=self.trial.dice.choice(PROGRAMS), **settings)
        try:
            while process.poll() is None and not moment.has_come(time.monotonic() - started):
                time.sleep(POLL_SECONDS)
        finally:
            ended = self.crawl.stop(process, signal.SIGKILL)
        if ended.code == -signal.SIGKILL:
            self._count("kills")
            self._count(phase(self.crawl, process.pid, started, list(self.reader.files)))
        self._expect(ended.code in {0, -signal.SIGKILL}, f"a run ended with {ended.code}: {ended.err}")
        self._check_run(ended, started)
        return ended.code == -signal.SIGKILL

    def _settings(self) -> dict[str, str]:
        """Small segments, of another size and another form in each run."""
        return {
            "NEWSCRAWL_STORE_COMPRESSION": self.trial.dice.choice(COMPRESSIONS),
            "NEWSCRAWL_STORE_SEGMENT_MEGABYTES": self.trial.dice.choice(("0.02", "0.06", "0.3")),
            "NEWSCRAWL_STORE_SEGMENT_SECONDS": self.trial.dice.choice(("1", "3")),
            **self.place.environment,
        }

    def _break_store(self, aside: ThreadPoolExecutor) -> None:
        if self.fragile is None or (self._outage and not self._outage.done()) or self.trial.dice.random() < 0.5:
            return
        if self._outage:
            self._outage.result()
        self._count("outages")
        self._outage = aside.submit(
            _outage, self.fragile, self.trial.dice.uniform(0.5, 3), self.trial.dice.uniform(0, 2)
        )

    # -- what has to be true

    def _check_run(self, ended: Ended, started: float) -> None:
        """After a run: was anything fetched again that was committed before it? Then note what is committed now."""
        assert "Traceback" not in ended.out + ended.err, ended.err
        again = [one.path for one in self.crawl.server.asked if one.started > started and one.path in self._committed]
        self._count("fetched again", len(again))
        self._expect(not again, f"fetched again: {again}")
        committed = set(self._states("spooled", "stored", "alias"))
        self._expect(self._committed <= committed, f"forgotten: {self._committed - committed}")
        self._committed = committed

    def _states(self, *states: str) -> Iterator[str]:
        """The paths of the pages whose addresses have one of these states. It is a copy of the state that is read."""
        with tempfile.TemporaryDirectory() as folder:
            for suffix in ("", "-wal"):
                if (file := self.crawl.data / f"state.db{suffix}").exists():
                    shutil.copy(file, folder)
            with closing(sqlite3.connect(Path(folder) / "state.db")) as state:
                if not state.execute("SELECT 1 FROM sqlite_master WHERE name = 'urls'").fetchall():
                    return
                for key, found in state.execute("SELECT key, state FROM urls"):
                    if found in states:
                        yield self._keys[key]

    def _finish(self) -> None:
        """Two runs to the end: the second has nothing to do, and the server says so."""
        for _ in range(2):
            started = time.monotonic()
            ended = self.crawl.command("crawl", "local", **self._settings())
            self._expect(ended.code == 0, f"a run that was let finish ended with {ended.code}: {ended.err}")
            self._check_run(ended, started)
        self._expect(self.crawl.server.asked[-1].status == NOT_MODIFIED, "the feed was sent again")
        self.reader.leave()
        self.reader.look(closely=True)
        self._check_articles()
        self._check_files()
        outcomes = [record["outcome"] for record in self.crawl.records()]
        self._expect(set(outcomes) <= {"ok", "killed"}, f"the runs are told as {outcomes}")
        verified = self.crawl.command("verify", **self.place.environment)
        self._expect(verified.code == 0, f"verify: {verified.out}{verified.err}")
        asked = self.crawl.server.asked
        self._count("feed unchanged", sum(one.status == NOT_MODIFIED for one in asked))

    def _check_articles(self) -> None:
        met = Counter(map(story_of, self.reader.articles.values()))
        lost = {f"/story-{number}.html" for number in range(ARTICLES)} - met.keys()
        doubled = {path for path, count in met.items() if count > 1}
        self._count("articles", len(met))
        self._count("lost", len(lost))
        self._count("doubled", len(doubled))
        self._expect(not lost, f"lost: {sorted(lost)}")
        self._expect(not doubled, f"there under two ids or versions: {sorted(doubled)}")
        self._expect(len(met) == ARTICLES, f"{len(met)} articles")

    def _check_files(self) -> None:
        data = self.crawl.data
        hidden = sorted(str(file.relative_to(data)) for file in data.rglob("_*"))
        self._expect(not hidden, f"left behind: {hidden}")
        waiting = [str(file) for file in (data / "spool").rglob("*") if file.is_file()]
        self._expect(not waiting, f"left in the spool: {waiting}")
        listed, visible = manifest(self.crawl), self.reader.files.keys()
        self._expect(listed == visible, f"the manifest and the files differ: {sorted(listed ^ visible)}")

    def _expect(self, what: bool, otherwise: str) -> None:  # noqa: FBT001 - as assert takes it
        """Fail with all that is known to be wrong, what the reader has met first."""
        problems = [*self.reader.wrong, *([] if what else [otherwise])]
        assert not problems, "\n".join([f"seed {self.trial.seed}, {self.crawl.data}:", *problems])

    def _count(self, name: str, by: int = 1) -> None:
        self.trial.counted[name] += by


def _outage(store: ObjectStore, before: float, during: float) -> None:
    """Kill the object store after a while, and start it again after another."""
    time.sleep(before)
    store.kill()
    time.sleep(during)
    store.start()
