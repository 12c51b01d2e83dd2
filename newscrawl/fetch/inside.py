"""Which addresses are inside: of this machine, its networks and its cloud, where no news site is.

Public pages may name them all the same, in a link, a redirect or a DNS record, to make the crawler ask what only it can
reach. So they are refused, but for the exceptions in NEWSCRAWL_FETCH_ALLOW.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit
from urllib.request import getproxies

from attrs import frozen
from scrapy.exceptions import IgnoreRequest

from newscrawl.errors import UsageError

Address = IPv4Address | IPv6Address


class InsideAddress(IgnoreRequest):
    """A request to an address that is inside and not allowed."""


_PUBLIC_IPV6 = IPv6Network("2000::/3")  # all else is not given out, or has a meaning of its own
_NAT64 = IPv6Network("64:ff9b::/96")
_EMBEDDED_IPV4 = IPv6Network("::/96")
_NOT_PUBLIC = (
    IPv4Network("168.63.129.16/32"),  # Azure's metadata; those of other clouds are link-local, unique local or shared
    IPv4Network("192.0.0.0/24"),  # for protocols, and Oracle's metadata; Python before 3.11.10 knows a part of it
    IPv4Network("192.88.99.0/24"),  # was for relays from 6to4
    IPv6Network("3fff::/20"),  # for documentation; Python 3.11 does not know it
)
_HOST = re.compile(r"[\w.-]+(?::\d+)?|\[[\da-f:.]+\](?::\d+)?")


def is_inside(address: Address) -> bool:
    """Whether no public site can have this address; where IPv6 stands for IPv4, it is the latter that is judged."""
    if isinstance(address, IPv6Address) and (meant := _ipv4_within(address)):
        return is_inside(meant)
    return (
        not address.is_global
        or address.is_multicast
        or address.is_reserved
        or (isinstance(address, IPv6Address) and address not in _PUBLIC_IPV6)
        or any(address in network for network in _NOT_PUBLIC if network.version == address.version)
    )


def _ipv4_within(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64 or (address in _EMBEDDED_IPV4 and int(address) > 1):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def literal(host: str) -> Address | None:
    """The address that a host's name spells, in any of the ways that systems read, such as ``127.1``; None if none."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return IPv4Address("127.0.0.1")
    with suppress(ValueError):
        return ip_address(name.partition("%")[0])
    try:
        return IPv4Address(socket.inet_aton(name))
    except (OSError, ValueError):
        return None


def proxy_hosts() -> frozenset[str]:
    """The hosts of the environment's proxies: they may be anywhere, and are connected to, but not asked for pages."""
    addresses = (url if "://" in url else f"//{url}" for name, url in getproxies().items() if name != "no")
    return frozenset(host for address in addresses if (host := urlsplit(address).hostname))


@frozen
class _Exception:
    """A host's name or a network that is allowed, on one port or on all."""

    name: str
    network: IPv4Network | IPv6Network | None
    port: int | None

    def covers(self, host: str, address: Address | None, port: int) -> bool:
        if self.port not in (None, port):
            return False
        if self.network and address:
            return address.version == self.network.version and address in self.network
        return self.name == host


@frozen
class Allowed:
    """The exceptions: what may be asked although it is inside."""

    exceptions: tuple[_Exception, ...] = ()

    @classmethod
    def parse(cls, text: str | None) -> Allowed:
        """Read NEWSCRAWL_FETCH_ALLOW: hosts, addresses and networks, with a port or without, and commas between.

        Raises:
            UsageError: one of them cannot be read.
        """
        return cls(tuple(_entries(text or "")))

    def admits(self, host: str, address: Address | None, port: int, *, inside: bool = False) -> bool:
        """Whether a host may be asked at this address; without one, at what its name spells, if it spells any.

        ``inside`` says that it is not to be asked wherever it leads.
        """
        host = host.strip("[]").rstrip(".").lower()
        address = address or literal(host)
        if not inside and (address is None or not is_inside(address)):
            return True
        return any(one.covers(host, address, port) for one in self.exceptions)


def _entries(text: str) -> Iterator[_Exception]:
    for entry in filter(None, (part.strip().lower() for part in text.split(","))):
        try:
            yield _entry(entry)
        except ValueError as error:
            raise UsageError(
                f"setting fetch_allow (NEWSCRAWL_FETCH_ALLOW): {entry!r} is no host, address or network"
            ) from error


def _entry(entry: str) -> _Exception:
    with suppress(ValueError):
        return _Exception(entry, ip_network(entry, strict=False), None)
    parts = urlsplit(f"//{entry}")
    if not parts.hostname or parts.netloc != entry or not _HOST.fullmatch(parts.netloc):
        raise ValueError(entry)
    with suppress(ValueError):
        return _Exception(parts.hostname, ip_network(parts.hostname), parts.port)
    return _Exception(parts.hostname.rstrip("."), None, parts.port)
