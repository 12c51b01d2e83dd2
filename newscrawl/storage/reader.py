"""Read back what is stored: finished segments only, in the order in which they were fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.config import load_config
from newscrawl.errors import StorageError
from newscrawl.records import Article
from newscrawl.storage.destination import Destination
from newscrawl.storage.lines import NOT_READABLE, decode, open_lines
from newscrawl.storage.shelf import Shelf, segment_names


def read_lines(shelf: Shelf, sites: Iterable[str] = (), since: datetime | None = None) -> Iterator[bytes]:
    """Yield the stored lines, with their line ends; ``since`` bounds ``fetched_at``, inclusive.

    Raises:
        StorageError: a segment cannot be read.
    """
    first = since.astimezone(UTC).isoformat(timespec="seconds") if since else ""
    names = [name for site in sites or ("",) for name in segment_names(shelf, site)]
    partitions = dict.fromkeys(tuple(name.split("/")[:2]) for name in sorted(names, key=_by_day))
    for site, day in partitions:
        if day.removeprefix("date=") >= first[:10]:
            for line in _read_partition(shelf, site.removeprefix("site="), day.removeprefix("date=")):
                if not first or (decode(line).fetched_at or "") >= first:
                    yield line


def _by_day(name: str) -> tuple[str, str]:
    return name.split("/")[1], name


def _read_partition(shelf: Shelf, site: str, day: str) -> Iterator[bytes]:
    """All lines of a site's day. Where compaction takes a segment away meanwhile, go on with what took its place."""
    told: set[int] = set()
    gone: set[str] = set()
    while True:
        try:
            for name in segment_names(shelf, site, day):
                for line in _read_segment(shelf, name):
                    if (mark := hash(line)) not in told:
                        told.add(mark)
                        yield line
        except FileNotFoundError as error:
            if name in gone:
                raise StorageError(f"{shelf}/{name} cannot be read: it is listed, and it is not there") from error
            gone.add(name)
            continue
        return


def _read_segment(shelf: Shelf, name: str) -> Iterator[bytes]:
    try:
        with shelf.open(name) as file:
            yield from open_lines(file, name)
    except FileNotFoundError:
        raise
    except NOT_READABLE as error:
        raise StorageError(f"{shelf}/{name} cannot be read: {error}") from error


def read_articles(
    store: str | Path | None = None, *, site: str | Iterable[str] = (), since: datetime | None = None
) -> Iterator[Article]:
    """Yield the stored articles.

    Args:
        store: the folder or s3:// address of the store; without it the one of the settings, DATA/articles by default.
        site: one site's name or several; all without it.
        since: the first moment of ``fetched_at`` that counts, with a zone.

    Raises:
        UsageError: the settings cannot be read.
        StorageError: a segment cannot be read, or holds something else too.
    """
    config = load_config({"store": None if store is None else str(store)})
    sites = [site] if isinstance(site, str) else site
    return map(decode, read_lines(Destination.of(config).shelf, sites, since))
