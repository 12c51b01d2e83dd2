"""Merge the segments of a site's closed days into one a day. Only under the site's lock.

A note beside the segments tells what is going on. While it stands there, and the merged segment too, the old ones do
not count: that moment, the merged one's arrival, is the only one at which anything changes for readers. Killed before,
the old ones stand; killed after, the rest is done at the next start. A bucket may take what a killed process has sent
long after: there the same object is sent again, under the same name.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import msgspec
from attrs import asdict, evolve

from newscrawl.errors import Refused, StorageError, Unreachable
from newscrawl.state import Sealed, SiteState
from newscrawl.storage.destination import Destination
from newscrawl.storage.lines import NOT_READABLE, SUFFIXES, compression_of, describe, open_lines, reading
from newscrawl.storage.segment import Place, plain_name
from newscrawl.storage.shelf import Merge, Shelf, read_merges, segment_names

logger = logging.getLogger(__name__)


def compact(destination: Destination, site: str, state: SiteState, run_id: str) -> list[Sealed]:
    """Merge every day before today (UTC) that has several segments; return the merged ones.

    Raises:
        StorageError: a segment cannot be read, written, sent or removed.
        StateError: the state refuses a change.
    """
    notes = read_merges(destination.work, destination.work.names(f"site={site}/"))
    open_days = {name.split("/")[1] for name in (*state.segments.spooled(), *(merge.name for merge in notes))}
    days: dict[str, list[str]] = {}
    ours = state.segments.sealed().keys()  # what else is in a bucket is another machine's
    for name in filter(ours.__contains__, segment_names(destination.shelf, site)):
        days.setdefault(name.split("/")[1], []).append(name)
    today = f"date={datetime.now(UTC).date()}"
    name = f"{run_id}-merged.jsonl{SUFFIXES[destination.compression]}"
    return [
        _merge(destination, Merge(f"site={site}/{day}/{name}", tuple(names)), state)
        for day, names in days.items()
        if len(names) > 1 and day < today and day not in open_days
    ]


def _merge(destination: Destination, merge: Merge, state: SiteState) -> Sealed:
    place = Place(destination.work.root, plain_name(merge.name))
    try:
        destination.disk.make_folder(place.draft.parent)
        destination.write_draft(place, _lines(destination.shelf, merge.replaces))
        with place.draft.open("rb") as file:
            sealed = describe(file, merge.name)
    except NOT_READABLE as error:
        raise StorageError(f"cannot merge {', '.join(merge.replaces)}: {error}") from error
    for shelf in _shelves(destination):
        _write_note(shelf, merge)
    if (sent := destination.shelf.send(place.draft, sealed)) != sealed:
        raise StorageError(f"{destination.shelf}/{sealed.name} was there already, and is another one; see {sent.name}")
    destination.work.remove(place.draft.relative_to(destination.work.root).as_posix())
    return _conclude(destination, merge, sealed, state)


def _lines(shelf: Shelf, names: Iterable[str]) -> Iterator[bytes]:
    for name in names:
        with shelf.open(name) as file:
            yield from open_lines(file, name)


def _write_note(shelf: Shelf, merge: Merge) -> None:
    shelf.write(merge.note, msgspec.json.encode(asdict(merge)))


def take_over_notes(destination: Destination, site: str) -> None:
    """Where DATA was lost, the notes in the bucket tell which compactions the next start has to finish.

    Raises:
        StorageError: a note cannot be read or written.
    """
    for merge in read_merges(destination.shelf, destination.shelf.names(f"site={site}/")):
        _write_note(destination.work, merge)


def finish_merges(destination: Destination, site: str, state: SiteState) -> None:
    """Do the rest of what a killed compaction has left; in a folder, undo it where nobody could have seen it.

    Raises:
        StorageError: a segment or a note cannot be read or removed. A bucket that does not answer, or refuses, is no
            error: the notes stand, and say what counts.
        StateError: the state refuses a change.
    """
    for merge in read_merges(destination.work, destination.work.names(f"site={site}/")):
        try:
            _finish_merge(destination, merge, state)
        except (Refused, Unreachable) as error:
            logger.warning("%s: a compaction is not finished yet: %s", site, error)
            return


def _finish_merge(destination: Destination, merge: Merge, state: SiteState) -> None:
    try:
        with reading(f"{destination.shelf}/{merge.name}"), destination.shelf.open(merge.name) as file:
            sealed = describe(file, merge.name)
    except FileNotFoundError:
        if destination.bucket and set(merge.replaces) <= set(
            destination.bucket.names(f"{merge.name.rpartition('/')[0]}/")
        ):
            _merge(evolve(destination, compression=compression_of(merge.name)), merge, state)
        else:
            _remove_notes(destination, merge)
        return
    if destination.bucket is None:
        destination.work.settle(merge.name)
    _conclude(destination, merge, sealed, state)


def _conclude(destination: Destination, merge: Merge, sealed: Sealed, state: SiteState) -> Sealed:
    merged = evolve(sealed, replaces=merge.replaces)
    destination.manifest.append(merged)
    state.segments.merge(merged)
    for name in merge.replaces:
        destination.shelf.remove(name)
    _remove_notes(destination, merge)
    return merged


def _remove_notes(destination: Destination, merge: Merge) -> None:
    for shelf in reversed(_shelves(destination)):
        shelf.remove(merge.note)


def _shelves(destination: Destination) -> list[Shelf]:
    """Where notes stand: here, for the next start, and in the bucket, for its readers; here they are first and last."""
    return [destination.work, *([destination.bucket] if destination.bucket else [])]
