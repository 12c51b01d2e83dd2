"""The three forms of the schema, each tried by the tool that it is for."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import duckdb
import jsonschema
import pyarrow as pa
import pyarrow.json
import pytest

from newscrawl.records import (
    Article,
    Author,
    Block,
    DiscoveredVia,
    Extraction,
    FieldSource,
    Http,
    Image,
    Link,
    Rights,
    Video,
)
from newscrawl.schema import NEVER_NULL, TIMES, arrow_schema, duckdb_columns, json_schema
from newscrawl.storage.lines import encode

VALIDATOR = jsonschema.Draft202012Validator(json_schema(), format_checker=jsonschema.FormatChecker())
# What a stored line never lacks, and nothing else.
BARE = Article(
    id="0" * 32, version=1, change="new", content_hash="0" * 64, site="demo", url="https://news.example/a",
    requested_url="https://news.example/a", title="Title", text="Text", fetched_at="2026-11-22T06:00:00+00:00",
    first_seen_at="2026-11-22T06:00:00+00:00", run_id="run",
)  # fmt: skip
FULL = attrs.evolve(
    BARE,
    canonical_url="https://news.example/a",
    redirects=("https://news.example/r",),
    discovered_via=DiscoveredVia(kind="feed", url="https://news.example/feed"),
    body=(
        Block(type="heading", text="Heading", level=2),
        Block(type="table", text="a\tb", rows=(("a", "b"),)),
        Block(type="list", text="a\nb", items=("a", "b")),
    ),
    authors=(Author(name="Ann Lee"), Author(name="Bob Ray", url="https://news.example/bob")),
    agencies=("AFP",),
    date_published="2026-11-21T23:30:00-05:00",
    date_published_precision="second",
    date_published_zone_from="page",
    section=("Politics",),
    images=(Image(url="https://news.example/i.jpg", is_main=True),),
    videos=(Video(url="https://news.example/v.mp4"),),
    links=(Link(url="https://news.example/b", text="more"),),
    is_accessible_for_free=True,
    rights=Rights(robots_meta=("noai",)),
    http=Http(status=200, bytes=7),
    extraction=Extraction(version="1", found_by=(FieldSource(field="title", source="json_ld"),)),
)


def line(article: Article) -> dict[str, Any]:
    """A stored line, read again."""
    return dict(json.loads(encode(article)))


@pytest.mark.parametrize("article", [BARE, FULL], ids=["bare", "full"])
def test_a_complete_line_is_valid(article: Article) -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    VALIDATOR.validate(line(article))


@pytest.mark.parametrize("name", [attribute.name for attribute in attrs.fields(Article)])
def test_a_line_without_any_one_key_is_refused(name: str) -> None:
    broken = line(FULL)
    del broken[name]
    assert [error.validator for error in VALIDATOR.iter_errors(broken)] == ["required"]


INNER: tuple[Callable[[dict[str, Any]], dict[str, Any]], ...] = (
    lambda one: one,
    lambda one: one["http"],
    lambda one: one["rights"],
    lambda one: one["discovered_via"],
    lambda one: one["body"][1],
    lambda one: one["authors"][0],
    lambda one: one["images"][0],
    lambda one: one["extraction"],
    lambda one: one["extraction"]["found_by"][0],
)


@pytest.mark.parametrize("part", INNER)
def test_another_key_is_refused_at_every_depth(part: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    broken = line(FULL)
    part(broken)["surprise"] = None
    assert not VALIDATOR.is_valid(broken)


@pytest.mark.parametrize("part", INNER[1:])
def test_a_missing_key_is_refused_at_every_depth(part: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    broken = line(FULL)
    part(broken).popitem()
    assert not VALIDATOR.is_valid(broken)


@pytest.mark.parametrize("name", [*NEVER_NULL, "url", "body", "http", "schema_version"])
def test_what_a_stored_line_always_has_may_not_be_null(name: str) -> None:
    assert not VALIDATOR.is_valid(line(FULL) | {name: None})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("version", "1"),
        ("change", "changed"),
        ("content_type", "poem"),
        ("section", "Politics"),
        ("date_published_precision", "hour"),
        ("is_accessible_for_free", "true"),
        ("body", [None]),
    ],
)
def test_a_value_of_another_kind_is_refused(name: str, value: object) -> None:
    assert not VALIDATOR.is_valid(line(FULL) | {name: value})


def test_keys_stand_in_the_order_of_the_record() -> None:
    assert list(line(BARE)) == [attribute.name for attribute in attrs.fields(Article)]


@pytest.mark.parametrize("article", [BARE, FULL], ids=["bare", "full"])
def test_duckdb_reads_a_line_with_its_real_types(tmp_path: Path, article: Article) -> None:
    file = tmp_path / "line.json"  # not .jsonl: those the run's own test of the schema looks at
    file.write_bytes(encode(article))
    with duckdb.connect() as database:
        database.execute("SET TimeZone = 'UTC'")
        table = database.sql(f"FROM read_json('{file}', format = 'newline_delimited', columns = {duckdb_columns()})")
        types = dict(zip(table.columns, map(str, table.types), strict=True))
        row = dict(zip(table.columns, table.fetchall()[0], strict=True))
    assert list(types) == [attribute.name for attribute in attrs.fields(Article)]
    assert {types[name] for name in TIMES} == {"TIMESTAMP WITH TIME ZONE"}
    assert (types["version"], types["is_accessible_for_free"], types["section"]) == ("BIGINT", "BOOLEAN", "VARCHAR[]")
    assert types["body"].startswith("STRUCT(")
    assert types["body"].endswith(")[]")
    assert row["title"] == "Title"
    assert row["http"]["status"] == article.http.status
    assert [block["rows"] for block in row["body"]] == [[list(cells) for cells in one.rows] for one in article.body]
    if article.date_published:
        assert row["date_published"].isoformat() == "2026-11-22T04:30:00+00:00"
    else:
        assert row["date_published"] is None


def test_lines_with_and_without_values_are_one_table_to_duckdb(tmp_path: Path) -> None:
    file = tmp_path / "lines.json"
    file.write_bytes(encode(BARE) + encode(FULL))
    query = f"""
        SELECT count(*), count(date_published), max(len(authors)), max(body[1]."level")
        FROM read_json('{file}', format = 'newline_delimited', columns = {duckdb_columns()})
    """  # noqa: S608 - a query of our own
    with duckdb.connect() as database:
        assert database.sql(query).fetchall() == [(2, 1, 2, 2)]


@pytest.mark.parametrize("article", [BARE, FULL], ids=["bare", "full"])
def test_pyarrow_reads_a_line_with_the_schema_that_its_source_makes(article: Article) -> None:
    made: dict[str, Any] = {}
    exec(arrow_schema(), made)  # noqa: S102 - the source is for being executed
    options = pa.json.ParseOptions(explicit_schema=made["schema"], unexpected_field_behavior="error")
    table = pa.json.read_json(io.BytesIO(encode(article)), parse_options=options)
    assert table.schema == made["schema"]
    assert table.to_pylist() == [line(article)]
