"""Looking hosts up: what leads inside is left out, whatever it led to before."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.resolver import dnscache
from twisted.internet.address import IPv4Address, IPv6Address

from newscrawl.fetch.inside import Allowed
from newscrawl.fetch.resolver import GuardedResolver

HOST = "news.example"


class Names:
    """A name server, and whoever asks it."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses
        self.told: list[str] = []

    def resolveHostName(self, receiver: Any, _: str, port: int, *__: object) -> None:  # noqa: ANN401, N802 - Twisted's
        """Tell all addresses."""
        receiver.resolutionBegan(None)
        for address in self.addresses:
            receiver.addressResolved((IPv6Address if ":" in address else IPv4Address)("TCP", address, port))
        receiver.resolutionComplete()

    def resolutionBegan(self, _: object) -> None:  # noqa: N802 - Twisted's
        """Begin anew."""
        self.told.clear()

    def addressResolved(self, address: Any) -> None:  # noqa: ANN401, N802 - Twisted's
        """Note it."""
        self.told.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's
        """Say that it is over."""
        self.told.append("end")


def look_up(names: Names, allow: str | None = None, host: str = HOST, port: int = 80) -> tuple[list[str], bool]:
    """What is passed on, and whether something was refused; the cache is left as it is."""
    resolver = GuardedResolver(SimpleNamespace(nameResolver=names), 100, Allowed.parse(allow))
    resolver.resolveHostName(names, host, port)
    return names.told, resolver.has_refused(host)


@pytest.fixture(autouse=True)
def _nothing_is_known_before() -> None:
    dnscache.clear()


def test_addresses_outside_are_passed_on_in_their_order() -> None:
    assert look_up(Names("2606:4700::1111", "1.1.1.1")) == (["2606:4700::1111", "1.1.1.1", "end"], False)


def test_addresses_inside_are_left_out() -> None:
    assert look_up(Names("10.0.0.1", "1.1.1.1", "::1", "fe80::1%eth0")) == (["1.1.1.1", "end"], True)
    assert look_up(Names("169.254.169.254"), host="metadata.example") == (["end"], True)


def test_what_a_name_led_to_before_is_judged_again_for_each_port() -> None:
    names = Names("10.0.0.1")
    assert look_up(names, "news.example:8080", port=8080) == (["10.0.0.1", "end"], False)
    assert HOST in dnscache
    assert look_up(names, "news.example:8080", port=22) == (["end"], True)


def test_a_name_that_is_nobodys_is_not_taken_for_a_refused_one() -> None:
    names = Names("10.0.0.1")
    resolver = GuardedResolver(SimpleNamespace(nameResolver=names), 0, Allowed())
    resolver.resolveHostName(names, HOST)
    assert resolver.has_refused(HOST)
    names.addresses = ()
    resolver.resolveHostName(names, HOST)
    assert (names.told, resolver.has_refused(HOST)) == (["end"], False)


def test_a_proxy_may_be_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.example:3128")
    assert look_up(Names("10.0.0.1"), host="proxy.example", port=3128) == (["10.0.0.1", "end"], False)
    assert look_up(Names("10.0.0.1"), host=HOST, port=3128) == (["end"], True)
