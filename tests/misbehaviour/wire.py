"""One connection, and what a server can do with it beside answering."""

from __future__ import annotations

import socket
import struct
from collections import Counter
from contextlib import suppress
from threading import Event

from attrs import frozen


@frozen
class Wire:
    """The server's end of a connection on which a request has come; ``over`` is set when the test is over."""

    socket: socket.socket
    path: str
    over: Event
    flooded: Counter[str]  # bytes by path

    def send(self, data: bytes) -> None:
        """Send all of it, if anybody is there."""
        with suppress(OSError):
            self.socket.sendall(data)

    def flood(self, data: bytes) -> None:
        """Send the same again and again, until the other side has had enough."""
        with suppress(OSError):
            while not self.over.is_set():
                self.socket.sendall(data)
                self.flooded[self.path] += len(data)

    def drip(self, data: bytes) -> None:
        """Send byte by byte, so that there is always something new."""
        with suppress(OSError):
            for place in range(len(data)):
                self.socket.sendall(data[place : place + 1])
                if self.over.wait(0.02):
                    return

    def wait(self) -> None:
        """Do nothing, until the other side hangs up."""
        with suppress(OSError):
            self.socket.recv(1)

    def reset(self) -> None:
        """Break the connection off without a word."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
