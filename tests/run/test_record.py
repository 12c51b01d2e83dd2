"""The run record says what a run did."""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import time_machine
from attrs import evolve

from newscrawl.errors import StorageError
from newscrawl.run.record import RunRecord, close_dead_record, new_run_id

RECORD = RunRecord(run_id="20261120T080000Z-00000001", site="harbour", started_at="2026-11-20T08:00:00+00:00")


def read(folder: Path, run_id: str = RECORD.run_id) -> RunRecord:
    return msgspec.json.decode((folder / "runs" / f"{run_id}.json").read_bytes(), type=RunRecord)


def test_run_ids_sort_by_their_start_and_are_never_the_same() -> None:
    now = datetime(2026, 11, 20, 8, 5, 9, tzinfo=UTC)
    ids = {new_run_id(now) for _ in range(50)}
    assert len(ids) == 50
    assert all(re.fullmatch(r"20261120T080509Z-[0-9a-f]{8}", one) for one in ids)
    assert max(ids) < new_run_id(now.replace(second=10))


def test_a_record_begins_running_with_its_process() -> None:
    with time_machine.travel("2026-11-20T08:00:00Z", tick=False):
        record = RunRecord.begin("harbour")
    assert (record.outcome, record.process, record.started_at) == ("running", os.getpid(), RECORD.started_at)
    assert record.run_id.startswith("20261120T080000Z-")


def test_what_is_written_is_read_again_and_can_be_read_by_people(tmp_path: Path) -> None:
    whole = evolve(RECORD, skipped={"known": 2}, files=("a.jsonl", "b.jsonl"), problem="none, really")
    whole.write(tmp_path)
    assert read(tmp_path) == whole
    text = (tmp_path / "runs" / f"{RECORD.run_id}.json").read_text()
    assert text.startswith('{\n  "run_id"')
    assert text.endswith("}\n")
    assert list(json.loads(text))[:3] == ["run_id", "site", "outcome"]


def test_a_reader_meets_the_old_record_or_the_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    RECORD.write(tmp_path)

    def refuse(_: int) -> None:
        assert read(tmp_path) == RECORD
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", refuse)
        with pytest.raises(StorageError, match=r"cannot write to .*runs: No space left on device"):
            evolve(RECORD, outcome="ok").write(tmp_path)
    assert read(tmp_path) == RECORD
    evolve(RECORD, outcome="ok").write(tmp_path)
    assert [file.name for file in (tmp_path / "runs").iterdir()] == [f"{RECORD.run_id}.json"]


def test_counts_are_summed_by_reason_over_the_stages() -> None:
    stats = {
        "discover/found": 20,
        "discover/new": 7,
        "discover/waiting": 2,
        "discover/sources": 3,
        "discover/sources_read": 2,
        "discover/skipped/outside_window": 4,
        "normalise/skipped/outside_window": 1,
        "normalise/refused/no_text": 2,
        "fetch/failed/http_404": 3,
        "fetch/tried": 9,
        "extract/failed/error_KeyError": 1,
        "normalise/warnings/no_date_published": 5,
        "downloader/request_count": 12,
        "downloader/response_bytes": 3456,
        "downloader/response_status_count/200": 11,
        "start_time": datetime(2026, 11, 20, tzinfo=UTC),
        "fetch/failed/with/slashes": 1,
    }
    assert RECORD.with_stats(stats) == evolve(
        RECORD, found=20, new=7, waiting=2, sources=3, sources_read=2, tried=9, requests=12, bytes=3456,
        skipped={"no_text": 2, "outside_window": 5},
        failed={"error_KeyError": 1, "http_404": 3, "with/slashes": 1},
        warnings={"no_date_published": 5},
    )  # fmt: skip


def test_later_counts_take_the_place_of_earlier_ones() -> None:
    first = RECORD.with_stats({"discover/found": 1, "fetch/failed/timeout": 1})
    assert first.with_stats({"discover/found": 2}) == evolve(RECORD, found=2)


@pytest.mark.parametrize(
    ("outcome", "then"), [("running", "killed"), ("ok", "ok"), ("failed", "failed"), ("interrupted", "interrupted")]
)
def test_a_record_that_still_runs_though_its_lock_is_free_is_that_of_a_killed_run(
    tmp_path: Path, outcome: str, then: str
) -> None:
    record = evolve(RECORD, outcome=outcome, found=3)
    record.write(tmp_path)
    close_dead_record(tmp_path, RECORD.run_id)
    assert read(tmp_path) == evolve(record, outcome=then)


@pytest.mark.parametrize("content", [b"not JSON", b'{"run_id": 1}', b'{"run_id": "\xff"}', None])
def test_a_record_that_was_damaged_or_removed_is_left_as_it_is(tmp_path: Path, content: bytes | None) -> None:
    (tmp_path / "runs").mkdir()
    file = tmp_path / "runs" / f"{RECORD.run_id}.json"
    if content is not None:
        file.write_bytes(content)
    close_dead_record(tmp_path, RECORD.run_id)
    assert (file.read_bytes() if file.exists() else None) == content


def test_no_run_before_and_a_name_that_leads_elsewhere_close_nothing(tmp_path: Path) -> None:
    elsewhere = tmp_path / "secret.json"
    elsewhere.write_bytes(b"{}")
    for noted in ("", "../secret"):
        close_dead_record(tmp_path, noted)
    assert list(tmp_path.iterdir()) == [elsewhere]
