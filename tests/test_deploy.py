"""What deploy/ ships is checked by the tools that will read it, and against the command line that it calls."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from newscrawl.cli import commands
from newscrawl.config import PROJECT, SETTINGS, variable
from newscrawl.run.sites import check_names, load_sites, project_settings
from newscrawl.window import Window

DEPLOY = PROJECT / "deploy"
DOCKERFILE = DEPLOY / "Dockerfile"
CRONTAB = DEPLOY / "crontab"
UNITS = sorted(DEPLOY.glob("newscrawl@.*"))
GUIDE = PROJECT / "docs" / "how-to" / "deploy.md"
INSTALLED = "/opt/newscrawl/.venv/bin/newscrawl"

_ASSIGNMENT = re.compile(r"^(\w+)=(.*)$")


def tool(name: str) -> str:
    """The path of a tool, beside Python or on PATH. Without it the test is skipped; where CI=true, it fails."""
    places = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
    if found := shutil.which(name, path=places):
        return found
    reason = f"{name} is not installed on this machine"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; the given variables are added to ours."""
    return subprocess.run(
        [str(part) for part in command],
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def told(done: subprocess.CompletedProcess[str]) -> str:
    return done.stdout + done.stderr


def parse_command(arguments: list[str]) -> click.Context:
    """Parse arguments as newscrawl would, without running anything; the sites of a crawl must exist."""
    name, *rest = arguments
    assert name in commands.commands, f"newscrawl has no command {name}"
    context = commands.commands[name].make_context(f"newscrawl {name}", rest)
    if name == "crawl":
        check_names(context.params["names"], load_sites(project_settings()))
        Window.parse(since=context.params["since"], until=context.params["until"], limit=context.params["limit"])
    return context


# -- the folder


def test_deploy_holds_no_python() -> None:
    first_lines = {file: file.read_text(encoding="utf-8").partition("\n")[0] for file in DEPLOY.iterdir()}
    assert [
        file.name
        for file, line in first_lines.items()
        if file.suffix == ".py" or (line.startswith("#!") and "python" in line)
    ] == []


@pytest.mark.parametrize("file", [*sorted(DEPLOY.iterdir()), GUIDE], ids=lambda file: file.name)
def test_every_variable_of_ours_is_a_setting(file: Path) -> None:
    used = set(re.findall(r"NEWSCRAWL_\w+", file.read_text(encoding="utf-8")))
    assert used <= {variable(name) for name in SETTINGS}


def test_every_command_in_the_guide_exists() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    blocks = "".join(re.findall(r"^```sh\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)).replace("\\\n", " ")
    found = re.findall(r"(?:^|[ /])newscrawl +([a-z].*)$", blocks, flags=re.MULTILINE)
    contexts = [parse_command(shlex.split(command)) for command in found]
    assert {"newscrawl crawl", "newscrawl demo", "newscrawl read"} <= {context.info_name for context in contexts}


# -- the container


def test_the_dockerfile_has_no_lint() -> None:
    done = run(tool("hadolint"), "--no-color", DOCKERFILE)
    assert (done.returncode, told(done)) == (0, "")


def _instructions() -> list[tuple[str, str]]:
    text = re.sub(r"^#.*\n", "", DOCKERFILE.read_text(encoding="utf-8"), flags=re.MULTILINE).replace("\\\n", " ")
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in text.splitlines() if line)]


def test_the_dockerfile_copies_all_that_the_project_is_built_from() -> None:
    copied = {path for word, rest in _instructions() if word == "COPY" for path in rest.split()[:-1]}
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert copied == {"requirements/run.txt", "pyproject.toml", project["project"]["readme"], *packages}
    assert all((PROJECT / path).exists() for path in copied)


def test_the_build_sees_what_the_dockerfile_copies_and_nothing_else() -> None:
    copied = {path for word, rest in _instructions() if word == "COPY" for path in rest.split()[:-1]}
    ignored = (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignored
    assert {line.removeprefix("!") for line in ignored if line.startswith("!")} == copied


def test_the_image_runs_newscrawl_as_another_user_than_root() -> None:
    said = dict(_instructions())  # the last one of each kind, as in Docker
    assert said["ENTRYPOINT"] == '["newscrawl"]'
    assert said["CMD"] == '["--help"]'
    assert said["USER"] not in ("0", "root")
    assert said["ENV"] == "NEWSCRAWL_DATA=/data NEWSCRAWL_SPIDERS=/spiders"
    assert said["VOLUME"] == "/data"


# -- cron


def _cron_variables() -> dict[str, str]:
    lines = CRONTAB.read_text(encoding="utf-8").splitlines()
    return {found[1]: found[2] for line in lines if (found := _ASSIGNMENT.match(line))}


def _cron_entries() -> list[str]:
    """The commands of the crontab as the shell gets them: all that is neither a comment nor a variable."""
    lines = [line for line in CRONTAB.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [line.split(maxsplit=5)[5].replace("\\%", "%") for line in lines if not _ASSIGNMENT.match(line)]


def _run_entry(entry: str, code: int, folder: Path) -> tuple[str, list[str]]:
    """Run an entry as cron would, with a newscrawl that does nothing but end with ``code``.

    Returns:
        What cron would mail, and the arguments that newscrawl was given.
    """
    called = folder / "called"
    stub = folder / "newscrawl"
    stub.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >{called}\necho "from the log" >&2\nexit {code}\n')
    stub.chmod(0o755)
    log = folder / "log"
    log.unlink(missing_ok=True)
    variables = _cron_variables()
    variables |= {"PATH": f"{folder}{os.pathsep}{variables['PATH']}", "LOG": str(log)}
    done = run(variables["SHELL"], "-c", entry, **variables)
    assert log.read_text() == "from the log\n"
    return told(done), called.read_text().splitlines()


def test_cron_accepts_the_crontab() -> None:
    done = run(tool("crontab"), "-n", CRONTAB)
    assert done.returncode == 0, told(done)


def test_no_percent_sign_ends_a_command_of_the_crontab() -> None:
    lines = CRONTAB.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#") and re.search(r"(?<!\\)%", line)] == []


def test_the_crontab_sets_what_a_crawl_needs() -> None:
    assert {"SHELL", "PATH", "MAILTO", "NEWSCRAWL_CONTACT", "NEWSCRAWL_DATA"} <= set(_cron_variables())


@pytest.mark.parametrize("entry", _cron_entries())
def test_every_entry_of_the_crontab_is_a_crawl_that_newscrawl_understands(entry: str, tmp_path: Path) -> None:
    tool("timeout")
    _, arguments = _run_entry(entry, 0, tmp_path)
    assert parse_command(arguments).info_name == "newscrawl crawl"


def test_the_crontab_has_news_and_a_backfill_for_the_same_sites(tmp_path: Path) -> None:
    tool("timeout")
    crawls = [parse_command(_run_entry(entry, 0, tmp_path)[1]).params for entry in _cron_entries()]
    news = {crawl["names"] for crawl in crawls if crawl["since"] is None}
    assert news == {crawl["names"] for crawl in crawls if crawl["since"] is not None}


@pytest.mark.parametrize(
    ("code", "mailed"), [(0, ""), (75, ""), (1, "from the log\n"), (2, "from the log\n"), (143, "from the log\n")]
)
def test_cron_mails_the_log_only_after_a_failure(code: int, mailed: str, tmp_path: Path) -> None:
    tool("timeout")
    assert _run_entry(_cron_entries()[0], code, tmp_path)[0] == mailed


# -- systemd


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    """In a copy, whose command exists on every machine. What systemd ignores it tells, but does not call an error."""
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text().replace(INSTALLED, "/bin/true"))
    done = run(tool("systemd-analyze"), "verify", *(tmp_path / unit.name for unit in UNITS))
    assert (done.returncode, told(done)) == (0, "")


def test_the_service_crawls_the_site_that_it_is_named_after() -> None:
    lines = (DEPLOY / "newscrawl@.service").read_text().splitlines()
    program, *arguments = (
        next(line for line in lines if line.startswith("ExecStart=")).removeprefix("ExecStart=").split()
    )
    assert program == INSTALLED
    assert parse_command([argument.replace("%i", "sputnik") for argument in arguments]).params["names"] == ("sputnik",)


def test_every_timer_has_its_service() -> None:
    timers = [unit for unit in UNITS if unit.suffix == ".timer"]
    assert timers
    assert all(timer.with_suffix(".service") in UNITS for timer in timers)
