"""The command ``newscrawl schema``."""

from __future__ import annotations

import json

import click

from newscrawl.schema import arrow_schema, duckdb_columns, json_schema


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "duckdb", "arrow"]),
    default="json",
    show_default=True,
    help="The form of the schema.",
)
def schema(form: str) -> None:
    """Print the record's schema: JSON Schema, DuckDB's column types, or a PyArrow schema as Python source."""
    match form:
        case "duckdb":
            click.echo(duckdb_columns())
        case "arrow":
            click.echo(arrow_schema())
        case _:
            click.echo(json.dumps(json_schema(), indent=2))
