"""The end of the line: append, make durable, and only then remember.

The order is what the promise rests on. A line is written and synced before the state hears of its article; the file
gets its final name before the article counts as stored. Whatever is killed in between, newscrawl/storage/recover.py
puts right.
"""

from __future__ import annotations

import time
from pathlib import Path

from attrs import define, field

from newscrawl.records import Article
from newscrawl.state import Known
from newscrawl.state.articles import Articles
from newscrawl.storage.lines import encode
from newscrawl.storage.segment import Segment, finish

COMMIT_ARTICLES = 50
COMMIT_SECONDS = 5.0


@define
class ArticleStore:
    """Takes the articles of one run of one site. ``stored`` counts those that are in finished files."""

    folder: Path
    site: str
    run_id: str
    state: Articles
    stored: int = field(default=0, init=False)
    appended: int = field(default=0, init=False)
    files: list[str] = field(factory=list, init=False)
    _segment: Segment | None = field(default=None, init=False)
    _in_segment: list[Article] = field(factory=list, init=False)
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
            self._write(article)
        except Exception:
            self.state.release(known.id)
            raise
        self._uncommitted.append(known)
        self.appended += 1
        if len(self._uncommitted) >= COMMIT_ARTICLES:
            self.commit()

    def _write(self, article: Article) -> None:
        day = (article.fetched_at or "")[:10]
        if self._segment and self._segment.day != day:
            self.finish_segment()
        if not self._segment:
            self._segment = Segment.create(self.folder, self.site, day, self.run_id, len(self.files) + 1)
        self._segment.append(encode(article))
        self._in_segment.append(article)

    def commit_if_due(self) -> None:
        """Commit where the last commit is long enough ago: a slow site commits too."""
        if time.monotonic() - self._committed_at >= COMMIT_SECONDS:
            self.commit()

    def commit(self) -> None:
        """The commit point: sync the file, then tell the state."""
        self._committed_at = time.monotonic()
        if self._segment and self._uncommitted:
            self._segment.sync()
            self.state.spool(self._segment.place.name, self._uncommitted)
            self._uncommitted = []

    def finish_segment(self) -> None:
        """Commit, give the segment its final name, and count its articles as stored."""
        if not self._segment:
            return
        self.commit()
        segment, articles = self._segment, self._in_segment
        segment.close()
        self._segment, self._in_segment = None, []
        self.stored += self.state.seal(finish(segment.place, articles))
        self.files.append(segment.place.name)
