"""What a run's counts mean: did the site fail, and with which exit code does the process end?"""

from __future__ import annotations

from collections.abc import Iterable

from newscrawl.errors import SiteLockedError, UsageError
from newscrawl.run.record import RunRecord

EXIT_OK, EXIT_FAILED = 0, 1
EXIT_USAGE, EXIT_LOCKED = UsageError.exit_code, SiteLockedError.exit_code
MIN_TRIED = 5  # with fewer articles tried, a bad share of them is bad luck


def failure(record: RunRecord) -> str | None:
    """Why the site counts as failed; None where it does not."""
    if record.problem:
        return record.problem
    if record.sources and not record.sources_read:
        return "no source could be read"
    failed = sum(record.failed.values())
    if record.tried >= MIN_TRIED and failed * 2 > record.tried:
        return f"{failed} of {record.tried} articles failed"
    return None


def exit_code(codes: Iterable[int]) -> int:
    """The code of several sites together: wrong use before failed before locked; locked only where all of them were."""
    given = list(codes)
    for code in (EXIT_USAGE, EXIT_FAILED):
        if code in given:
            return code
    return EXIT_LOCKED if given and all(code == EXIT_LOCKED for code in given) else EXIT_OK
