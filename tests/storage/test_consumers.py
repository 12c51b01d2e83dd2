"""DuckDB, pandas and PyArrow read a store as it stands, while a segment grows in it, and see every article once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as pa_dataset
import pyarrow.json as pa_json
import pytest
from attrs import evolve
from backports import zstd

from newscrawl.schema import duckdb_columns
from newscrawl.state import SiteState
from newscrawl.storage.compact import compact
from newscrawl.storage.destination import Destination
from newscrawl.storage.lines import SUFFIXES, Compression
from newscrawl.storage.store import ArticleStore
from tests.state.samples import SITE, story

SEEN = sorted((f"Headline {number}", SITE, "2026-11-21" if number > 3 else "2026-11-20") for number in range(1, 6))
Rows = list[tuple[str, str, str]]


def read_with_duckdb(folder: Path) -> Rows:
    """One query, typed as `newscrawl schema --format duckdb` prints it."""
    query = f"""
        SELECT title, site, regexp_extract(filename, 'date=([0-9-]+)', 1)
        FROM read_json('{folder}/**/*.jsonl*', format = 'newline_delimited', columns = {duckdb_columns()},
                       filename = true)
    """  # noqa: S608 - a query of our own
    with duckdb.connect() as database:
        return database.sql(query).fetchall()


LONG = 2  # the article whose line is longer than PyArrow expects
LONG_LINES = pa_json.ReadOptions(block_size=64 * 2**20)


def read_with_duckdb_as_partitions(folder: Path) -> Rows:
    """The same without types: site and day come from the folders."""
    query = f"""
        SELECT title, site, CAST(date AS VARCHAR) FROM read_json('{folder}/**/*.jsonl*', hive_partitioning = true)
    """  # noqa: S608 - a query of our own
    with duckdb.connect() as database:
        return database.sql(query).fetchall()


def read_with_pandas(folder: Path) -> Rows:
    """File by file. For .zst pandas wants a package that we do not have, and takes an opened file."""
    rows: Rows = []
    for file in folder.glob("site=*/date=*/[!_]*.jsonl*"):
        if file.suffix == ".zst":
            with zstd.open(file, "rt", encoding="utf-8") as opened:
                frame = pd.read_json(opened, lines=True)
        else:
            frame = pd.read_json(file, lines=True)
        day = file.parent.name.removeprefix("date=")
        rows += [(title, site, day) for title, site in zip(frame["title"], frame["site"], strict=True)]
    return rows


def read_with_pyarrow(folder: Path) -> Rows:
    """As one data set, whose partitions are found in the folders; names that begin with ``_`` are passed over."""
    lines = pa_dataset.JsonFileFormat(read_options=LONG_LINES)
    table = pa_dataset.dataset(folder, format=lines, partitioning="hive").to_table(["title", "site", "date"])
    return [(row["title"], row["site"], row["date"]) for row in table.to_pylist()]


def read_with_pyarrow_file_by_file(folder: Path) -> Rows:
    """Its data sets do not unpack .zst, its files do."""
    rows: Rows = []
    for file in folder.glob("site=*/date=*/[!_]*.jsonl*"):
        with pa.input_stream(file) as opened:
            table = pa_json.read_json(opened, read_options=LONG_LINES)
        day = file.parent.name.removeprefix("date=")
        rows += [(row["title"], row["site"], day) for row in table.select(["title", "site"]).to_pylist()]
    return rows


@pytest.mark.parametrize("is_compacted", [False, True], ids=["as it grew", "compacted"])
@pytest.mark.parametrize(
    ("read", "compression"),
    [
        (read, compression)
        for read in (
            read_with_duckdb,
            read_with_duckdb_as_partitions,
            read_with_pandas,
            read_with_pyarrow,
            read_with_pyarrow_file_by_file,
        )
        for compression in SUFFIXES
        if (read, compression) != (read_with_pyarrow, "zstd")
    ],
)
def test_a_store_is_read_as_it_stands(
    state: SiteState,
    destination: Destination,
    read: Callable[[Path], Rows],
    compression: Compression,
    *,
    is_compacted: bool,
) -> None:
    destination = evolve(destination, compression=compression)
    for number in range(1, 6):
        store = ArticleStore(destination, SITE, f"run{number}", state)
        text = "Quay. " * (200_000 if number == LONG else 1)
        store.append(story(number, fetched_at=f"2026-11-2{number > 3:d}T08:00:00+00:00", text=text))
        store.finish_segment()
    if is_compacted:
        assert len(compact(destination, SITE, state, "run9")) == 2
    growing = ArticleStore(destination, SITE, "run7", state)
    growing.append(story(7))
    growing.commit()
    try:
        parts = list(destination.work.root.rglob("_*.part"))
        with parts[0].open("ab") as part:
            part.write(b'{"half a li')
        assert sorted(read(destination.work.root)) == SEEN
    finally:
        growing.close()
