"""The state that belongs to a data folder: never made anew where there was one, and only for the store it tells of."""

from __future__ import annotations

import functools

from newscrawl.config import Config
from newscrawl.errors import UsageError
from newscrawl.state import Database, SiteState
from newscrawl.storage.destination import Destination


@functools.cache
def open_database(config: Config) -> Database:
    """The state of these settings; one serves all sites of a process, so that they wait in vain for it only once.

    Raises:
        UsageError: the state's address is wrong.
        StateError: it is missing though there was one, cannot be used, or a newer version of this program wrote it.
    """
    return Database.open(config.state_url, new=not _was_used(config))


def open_state(config: Config, site: str) -> SiteState:
    """What the state of these settings remembers of a site; it raises what :func:`open_database` raises."""
    return SiteState.of(open_database(config), site)


def _was_used(config: Config) -> bool:
    """Whether a segment was ever finished or a run recorded here: both come after the state."""
    return Destination.of(config).manifest.exists() or any((config.data_folder / "runs").glob("*.json"))


def check_store(destination: Destination, state: SiteState) -> None:
    """Make sure that the state tells of this store. To be called under the site's lock, before anything else.

    Raises:
        UsageError: it tells of another one: what is in one store is not missing from another.
        StateError: the state cannot be asked.
    """
    noted = state.database.note_store(destination.address)
    if noted != destination.address:
        raise UsageError(
            f"the articles are in {noted or 'the default store'}, and NEWSCRAWL_STORE is now "
            f"{destination.address or 'not set'}: set it back, or move them there and run `newscrawl state rebuild`"
        )
