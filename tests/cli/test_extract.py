"""newscrawl extract: one saved page and its record."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from newscrawl import extract_article
from newscrawl.records import Article
from newscrawl.storage.lines import decode
from spiders.demo import BASE
from tests.conftest import Ended
from tests.news_server import story_page

Newscrawl = Callable[..., Ended]
URL = "https://harbour.example/story-1.html"
# The demo's rules leave these out; without them they are words like any others.
BOX = b'</p><div class="box"><p>Everything else that the harbour office has said since the year began.</p></div><p>'
PAGE = story_page(1).replace(b"</p><p>Paragraph 2", BOX + b"Paragraph 2").replace(b"<article>", b'<article class="tx">')


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "page.html").write_bytes(PAGE)
    (tmp_path / "page.html.gz").write_bytes(gzip.compress(PAGE))
    return tmp_path / "page.html"


@pytest.mark.parametrize("name", ["page.html", "page.html.gz", "-", "- gzipped"])
def test_a_file_plain_or_gzipped_or_standard_input_gives_the_same_record(
    newscrawl: Newscrawl, page: Path, name: str
) -> None:
    given = {"-": PAGE, "- gzipped": gzip.compress(PAGE)}.get(name, b"")
    file = "-" if name.startswith("-") else str(page.with_name(name))
    ended = newscrawl("extract", file, "--url", URL, given=given)
    assert (ended.code, ended.err) == (0, "")
    assert decode(ended.out.encode()) == extract_article(PAGE, URL)
    assert list(json.loads(ended.out)) == [field.name for field in attrs.fields(Article)]


def test_the_rules_of_the_addresss_site_are_used_unless_they_are_not_wanted(newscrawl: Newscrawl, page: Path) -> None:
    with_rule, without = (
        json.loads(newscrawl("extract", str(page), "--url", f"{BASE}/story-1.html", option).out)
        for option in ("--rule", "--no-rule")
    )
    assert (with_rule["site"], without["site"]) == ("demo", None)
    assert "since the year began" not in with_rule["text"]
    assert "since the year began" in without["text"]
    assert with_rule["title"] == without["title"] == "Story number 1 from the harbour"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", 1),
        (b"%PDF-1.4 a report", 1),
        (b"just words, no markup", 1),
        (gzip.compress(b"\x89PNG"), 1),
        (b"\x1f\x8b\x08 no gzip", 2),
        (gzip.compress(PAGE)[:-20], 2),
        (b"<html><body>" + b" " * 11 * 2**20, 1),
    ],
    ids=["empty", "PDF", "plain text", "gzipped picture", "broken gzip", "cut gzip", "too large"],
)
def test_what_is_no_page_is_one_line(newscrawl: Newscrawl, tmp_path: Path, content: bytes, code: int) -> None:
    (tmp_path / "file").write_bytes(content)
    ended = newscrawl("extract", str(tmp_path / "file"), "--url", URL)
    assert (ended.code, ended.out, ended.err.count("\n")) == (code, "", 1)
    assert ended.err.startswith("newscrawl: ")


@pytest.mark.parametrize("file", ["missing.html", "."])
def test_a_file_that_cannot_be_opened_is_wrong_use(newscrawl: Newscrawl, file: str) -> None:
    ended = newscrawl("extract", file, "--url", URL)
    assert (ended.code, ended.out) == (2, "")
    assert f"'{file}'" in ended.err


@pytest.mark.parametrize("url", ["", "harbour.example/story", "ftp://harbour.example/", "https://[", "https:///story"])
def test_an_address_that_is_none_is_wrong_use(newscrawl: Newscrawl, page: Path, url: str) -> None:
    ended = newscrawl("extract", str(page), "--url", url)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert "--url" in ended.err
