"""Only finished files are read, in their order."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from newscrawl.storage.lines import encode
from newscrawl.storage.reader import read_articles, read_lines, sealed_files
from tests.state.samples import story


def put(folder: Path, site: str, day: str, run: str, *times: str) -> None:
    """A file with one story for each of these times of the day."""
    file = folder / f"site={site}" / f"date={day}" / f"{run}.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = (story(1, site=site, title=f"{site} {day} {time}", fetched_at=f"{day}T{time}:00+00:00") for time in times)
    file.write_bytes(b"".join(map(encode, lines)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    put(made, "b", "2026-11-21", "1-1", "00:00", "09:00")
    put(made, "b", "2026-11-20", "0-1", "06:00", "23:59")
    put(made, "a", "2026-11-21", "2-1", "10:00")
    put(made, "a", "2026-11-21", "1-1", "08:00")
    put(made, "aa", "2026-11-19", "1-1", "08:00")
    for growing in (
        "site=a/date=2026-11-21/3-1.jsonl.part",
        "site=a/date=2026-11-21/4-1.jsonl.tmp",
        "site=a/5-1.jsonl",
    ):
        (made / growing).write_bytes(b'{"half a li')
    yield made
    (made / "site=a/5-1.jsonl").unlink()  # where no file of ours lies


def titles(folder: Path, *sites: str, since: str | None = None) -> list[str]:
    moment = datetime.fromisoformat(since) if since else None
    return [article.title or "" for article in read_articles(folder, site=sites, since=moment)]


ALL = [
    "aa 2026-11-19 08:00", "b 2026-11-20 06:00", "b 2026-11-20 23:59", "a 2026-11-21 08:00", "a 2026-11-21 10:00",
    "b 2026-11-21 00:00", "b 2026-11-21 09:00",
]  # fmt: skip


def test_what_is_finished_is_read_by_day_and_what_grows_is_not(folder: Path) -> None:
    assert titles(folder) == ALL
    assert all(file.suffix == ".jsonl" for file in sealed_files(folder))


@pytest.mark.parametrize("sites", [("a",), ("b",), ("a", "b"), ("b", "a"), ("a", "a"), ("nowhere",), ("nowhere", "b")])
def test_sites_that_are_asked_for_are_read_once_in_the_same_order(folder: Path, sites: tuple[str, ...]) -> None:
    assert titles(folder, *sites) == [title for title in ALL if title.partition(" ")[0] in sites]


@pytest.mark.parametrize(
    ("since", "left"),
    [
        ("2026-11-19T08:00:00+00:00", 7),
        ("2026-11-19T08:00:01+00:00", 6),
        ("2026-11-20T23:59:00+00:00", 5),
        ("2026-11-21T00:59:00+01:00", 5),
        ("2026-11-21T00:00:00+00:00", 4),
        ("2026-11-21T10:00:00+00:00", 1),
        ("2026-11-21T11:00:00+00:00", 0),
        ("2027-01-01T00:00:00+00:00", 0),
    ],
)
def test_since_is_the_first_moment_that_counts(folder: Path, since: str, left: int) -> None:
    moment = datetime.fromisoformat(since)
    found = [article.fetched_at or "" for article in read_articles(folder, since=moment)]
    assert len(found) == left
    assert all(datetime.fromisoformat(time) >= moment for time in found)


def test_lines_come_as_they_are_with_their_ends(folder: Path) -> None:
    assert b"".join(read_lines(folder, ["b"])) == b"".join(file.read_bytes() for file in sealed_files(folder, "b"))


@pytest.mark.parametrize("site", ["b", ["b"], iter(["b"])], ids=["name", "list", "iterator"])
def test_from_python_a_site_is_a_name_or_several(folder: Path, site: str) -> None:
    assert len(list(read_articles(str(folder), site=site))) == 4


def test_without_a_folder_the_settings_say_where(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSCRAWL_DATA", str(folder.parent))
    assert len(list(read_articles())) == 7
    monkeypatch.setenv("NEWSCRAWL_STORE", str(folder.parent / "elsewhere"))
    assert list(read_articles()) == []
