"""Is what is stored what was stored? Every finished segment against the manifest, and every line against the schema."""

from __future__ import annotations

from collections import Counter

from newscrawl.records import SCHEMA_VERSION
from newscrawl.state import Sealed
from newscrawl.storage.destination import Destination
from newscrawl.storage.lines import NOT_READABLE, decode, describe, encode, open_lines
from newscrawl.storage.shelf import segment_names


def verify(destination: Destination, site: str, expected: dict[str, Sealed]) -> list[str]:
    """Everything that is wrong with a site's finished segments, a line each; ``expected`` is the state's manifest.

    Raises:
        StorageError: the bucket does not answer, or refuses.
    """
    names = segment_names(destination.shelf, site)
    wrong = [f"{name}: it is missing" for name in sorted(expected.keys() - set(names))]
    met: dict[bytes, str] = {}
    for name in names:
        wrong += _verify_segment(destination, name, expected.get(name), met)
    return wrong


def _verify_segment(destination: Destination, name: str, row: Sealed | None, met: dict[bytes, str]) -> list[str]:
    """``met`` holds the segment of every id and version so far, and gets those of this one."""
    doubles: Counter[str] = Counter()
    try:
        with destination.shelf.open(name) as file:
            found = describe(file, name)
            row = row or destination.noted(name)
            wrong = [f"{name}: {difference}" for difference in differences(found, row)]
            for number, line in enumerate(open_lines(file, name), 1):
                article = decode(line)
                if article.schema_version == SCHEMA_VERSION and encode(article) != line:
                    wrong.append(f"{name}: line {number} does not fit the schema")
                key = bytes.fromhex(article.id or "") + str(article.version).encode()
                if key in met:
                    doubles[met[key]] += 1
                met.setdefault(key, name)
    except NOT_READABLE as error:
        return [f"{name}: it cannot be read: {error}"]
    return wrong + [f"{name}: {count} articles stand in {other} too" for other, count in doubles.items()]


def differences(found: Sealed, row: Sealed | None) -> list[str]:
    """How a segment differs from what the manifest says of it."""
    if row is None:
        return ["it is not in the manifest"]
    return [
        f"{what} {getattr(found, what)} instead of {getattr(row, what)}"
        for what in ("sha256", "bytes", "rows")
        if getattr(found, what) != getattr(row, what)
    ]
