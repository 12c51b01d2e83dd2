"""The browser's only way out leads to sites, and nowhere else."""

from __future__ import annotations

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from newscrawl.fetch import way_out
from newscrawl.fetch.inside import Allowed
from newscrawl.fetch.way_out import WayOut

NAMES = {"news.example": ["127.0.0.1"], "gone.example": [], "127.0.0.1": ["127.0.0.1"]}
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@pytest.fixture(autouse=True)
def _names(monkeypatch: pytest.MonkeyPatch) -> None:
    async def look_up(host: str, _: int) -> list[str]:
        return NAMES[host]

    monkeypatch.setattr(way_out, "look_up", look_up)
    for name in ("http_proxy", "https_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


def in_loop(test: Callable[[int, list[bytes]], Awaitable[None]]) -> None:
    """Run a test beside a server that notes what it is asked and answers; the test is given its port."""
    asked: list[bytes] = []

    async def serve(reader: StreamReader, writer: StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(ANSWER)
        await writer.drain()
        writer.close()

    async def run() -> None:
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            await test(server.sockets[0].getsockname()[1], asked)

    asyncio.run(run())


@asynccontextmanager
async def opened(allow: str | None = None) -> Any:  # noqa: ANN401 - an iterator in disguise
    out = await WayOut(Allowed.parse(allow)).open()
    try:
        yield out
    finally:
        await out.close()


async def ask(out: WayOut, *sent: bytes) -> bytes:
    """Everything that comes back; after the first part, each is sent when something has come."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(out.address.rpartition(":")[2]))
    received = b""
    for part in sent:
        writer.write(part)
        received += await reader.read(2**16)
    received += await reader.read()
    writer.close()
    return received


def test_a_page_is_asked_for_as_if_there_were_no_proxy() -> None:
    async def test(port: int, asked: list[bytes]) -> None:
        async with opened() as out:
            head = f"GET http://news.example:{port}/a?b=c HTTP/1.1\r\nHost: news.example\r\n".encode()
            assert await ask(out, head + b"Proxy-Connection: keep-alive\r\nconnection: keep-alive\r\n\r\n") == ANSWER
            assert asked == [b"GET /a?b=c HTTP/1.1\r\nConnection: close\r\nHost: news.example\r\n\r\n"]

    in_loop(test)


def test_a_tunnel_passes_on_whatever_comes() -> None:
    async def test(port: int, asked: list[bytes]) -> None:
        async with opened() as out:
            connect = f"CONNECT news.example:{port} HTTP/1.1\r\n\r\n".encode()
            assert await ask(out, connect, b"any bytes\r\n\r\n") == b"HTTP/1.1 200 OK\r\n\r\n" + ANSWER
            assert asked == [b"any bytes\r\n\r\n"]

    in_loop(test)


@pytest.mark.parametrize(
    "line",
    [
        "CONNECT 127.0.0.1:{port}",
        "GET http://127.0.0.1:{port}/",
        "GET http://127.1:{port}/",
        "CONNECT gone.example:{port}",
    ],
)
def test_what_is_inside_is_not_connected_to_and_noted(line: str) -> None:
    async def test(port: int, asked: list[bytes]) -> None:
        async with opened("127.0.0.2") as out:
            assert await ask(out, f"{line.format(port=port)} HTTP/1.1\r\n\r\n".encode()) == b""
            assert (asked, len(out.refused)) == ([], 1)

    in_loop(test)


@pytest.mark.parametrize("line", ["nonsense", "GET / HTTP/1.1", "GET ftp://news.example/ HTTP/1.1"])
def test_what_is_no_request_to_a_proxy_ends(line: str) -> None:
    async def test(_: int, asked: list[bytes]) -> None:
        async with opened() as out:
            assert (await ask(out, f"{line}\r\n\r\n".encode()), asked) == (b"", [])

    in_loop(test)


def test_a_proxy_of_the_environment_is_used_with_its_password_but_not_for_what_is_inside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def test(port: int, asked: list[bytes]) -> None:
        monkeypatch.setenv("http_proxy", f"http://me:p%40ss@127.0.0.1:{port}")
        monkeypatch.setenv("https_proxy", f"127.0.0.1:{port}")
        async with opened() as out:
            assert await ask(out, b"GET http://far.example/ HTTP/1.1\r\nHost: far.example\r\n\r\n") == ANSWER
            assert await ask(out, b"CONNECT far.example:443 HTTP/1.1\r\n\r\n") == ANSWER
            assert await ask(out, b"GET http://10.0.0.1/ HTTP/1.1\r\n\r\n") == b""
        assert asked == [
            b"GET http://far.example/ HTTP/1.1\r\nProxy-Authorization: Basic bWU6cEBzcw==\r\nHost: far.example\r\n\r\n",
            b"CONNECT far.example:443 HTTP/1.1\r\n\r\n",
        ]
        assert out.refused == ["10.0.0.1"]

    in_loop(test)
