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


def test_without_rendering_the_same_page_is_refused_as_having_no_text(crawl: Crawl, server: NewsServer) -> None:
    server.answers["/story-1.html"] = Answer(SHELL.encode())
    server.feed(["/story-1.html"])
    assert crawl().code == 0
    assert crawl.articles() == []
    assert crawl.record()["skipped"] == {"no_text": 1}


def test_a_missing_browser_is_told_in_one_line(crawl: Crawl, server: NewsServer, tmp_path: Path) -> None:
    server.feed([server.story(1)])
    ended = crawl(LOCAL_RENDER="1", PATH=str(tmp_path))
    assert ended.code == 2
    assert "apt install chromium" in ended.err
    assert server.asked == []
