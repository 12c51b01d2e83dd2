"""A crawl of 500 articles is killed -9 at random moments, again and again, while a consumer looks at what it stores.

CRASH_KILLS sets how often in all (`make crash`), CRASH_SEED the choices.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.crash.trial import Trial
from tests.object_store import ObjectStore, fragile_store

__all__ = ["fragile_store"]
KILLS = int(os.environ.get("CRASH_KILLS") or 13)
IN_BUCKET = KILLS * 3 // 8
SEED = int(os.environ.get("CRASH_SEED") or random.randrange(10**6))  # noqa: S311 - no secret

pytestmark = pytest.mark.timeout(120 + 15 * KILLS)


def check(trial: Trial) -> None:
    """Run a trial; what it has counted is shown also when it fails."""
    try:
        trial.run()
    finally:
        print(trial.table())  # noqa: T201 - it is what people run it for
    assert trial.counted["kills"] == trial.kills


def test_killed_at_any_moment_a_crawl_to_disk_stores_every_article_exactly_once(tmp_path: Path) -> None:
    check(Trial(tmp_path, KILLS - IN_BUCKET, SEED))


def test_killed_at_any_moment_a_crawl_to_a_bucket_stores_every_article_exactly_once(
    tmp_path: Path, fragile_store: ObjectStore
) -> None:
    check(Trial(tmp_path, IN_BUCKET, SEED, fragile_store))
