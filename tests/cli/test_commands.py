"""Every command: its help, its errors, and the exit codes that scripts rely on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import click
import pytest

from newscrawl.cli import commands, main
from newscrawl.config import SETTINGS, VERSION, variable
from newscrawl.errors import NewscrawlError, SiteLockedError, StorageError, UsageError
from newscrawl.flow import LINE
from newscrawl.run.sites import load_sites, project_settings
from tests.conftest import PROJECT, Ended

Newscrawl = Callable[..., Ended]
NAMES = [
    "compact",
    "crawl",
    "demo",
    "discover",
    "explain",
    "extract",
    "flush",
    "line",
    "read",
    "schema",
    "sites",
    "state",
    "verify",
]


@pytest.mark.parametrize("option", ["--help", "-h"])
@pytest.mark.parametrize("name", NAMES)
def test_every_command_explains_itself_and_all_its_options(newscrawl: Newscrawl, name: str, option: str) -> None:
    ended = newscrawl(name, option)
    assert ended.code == 0
    assert ended.out.startswith(f"Usage: newscrawl {name}")
    for parameter in commands.commands[name].params:
        if isinstance(parameter, click.Option):
            assert parameter.opts[0] in ended.out
            assert parameter.help
    assert commands.commands[name].help


def test_there_are_these_commands_and_no_others(newscrawl: Newscrawl) -> None:
    ended = newscrawl("--help")
    assert ended.code == 0
    assert sorted(commands.commands) == NAMES
    assert [name for name in NAMES if f"\n  {name} " in ended.out] == NAMES


@pytest.mark.parametrize("name", SETTINGS)
def test_each_setting_is_an_option_of_crawl_with_its_variable(newscrawl: Newscrawl, name: str) -> None:
    told = " ".join(newscrawl("crawl", "--help").out.split())
    assert f"--{name.replace('_', '-')}" in told
    assert f"[{variable(name)}]" in told


def test_the_version_is_told(newscrawl: Newscrawl) -> None:
    assert VERSION in newscrawl("--version").out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "Usage: newscrawl"),
        (["--no-such-option"], "--no-such-option"),
        (["no-such-command"], "no-such-command"),
        *[([name, "--no-such-option"], "--no-such-option") for name in NAMES],
        (["crawl"], "SITE"),
        (["extract", "-"], "--url"),
        (["line", "too much"], "too much"),
        (["schema", "--format", "xml"], "'xml' is not one of"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_is_wrong(newscrawl: Newscrawl, arguments: list[str], told: str) -> None:
    ended = newscrawl(*arguments)
    assert ended.code == 2
    assert told in ended.err
    assert ended.out == ""


def test_a_variable_that_does_not_exist_is_wrong_use(newscrawl: Newscrawl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSCRAWL_DATUM", "x")
    ended = newscrawl("read")
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "NEWSCRAWL_DATUM" in ended.err


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (UsageError("no such thing"), 2, "newscrawl: no such thing\n"),
        (StorageError("disk full"), 1, "newscrawl: disk full\n"),
        (SiteLockedError("locked"), 75, "newscrawl: locked\n"),
        (NewscrawlError("anything"), 1, "newscrawl: anything\n"),
        (KeyboardInterrupt(), 130, "\n"),
    ],
)
def test_every_error_that_we_know_is_one_line_and_its_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException, code: int, told: str
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setitem(commands.commands, "fail", click.command()(fail))
    with pytest.raises(SystemExit) as caught:
        main(["fail"])
    assert (caught.value.code, capsys.readouterr().err) == (code, told)


@pytest.mark.parametrize("code", [0, 1, 75, 143])
def test_what_a_command_returns_is_the_exit_code(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    monkeypatch.setitem(commands.commands, "end", click.command()(lambda: code))
    with pytest.raises(SystemExit) as caught:
        main(["end"])
    assert caught.value.code == code


TALK = """
import click
from newscrawl.cli import commands, main
commands.command("talk")(lambda: [click.echo("word " * 1000) for _ in range(1000)])
main(["talk"])
"""


def test_a_reader_of_a_pipe_who_has_seen_enough_is_no_error() -> None:
    command = [sys.executable, "-c", TALK]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=PROJECT) as process:
        assert process.stdout.read(10) == b"word word "
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_line_prints_the_six_stages_in_order(newscrawl: Newscrawl) -> None:
    ended = newscrawl("line")
    lines = ended.out.splitlines()
    assert (ended.code, len(lines)) == (0, 6)
    for stage, line in zip(LINE, lines, strict=True):
        assert line.split()[0] == stage.name
        assert line.index(stage.takes) < line.index(f"-> {stage.gives}") < line.index(stage.does)


def test_sites_lists_each_site_with_language_and_domains(newscrawl: Newscrawl) -> None:
    ended = newscrawl("sites")
    lines = {line.split()[0]: line.split()[1:] for line in ended.out.splitlines()}
    for name, site in load_sites(project_settings()).items():
        assert lines.pop(name) == [site.language, *", ".join(site.site_domains()).split()]
    assert lines == {}
