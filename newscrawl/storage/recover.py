"""Put right what a killed run left. Only under the site's lock, before anything is written.

Growing files keep their whole lines, are finished, and their articles remembered; articles whose lines are gone are
forgotten, so that they are fetched again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec
from attrs import frozen

from newscrawl.errors import StorageError
from newscrawl.records import Article
from newscrawl.state import Known
from newscrawl.state.articles import Articles
from newscrawl.storage.lines import decode
from newscrawl.storage.reader import sealed_files
from newscrawl.storage.segment import PART, Place, finish


@frozen(kw_only=True)
class Recovered:
    """What recovery did: articles saved from growing files, and articles whose lines are lost."""

    saved: int = 0
    lost: int = 0


def recover(folder: Path, site: str, state: Articles) -> Recovered:
    """Bring the site's files and its state into agreement.

    Raises:
        StorageError: a file cannot be read or finished.
        StateError: the state refuses a change.
    """
    spooled = state.spooled()
    saved: set[str] = set()
    try:
        for part in sorted(folder.glob(f"site={site}/date=*/*.jsonl{PART}")):
            place = Place.of(folder, part)
            if place.finished.exists():
                part.unlink()
            elif articles := _keep_whole_lines(part):
                saved |= _adopt(state, place, articles)
            else:
                part.unlink()
        known = state.sealed_names()
        for file in sealed_files(folder, site):
            place = Place.of(folder, file)
            if place.name not in known:
                saved |= _adopt(state, place, [decode(line) for line in file.read_bytes().splitlines(keepends=True)])
    except (OSError, msgspec.DecodeError) as error:
        raise StorageError(f"the files of {site} cannot be recovered: {error}") from error
    lost = set().union(*spooled.values()) - saved
    state.forget(lost)
    return Recovered(saved=len(saved), lost=len(lost))


def _keep_whole_lines(part: Path) -> list[Article]:
    """Cut the file at its first line that is not whole and sound; return the articles before that."""
    articles: list[Article] = []
    length = 0
    with part.open("r+b") as file:
        for line in file:
            try:
                article = decode(line) if line.endswith(b"\n") else None
                if article is None or Known.of(article) is None:
                    break
            except (msgspec.DecodeError, UnicodeDecodeError, ValueError):
                break
            articles.append(article)
            length += len(line)
        file.truncate(length)
        os.fsync(file.fileno())
    return articles


def _adopt(state: Articles, place: Place, articles: Iterable[Article]) -> set[str]:
    """Remember the articles of a segment and finish it."""
    whole = list(articles)
    state.spool(place.name, [Known.of(article) for article in whole])
    state.seal(finish(place, whole))
    return {article.id for article in whole if article.id}
