"""A small news site on loopback whose answers a test sets, one path at a time."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Self

from attrs import define, field, frozen

TDMREP = "/.well-known/tdmrep.json"
WORDS = "The harbour office said on Monday that the ferry would run every hour until ten at night from January on. "


@frozen
class Answer:
    """What a path answers, after so many ``seconds``; ``gate`` holds the answer back until the test opens it.

    With an ETag among the headers, who has it already is answered 304.
    """

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(factory=dict)
    gate: Event | None = None
    seconds: float = 0.0


@frozen
class Asked:
    """One request: what was asked, by whom, and when it came and was answered (seconds, monotonic)."""

    path: str
    agent: str
    cookie: str
    started: float
    ended: float
    status: int
    sender: str | None = None


class _Server(ThreadingHTTPServer):
    """Says nothing about clients that were killed."""

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type] # whatever it got


@define
class NewsServer:
    """Answers with 404 where no test has set anything; robots.txt too, which allows all.

    What stands in ``first`` is answered before what stands in ``answers``, each once.
    """

    answers: dict[str, Answer] = field(factory=dict)
    first: dict[str, list[Answer]] = field(factory=dict)
    asked: list[Asked] = field(factory=list)
    _server: ThreadingHTTPServer = field(init=False)

    def __enter__(self) -> Self:
        news = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # headers and body are two writes: the second would wait for 40 ms

            def do_GET(self) -> None:
                started = time.monotonic()
                answer = news.answers.get(self.path, Answer(b"not here", 404))
                if first := news.first.get(self.path):
                    answer = first.pop(0)
                time.sleep(answer.seconds)
                if answer.gate:
                    answer.gate.wait(30)
                etag = answer.headers.get("ETag")
                if etag and etag == self.headers.get("If-None-Match"):
                    answer = Answer(status=304, headers={"ETag": etag})
                ended = time.monotonic()  # now, while nobody can have the answer yet
                self.send_response(answer.status)
                headers = {"Content-Type": answer.content_type, "Content-Length": str(len(answer.body))}
                for name, value in (headers | dict(answer.headers)).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)
                agent = self.headers.get("User-Agent", "")
                cookie = self.headers.get("Cookie", "")
                sender = self.headers.get("From")
                news.asked.append(Asked(self.path, agent, cookie, started, ended, answer.status, sender))

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = _Server(("127.0.0.1", 0), Handler)
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def base(self) -> str:
        """The site's address."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def paths(self) -> list[str]:
        """What was asked for so far, in order, but for the file of reserved rights, which few tests are about."""
        return [one.path for one in self.asked if one.path != TDMREP]

    def story(self, number: int, *, text: str | None = None, **page: str) -> str:
        """Put a story at /story-<number>.html and return that path."""
        path = f"/story-{number}.html"
        self.answers[path] = Answer(story_page(number, text=text, **page))
        return path

    def feed(self, entries: Iterable[str | tuple[str, str]], path: str = "/feed.xml", etag: str | None = None) -> None:
        """Announce paths in an RSS feed; a pair adds a publication date."""
        items = []
        for entry in entries:
            link, date = (entry, None) if isinstance(entry, str) else entry
            when = f"<pubDate>{date}</pubDate>" if date else ""
            items.append(f"<item><link>{self.base}{link}</link>{when}</item>")
        body = f'<?xml version="1.0"?><rss version="2.0"><channel>{"".join(items)}</channel></rss>'
        headers = {"ETag": etag} if etag else {}
        self.answers[path] = Answer(body.encode(), content_type="application/rss+xml", headers=headers)


def story_page(
    number: int,
    *,
    text: str | None = None,
    title: str | None = None,
    date: str = "2026-11-16T08:00:00+01:00",
    head: str = "",
) -> bytes:
    """An ordinary article page; without ``text``, each number has words of its own."""
    title = f"Story number {number} from the harbour" if title is None else title
    paragraphs = text or "</p><p>".join(f"Paragraph {place} of story {number}. {WORDS * 2}" for place in range(4))
    heading = f"<h1>{title}</h1>" if title else ""
    meta = f'<meta property="article:published_time" content="{date}">' if date else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">{meta}{head}</head>'
        '<body><nav><a href="/">Home</a></nav>'
        f"<main><article>{heading}<p>{paragraphs}</p></article></main><footer>Imprint</footer></body></html>"
    ).encode()
