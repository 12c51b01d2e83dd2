"""newscrawl read: stored lines as they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from newscrawl.storage.lines import encode
from tests.conftest import Ended
from tests.state.samples import story

Newscrawl = Callable[..., Ended]


def put(folder: Path, site: str, day: int, *numbers: int) -> None:
    """A finished file, and a growing one beside it."""
    time = f"2026-11-{day}T08:00:00+00:00"
    file = folder / f"site={site}" / f"date={time[:10]}" / "run-1.jsonl"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"".join(encode(story(number, site=site, fetched_at=time)) for number in numbers))
    file.with_name("_run-2.part").write_bytes(b'{"half": ')


@pytest.fixture
def stored(data: Path) -> Path:
    put(data / "articles", "harbour", 20, 1, 2)
    put(data / "articles", "harbour", 22, 3)
    put(data / "articles", "lighthouse", 21, 4)
    return data


@pytest.mark.parametrize(
    ("arguments", "numbers"),
    [
        ((), "1243"),
        (("--site", "harbour"), "123"),
        (("--site", "lighthouse"), "4"),
        (("--site", "lighthouse", "--site", "harbour"), "1243"),
        (("--site", "harbour", "--site", "harbour"), "123"),
        (("--site", "nowhere"), ""),
        (("--since", "2026-11-21"), "43"),
        (("--since", "2026-11-20T08:00:00+00:00"), "1243"),
        (("--since", "2026-11-20T08:00:01"), "43"),
        (("--since", "2026-11-21T09:00:00+01:00", "--site", "lighthouse"), "4"),
        (("--since", "2027-01-01"), ""),
        (("--data", "elsewhere"), ""),
    ],
)
def test_what_is_asked_for_is_printed_in_order_line_by_line(
    newscrawl: Newscrawl, stored: Path, arguments: tuple[str, ...], numbers: str
) -> None:
    assert stored
    ended = newscrawl("read", *arguments)
    assert (ended.code, ended.err) == (0, "")
    assert "".join(json.loads(line)["url"][-6] for line in ended.out.splitlines()) == numbers


def test_lines_are_printed_as_they_stand_in_the_files(newscrawl: Newscrawl, stored: Path) -> None:
    (file,) = stored.rglob("site=lighthouse/*/*.jsonl")
    assert newscrawl("read", "--site", "lighthouse").out == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("option", ["--data", "--store"])
def test_options_say_where_and_go_before_the_environment(
    newscrawl: Newscrawl, stored: Path, option: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSCRAWL_DATA", "/nowhere")
    folder = stored if option == "--data" else stored / "articles"
    for one in (folder, folder.relative_to(Path.cwd())):
        assert newscrawl("read", option, str(one)).out.count("\n") == 4


@pytest.mark.parametrize("since", ["yesterday", "2026-13-01", "20-11-2026", "1700000000000"])
def test_a_moment_that_cannot_be_read_ends_with_2_in_one_line(newscrawl: Newscrawl, since: str) -> None:
    ended = newscrawl("read", "--since", since)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert since in ended.err
