"""Serve newscrawl/demo/site on loopback. ``{{base}}`` in its texts stands for the server's own address."""

from __future__ import annotations

import hashlib
import mimetypes
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Self

from newscrawl.errors import UsageError

DEMO_PORT = 8780
SITE = Path(__file__).parent / "site"
_TEXT = ("text/", "application/xml")


class DemoSite:
    """The demo site, served while the ``with`` block lasts.

    Raises:
        UsageError: the port is taken.
    """

    def __init__(self, port: int = DEMO_PORT) -> None:
        try:
            self._server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
        except OSError as error:
            raise UsageError(f"port {port} on 127.0.0.1 is taken ({error.strerror}): free it") from error
        self.base = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        redirects = dict(
            line.split() for line in (SITE / "redirects.txt").read_text(encoding="utf-8").splitlines() if line
        )
        if path in redirects:
            self._answer(HTTPStatus.MOVED_PERMANENTLY, b"", "text/plain", Location=redirects[path])
            return
        file = (SITE / path.lstrip("/")).resolve()
        if file.is_dir():
            file /= "index.html"
        if not file.is_file() or not file.is_relative_to(SITE.resolve()):
            self._answer(HTTPStatus.NOT_FOUND, b"not here\n", "text/plain")
            return
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        body = file.read_bytes()
        if kind.startswith(_TEXT):
            body = body.replace(b"{{base}}", f"http://{self.headers.get('Host', '')}".encode())
        self._answer(HTTPStatus.OK, body, kind, ETag=f'"{hashlib.sha256(body).hexdigest()[:16]}"')

    def _answer(self, status: HTTPStatus, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        charset = "; charset=utf-8" if kind.startswith(_TEXT) else ""
        for name, value in {"Content-Type": kind + charset, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server gives it
        """Say nothing: the crawl's own output is what the demo shows."""
