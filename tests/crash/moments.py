"""When a run is killed, and in the middle of what it was."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from pathlib import Path

from attrs import define, field

from tests.conftest import Crawl

PHASES = ("starting", "recovering", "crawling", "sealing", "sending", "arriving", "ending")
SEGMENTS = ("*/site=local/date=*/_*.part", "*/site=local/date=*/_*.draft", "*/site=local/date=*/*.jsonl*")
RECORDS = "runs/*.json"
KINDS = ("time", "time", "last page", "last page", RECORDS, *SEGMENTS, *SEGMENTS)
FIRST_SECONDS, LAST_SECONDS = 0.3, 4.0
EARLY = 0.25  # the share of kills that may fall into start-up and recovery


@define
class Moment:
    """A time, a new file, or the last page; where that does not happen in time, the time counts.

    With ``is_early``, start-up and recovery count; without it, time and files count from the first request on.
    """

    crawl: Crawl
    kind: str
    is_early: bool
    latest: float  # seconds
    after: float  # seconds after it has happened
    skipped: int  # so many new files are let pass
    _asked: int = field(init=False)  # requests of earlier runs
    _known: set[Path] = field(init=False)
    _new: set[Path] = field(factory=set)
    _begun: float | None = None
    _since: float | None = None

    def __attrs_post_init__(self) -> None:
        self._asked = len(self.crawl.server.asked)
        self._known = there(self.crawl, self.kind)
        self._begun = 0 if self.is_early else None

    @classmethod
    def choose(cls, crawl: Crawl, dice: random.Random) -> Moment:
        """Any moment of the next run."""
        kind = dice.choice(KINDS)
        return cls(
            crawl,
            kind,
            is_early=kind == RECORDS or dice.random() < EARLY,
            latest=LAST_SECONDS if kind == "last page" else dice.uniform(FIRST_SECONDS, LAST_SECONDS),
            after=dice.choice((0, 0, dice.uniform(0, 0.02), dice.uniform(0, 0.8))),
            skipped=dice.choice((0, 0, 1, 2)) if kind in SEGMENTS else 0,
        )

    def has_come(self, seconds: float) -> bool:
        """Whether it is now, that many seconds after the start."""
        if self._begun is None:
            self._known = there(self.crawl, self.kind)
            self._begun = seconds if self._is_asking() else None
            return False
        if self._since is None and self._has_happened():
            self._since = seconds
        is_late = seconds >= self._begun + self.latest
        return is_late or (self._since is not None and seconds >= self._since + self.after)

    def _is_asking(self) -> bool:
        return len(self.crawl.server.asked) > self._asked

    def _has_happened(self) -> bool:
        if self.kind == "last page":
            return self._is_asking() and is_all_asked(self.crawl)
        self._new |= there(self.crawl, self.kind) - self._known
        return len(self._new) > self.skipped


def there(crawl: Crawl, pattern: str) -> set[Path]:
    """The files in the data folder that fit."""
    return set(crawl.data.glob(pattern))


def is_all_asked(crawl: Crawl) -> bool:
    """Whether every page was fetched, in this run or before."""
    return crawl.server.answers.keys() <= set(crawl.server.paths())


def phase(crawl: Crawl, process: int, started: float, visible: Iterable[str]) -> str:
    """In the middle of what a run was killed, told by what it has left and by what a consumer sees."""
    record = next((one for one in crawl.records() if one["process"] == process), None)
    if not any(one.started > started for one in crawl.server.asked):
        return "recovering" if record else "starting"
    if record and record["ended_at"]:
        return "ending"
    growing, drafts, finished = ({_stem(file.name) for file in there(crawl, kind)} for kind in SEGMENTS)
    if drafts or finished & growing:
        return "sealing"
    if finished and (crawl.data / "spool").exists():
        return "arriving" if finished & {_stem(Path(name).name) for name in visible} else "sending"
    if finished - {_stem(Path(name).name) for name in manifest(crawl)}:
        return "sealing"
    return "ending" if is_all_asked(crawl) else "crawling"


def manifest(crawl: Crawl) -> set[str]:
    """The names in the manifest."""
    file = crawl.data / "manifest.jsonl"
    return {json.loads(line)["name"] for line in file.read_bytes().splitlines()} if file.exists() else set()


def _stem(name: str) -> str:
    """What the names of all forms of a segment have in common."""
    return name.removeprefix("_").partition(".")[0]
