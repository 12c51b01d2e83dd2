"""Put right what a killed run left. Only under the site's lock, before anything is written.

Growing files keep their whole lines, are finished, and their articles remembered; articles whose lines are gone are
forgotten, so that they are fetched again. With a bucket, finished files wait in the spool to be sent.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Iterable
from itertools import compress, islice

from attrs import frozen

from newscrawl.errors import StateError, StorageError
from newscrawl.state import Known, Sealed, SiteState
from newscrawl.state.database import REBUILD
from newscrawl.storage.compact import finish_merges
from newscrawl.storage.destination import Destination
from newscrawl.storage.disk import DRAFT
from newscrawl.storage.lines import decode_whole, describe, known_in, reading
from newscrawl.storage.segment import Place, plain_name
from newscrawl.storage.shelf import Merge, segment_names
from newscrawl.storage.store import mark_stored

logger = logging.getLogger(__name__)
ADOPT_ARTICLES = 1000  # told to the state at once


@frozen(kw_only=True)
class Recovered:
    """What recovery did: articles saved from growing files, and articles whose lines or whole files are gone."""

    saved: int = 0
    lost: int = 0


def recover(destination: Destination, site: str, state: SiteState, *, is_away: bool = False) -> Recovered:
    """Bring the site's files and its state into agreement.

    Of a bucket that ``is_away``, nothing is asked: a compaction that is not finished yet is left to a later start.

    Raises:
        StorageError: a file cannot be read or finished, or a finished one is damaged.
        StateError: the state refuses a change, or is an older one than the manifest tells of.
    """
    try:
        _check_is_current(destination, site, state)
        for draft in destination.hidden(site, DRAFT):
            destination.disk.remove(draft)
        if not is_away:
            finish_merges(destination, site, state)
        return _agree(destination, site, state)
    except OSError as error:
        raise StorageError(f"the files of {site} cannot be recovered: {error}") from error


def _agree(destination: Destination, site: str, state: SiteState) -> Recovered:
    spooled, known = state.segments.spooled(), state.segments.sealed()
    delivered = {one.sha256 for one in known.values()} if destination.bucket else set()
    finished = segment_names(destination.work, site)
    _check_is_there(destination, site, known.keys(), finished)
    there = {plain_name(name) for name in finished}
    saved: set[str] = set()
    lost = 0
    for name in finished:
        if destination.bucket and plain_name(name) in spooled:
            continue  # known, and still to be sent
        if delivered and _digest(destination, name) in delivered:
            destination.work.remove(name)
        elif name not in known:
            destination.work.settle(name)
            articles, sealed = _read_finished(destination, name)
            lost += _remember(state, plain_name(name), articles, spooled)
            saved |= _ids(articles)
            _mark_stored(destination, state, plain_name(name), sealed)
    over = there | ({plain_name(name) for name in known} if destination.bucket else set())
    for place in destination.growing(site):
        if place.name in over or not (articles := _keep_whole_lines(destination, place)):
            destination.remove(place)
            continue
        there.add(place.name)
        lost += _remember(state, place.name, articles, spooled)
        saved |= _ids(articles)
        sealed = destination.finish(place)
        finished.append(sealed.name)
        _mark_stored(destination, state, place.name, sealed)
    gone = spooled.keys() - there
    if destination.bucket is None:
        gone |= known.keys() - set(finished)
    return Recovered(saved=len(saved), lost=lost + state.segments.lose(gone))


def _check_is_current(destination: Destination, site: str, state: SiteState) -> None:
    """A bucket is not looked through, so the state has to know what the manifest told last."""
    if destination.bucket is None:
        return
    for one in destination.manifest.latest(site):
        if state.segments.knows(one.name):
            return
        if not _is_under_way(destination, one):
            raise StateError(f"the state does not know {one.name}, so it is older than what is stored: {REBUILD}")


def _is_under_way(destination: Destination, sealed: Sealed) -> bool:
    """Whether a run was killed before it told the state: then the note of the compaction is there, or the file."""
    folder = destination.work
    return Merge(sealed.name, sealed.replaces).note in folder.names(f"site={sealed.site}/") or any(
        _digest(destination, name) == sealed.sha256 for name in segment_names(folder, sealed.site)
    )


def _check_is_there(destination: Destination, site: str, known: Collection[str], finished: list[str]) -> None:
    """One file that vanished was deleted. All of them: that is a disk that is not mounted, or another folder."""
    if destination.bucket or not known or not set(known).isdisjoint(finished):
        return
    if len(known) > 1 or not destination.work.names("site="):
        raise StorageError(
            f"none of the {len(known)} files of {site} is in {destination.work}: is its disk mounted, is it the right "
            "store? If they are gone for good, `newscrawl state rebuild` forgets them"
        )


def _mark_stored(destination: Destination, state: SiteState, plain: str, sealed: Sealed) -> None:
    if destination.bucket is None:
        mark_stored(destination, state, plain, sealed)


def _remember(state: SiteState, plain: str, articles: list[Known], spooled: dict[str, set[str]]) -> int:
    """Tell the state what is in a file, before that counts as finished; return how many articles should be and are not.

    Those are forgotten first: with the others they would count as stored.
    """
    gone = spooled.get(plain, set()) - _ids(articles)
    if gone:
        state.segments.forget({plain: gone})
    adopt(state, plain, articles)
    return len(gone)


def adopt(state: SiteState, plain: str, articles: Iterable[Known]) -> None:
    """Tell the state of articles in a file that was there before it knew of it.

    Raises:
        StateError: the state refuses a change.
    """
    rest = iter(articles)
    while some := list(islice(rest, ADOPT_ARTICLES)):
        state.articles.spool(plain, some)


def _keep_whole_lines(destination: Destination, place: Place) -> list[Known]:
    """Leave in a growing file its whole and sound lines only, durably; return what they are about."""
    with reading(place.growing), place.growing.open("rb") as file:
        found = [_sound(line) for line in file]
    sound = [known for known in found if known]
    with place.growing.open("rb") as file:
        if len(sound) == len(found):
            destination.disk.sync(file)
            return sound
        logger.warning("%s: %d damaged lines are left out", place.growing, len(found) - len(sound))
        with destination.disk.create(place.draft) as draft:
            destination.disk.write_all(draft, b"".join(compress(file, found)))
            destination.disk.sync(draft)
    destination.disk.rename(place.draft, place.growing)
    destination.disk.sync_folder(place.growing.parent)
    return sound


def _ids(articles: list[Known]) -> set[str]:
    return {one.id for one in articles}


def _sound(line: bytes) -> Known | None:
    try:
        return Known.of(decode_whole(line))
    except ValueError:
        return None


def _digest(destination: Destination, name: str) -> str:
    file = destination.work.root / name
    with reading(file), file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _read_finished(destination: Destination, name: str) -> tuple[list[Known], Sealed]:
    """What a finished segment holds, and what the manifest will tell of it.

    Raises:
        StorageError: it holds something else too, cannot be read or unpacked, or is not what the manifest says.
    """
    whole = f"{destination.work}/{name}"
    with reading(whole, "; removed, it is fetched again"), destination.work.open(name) as file:
        sealed = describe(file, name)
        articles = list(known_in(file, name))
    row = next((one for one in destination.manifest.latest(sealed.site) if one.name == name), sealed)
    if row.sha256 != sealed.sha256:
        raise StorageError(
            f"{whole} has sha256 {sealed.sha256} and not {row.sha256}, as the manifest says: put the right one back, "
            "or let `newscrawl state rebuild` take it as it is"
        )
    return articles, sealed
