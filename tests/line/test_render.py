"""Pages that only scripts can fill, through a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from newscrawl.config import VERSION
from tests.conftest import Crawl
from tests.news_server import WORDS, Answer, NewsServer

SHELL = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Loading</title></head><body>
<main id="app"></main><img src="/photo.png"><script>
const story = document.createElement("article");
const parts = [1, 2, 3, 4].map(number => `<p>Part ${{number}}. {WORDS}{WORDS}</p>`);
story.innerHTML = "<h1>Ferry to run every hour</h1>" + parts.join("");
document.getElementById("app").append(story);
</script></body></html>"""


def test_a_page_that_a_script_fills_is_stored_as_the_browser_shows_it(
    crawl: Crawl, server: NewsServer, demand: Callable[[str | None, str], None]
) -> None:
    demand(shutil.which("chromium"), "Chromium")
    server.answers["/story-1.html"] = Answer(SHELL.encode())
    server.feed(["/story-1.html"])
    ended = crawl(LOCAL_RENDER="1")
    assert ended.code == 0, ended.err
    (article,) = crawl.articles()
    assert article["title"] == "Ferry to run every hour"
    assert article["text"].count("The harbour office said") == 8
    assert article["http"]["rendered"] is True
    assert "/photo.png" not in server.paths(), "no text depends on a picture"
    assert {one.agent for one in server.asked} == {f"newscrawl/{VERSION}"}


def test_without_rendering_the_same_page_is_refused_as_a_frame_for_scripts(crawl: Crawl, server: NewsServer) -> None:
    server.answers["/story-1.html"] = Answer(SHELL.encode())
    server.feed(["/story-1.html"])
    assert crawl().code == 0
    assert crawl.articles() == []
    assert crawl.record()["skipped"] == {"script_shell": 1}


def test_a_missing_browser_is_told_in_one_line(crawl: Crawl, server: NewsServer, tmp_path: Path) -> None:
    server.feed([server.story(1)])
    ended = crawl(LOCAL_RENDER="1", PATH=str(tmp_path))
    assert ended.code == 2
    assert "apt install chromium" in ended.err
    assert server.asked == []


def test_a_browser_is_kept_within_the_same_bounds(
    crawl: Crawl, server: NewsServer, demand: Callable[[str | None, str], None]
) -> None:
    demand(shutil.which("chromium"), "Chromium")
    with NewsServer() as inside:
        inside.answers["/secret.txt"] = Answer(b"secret", headers={"Access-Control-Allow-Origin": "*"})
        inside.answers["/story-9.html"] = Answer(SHELL.encode())
        ask = f"<script>fetch('{inside.base}/secret.txt')</script><iframe src='{inside.base}/secret.txt'></iframe>"
        chain = {f"/chain-{one}.html": redirect(f"/chain-{one + 1}.html") for one in range(6)}
        server.answers |= {
            "/curious.html": Answer(SHELL.replace("</body>", f"{ask}</body>").encode(), headers={"Set-Cookie": "id=1"}),
            "/to-inside.html": redirect(f"{inside.base}/story-9.html"),
            "/to-metadata.html": redirect("http://169.254.169.254/latest/"),
            "/busy.html": Answer(SHELL.replace("const story", "while (true) {} const story").encode()),
            "/report.html": Answer(b"%PDF-1.7 a report", content_type="application/pdf"),
            "/sheet.html": Answer(b"a;b", content_type="application/octet-stream"),
            **chain,
            "/chain-6.html": Answer(SHELL.encode()),
        }
        asked = ["/busy.html", "/curious.html", "/to-inside.html", "/to-metadata.html", "/report.html", "/sheet.html"]
        server.feed([*asked, "/chain-0.html", "/missing.html"])
        ended = crawl(
            LOCAL_RENDER="1",
            LOCAL_RETRIES="0",
            NEWSCRAWL_FETCH_TIMEOUT_SECONDS="6",
            NEWSCRAWL_FETCH_ALLOW=server.base.removeprefix("http://"),
        )
        assert inside.asked == []
    assert [article["url"] for article in crawl.articles()] == [f"{server.base}/curious.html"], ended.err
    record = crawl.record()
    failed = {"inside_address": 2, "timeout": 1, "too_many_redirects": 1, "http_404": 1}
    assert (record["failed"], record["skipped"]) == (failed, {"not_html": 2}), ended.err
    server.feed(["/chain-6.html"])
    server.asked.clear()
    assert crawl(LOCAL_RENDER="1").code == 0
    assert "/chain-6.html" in server.paths()
    assert [one.path for one in server.asked if one.cookie] == [], "no run goes on with what another was given"


def redirect(target: str) -> Answer:
    """An answer that leads elsewhere."""
    return Answer(status=302, headers={"Location": target})
