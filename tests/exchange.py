"""One connection to the faulty proxy of tests/faulty_proxy.py: what can be done to the requests that come over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.server import BaseHTTPRequestHandler
from threading import Event

from attrs import field, frozen

CHUNK = 2**14


@frozen
class Asked:
    """One request that came to the proxy, and what it answered; 0 is no answer."""

    method: str
    path: str
    status: int


@frozen
class Hold:
    """An upload that stands still: ``reached`` is set when it does, and it goes on when the test sets ``release``."""

    reached: Event = field(factory=Event)
    release: Event = field(factory=Event)


class Exchange(BaseHTTPRequestHandler):
    """One connection from a client."""

    protocol_version = "HTTP/1.1"
    timeout = 60
    upstream: str  # host and port
    next_deed: Callable[[str], Deed]  # what is done to a request with this method
    asked: list[Asked]

    def handle_expect_100(self) -> bool:
        """Ask for the body later, when it is wanted."""
        return True

    def serve(self) -> None:
        """Answer one request, or break the connection."""
        self.status = 0
        try:
            self.next_deed(self.command)(self)
        except (OSError, HTTPException):
            self.close_connection = True
        finally:
            self.asked.append(Asked(self.command, self.path, self.status))

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = serve  # noqa: N815 - the library looks for these names

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def body(self) -> Iterator[bytes]:
        """The request's body, piece by piece."""
        if "Expect" in self.headers:
            self.send_response_only(100)
            self.end_headers()
        left = int(self.headers.get("Content-Length", 0))
        while left:
            if not (chunk := self.rfile.read(min(left, CHUNK))):
                raise ConnectionError("the client went away")
            left -= len(chunk)
            yield chunk

    def forward(self, passing: Callable[[int], None] = lambda _: None) -> tuple[HTTPResponse, bytes]:
        """What the store answers; ``passing`` is told how many bytes have gone there, before and after each piece."""
        upstream = HTTPConnection(self.upstream, timeout=60)
        try:
            upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in {"connection", "expect"}:
                    upstream.putheader(name, value)
            upstream.endheaders()
            sent = 0
            passing(sent)
            for chunk in self.body():
                upstream.send(chunk)
                sent += len(chunk)
                passing(sent)
            answer = upstream.getresponse()
            return answer, answer.read()
        finally:
            upstream.close()

    def reply(self, answer: HTTPResponse, body: bytes, size: int | None = None) -> None:
        """Pass the store's answer on; ``size`` is what is promised where it is not the body's."""
        self.status = answer.status
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in _HOP_BY_HOP | (set() if self.command == "HEAD" else {"content-length"}):
                self.send_header(name, value)
        if self.command != "HEAD" and answer.status not in {204, 304}:
            self.send_header("Content-Length", str(len(body) if size is None else size))
        self.end_headers()
        self.wfile.write(body)


def pass_on(exchange: Exchange) -> None:
    """Let the store answer."""
    exchange.reply(*exchange.forward())


Deed = Callable[[Exchange], None]
_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding"}
