"""The command line. Each command is one file and calls one function of the engine."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from newscrawl.cli.compact import compact
from newscrawl.cli.crawl import crawl
from newscrawl.cli.demo import demo
from newscrawl.cli.discover import discover
from newscrawl.cli.explain import explain
from newscrawl.cli.extract import extract
from newscrawl.cli.flush import flush
from newscrawl.cli.line import line
from newscrawl.cli.read import read
from newscrawl.cli.schema import schema
from newscrawl.cli.sites import sites
from newscrawl.cli.state import state
from newscrawl.cli.verify import verify
from newscrawl.config import VERSION, load_config
from newscrawl.errors import NewscrawlError


class _Commands(click.Group):
    """The commands; a reader who has seen enough of a pipe is no error, as click would have it."""

    def invoke(self, ctx: click.Context) -> object:
        """Run one command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for what Python writes when it ends
            return 0


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, prog_name="newscrawl")
def commands() -> None:
    """Crawl news sites into JSON Lines that can be trusted."""
    load_config()  # a wrong setting is told by every command, not by the first one that needs it


for command in (
    crawl, sites, discover, read, verify, compact, flush, state, explain, extract, schema, line, demo,
):  # fmt: skip
    commands.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command. Every error that we know ends in one line and its exit code, never in a traceback."""
    try:
        code = commands.main(arguments, prog_name="newscrawl", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except NewscrawlError as error:
        click.echo(f"newscrawl: {error}", err=True)
        sys.exit(error.exit_code)
    sys.exit(code if isinstance(code, int) else 0)
