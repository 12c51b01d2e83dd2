"""Redirects that lead in circles, inside, or nowhere; and what answers at other doors."""

# ruff: noqa: D101, D102 - a class here is its name and its outcome

from __future__ import annotations

from typing import ClassVar

from tests.misbehaviour.kind import BAD_REDIRECT, INSIDE, TOO_MANY, WAITS, Misbehaviour, Outcome
from tests.misbehaviour.wire import Wire


class _Redirect(Misbehaviour):
    status = "HTTP/1.1 302 Found"
    location: ClassVar[str] = ""

    def target(self, wire: Wire) -> str | None:  # noqa: ARG002 - some look at the path
        return self.location

    def answer(self, wire: Wire) -> None:
        target = self.target(wire)
        if target is None:
            wire.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + self.page)
        else:
            wire.send(self.head(Content_Length="0", **({"Location": target} if target else {})))


class RedirectLoop(_Redirect):
    outcome = TOO_MANY

    def target(self, wire: Wire) -> str:
        return self.path("again") if wire.path == self.path() else self.path()


class RedirectToItself(_Redirect):
    outcome = TOO_MANY

    def target(self, wire: Wire) -> str:
        return wire.path


class _Chain(_Redirect):
    steps: ClassVar[int] = 5

    def target(self, wire: Wire) -> str | None:
        step = int(wire.path.removesuffix(".html").rpartition("/")[2]) if wire.path != self.path() else 0
        return self.path(str(step + 1)) if step < self.steps else None


class ChainOfFive(_Chain): ...


class ChainOfSix(_Chain):
    outcome = TOO_MANY
    steps = 6


class RedirectWithoutLocation(_Redirect):
    outcome = BAD_REDIRECT


class RelativeRedirect(_Redirect):
    def target(self, wire: Wire) -> str | None:
        return "relative-redirect/at last.html?a=ä#top" if wire.path == self.path() else None


class UnreadableRedirect(_Redirect):
    outcome = BAD_REDIRECT
    location = "http://[::1"


class RedirectToNoHost(_Redirect):
    outcome = BAD_REDIRECT
    location = "https:///story.html"


class RedirectToNoPort(_Redirect):
    outcome = BAD_REDIRECT
    location = "http://127.0.0.1:99999/story.html"


class RedirectToFile(_Redirect):
    outcome = BAD_REDIRECT
    location = "file:///etc/passwd"


class RedirectToFtp(_Redirect):
    outcome = BAD_REDIRECT
    location = "ftp://127.0.0.1/story.html"


class RedirectToScript(_Redirect):
    outcome = BAD_REDIRECT
    location = "javascript:alert(1)"


class RedirectToData(_Redirect):
    outcome = BAD_REDIRECT
    location = "data:text/html,<h1>A story</h1>"


class RedirectToPrivateNetwork(_Redirect):
    outcome = INSIDE
    location = "http://10.0.0.1/story.html"


class RedirectToMetadata(_Redirect):
    outcome = INSIDE
    location = "http://169.254.169.254/latest/meta-data/"


class RedirectToAnotherLoopback(_Redirect):
    outcome = INSIDE
    location = "http://127.0.0.2/story.html"


class RedirectToOddSpelling(_Redirect):
    outcome = INSIDE
    location = "http://0x7f.2/story.html"


class RedirectToNameInside(_Redirect):
    outcome = INSIDE
    location = "http://intranet.example/story.html"


class RedirectToNameWithoutEnd(_Redirect):
    """Whoever looks it up waits."""

    outcome = WAITS
    location = "http://slow.example/story.html"


class RedirectToIpv6(_Redirect):
    outcome = INSIDE
    location = "http://[::1]/story.html"


class RedirectToMappedIpv6(_Redirect):
    outcome = INSIDE
    location = "http://[::ffff:10.0.0.1]/story.html"


class RedirectToClosedPort(_Redirect):
    outcome = WAITS
    location = "http://127.0.0.1:9/story.html"


class HttpToHttps(_Redirect):
    def target(self, wire: Wire) -> str | None:
        return f"{self.doors['safe']}{self.path('safe')}" if wire.path == self.path() else None


class HttpsToHttp(_Redirect):
    outcome = Outcome("failed", "back_to_http")
    door = "safe"

    def target(self, wire: Wire) -> str | None:
        return f"{self.doors['front']}{self.path('plain')}" if wire.path == self.path() else None


class HttpToHttpsToHttp(HttpsToHttp):
    door = "front"

    def target(self, wire: Wire) -> str | None:
        steps = {self.path(): f"{self.doors['safe']}{self.path('safe')}"}
        steps[self.path("safe")] = f"{self.doors['front']}{self.path('plain')}"
        return steps.get(wire.path)


class SafeDoor(Misbehaviour):
    door = "safe"


class UnknownCertificate(Misbehaviour):
    outcome = WAITS
    door = "self_signed"


class CertificateOfAnother(Misbehaviour):
    outcome = WAITS
    door = "other_name"


class HandshakeWithoutEnd(Misbehaviour):
    outcome = WAITS
    door = "silent"


class NoTlsAtAll(Misbehaviour):
    outcome = WAITS
    door = "plain_as_safe"


class TooManyRequests(Misbehaviour):
    """At a door of its own: whoever is asked to wait leaves the whole host alone."""

    outcome = Outcome("failed", "http_429")
    door = "busy"
    status = "HTTP/1.1 429 Too Many Requests"
    headers: ClassVar = {"Retry-After": "3600", "Content-Type": "text/html"}
