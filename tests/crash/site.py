"""A news site of 500 articles, some of them under two addresses, for a crawl that is killed again and again."""

from __future__ import annotations

import time
from threading import Event
from urllib.parse import urlsplit

from newscrawl.identity import url_key
from tests.news_server import Answer, NewsServer, story_page

ARTICLES = 500
ETAG = '"five-hundred"'
SECONDS = 0.008  # a page takes: at full speed a crawl would be over before it could be killed
WORDS = "The council heard on Monday what story {number} is about, and put off the vote on part {part} until spring. "


class Slow(Event):
    """A gate that opens by itself after a moment."""

    def wait(self, timeout: float | None = None) -> bool:
        """Wait that moment."""
        time.sleep(SECONDS if timeout is None else min(SECONDS, timeout))
        return True


def fill(server: NewsServer) -> None:
    """Put all stories, and a feed of their addresses, on the server.

    Every tenth story has a print page too, and every tenth a short link that redirects to a page for phones. Both
    pages name the story's own address as the canonical one. Some are announced just before their story, others long
    after it.
    """
    early: list[str] = []
    late: list[str] = []
    for number in range(ARTICLES):
        other = early if number % 20 < 10 else late
        if number % 10 == 3:
            other.append(_page(server, number, f"/print/{number}"))
        if number % 10 == 7:
            phone = _page(server, number, f"/phone/{number}")
            server.answers[f"/go/{number}"] = Answer(status=301, headers={"Location": phone})
            other.append(f"/go/{number}")
        early.append(_page(server, number, f"/story-{number}.html"))
    server.feed([*early, *late], etag=ETAG)


def _page(server: NewsServer, number: int, path: str) -> str:
    text = "</p><p>".join(WORDS.format(number=number, part=part) * 2 for part in range(2))
    canonical = f'<link rel="canonical" href="{server.base}/story-{number}.html">'
    server.answers[path] = Answer(story_page(number, text=text, head=canonical), gate=Slow())
    return path


def keys(server: NewsServer) -> dict[bytes, str]:
    """The path of every page, by the key under which the state knows its address."""
    pages = [path for path in server.answers if not path.endswith(".xml")]
    return {url_key("local", server.base + path): path for path in pages}


def story_of(address: str) -> str:
    """The path in an article's address."""
    return urlsplit(address).path
