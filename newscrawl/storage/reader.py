"""Read back what is stored: finished files only, in the order in which they were fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.config import load_config
from newscrawl.records import Article
from newscrawl.storage.lines import decode


def sealed_files(folder: Path, *sites: str) -> list[Path]:
    """The finished files under a store's folder, of these sites or of all, by day and name."""
    found = {file for site in sites or "*" for file in folder.glob(f"site={site}/date=*/*.jsonl")}
    return sorted(found, key=lambda file: (file.parent.name, file))


def read_lines(folder: Path, sites: Iterable[str] = (), since: datetime | None = None) -> Iterator[bytes]:
    """Yield the lines under a store's folder, with their line ends; ``since`` bounds ``fetched_at``, inclusive."""
    first = since.astimezone(UTC).isoformat(timespec="seconds") if since else ""
    for file in sealed_files(folder, *sites):
        if file.parent.name.removeprefix("date=") < first[:10]:
            continue
        with file.open("rb") as lines:
            for line in lines:
                if not first or (decode(line).fetched_at or "") >= first:
                    yield line


def read_articles(
    folder: str | Path | None = None, *, site: str | Iterable[str] = (), since: datetime | None = None
) -> Iterator[Article]:
    """Yield the stored articles.

    Args:
        folder: the store's folder; without it the one of the settings, DATA/articles by default.
        site: one site's name or several; all without it.
        since: the first moment of ``fetched_at`` that counts, with a zone.

    Raises:
        UsageError: the settings cannot be read.
    """
    sites = [site] if isinstance(site, str) else site
    return map(decode, read_lines(Path(folder) if folder else load_config().store_folder, sites, since))
