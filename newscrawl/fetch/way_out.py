"""The browser's only way out: a proxy on loopback that connects to what may be connected to, and to nothing else.

A page's scripts, frames and redirects are the browser's to follow, and without a proxy it looks names up by itself.
Where the environment names a proxy, this one passes on to it whatever does not spell an inside address.
"""

from __future__ import annotations

import asyncio
import base64
import logging
from asyncio import StreamReader, StreamWriter
from contextlib import suppress
from typing import Self
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from attrs import define, field

from newscrawl.fetch.inside import Allowed
from newscrawl.fetch.resolver import look_up
from newscrawl.identity import PORTS

logger = logging.getLogger(__name__)

MAX_HEAD_BYTES = 2**18
CONNECT_SECONDS = 20.0
_CHUNK = 2**16
_Streams = tuple[StreamReader, StreamWriter]


@define
class WayOut:
    """Listens between :meth:`open` and :meth:`close`; ``refused`` are the hosts that were not connected to."""

    allowed: Allowed
    refused: list[str] = field(factory=list)
    _server: asyncio.Server | None = None

    async def open(self) -> Self:
        """Begin to listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=MAX_HEAD_BYTES)
        return self

    async def close(self) -> None:
        """End; what is open is closed by the browser."""
        if self._server:
            self._server.close()

    @property
    def address(self) -> str:
        """What the browser is told."""
        assert self._server, "it is not open"  # noqa: S101
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        far = None
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                far = await self._begin(head, writer)
            if far:
                await asyncio.gather(_pass_on(reader, far[1]), _pass_on(far[0], writer))
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError) as error:
            logger.debug("the browser's request has ended: %r", error)
        finally:
            for one in (writer, *(far or ())[1:]):
                one.close()

    async def _begin(self, head: bytes, writer: StreamWriter) -> _Streams | None:
        """Connect to where a request wants to go; None where it may not, and the connection ends without an answer."""
        line, _, headers = head.partition(b"\r\n")
        method, target, version = line.decode("ascii").split(" ")
        is_tunnel = method == "CONNECT"
        url = urlsplit(f"https://{target}" if is_tunnel else target)
        host, port = url.hostname or "", url.port or PORTS[url.scheme]
        if not self.allowed.admits(host, None, port):
            self.refused.append(host)
            return None
        if proxy := _proxy_for("https" if is_tunnel else "http", host):
            far = await self._connect(proxy.hostname or "", proxy.port or 80)
            if far:
                far[1].write(line + b"\r\n" + _authorization(proxy.username, proxy.password) + headers)
            return far
        far = await self._connect(host, port)
        if far and is_tunnel:
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        elif far:  # one request a connection: the next may be for another host
            path = url._replace(scheme="", netloc="", fragment="").geturl() or "/"
            kept = [one for one in headers.split(b"\r\n") if not one.lower().startswith((b"proxy-", b"connection:"))]
            far[1].write(f"{method} {path} {version}\r\nConnection: close\r\n".encode() + b"\r\n".join(kept))
        return far

    async def _connect(self, host: str, port: int) -> _Streams | None:
        addresses = await look_up(host, port)
        for address in addresses:
            with suppress(OSError):
                return await asyncio.open_connection(address, port)
        if not addresses:
            self.refused.append(host)
        return None


def _proxy_for(scheme: str, host: str) -> SplitResult | None:
    url = getproxies().get(scheme)
    if not url or proxy_bypass(host):
        return None
    return urlsplit(url if "://" in url else f"http://{url}")


def _authorization(name: str | None, password: str | None) -> bytes:
    if not name:
        return b""
    words = f"{unquote(name)}:{unquote(password or '')}".encode()
    return b"Proxy-Authorization: Basic " + base64.b64encode(words) + b"\r\n"


async def _pass_on(reader: StreamReader, writer: StreamWriter) -> None:
    """Pass on what comes until it ends, and then the end."""
    while data := await reader.read(_CHUNK):
        writer.write(data)
        await writer.drain()
    if writer.can_write_eof():
        writer.write_eof()
