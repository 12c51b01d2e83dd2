"""What is done to a data folder between runs, site by site, each under its lock: flush, compact, verify, rebuild."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from attrs import field, frozen
from sqlalchemy.engine import make_url

from newscrawl.config import Config
from newscrawl.errors import SiteLockedError, StorageError, UsageError
from newscrawl.run.lock import SiteLock
from newscrawl.run.record import new_run_id, recorded_sites
from newscrawl.state import Database, SiteState
from newscrawl.storage.compact import compact, finish_merges
from newscrawl.storage.destination import Destination
from newscrawl.storage.lines import site_of
from newscrawl.storage.manifest import Listed
from newscrawl.storage.memory import check_store, open_state
from newscrawl.storage.rebuild import rebuild
from newscrawl.storage.recover import recover
from newscrawl.storage.sender import Sender
from newscrawl.storage.store import ArticleStore
from newscrawl.storage.verify import verify

LOGS = ("-wal", "-shm")  # what SQLite keeps beside a state


@frozen
class Done:
    """What came of a command: what people are told, what is wrong, and which sites were left out as locked."""

    told: list[str] = field(factory=list)
    wrong: list[str] = field(factory=list)
    locked: list[str] = field(factory=list)

    @property
    def exit_code(self) -> int:
        """1 where something is wrong, 75 where something could not be looked at, else 0."""
        return 1 if self.wrong else SiteLockedError.exit_code if self.locked else 0


def flush_spool(config: Config) -> Done:
    """Send all that waits in the spool, now.

    Raises:
        UsageError: the bucket refuses what this machine may do there.
        StorageError, StateError: the data folder or the state cannot be used.
    """
    destination = Destination.of(config)
    done = Done()
    if destination.bucket is None:
        done.told.append(f"the store is the folder {destination.work}: nothing is to be sent")
        return done
    for site in _sites(map(site_of, destination.work.names("site="))):
        try:
            with _site(config, destination, site) as state:
                _flush_site(destination, site, state, done)
        except (SiteLockedError, StorageError) as error:  # the other sites are sent all the same
            done.wrong.append(str(error))
    return done


def _flush_site(destination: Destination, site: str, state: SiteState, done: Done) -> None:
    recover(destination, site, state)
    if destination.bucket is None or not destination.work.names(f"site={site}/"):
        return
    destination.bucket.greet()
    sender = Sender(destination.work, destination.bucket, site)
    sender.send()
    store = ArticleStore(destination, site, "flush", state)
    store.take_in(sender.arrivals())
    if store.files:
        done.told.append(f"{site}: sent {store.stored} articles in {len(store.files)} files")
    left = sum(map(len, state.segments.spooled().values()))
    done.wrong.extend(f"{site}: {problem}" for problem in (sender.damaged, sender.problem) if problem)
    if left:
        done.wrong.append(f"{site}: {left} articles wait in {destination.work}")


def compact_store(config: Config, names: Iterable[str] = ()) -> Done:
    """Merge the closed days of these sites, or of all that are stored.

    Raises:
        UsageError: a site is named of which nothing is stored.
        StorageError, StateError: a segment or the state cannot be used.
    """
    run_id = new_run_id()

    def one(destination: Destination, site: str, state: SiteState, done: Done) -> None:
        recover(destination, site, state)
        for merged in compact(destination, site, state, run_id):
            done.told.append(f"{merged.name}: {merged.rows} articles of {len(merged.replaces)} files")

    return _each(config, names, one)


def verify_store(config: Config, names: Iterable[str] = ()) -> Done:
    """Check what is stored of these sites, or of all. What a killed compaction has left is done first.

    Raises:
        UsageError: a site is named of which nothing is stored.
        StorageError, StateError: the bucket or the state cannot be used.
    """

    def one(destination: Destination, site: str, state: SiteState, done: Done) -> None:
        finish_merges(destination, site, state)
        expected = state.segments.sealed()
        wrong = verify(destination, site, expected)
        done.wrong.extend(wrong)
        done.told.append(f"{site}: {len(expected)} files, {sum(row.rows for row in expected.values())} articles")

    return _each(config, names, one)


def _each(config: Config, names: Iterable[str], work: Callable[[Destination, str, SiteState, Done], None]) -> Done:
    destination = Destination.of(config)
    there = _stored_sites(config, destination)
    if unknown := sorted(set(names) - set(there)):
        raise UsageError(f"nothing is stored of {', '.join(unknown)}")
    done = Done()
    for site in names or there:
        try:
            with _site(config, destination, site) as state:
                work(destination, site, state, done)
        except SiteLockedError as error:
            done.locked.append(str(error))
        except StorageError as error:  # the other sites are looked after all the same
            done.wrong.append(f"{site}: {error}")
    return done


def rebuild_state(config: Config, names: Iterable[str] = ()) -> Done:
    """Make the state, and the manifest beside it, anew from what is stored; the old ones are kept under other names.

    It knows these sites then, and no others; without names those that DATA knows, or all where it knows none.

    Raises:
        UsageError: the state is no SQLite file, or a site is named of which nothing is stored.
        SiteLockedError: a site is being crawled.
        StorageError, StateError: the store or the new state cannot be used.
    """
    address = make_url(config.state_url)
    if address.get_backend_name() != "sqlite" or not address.database:
        raise UsageError("only a state that is a SQLite file can be rebuilt")
    file = Path(address.database)
    draft = file.with_name(f"_{file.name}.draft")
    destination = Destination.of(config)
    listed = destination.manifest.read()
    olds = [file, *([destination.manifest.file] if destination.manifest.exists() else [])]
    done = Done(wrong=[f"{destination.manifest.file}: line {number} is damaged" for number in listed.damaged])
    own = _own_sites(config, destination, listed)
    sites = _sites(names) or own or _stored_sites(config, destination)
    _check_stored(destination, set(sites) - set(own))
    with ExitStack() as locks:
        for site in _sites([*sites, *_locks(config)]):
            locks.enter_context(_locked(config, site))
        _remove(draft)
        database = Database.open(f"sqlite:///{draft}")
        found = [one for one in listed.sealed.values() if one.site not in sites]
        try:
            for site in sites:
                state = SiteState.of(database, site)
                check_store(destination, state)
                done.wrong.extend(rebuild(destination, site, state))
                sealed = state.segments.sealed().values()
                found.extend(sealed)
                done.told.append(f"{site}: {sum(row.rows for row in sealed)} articles in {len(sealed)} files")
        finally:
            database.engine.dispose()
        done.told.extend(f"{site}: left out, the new state does not know it" for site in own if site not in sites)
        done.told.extend(_replace(olds, draft))
        destination.manifest.replace(found)
    return done


def _replace(olds: list[Path], draft: Path) -> list[str]:
    """Put the new state in the old one's place, then the rest aside, which shows till then that there was a state."""
    moment = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    try:
        told = _set_aside(olds[0], moment)
        draft.rename(olds[0])
        for file in olds[1:]:
            told += _set_aside(file, moment)
    except OSError as error:
        raise StorageError(f"cannot put {draft} in the place of {olds[0]}: {error.strerror}") from error
    return told


def _set_aside(file: Path, moment: str) -> list[str]:
    kept = file.with_name(f"{file.name}.replaced-{moment}")
    told = []
    for suffix in ("", *LOGS):  # without its log, an old state would pass for a whole one
        old = file.with_name(file.name + suffix)
        if old.exists():
            old.rename(kept.with_name(kept.name + suffix))
            told = [f"the old {file.name} is kept as {kept}"]
    return told


def _remove(draft: Path) -> None:
    for suffix in ("", *LOGS):
        file = draft.with_name(draft.name + suffix)
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(f"cannot remove {file}: {error.strerror}") from error


def _own_sites(config: Config, destination: Destination, listed: Listed) -> list[str]:
    """The sites that were crawled with this DATA. Who looked after a site has left nothing in its lock.

    Run records are asked where nothing else is left.
    """
    ran = [file.stem for file in (config.data_folder / "locks").glob("*.lock") if file.stat().st_size]
    here = map(site_of, destination.work.names("site="))
    own = _sites([*ran, *here, *(one.site for one in listed.sealed.values())])
    return own or sorted(recorded_sites(config.data_folder))


def _locks(config: Config) -> list[str]:
    """The sites that were ever crawled or looked after with this DATA."""
    return [file.stem for file in (config.data_folder / "locks").glob("*.lock")]


def _check_stored(destination: Destination, names: Iterable[str]) -> None:
    if unknown := sorted(name for name in names if not destination.shelf.names(f"site={name}/")):
        raise UsageError(f"nothing is stored of {', '.join(unknown)}")


def _stored_sites(config: Config, destination: Destination) -> list[str]:
    """The sites of which there is anything: files, or a lock."""
    return _sites([*map(site_of, destination.shelf.names("site=")), *_locks(config)])


def _sites(names: Iterable[str]) -> list[str]:
    return sorted({name.removeprefix("site=") for name in names})


@contextmanager
def _locked(config: Config, site: str) -> Iterator[None]:
    lock = SiteLock(config.data_folder, site)
    lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _site(config: Config, destination: Destination, site: str) -> Iterator[SiteState]:
    """A site's state, under the site's lock.

    Raises:
        UsageError: the state tells of another store.
        SiteLockedError: a run or another command is at the site.
        StorageError, StateError: the data folder or the state cannot be used.
    """
    with _locked(config, site):
        state = open_state(config, site)
        try:
            check_store(destination, state)
            yield state
        finally:
            state.close()
