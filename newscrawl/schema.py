"""The record's schema, derived from :class:`newscrawl.records.Article` so that it cannot disagree with it.

Three forms: JSON Schema for checking a line, DuckDB column types for ``read_json(..., columns = ...)``, and a PyArrow
schema. The last two are for readers that guess types and would take a column that is null throughout for no type at
all.
"""

from __future__ import annotations

import types
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs
import msgspec

from newscrawl.records import Article

# In a stored line these are never null; `extract_article` alone, outside a run, does not know some of them.
NEVER_NULL = (
    "id", "version", "change", "content_hash", "site", "requested_url", "title", "text", "fetched_at", "first_seen_at",
    "run_id",
)  # fmt: skip
TIMES = ("date_published", "date_modified", "fetched_at", "first_seen_at")


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a stored line: each key required, no other key allowed, at every depth."""
    (root,), definitions = msgspec.json.schema_components([Article])
    for definition in definitions.values():
        properties = definition["properties"]
        for rule in properties.values():
            rule.pop("default", None)
        definition["required"] = list(properties)
        definition["additionalProperties"] = False
    properties = definitions["Article"]["properties"]
    for name in NEVER_NULL:
        properties[name] = next(rule for rule in properties[name]["anyOf"] if rule != {"type": "null"})
    for name in TIMES:
        for rule in properties[name].get("anyOf", [properties[name]]):
            if rule["type"] == "string":
                rule["format"] = "date-time"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A newscrawl article",
        "$ref": root["$ref"],
        "$defs": definitions,
    }


def duckdb_columns() -> str:
    """The ``columns`` argument of DuckDB's ``read_json``, as SQL text."""
    columns = (
        f"'{name}': '{'TIMESTAMPTZ' if name in TIMES else _duckdb(kind)}'" for name, kind in _fields(Article).items()
    )
    return "{" + ",\n ".join(columns) + "}"


def arrow_schema() -> str:
    """Python source of a ``pyarrow.Schema`` for ``pyarrow.json.ParseOptions(explicit_schema=schema)``."""
    columns = (f'    ("{name}", {_arrow(kind)}),\n' for name, kind in _fields(Article).items())
    return f"import pyarrow as pa\n\nschema = pa.schema([\n{''.join(columns)}])"


def _fields(record: type) -> dict[str, Any]:
    hints = get_type_hints(record)
    return {attribute.name: hints[attribute.name] for attribute in attrs.fields(record)}


def _plain(kind: Any) -> Any:  # noqa: ANN401 - a type hint may be any object
    """A hint without its None and with the type of its choices in place of a Literal."""
    if get_origin(kind) in (Union, types.UnionType):
        (kind,) = (choice for choice in get_args(kind) if choice is not type(None))
    return type(get_args(kind)[0]) if get_origin(kind) is Literal else kind


def _duckdb(kind: Any) -> str:  # noqa: ANN401 - a type hint may be any object
    kind = _plain(kind)
    if get_origin(kind) is tuple:
        return f"{_duckdb(get_args(kind)[0])}[]"
    if attrs.has(kind):
        # Quoted, because DuckDB keeps some of our names ("level", "rows") for itself.
        return "STRUCT(" + ", ".join(f'"{name}" {_duckdb(part)}' for name, part in _fields(kind).items()) + ")"
    return {str: "VARCHAR", int: "BIGINT", bool: "BOOLEAN"}[kind]


def _arrow(kind: Any) -> str:  # noqa: ANN401 - a type hint may be any object
    kind = _plain(kind)
    if get_origin(kind) is tuple:
        return f"pa.list_({_arrow(get_args(kind)[0])})"
    if attrs.has(kind):
        return "pa.struct([" + ", ".join(f'("{name}", {_arrow(part)})' for name, part in _fields(kind).items()) + "])"
    return {str: "pa.string()", int: "pa.int64()", bool: "pa.bool_()"}[kind]
