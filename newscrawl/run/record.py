"""The run record: DATA/runs/<run_id>.json says what a run did, also when nobody watched and when it was killed."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec
from attrs import evolve, field, frozen

from newscrawl.errors import StorageError
from newscrawl.folders import make_folder

Outcome = Literal["running", "ok", "failed", "blocked", "interrupted", "killed"]

_BLOCKED = "fetch/blocked/"


def new_run_id(now: datetime | None = None) -> str:
    """The start in UTC as YYYYMMDDTHHMMSSZ, a dash and 8 random hex digits."""
    return f"{now or datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"


@frozen(kw_only=True, slots=False)
class RunRecord:
    """One run of one site.

    Counts are of addresses. Of those asked for, ``new`` ones were named by a source, ``waiting`` ones left by earlier
    runs. ``stored`` counts articles in ``files``, those of earlier runs that were sent by this one too; ``spooled`` is
    what waits in the spool at the end. ``skipped`` and ``failed`` are by reason; ``bytes`` are of responses.
    ``blocked`` names the hosts that are not asked, and until when.
    """

    run_id: str
    site: str
    outcome: Outcome = "running"
    problem: str | None = None
    started_at: str
    ended_at: str | None = None
    process: int = 0
    found: int = 0
    waiting: int = 0
    new: int = 0
    stored: int = 0
    spooled: int = 0
    skipped: dict[str, int] = field(factory=dict)
    failed: dict[str, int] = field(factory=dict)
    warnings: dict[str, int] = field(factory=dict)
    blocked: dict[str, str] = field(factory=dict)
    sources: int = 0
    sources_read: int = 0
    tried: int = 0
    requests: int = 0
    bytes: int = 0
    files: tuple[str, ...] = ()

    @classmethod
    def begin(cls, site: str) -> RunRecord:
        """The record of a run that starts now."""
        now = datetime.now(UTC)
        return cls(run_id=new_run_id(now), site=site, started_at=now.isoformat(timespec="seconds"), process=os.getpid())

    def with_stats(self, stats: Mapping[str, object]) -> RunRecord:
        """The record with what the crawl has counted so far, out of Scrapy's stats."""
        return evolve(
            self,
            found=_number(stats, "discover/found"),
            waiting=_number(stats, "discover/waiting"),
            new=_number(stats, "discover/new"),
            skipped=_reasons(stats, "skipped", "refused"),
            failed=_reasons(stats, "failed"),
            warnings=_reasons(stats, "warnings"),
            blocked={name.removeprefix(_BLOCKED): str(stats[name]) for name in stats if name.startswith(_BLOCKED)},
            sources=_number(stats, "discover/sources"),
            sources_read=_number(stats, "discover/sources_read"),
            tried=_number(stats, "fetch/tried"),
            requests=_number(stats, "downloader/request_count"),
            bytes=_number(stats, "downloader/response_bytes"),
        )

    def write(self, data_folder: Path) -> None:
        """Write the record atomically: a reader meets the old one or the new one.

        Raises:
            StorageError: the folder cannot be written.
        """
        target = data_folder / "runs" / f"{self.run_id}.json"
        draft = target.with_suffix(".json.part")
        try:
            make_folder(target.parent)
            with draft.open("wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        except OSError as error:
            raise StorageError(f"cannot write to {target.parent}: {error.strerror}") from error


def close_dead_record(data_folder: Path, run_id: str) -> None:
    """Mark a run's record as ``killed`` where it still says ``running``, its lock being known to be free.

    Raises:
        StorageError: the folder cannot be written.
    """
    record = _read(data_folder / "runs" / f"{Path(run_id).name}.json")
    if record and record.outcome == "running":
        evolve(record, outcome="killed").write(data_folder)


def recorded_sites(data_folder: Path) -> set[str]:
    """The sites of which there is a record."""
    return {record.site for file in (data_folder / "runs").glob("*.json") if (record := _read(file))}


def _read(file: Path) -> RunRecord | None:
    """A record; None where it was removed, or damaged by hand, and says nothing about a run."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=RunRecord)
    except (OSError, ValueError):
        return None


def _number(stats: Mapping[str, object], name: str) -> int:
    value = stats.get(name, 0)
    return value if isinstance(value, int) else 0


def _reasons(stats: Mapping[str, object], *kinds: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in sorted(stats):
        parts = name.split("/", 2)
        if len(parts) == 3 and parts[1] in kinds:  # noqa: PLR2004 - stage/kind/reason
            found[parts[2]] = found.get(parts[2], 0) + _number(stats, name)
    return found
