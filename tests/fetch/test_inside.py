"""Which addresses no public site can have, however they are written, and what is excepted."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from newscrawl.errors import UsageError
from newscrawl.fetch.inside import Allowed, is_inside, literal, proxy_hosts

INSIDE = [
    "0.0.0.0",  # noqa: S104 - it is refused
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
    "100::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]
OUTSIDE = [
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "128.0.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "192.167.1.1",
    "223.255.255.255",
    "2606:4700::1111",
    "2a00:1450:4001::1",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "2002:808:808::1",
]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_that_no_public_site_has_is_inside(address: str) -> None:
    assert is_inside(ip_address(address))


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_of_a_public_site_is_not(address: str) -> None:
    assert not is_inside(ip_address(address))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "017700000001", "0177.0.0.1", "127.0.0.1.",
     "localhost", "LOCALHOST.", "news.localhost"],
)  # fmt: skip
def test_an_address_is_seen_in_all_the_ways_that_systems_read_it(host: str) -> None:
    assert str(literal(host)) == "127.0.0.1"
    assert not Allowed().admits(host, None, 80)


@pytest.mark.parametrize("host", ["[::1]", "::1", "[fe80::1%eth0]", "[::ffff:127.0.0.1]", "[0:0:0:0:0:0:0:1]"])
def test_so_is_one_of_ipv6(host: str) -> None:
    assert not Allowed().admits(host, None, 80)


@pytest.mark.parametrize(
    "host", ["news.example", "1.2.3.4.example", "10.example", "localhost.example", "", "ö.example"]
)
def test_a_name_spells_no_address(host: str) -> None:
    assert literal(host) is None
    assert Allowed().admits(host, None, 80)


@pytest.mark.parametrize(
    ("allow", "host", "address", "port", "is_admitted"),
    [
        ("127.0.0.1", "127.0.0.1", None, 80, True),
        ("127.0.0.1", "127.0.0.2", None, 80, False),
        ("127.0.0.1", "news.example", "127.0.0.1", 80, True),
        ("127.0.0.1:8780", "127.0.0.1", None, 8780, True),
        ("127.0.0.1:8780", "127.0.0.1", None, 80, False),
        ("10.1.0.0/16", "10.1.2.3", None, 80, True),
        ("10.1.0.0/16", "intranet.example", "10.1.2.3", 80, True),
        ("10.1.0.0/16", "10.2.0.1", None, 80, False),
        ("Intranet.Example.", "intranet.example", "10.2.0.1", 80, True),
        ("intranet.example", "other.example", "10.2.0.1", 80, False),
        ("intranet.example:8080", "intranet.example", "10.2.0.1", 80, False),
        ("::1", "[::1]", None, 80, True),
        ("[::1]:80", "[::1]", None, 80, True),
        ("[::1]:80", "[::1]", None, 81, False),
        ("fd00::/8", "news.example", "fd12::1", 443, True),
        ("fd00::/8", "news.example", "10.0.0.1", 443, False),
        (" 10.0.0.1 ,, localhost ", "localhost", "127.0.0.1", 80, True),
        (None, "10.0.0.1", None, 80, False),
        (None, "news.example", "8.8.8.8", 80, True),
    ],
)
def test_exceptions_are_hosts_addresses_and_networks_with_a_port_or_without(
    allow: str | None, host: str, address: str | None, port: int, *, is_admitted: bool
) -> None:
    at = ip_address(address) if address else None
    assert Allowed.parse(allow).admits(host, at, port) is is_admitted


@pytest.mark.parametrize(
    "allow", ["http://10.0.0.1", "10.0.0.1/33", "a b", "host:port", "me@host", "[::1", "10.0.0.1/"]
)
def test_an_exception_that_cannot_be_read_is_told(allow: str) -> None:
    with pytest.raises(UsageError, match="NEWSCRAWL_FETCH_ALLOW"):
        Allowed.parse(f"127.0.0.1,{allow}")


def test_the_proxies_of_the_environment_are_known_however_they_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://me:word@proxy.example:3128/")
    monkeypatch.setenv("https_proxy", "10.0.0.7:3128")
    monkeypatch.setenv("no_proxy", "intranet.example")
    assert {"proxy.example", "10.0.0.7"} <= proxy_hosts()
    assert "intranet.example" not in proxy_hosts()
