"""A proxy before the object store of tests/object_store.py that does to requests what networks and servers do."""

from __future__ import annotations

from http.server import ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Self

from attrs import define, field

from tests.exchange import Asked, Deed, Exchange, Hold, pass_on


@define
class _Fault:
    """What is done to requests with one of these methods (to all, where none is named), so often."""

    deed: Deed
    methods: tuple[str, ...] = ()
    times: int | None = None


@define
class FaultyProxy:
    """Passes everything to the store until a test tells it otherwise. Faults are served in the order they were set."""

    behind: dict[str, str]  # the store's environment
    asked: list[Asked] = field(factory=list)
    _faults: list[_Fault] = field(factory=list, init=False)
    _over: Event = field(factory=Event, init=False)  # what is held or swallowed is let go
    _lock: Lock = field(factory=Lock, init=False)
    _server: ThreadingHTTPServer = field(init=False)

    def __enter__(self) -> Self:
        upstream = self.behind["AWS_ENDPOINT_URL"].removeprefix("http://")
        ours = {"upstream": upstream, "next_deed": staticmethod(self._next_deed), "asked": self.asked}
        handler = type("OurExchange", (Exchange,), ours)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.pass_everything()
        self._server.shutdown()
        self._server.server_close()

    @property
    def environment(self) -> dict[str, str]:
        """What makes boto3 come here, with the store's key."""
        return self.behind | {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{self._server.server_port}"}

    def _next_deed(self, method: str) -> Deed:
        """What is to be done to the next request."""
        with self._lock:
            for fault in self._faults:
                if fault.methods and method not in fault.methods:
                    continue
                if fault.times is not None:
                    fault.times -= 1
                    if not fault.times:
                        self._faults.remove(fault)
                return fault.deed
        return pass_on

    def _set(self, deed: Deed, *methods: str, times: int | None = 1) -> None:
        with self._lock:
            self._faults.append(_Fault(deed, methods, times))

    def pass_everything(self) -> None:
        """Be an honest proxy again, and let go what is swallowed."""
        with self._lock:
            self._faults.clear()
            self._over.set()
            self._over = Event()

    def answer(
        self, status: int, code: str, *, methods: tuple[str, ...] = (), times: int | None = None, message: str = "no"
    ) -> None:
        """Answer in the store's stead, as S3 does; until told otherwise, or so many times."""
        body = b"" if status < 300 else f"<Error><Code>{code}</Code><Message>{message}</Message></Error>".encode()

        def deed(exchange: Exchange) -> None:
            for _ in exchange.body():
                pass
            exchange.status = status
            exchange.send_response_only(status)
            exchange.send_header("Content-Type", "application/xml")
            exchange.send_header("Content-Length", str(len(body)))
            exchange.end_headers()
            exchange.wfile.write(b"" if exchange.command == "HEAD" else body)

        self._set(deed, *methods, times=times)

    def lose_next_answer(self, method: str = "PUT", times: int = 1) -> None:
        """Let the store do what it is asked, and break the connection instead of saying so."""

        def deed(exchange: Exchange) -> None:
            exchange.forward()
            exchange.close_connection = True

        self._set(deed, method, times=times)

    def break_next_upload(self, after: int, times: int = 1) -> None:
        """Break both connections after so many bytes of the body."""

        def passing(sent: int) -> None:
            if sent >= after:
                raise ConnectionError("as the test wants it")

        self._set(lambda exchange: exchange.reply(*exchange.forward(passing)), "PUT", times=times)

    def hold_next_upload(self, after: int = 0) -> Hold:
        """Let an upload stand still after so many bytes, until the test releases it."""
        hold, over = Hold(), self._over

        def passing(sent: int) -> None:
            if sent >= after and not hold.reached.is_set():
                hold.reached.set()
                while not (hold.release.wait(0.05) or over.is_set()):
                    pass

        self._set(lambda exchange: exchange.reply(*exchange.forward(passing)), "PUT")
        return hold

    def break_next_download(self, after: int, times: int = 1) -> None:
        """Break the connection after so many bytes of the answer to a GET."""

        def deed(exchange: Exchange) -> None:
            answer, body = exchange.forward()
            exchange.reply(answer, body[:after], len(body))
            exchange.close_connection = True

        self._set(deed, "GET", times=times)

    def damage_next_download(self, times: int = 1) -> None:
        """Change the first byte of the answer to a GET."""

        def deed(exchange: Exchange) -> None:
            answer, body = exchange.forward()
            exchange.reply(answer, bytes([body[0] ^ 1]) + body[1:])

        self._set(deed, "GET", times=times)

    def swallow(self) -> None:
        """Be a black hole: take every request, and never answer."""
        over = self._over

        def deed(exchange: Exchange) -> None:
            over.wait(120)
            exchange.close_connection = True

        self._set(deed, times=None)
