"""newscrawl schema: three forms of one schema."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from newscrawl.schema import arrow_schema, duckdb_columns, json_schema
from tests.conftest import Ended


@pytest.mark.parametrize("arguments", [(), ("--format", "json")])
def test_json_schema_is_the_form_that_is_printed_without_being_asked(
    newscrawl: Callable[..., Ended], arguments: tuple[str, ...]
) -> None:
    ended = newscrawl("schema", *arguments)
    assert (ended.code, json.loads(ended.out)) == (0, json_schema())


@pytest.mark.parametrize(("form", "text"), [("duckdb", duckdb_columns), ("arrow", arrow_schema)])
def test_the_other_forms_are_printed_as_they_are(
    newscrawl: Callable[..., Ended], form: str, text: Callable[[], str]
) -> None:
    ended = newscrawl("schema", "--format", form)
    assert (ended.code, ended.out) == (0, text() + "\n")
