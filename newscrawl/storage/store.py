"""The end of the line: append, make durable, and only then remember.

The order is what the promise rests on. A line is written and synced before the state hears of its article; the file
gets its final name before the article counts as stored. Whatever is killed in between, newscrawl/storage/recover.py
puts right.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from attrs import define, field

from newscrawl.errors import StorageError
from newscrawl.records import Article
from newscrawl.state import Known, Sealed, SiteState
from newscrawl.storage.destination import Destination
from newscrawl.storage.lines import encode
from newscrawl.storage.segment import Place, Segment, plain_name
from newscrawl.storage.sender import Arrival

COMMIT_ARTICLES = 50
COMMIT_SECONDS = 5.0


@define
class ArticleStore:
    """Takes the articles of one run of one site.

    ``stored`` counts those that the state knows to be where they belong, and ``files`` names the segments that they are
    in. With a bucket, :meth:`take_in` makes them so, those of earlier runs too.
    """

    destination: Destination
    site: str
    run_id: str
    state: SiteState
    stored: int = field(default=0, init=False)
    appended: int = field(default=0, init=False)
    files: list[str] = field(factory=list, init=False)
    _begun: int = field(default=0, init=False)
    _segment: Segment | None = field(default=None, init=False)
    _uncommitted: list[Known] = field(factory=list, init=False)
    _committed_at: float = field(factory=time.monotonic, init=False)

    def append(self, article: Article) -> None:
        """Write an article's line. It is durable after the next commit, and stored once its segment is finished.

        Raises:
            StorageError: the line could not be written; the article is no longer claimed.
            StateError: a commit that became due was refused.
        """
        known = Known.of(article)
        try:
            self._write(encode(article), (article.fetched_at or "")[:10])
        except Exception:
            self.state.articles.release(known.id)
            raise
        self._uncommitted.append(known)
        self.appended += 1
        if len(self._uncommitted) >= COMMIT_ARTICLES:
            self.commit()

    def _write(self, line: bytes, day: str) -> None:
        segment = self._segment
        if segment and (segment.day != day or 0 < segment.size > self.destination.max_bytes - len(line)):
            self.finish_segment()
        if not self._segment:
            self._begun += 1
            place = Place(self.destination.work.root, f"site={self.site}/date={day}/{self.run_id}-{self._begun}.jsonl")
            self._segment = Segment.create(place, day, self.destination.disk)
        try:
            self._segment.append(line)
        except StorageError:
            if self._segment.is_torn:
                self.close()
            raise

    def commit_if_due(self) -> None:
        """Commit where the last commit is long enough ago, and finish what is old: a slow site does both too."""
        if self._segment and self._segment.age >= self.destination.max_seconds:
            self.finish_segment()
        elif time.monotonic() - self._committed_at >= COMMIT_SECONDS:
            self.commit()

    def commit(self) -> None:
        """The commit point: sync the file, then tell the state.

        Raises:
            StorageError: the lines could not be made durable; their articles are no longer claimed.
            StateError: the state does not know the lines; recovery will tell it.
        """
        self._committed_at = time.monotonic()
        if self._segment and self._uncommitted:
            self._sync(self._segment)
            name, written = self._segment.place.name, self._uncommitted
            self.state.articles.spool(name, written)
            self._segment.committed = self._segment.size
            self._uncommitted = []

    def _sync(self, segment: Segment) -> None:
        try:
            segment.sync()
        except StorageError:
            if not segment.is_torn:
                for known in self._uncommitted:
                    self.state.articles.release(known.id)
            self.close()
            raise

    def finish_segment(self) -> None:
        """Commit and give the segment its final name; where it stands in its last place by that, it is stored.

        Raises:
            StorageError, StateError: what could not be finished is left to recovery.
        """
        if not self._segment:
            return
        self.commit()
        segment, self._segment = self._segment, None
        segment.close()
        if not segment.size:
            self.destination.remove(segment.place)
            return
        sealed = self.destination.finish(segment.place)
        if self.destination.bucket is None:
            self._count(segment.place.name, sealed)

    def take_in(self, arrivals: Iterable[Arrival]) -> None:
        """The bucket has these segments: their articles are stored, and their files can go.

        Raises:
            StorageError, StateError: what could not be noted is sent again by the next run, which does no harm.
        """
        for arrival in arrivals:
            self._count(plain_name(arrival.name), arrival.sealed)
            self.destination.work.remove(arrival.name)

    def _count(self, spooled: str, sealed: Sealed) -> None:
        self.stored += mark_stored(self.destination, self.state, spooled, sealed)
        self.files.append(sealed.name)

    def close(self) -> None:
        """Let go of what could not be finished: recovery will look at it."""
        if self._segment:
            self._segment.close()
        self._segment, self._uncommitted = None, []


def mark_stored(destination: Destination, state: SiteState, spooled: str, sealed: Sealed) -> int:
    """A segment, known to the state under its plain name, stands where it belongs. Returns how many articles it holds.

    Raises:
        StorageError, StateError: the manifest or the state does not take it; recovery will tell them.
    """
    destination.manifest.append(sealed)
    return state.segments.seal(spooled, sealed)
