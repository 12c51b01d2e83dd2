"""What the state promises, in plain dictionaries and without a thought for speed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from attrs import define, field

RETRIES = [timedelta(hours=hours) for hours in (1, 6, 24, 24, 24)]


@define
class Row:
    """What is known of an address; ``url`` tells whether it can be asked for again."""

    state: str = "pending"
    url: bool = True
    article: int | None = None
    segment: str | None = None
    attempts: int = 0
    retry_at: datetime | None = None
    refused_by: str = ""


@define
class Model:
    """The memory of one site. Addresses and articles are numbers, an article's version is in one segment."""

    rows: dict[int, Row] = field(factory=dict)
    versions: dict[tuple[int, int], str] = field(factory=dict)
    growing: set[str] = field(factory=set)
    sealed: dict[str, set[str]] = field(factory=dict)  # a segment, and all that it is known to hold besides

    def newest(self, article: int | None) -> int:
        """The newest version of an article that is in a segment; 0 where there is none."""
        return max((version for one, version in self.versions if one == article), default=0)

    def due(self, row: Row, now: datetime) -> bool:
        """Whether an address waits to be fetched."""
        return row.state == "pending" or (row.state == "failed" and row.retry_at is not None and row.retry_at <= now)

    def admit(self, numbers: Iterable[int], by: str, now: datetime) -> list[int]:
        """Which of these are to be fetched."""
        wanted = []
        for number in numbers:
            row = self.rows.setdefault(number, Row())
            if row.state == "refused" and row.refused_by != by:
                row.state, row.url = "pending", True
            if self.due(row, now):
                wanted.append(number)
        return wanted

    def fail(self, number: int, by: str, now: datetime) -> None:
        """A fetch went wrong."""
        row = self.rows.get(number)
        if row is None or row.article is not None:
            return
        if row.attempts == len(RETRIES):
            self.refuse(number, by)
        else:
            row.state, row.retry_at = "failed", now + RETRIES[row.attempts]
            row.attempts += 1

    def refuse(self, number: int, by: str) -> None:
        """A page is no article."""
        row = self.rows.get(number)
        if row and row.article is None:
            row.state, row.url, row.refused_by = "refused", False, by

    def alias(self, number: int, article: int) -> None:
        """An address leads to an article that is stored under another."""
        row = self.rows.setdefault(number, Row())
        if row.article is None:
            row.state, row.url, row.article = "alias", False, article

    def spool(self, segment: str, article: int, numbers: Iterable[int]) -> int:
        """A new version of an article is in a growing segment; return which."""
        version = self.newest(article) + 1
        self.growing.add(segment)
        self.versions[article, version] = segment
        for number in numbers:
            row = self.rows.setdefault(number, Row(url=False))
            row.state, row.article, row.segment = "spooled", article, segment
        return version

    def spooled(self) -> dict[str, set[int]]:
        """The articles to which addresses lead in each growing segment."""
        return {
            name: {row.article for row in self.rows.values() if row.segment == name and row.article is not None}
            for name in self.growing
        }

    def seal(self, segment: str) -> int:
        """A segment is finished; return how many articles that makes stored."""
        count = len(self.spooled()[segment])
        self.growing.remove(segment)
        self.sealed[segment] = set()
        for row in self.rows.values():
            if row.segment == segment:
                row.state, row.url = "stored", False
        return count

    def merge(self, merged: str, olds: Iterable[str]) -> None:
        """Finished segments become one."""
        self.sealed[merged] = {name for old in olds for name in (old, *self.sealed.pop(old))}

    def lose(self, segment: str) -> int:
        """A finished segment has vanished; return how many versions were in it."""
        names = {segment, *self.sealed.pop(segment)}
        gone = [one for one, name in self.versions.items() if name in names]
        self._without(gone)
        return len(gone)

    def forget(self, segment: str, lost: Iterable[int]) -> None:
        """The lines of some articles are not in a growing segment."""
        ids = set(lost)
        self._without([one for one, name in self.versions.items() if name == segment and one[0] in ids])
        if segment not in self.versions.values():
            self.growing.discard(segment)

    def _without(self, gone: Iterable[tuple[int, int]]) -> None:
        for one in gone:
            del self.versions[one]
        for number, row in list(self.rows.items()):
            held = {name for (article, _), name in self.versions.items() if article == row.article}
            if row.article is None:
                continue
            if held and (row.state == "alias" or row.segment in held):
                continue
            if held:
                self._move(row, self.versions[row.article, self.newest(row.article)])
            elif row.url:
                row.state, row.article, row.segment = "pending", None, None
            else:
                del self.rows[number]

    def _move(self, row: Row, segment: str) -> None:
        row.segment = segment
        row.state = "spooled" if segment in self.growing else "stored"
        row.url = row.url and segment in self.growing
