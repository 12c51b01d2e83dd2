"""Make a site's state anew from its finished segments: articles, their addresses, and the manifest.

What no line tells is gone: which addresses were refused, wait, or failed. A source may name them again.
"""

from __future__ import annotations

from newscrawl.errors import StorageError
from newscrawl.state import SiteState
from newscrawl.storage.compact import finish_merges, take_over_notes
from newscrawl.storage.destination import Destination
from newscrawl.storage.lines import NOT_READABLE, describe, known_in
from newscrawl.storage.recover import adopt
from newscrawl.storage.segment import plain_name
from newscrawl.storage.shelf import segment_names
from newscrawl.storage.verify import differences


def rebuild(destination: Destination, site: str, state: SiteState) -> list[str]:
    """Fill a site's empty state; return what differs from the manifest beside the data, or could not be compared.

    What a killed compaction has left is done first, as far as it can be.

    Raises:
        StorageError: the bucket does not answer, or refuses, or a note of a compaction cannot be kept.
        StateError: the state refuses a change.
    """
    told = []
    take_over_notes(destination, site)
    for name in segment_names(destination.shelf, site):
        try:
            _remember(destination, name, state)
        except NOT_READABLE as error:
            told.append(f"{name}: it cannot be read, and its articles are not remembered: {error}")
    try:
        finish_merges(destination, site, state)
    except StorageError as error:
        told.append(str(error))
    listed = destination.manifest.read(site).sealed
    for name, sealed in state.segments.sealed().items():
        row = listed.get(name) or destination.noted(name)
        told += [f"{name}: {difference}" for difference in differences(sealed, row)]
    return told + [f"{name}: it is missing" for name in sorted(listed.keys() - segment_names(destination.shelf, site))]


def _remember(destination: Destination, name: str, state: SiteState) -> None:
    with destination.shelf.open(name) as file:
        sealed = describe(file, name)
        adopt(state, plain_name(name), known_in(file, name))
    state.segments.seal(plain_name(name), sealed)
