"""Put right what a killed run left. Only under the site's lock, before anything is written.

Growing files keep their whole lines, are finished, and their articles remembered; articles whose lines are gone are
forgotten, so that they are fetched again.
"""

from __future__ import annotations

import os
from pathlib import Path

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
    """What recovery did: articles saved from growing files, and articles whose lines or whole files are gone."""

    saved: int = 0
    lost: int = 0


def recover(folder: Path, site: str, state: Articles) -> Recovered:
    """Bring the site's files and its state into agreement.

    Raises:
        StorageError: a file cannot be read or finished, or a finished one is damaged.
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
                saved |= _adopt(state, place, articles, spooled.get(place.name, set()))
            else:
                part.unlink()
        known = state.sealed_names()
        found = sealed_files(folder, site)
        for file in found:
            place = Place.of(folder, file)
            if place.name not in known:
                saved |= _adopt(state, place, _all_lines(file), spooled.get(place.name, set()))
    except OSError as error:
        raise StorageError(f"the files of {site} cannot be recovered: {error}") from error
    lost = set().union(*spooled.values()) - saved
    state.forget(lost)
    vanished = known - {Place.of(folder, file).name for file in found}
    return Recovered(saved=len(saved), lost=len(lost) + sum(map(state.lose, vanished)))


def _keep_whole_lines(part: Path) -> list[Article]:
    """Cut the file at its first line that is not whole and sound; return the articles before that."""
    articles: list[Article] = []
    length = 0
    with part.open("r+b") as file:
        for line in file:
            try:
                articles.append(_sound(line))
            except ValueError:
                break
            length += len(line)
        file.truncate(length)
        os.fsync(file.fileno())
    return articles


def _all_lines(file: Path) -> list[Article]:
    try:
        return [_sound(line) for line in file.read_bytes().splitlines(keepends=True)]
    except ValueError as error:
        raise StorageError(f"{file} holds a line that is no article of ours: {error}") from error


def _sound(line: bytes) -> Article:
    """The article of a line; ValueError where it is not whole, no article, or not a complete one."""
    if not line.endswith(b"\n"):
        raise ValueError("it has no end")
    article = decode(line)
    Known.of(article)
    return article


def _adopt(state: Articles, place: Place, articles: list[Article], spooled: set[str]) -> set[str]:
    """Remember the articles of a segment and finish it.

    Those that it should hold and does not are forgotten before: with the others they would count as stored.
    """
    whole = {article.id for article in articles if article.id}
    state.forget(spooled - whole)
    state.spool(place.name, [Known.of(article) for article in articles])
    state.seal(finish(place, articles))
    return whole
