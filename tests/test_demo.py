"""The small news site that ships with newscrawl: it is served, and its pages are read as a person would read them."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from newscrawl.demo.server import DEMO_PORT, SITE, DemoSite
from newscrawl.errors import UsageError
from newscrawl.extract import GENERAL, extract, read_page
from newscrawl.normalise import normalise
from newscrawl.records import Article
from newscrawl.storage.lines import encode
from spiders.demo import BASE, DemoSpider
from tests.conftest import OURS, PROJECT, clean_environment

PAGES = json.loads((SITE.parent / "expected.json").read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """The text with one ordinary space for any spacing: Japanese headlines have a wide one."""
    return " ".join(text.split())


def told(article: Article) -> dict[str, Any]:
    """What a person would note down; tables are beside the running text, and so are pictures."""
    running = [block for block in article.body if block.type not in ("table", "image", "embed")]
    (image,) = article.images
    return {
        "language": article.language,
        "title": article.title,
        "date_published": article.date_published,
        "authors": [author.name for author in article.authors],
        "paragraphs": [*filter(None, [article.lead]), *(item for one in running for item in one.items or (one.text,))],
        "image_caption": image.caption,
        "image_credit": image.credit,
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: Path(page["path"]).stem)
def test_every_page_of_the_demo_is_read_as_a_person_would_read_it(page: dict[str, Any]) -> None:
    body = (SITE / page["path"].lstrip("/")).read_bytes().replace(b"{{base}}", BASE.encode())
    facts = DemoSpider.site_facts()
    article = normalise(extract(read_page(body, BASE + page["path"]), (*DemoSpider.rules, *GENERAL)), facts)
    expected = {name: value for name, value in page.items() if name not in ("path", "noise")}
    assert told(article) == expected | {"title": plain(expected["title"])}
    words = tuple(block for block in article.body if block.type != "image")
    beside_pictures = encode(evolve(article, body=words, images=(), links=())).decode()
    assert [noise for noise in page["noise"] if noise in beside_pictures] == []


@pytest.mark.parametrize(
    "path", sorted(str(file.relative_to(SITE)) for file in SITE.rglob("*-[123][0-9][0-9][0-9].html"))
)
def test_every_story_of_the_demo_is_either_expected_or_one_that_no_reader_should_store(path: str) -> None:
    odd = re.search(r"-10(?:9\d)\.html$", path)
    assert (f"/{path}" in {page["path"] for page in PAGES}) is not bool(odd)


# -- the server


@pytest.fixture(scope="module")
def site() -> Iterator[DemoSite]:
    with DemoSite(port=0) as running:
        yield running


def ask(site: DemoSite, path: str) -> tuple[HTTPResponse, bytes]:
    host = site.base.removeprefix("http://")
    connection = HTTPConnection(host, timeout=10)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("path", "file", "kind"),
    [
        ("/", "index.html", "text/html"),
        ("/culture", "culture/index.html", "text/html"),
        ("/culture/?page=2", "culture/index.html", "text/html"),
        ("/feed.xml", "feed.xml", "(?:application|text)/xml"),
        ("/robots.txt", "robots.txt", "text/plain"),
        ("/style.css", "style.css", "text/css"),
        (PAGES[-1]["path"], PAGES[-1]["path"][1:], "text/html"),
    ],
)
def test_texts_are_served_with_the_servers_own_address_in_them(site: DemoSite, path: str, file: str, kind: str) -> None:
    response, body = ask(site, path)
    assert response.status == 200
    assert re.fullmatch(rf"{kind}; charset=utf-8", response.headers["Content-Type"])
    assert int(response.headers["Content-Length"]) == len(body)
    assert body == (SITE / file).read_bytes().replace(b"{{base}}", site.base.encode())


def test_the_feed_names_stories_at_the_address_where_it_is_asked_for(site: DemoSite) -> None:
    _, body = ask(site, "/feed.xml")
    assert f"<link>{site.base}{PAGES[0]['path']}</link>".encode() in body


def test_other_files_are_served_as_they_are(site: DemoSite) -> None:
    (file,) = SITE.rglob("*.pdf")
    response, body = ask(site, f"/{file.relative_to(SITE)}")
    assert (response.status, response.headers["Content-Type"]) == (200, "application/pdf")
    assert body == file.read_bytes()


def test_the_same_page_has_the_same_etag_and_another_one_another(site: DemoSite) -> None:
    tags = [ask(site, path)[0].headers["ETag"] for path in ("/", "/", "/about.html")]
    assert tags[0] == tags[1] != tags[2]


def test_a_moved_story_is_redirected_to_one_that_is_there(site: DemoSite) -> None:
    moved = dict(line.split() for line in (SITE / "redirects.txt").read_text().splitlines() if line)
    assert moved
    for old, new in moved.items():
        response, _ = ask(site, old)
        assert (response.status, response.headers["Location"]) == (301, new)
        assert ask(site, new)[0].status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/nothing.html", "/2026/11", "/../server.py", "/../../config.py", "//etc/passwd", "/culture/../../server.py",
        "/..", "/%2e%2e/server.py", "/./../expected.json", "/index.html/x",
    ],
)  # fmt: skip
def test_what_is_not_there_or_not_the_sites_is_not_found(site: DemoSite, path: str) -> None:
    response, body = ask(site, path)
    assert (response.status, body) == (404, b"not here\n")


def test_a_taken_port_is_wrong_use_told_in_one_line(site: DemoSite) -> None:
    port = int(site.base.rpartition(":")[2])
    with pytest.raises(UsageError, match=rf"^port {port} on 127\.0\.0\.1 is taken \(Address already in use\)"):
        DemoSite(port)


def test_a_port_is_free_again_after_the_block() -> None:
    with DemoSite(port=0) as first:
        port = int(first.base.rpartition(":")[2])
    with DemoSite(port) as second:
        assert ask(second, "/")[0].status == 200


# -- the command


def wait_for_the_port() -> None:
    """Wait until no other demo on this machine has it."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", DEMO_PORT)):
                return
        time.sleep(0.2)
    pytest.fail(f"port {DEMO_PORT} is taken")


def test_the_demo_shows_the_whole_line_and_the_second_time_that_nothing_is_new(tmp_path: Path) -> None:
    runs = []
    for _ in range(2):
        wait_for_the_port()
        environment = clean_environment(tmp_path / "data")
        command = [*OURS, "demo"]
        runs.append(subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False))
    assert [run.returncode for run in runs] == [0, 0], runs[0].stderr + runs[1].stderr
    assert "Traceback" not in runs[0].stderr + runs[1].stderr
    first, second = (run.stdout for run in runs)
    assert re.search(r"stored +15 +articles\n", first)
    for reason in ("already stored", "same words", "not html", "robots", "no text"):
        assert re.search(rf"skipped +1 +{reason}\n", first), reason
    assert re.search(r"failed +1 +http 404\n", first)
    (file,) = (tmp_path / "data" / "articles").rglob("*.jsonl")
    assert str(file) in first
    stored = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert sorted(one["url"].removeprefix(BASE) for one in stored) == sorted(page["path"] for page in PAGES)
    assert f"title           {stored[0]['title'][:40]}" in first
    assert re.search(r"stored +0 +articles: nothing new since the last run\n", second)
    assert not re.search(r"failed|no text|same words", second), "what was judged once is not asked for again"
    assert "none written" in second
    assert stored[0]["id"] in second
    assert list((tmp_path / "data" / "articles").rglob("*.jsonl*")) == [file]
