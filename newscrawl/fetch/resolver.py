"""Looks up the addresses of hosts, and passes on only those that may be connected to.

What this returns is what the connection is made to, so a name that leads inside is refused whenever it does: also on a
redirect, and also if it led outside a moment ago. Addresses in the place of names come through here too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any, Self, cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.resolver import CachingHostnameResolver
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.base import ReactorBase
from twisted.internet.interfaces import IAddress, IHostResolution, IReactorPluggableNameResolver, IResolutionReceiver

from newscrawl.fetch.inside import Allowed, proxy_hosts
from newscrawl.fetch.settings import read_config


class GuardedResolver(CachingHostnameResolver):
    """Scrapy's resolver without the addresses that are inside."""

    def __init__(self, reactor: ReactorBase, cache_size: int, allowed: Allowed) -> None:
        super().__init__(reactor, cache_size)
        self.allowed = allowed
        self._proxies = proxy_hosts()
        self._refused: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Scrapy's constructor."""
        settings = crawler.settings
        return cls(reactor, settings.getint("DNSCACHE_SIZE"), Allowed.parse(read_config(settings).fetch_allow))

    def resolveHostName(  # noqa: N802 - Twisted's signature
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        """Look a host up; the receiver is told its addresses, in IPv4 and IPv6, that are not refused."""
        self._refused.discard(hostName)
        receiver: Any = resolutionReceiver
        if hostName not in self._proxies:
            receiver = _Sieve(receiver, self, hostName, portNumber)
        return super().resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)

    def admits(self, host: str, address: str, port: int) -> bool:
        """Whether a host may be connected to at this address; that it may not is remembered until its next look-up."""
        if self.allowed.admits(host, ip_address(address.partition("%")[0]), port):
            return True
        self._refused.add(host)
        return False

    def has_refused(self, host: str) -> bool:
        """Whether the last look-up of a host brought an address that is inside."""
        return host in self._refused


async def look_up(host: str, port: int) -> list[str]:
    """The addresses at which a host may be connected to; none where it has none, or none that is allowed."""
    from twisted.internet import reactor  # noqa: PLC0415 - it is only there now

    found: list[str] = []
    over = asyncio.get_running_loop().create_future()

    class Receiver:
        resolutionBegan = staticmethod(lambda _: None)  # noqa: N815 - Twisted's name

        @staticmethod
        def addressResolved(address: Any) -> None:  # noqa: ANN401, N802 - Twisted's
            found.append(address.host)

        @staticmethod
        def resolutionComplete() -> None:  # noqa: N802 - Twisted's name
            if not over.done():
                over.set_result(None)

    cast("Any", reactor).nameResolver.resolveHostName(Receiver, host, port)
    await over
    return found


def has_refused(request: Request) -> bool:
    """Whether the look-up of a request's host brought an address that is inside."""
    from twisted.internet import reactor  # noqa: PLC0415 - it is only there now

    resolver = cast("IReactorPluggableNameResolver", reactor).nameResolver
    return isinstance(resolver, GuardedResolver) and resolver.has_refused(urlparse_cached(request).hostname or "")


class _Sieve:
    """Passes on to another receiver what may be connected to."""

    def __init__(self, receiver: Any, resolver: GuardedResolver, host: str, port: int) -> None:  # noqa: ANN401 - Twisted's
        self._receiver = receiver
        self._resolver = resolver
        self._host = host
        self._port = port
        self.resolutionBegan = receiver.resolutionBegan
        self.resolutionComplete = receiver.resolutionComplete

    def addressResolved(self, address: Any) -> None:  # noqa: ANN401, N802 - Twisted's
        if self._resolver.admits(self._host, address.host, self._port):
            self._receiver.addressResolved(address)
