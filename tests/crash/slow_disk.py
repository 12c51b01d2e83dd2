"""The tests' command line on a slow disk, where every step takes its time: python -m tests.crash.slow_disk crawl local.

Finishing a segment is over in a moment. Here it takes so long that many kills fall between two of its steps.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Any

import tests.command  # noqa: F401 - it adds the tests' spiders
from newscrawl.cli import main
from newscrawl.storage.disk import Disk

STEPS = ("create", "sync", "rename", "remove", "sync_folder")
SECONDS = 0.015


def slow(step: Callable[..., Any]) -> Callable[..., Any]:
    """The same step, after a pause."""

    @functools.wraps(step)
    def later(*arguments: object) -> Any:  # noqa: ANN401 - whatever the step returns
        time.sleep(SECONDS)
        return step(*arguments)

    return later


if __name__ == "__main__":
    for name in STEPS:
        setattr(Disk, name, slow(getattr(Disk, name)))
    main()
