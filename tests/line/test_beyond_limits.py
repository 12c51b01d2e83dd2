"""A page that is beyond the limits and cannot be read apart either: refused once, and looked at by a newer version."""

from __future__ import annotations

import sqlite3
from collections import Counter

from newscrawl.extract.chain import EXTRACTION_VERSION
from tests.conftest import Crawl
from tests.news_server import Answer, NewsServer, story_page

# Each paragraph opens all of them again: more elements than the child may have memory for.
HUNGRY = b"<p>" + b"".join(b"<b a%d>" % number for number in range(500)) + b"<p>x" * 12_000


def test_a_page_that_breaks_its_reader_is_refused_once_and_the_others_are_stored(
    crawl: Crawl, server: NewsServer
) -> None:
    server.answers["/bomb.html"] = Answer(story_page(9) + HUNGRY)
    server.feed(["/bomb.html", server.story(1), server.story(2)])
    ended = crawl()
    assert (ended.code, len(crawl.articles())) == (0, 2)
    assert crawl.record()["skipped"] == {"too_complex": 1}
    assert "/bomb.html" in ended.err

    server.asked.clear()
    crawl()
    assert server.paths() == ["/feed.xml"]

    server.answers["/bomb.html"] = Answer(story_page(9))
    older = str(int(EXTRACTION_VERSION) - 1)
    with sqlite3.connect(crawl.data / "state.db") as state:
        state.execute("UPDATE urls SET extraction_version = ? WHERE state = 'refused'", (older,))
    state.close()
    server.feed(["/bomb.html", server.story(1), server.story(2), server.story(3)])
    server.asked.clear()
    crawl()
    assert Counter(server.paths())["/bomb.html"] == 1
    assert len(crawl.articles()) == 4
