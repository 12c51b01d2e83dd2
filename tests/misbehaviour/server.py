"""The server behind all misbehaviour: a socket for each of its doors, and no library that would put things right."""

from __future__ import annotations

import socket
import ssl
from collections import Counter
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Self

from tests.misbehaviour.certificates import write_certificates
from tests.misbehaviour.kind import Misbehaviour
from tests.misbehaviour.wire import Wire

OPEN = {"front": "http", "busy": "http"}
SAFE = {"safe": "https", "self_signed": "https", "other_name": "https"}
NO_TLS = {"silent": "https", "plain_as_safe": "https"}


class MisbehavingServer:
    """Answers as the kinds of misbehaviour do, and with 404 elsewhere; ``answers`` are other paths, such as a feed."""

    def __init__(self, folder: Path) -> None:
        self.certificates = write_certificates(folder)
        self.answers: dict[str, bytes] = {}
        self.asked: list[tuple[str, str, bytes]] = []  # door, path and headers
        self.flooded: Counter[str] = Counter()
        self._over = Event()
        self._lock = Lock()
        self._listening: dict[str, socket.socket] = {}
        self.doors: dict[str, str] = {}

    def __enter__(self) -> Self:
        for door, scheme in (OPEN | SAFE | NO_TLS).items():
            listening = socket.create_server(("127.0.0.1", 0))
            self._listening[door] = listening
            self.doors[door] = f"{scheme}://127.0.0.1:{listening.getsockname()[1]}"
        self._kinds = {kind.path().removesuffix(".html"): kind(self.doors) for kind in Misbehaviour.kinds}
        for door in self._listening:
            Thread(target=self._listen, args=(door,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for listening in self._listening.values():
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            listening.close()

    def _listen(self, door: str) -> None:
        context = self.certificates.context(door) if door in SAFE else None
        with suppress(OSError):
            while True:
                client, _ = self._listening[door].accept()
                Thread(target=self._serve, args=(client, door, context), daemon=True).start()

    def _serve(self, client: socket.socket, door: str, context: ssl.SSLContext | None) -> None:
        with client, suppress(OSError):
            client.settimeout(30)
            if door == "silent":
                client.recv(1)
                self._over.wait(30)
                return
            if context:
                with context.wrap_socket(client, server_side=True) as safe:
                    self._answer(safe, door)
            else:
                self._answer(client, door)

    def _answer(self, client: socket.socket, door: str) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            if not (data := client.recv(2**16)):
                return
            head += data
            if not head.startswith(b"GET "):  # somebody speaks TLS here
                client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                return
        line, _, headers = head.partition(b"\r\n")
        path = line.split(b" ")[1].decode()
        kind = self._kinds.get("/" + path.split("/")[1].partition(".html")[0])
        with self._lock:
            self.asked.append((door, path, headers))
            if kind:
                kind.times += 1
        if path in self.answers:
            client.sendall(self.answers[path])
        elif kind:
            kind.answer(Wire(client, path, self._over, self.flooded))
        else:
            client.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
