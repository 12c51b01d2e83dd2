"""The documents say what the code does: every command, option, setting, stage, key and reason, and nothing else."""

from __future__ import annotations

import json
import re
import shlex
from itertools import takewhile
from pathlib import Path
from typing import Any

import attrs
import click
import pytest

from newscrawl import records
from newscrawl.cli import commands
from newscrawl.config import SETTINGS, toml_path, variable
from newscrawl.demo.server import SITE
from newscrawl.discover import feed, section, sitemap, source, stream, unpack
from newscrawl.discover.links import USUAL_PLACES
from newscrawl.drops import Drop
from newscrawl.errors import NewscrawlError, Unreadable
from newscrawl.extract import GENERAL, extract, read_page
from newscrawl.flow import LINE
from newscrawl.normalise import normalise
from newscrawl.run.outcome import EXIT_FAILED, EXIT_LOCKED, EXIT_USAGE
from spiders.demo import BASE, DemoSpider
from tests.conftest import PROJECT

REFERENCE = PROJECT / "docs" / "reference"
DOCUMENTS = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")])
NAMED = {"ids": lambda file: file.name}


def text_of(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(commands.commands))
def test_every_command_and_each_of_its_options_is_documented(name: str) -> None:
    _, heading, rest = text_of("commands.md").partition(f"## newscrawl {name}")
    assert heading
    section = rest.partition("\n## ")[0]
    for option in commands.commands[name].params:
        if isinstance(option, click.Option) and option.name not in SETTINGS:
            assert f"`{option.opts[0]}" in section, option.opts


def test_the_settings_table_is_the_settings() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text_of("settings.md").splitlines()
        if line.startswith("| `NEWSCRAWL_")
    ]
    told = {row[0].strip("`"): row[1:] for row in rows}
    assert list(told) == [variable(name) for name in SETTINGS]
    for name, setting in SETTINGS.items():
        option, toml, default, meaning = told[variable(name)]
        path = toml_path(name)
        assert option == f"`--{name.replace('_', '-')}`"
        assert toml == (f"`[{path[0]}] {path[1]}`" if len(path) == 2 else f"`{path[0]}`")
        assert default == json.dumps(setting.default).strip('"').removesuffix(".0").replace("null", "none")
        assert meaning == setting.metadata["help"]


def test_every_key_of_the_record_is_documented() -> None:
    told = set(re.findall(r"`(\w+)`", text_of("record.md")))
    parts = (records.Article, records.Block, records.Image, records.Rights, records.Http, records.Extraction)
    assert [field.name for part in parts for field in attrs.fields(part) if field.name not in told] == []


def test_every_reason_to_drop_an_item_is_documented_with_its_stage() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([\w, ]+) \|", text_of("reasons.md"), re.MULTILINE)
    told = {reason: stages.split(", ") for reason, stages in rows}
    for drop in Drop.__subclasses__():
        assert drop.stage in told[drop.reason()]


def test_every_reason_that_the_spider_counts_is_documented() -> None:
    code = "".join((PROJECT / "newscrawl" / name).read_text() for name in ("discovery.py", "spider.py"))
    counted = set(re.findall(r'"\w+/(?:skipped|refused|failed)/(\w+)"', code))
    counted |= set(re.findall(r'return "(\w+)"\n', code)) | set(re.findall(r'reason = "(\w+)"', code))
    assert len(counted) >= 8
    assert counted - set(re.findall(r"`(\w+)`", text_of("reasons.md"))) == set()


def test_every_reason_to_read_no_article_is_documented() -> None:
    told = set(re.findall(r"`(\w+)`", text_of("reasons.md")))
    assert {error.reason() for error in Unreadable.__subclasses__()} <= told


def test_the_limits_of_sources_are_documented_with_their_values() -> None:
    told = dict(re.findall(r"^\| `(MAX_\w+)` \| (\d+)", text_of("sources.md"), re.MULTILINE))
    modules = (feed, section, sitemap, source, stream, unpack)
    limits = {name: value for one in modules for name, value in vars(one).items() if name.startswith("MAX_")}
    theirs = (
        "MAX_AHEAD",
        "MAX_BYTES",
        "MAX_HEADLINE_CHARACTERS",
        "MAX_INTERVAL_SECONDS",
    )  # told in words, or by others
    assert told == {name: str(value) for name, value in limits.items() if name not in theirs}


def test_the_usual_places_of_sources_are_documented() -> None:
    told = re.findall(r"`(/[\w.-]+)`", text_of("sources.md"))
    assert told == [place for place in USUAL_PLACES if place != "/robots.txt"]


def test_every_exit_code_is_documented() -> None:
    told = re.findall(r"^\| ([\d, ]+) \|", text_of("reasons.md"), re.MULTILINE)
    codes = {int(code) for row in told for code in row.split(",")}
    errors = {error.exit_code for error in NewscrawlError.__subclasses__()}
    assert codes == {0, EXIT_FAILED, EXIT_USAGE, EXIT_LOCKED, 130, 143} | errors


@pytest.mark.parametrize("file", [PROJECT / "README.md", PROJECT / "docs" / "explanation" / "architecture.md"], **NAMED)
def test_the_picture_of_the_line_has_its_stages_in_order(file: Path) -> None:
    picture = file.read_text(encoding="utf-8").partition("## The line")[2].split("```")[1]
    places = [picture.index(stage.name) for stage in LINE]
    assert places == sorted(places)


def test_the_record_in_the_readme_is_a_real_one() -> None:
    shown = json.loads(re.search(r"```json\n(.*?)```", (PROJECT / "README.md").read_text("utf-8"), re.DOTALL)[1])  # type: ignore[index]
    page = (SITE / shown["url"].removeprefix(f"{BASE}/")).read_bytes().replace(b"{{base}}", BASE.encode())
    facts = DemoSpider.site_facts()
    article = normalise(extract(read_page(page, shown["url"]), (*DemoSpider.rules, *GENERAL)), facts)
    real: dict[str, Any] = json.loads(json.dumps(attrs.asdict(article)))
    assert {key: real[key] for key in shown} == shown


@pytest.mark.parametrize("file", DOCUMENTS, **NAMED)
def test_links_between_documents_lead_somewhere(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        assert target.startswith("https://") or (file.parent / target).exists(), target
    for target, anchor in re.findall(r"\]\(([^)#]*)#([^)]+)\)", text):
        headings = re.findall(
            r"^#+ (.+)$", ((file.parent / target) if target else file).read_text("utf-8"), re.MULTILINE
        )
        assert anchor in {heading.lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("file", DOCUMENTS, **NAMED)
def test_commands_that_the_documents_show_exist(file: Path) -> None:
    blocks = re.findall(r"^ *```sh\n(.*?)```", file.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    for line in "".join(blocks).replace("\\\n", " ").splitlines():
        words = list(shlex.shlex(line, posix=True, punctuation_chars="|>&;"))
        for place, word in enumerate(words):
            rest = list(takewhile(lambda one: not set(one) <= set("|>&;"), words[place + 1 :]))
            if word.endswith("bin/newscrawl") or (word == "newscrawl" and place == 0):
                command = commands.commands[rest[0]]
                command.make_parser(click.Context(command, help_option_names=["-h", "--help"])).parse_args(rest[1:])
            if word == "make" and place == 0:
                assert re.search(rf"^{rest[0]}:", (PROJECT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("file", DOCUMENTS, **NAMED)
def test_documents_speak_of_this_project_only(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert re.findall(r"\b(?:issue|ticket) #?\d+", text, re.IGNORECASE) == []
    assert f"{PROJECT}/" not in text
    assert f"{Path.home()}/" not in text
