"""What a run's counts mean: did the site fail, and with which exit code does the process end?"""

from __future__ import annotations

from collections.abc import Iterable

from newscrawl.errors import SiteLockedError, UsageError
from newscrawl.run.record import Outcome, RunRecord

EXIT_OK, EXIT_FAILED, EXIT_BLOCKED = 0, 1, 69
EXIT_USAGE, EXIT_LOCKED = UsageError.exit_code, SiteLockedError.exit_code
MIN_TRIED = 5  # with fewer articles tried, a bad share of them is bad luck


def failure(record: RunRecord) -> str | None:
    """Why the site counts as failed; None where it does not."""
    if record.problem:
        return record.problem
    if record.blocked:
        return None  # what could not be had is had when the time has come
    if record.sources and not record.sources_read:
        return "no source could be read"
    failed = sum(record.failed.values())
    if record.tried >= MIN_TRIED and failed * 2 > record.tried:
        return f"{failed} of {record.tried} articles failed"
    return None


def outcome(record: RunRecord, *, was_told_to_end: bool) -> Outcome:
    """The word for a run that has ended, its problem being known."""
    if record.problem:
        return "failed"
    if was_told_to_end:
        return "interrupted"
    return "blocked" if record.blocked else "ok"


def exit_code(codes: Iterable[int]) -> int:
    """The code of several sites: wrong use before failed before blocked before fine; locked only where all were."""
    given = list(codes)
    for code in (EXIT_USAGE, EXIT_FAILED, EXIT_BLOCKED):
        if code in given:
            return code
    return EXIT_LOCKED if given and all(code == EXIT_LOCKED for code in given) else EXIT_OK
