"""A state is not made anew where there was one, and tells of one store only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from newscrawl.config import Config
from newscrawl.errors import StateError, UsageError
from newscrawl.run.record import RunRecord
from newscrawl.state import SiteState
from newscrawl.storage.destination import Destination
from newscrawl.storage.memory import check_store, open_database, open_state
from tests.state.samples import SITE, manifest_row, remember, story
from tests.storage.buckets import aws

__all__ = ["aws"]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data=str(tmp_path / "data"))


def check(config: Config, state: SiteState, store: str | None = None) -> None:
    """A start with this store."""
    check_store(Destination.of(Config(data=config.data, store=store)), state)


def open_in_another_process(config: Config) -> SiteState:
    open_database.cache_clear()
    return open_state(config, SITE)


def record_a_run(config: Config) -> None:
    RunRecord.begin(SITE).write(config.data_folder)


def finish_a_segment(config: Config) -> None:
    Destination.of(config).manifest.append(manifest_row(f"site={SITE}/date=2026-11-20/run-1.jsonl"))


@pytest.mark.parametrize("leave", [record_a_run, finish_a_segment], ids=lambda leave: leave.__name__)
def test_a_state_that_is_gone_is_not_made_anew_where_anything_tells_that_there_was_one(
    config: Config, leave: Callable[[Config], None]
) -> None:
    open_in_another_process(config).close()  # where nothing tells of one, it is made
    leave(config)
    open_in_another_process(config).close()
    (config.data_folder / "state.db").unlink()
    with pytest.raises(StateError, match=r"is missing: `newscrawl state rebuild`"):
        open_in_another_process(config)
    assert not (config.data_folder / "state.db").exists()


def test_the_sites_of_a_process_share_one_state_and_one_that_ends_leaves_it_to_the_others(config: Config) -> None:
    first, second = open_state(config, SITE), open_state(config, "lighthouse")
    assert first.database is second.database
    first.close()
    remember(second, 1)
    assert second.articles.find_by_id(story(1).id or "")
    second.close()


@pytest.mark.parametrize("is_finished", [False, True])
@pytest.mark.parametrize("site", [SITE, "lighthouse"])
def test_as_soon_as_a_segment_of_any_site_is_known_another_store_is_refused(
    config: Config, state: SiteState, tmp_path: Path, site: str, *, is_finished: bool
) -> None:
    slip = str(tmp_path / "slip")
    check(config, state, slip)
    check(config, state)  # nothing was stored by that slip, so it binds nobody
    remember(state, 1, sealed=is_finished)
    starting = SiteState.of(state.database, site)
    for _ in range(2):
        with pytest.raises(UsageError, match=r"are in the default store, and NEWSCRAWL_STORE is now .*slip: set it"):
            check(config, starting, slip)
        check(config, starting)


def test_a_state_that_knows_segments_and_no_store_takes_the_first_one(
    config: Config, state: SiteState, tmp_path: Path
) -> None:
    remember(state, 1)
    check(config, state, str(tmp_path / "moved"))
    with pytest.raises(UsageError, match=r"are in .*moved, and NEWSCRAWL_STORE is now not set"):
        check(config, state)


@pytest.mark.usefixtures("aws")
def test_one_store_is_one_however_it_is_spelled(config: Config, state: SiteState, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    articles = f"{config.data}/articles"
    spellings = {
        "": [None, articles, f"{articles}/", f"{config.data}/../data/articles"],
        "real": [f"{tmp_path}/real", f"{tmp_path}/real/", f"{tmp_path}/other/../real", f"{tmp_path}/link"],
        "bucket": ["s3://news/a", "s3://news/a/", "s3://news/a//"],
    }
    for number, (name, same) in enumerate(spellings.items(), 1):
        for store in same:
            check(config, state, store)
        remember(state, number)
        for store in (*same, *reversed(same)):
            check(config, state, store)
        others = [one for other, (one, *_) in spellings.items() if other != name]
        for store in others:
            with pytest.raises(UsageError):
                check(config, state, store)
        state.segments.lose(state.segments.sealed().keys())
