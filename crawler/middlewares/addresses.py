"""The address guard: no page, feed or redirect leads us into a private network.

Two gates. A host that is an address is judged before anything else, also where a proxy would do the connecting. A
name is judged by the address that it resolves to, where the connection is about to be made to just this address.

Behind a proxy only the first gate stands: names are looked up by the proxy. The proxy itself may be anywhere, for a
person has named it; but no page is fetched from its host because of that.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.resolver import HostResolution
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.defer import Deferred, succeed
from twisted.internet.error import DNSLookupError
from twisted.python.failure import Failure

from crawler.addresses import MACHINE, NEVER_BY_NAME, OPENING, Network, inside, literal, networks
from crawler.middlewares.lookups import Addresses, LookUps
from crawler.middlewares.refused import Refused

HOST = re.compile(r"[a-z0-9._-]*|[0-9a-f]*:[0-9a-f:.]+(%[a-z0-9._~%-]+)?")
"""A name, an IPv4 address, or an IPv6 address, which may have a zone."""
LookUp = Callable[[str], "Deferred[Addresses]"]
Place = tuple[str, int]
"""A host, as it is written, and a port."""


class Guard:
    """What may be connected to: the public web, the networks that are allowed, and what a person has named where it is
    written as an address (or `localhost`), at the port that it was named with.

    A name of letters that a person has named gets no more than others do: who owns it tomorrow has not been named."""

    def __init__(self, allowed: Iterable[Network] = ()) -> None:
        self._allowed = tuple(allowed)
        self._named = set[Place]()
        self._proxies = {_place(address) for address in getproxies().values()}
        self.refused: dict[Place, str] = {}

    def name(self, addresses: Iterable[str]) -> None:
        """A person has named these addresses."""
        self._named |= {_place(address) for address in addresses}

    def pass_through(self, proxy: str) -> None:
        """A person has named this proxy: it may be connected to wherever it is."""
        self._proxies.add(_place(proxy))

    def page_from(self, host: str, port: int) -> str | None:
        """Why no page is fetched from this host, as far as that can be told before it is looked up; None where it may
        be."""
        host = host.lower().rstrip(".")
        if literal(host) is not None:
            return self.judge(host, port, host)
        if (host, port) in self._proxies - self._named:
            return f"{host} is a proxy, and pages are fetched from it only where you name it yourself"
        return None

    def judge(self, host: str, port: int, address: str, connecting: bool = False) -> str | None:
        """Why the host, being at this address, is not connected to; None where it may be. `connecting`: perhaps because
        it is a proxy."""
        found, place = literal(address), (host.lower().rstrip("."), port)
        if found is None or not (what := inside(found, self._allowed)):
            return None
        if connecting and self._is_proxy(place):
            return None
        if place in self._named and _is_plain(place[0], what):
            return None
        at = "" if host.strip("[]") == str(found) else f" ({found})"
        said = f"{host} leads into {what}{at}{OPENING}{found} opens"
        self.refused[place] = said
        return said

    def _is_proxy(self, place: Place) -> bool:
        """Twisted does not say the port where a tunnel is made, which is to a proxy alone."""
        return place in self._proxies or (place[1] == 0 and any(place[0] == host for host, _ in self._proxies))


def _is_plain(host: str, what: str) -> bool:
    """Whether who names this host has said by that where it leads."""
    return what == MACHINE if host == "localhost" else literal(host) is not None and what not in NEVER_BY_NAME


class GuardedResolver:
    """The process's resolver: of the addresses of a name it gives out those that may be connected to. They are what is
    then connected to, one after another, so there is no second look-up that could answer otherwise."""

    def __init__(self, look_up: LookUp, guard: Guard, reactor: Any = None) -> None:
        self.guard, self._look_up, self._reactor = guard, look_up, reactor

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        told = crawler.settings
        most = told.getint("DNSCACHE_SIZE") if told.getbool("DNSCACHE_ENABLED") else 0
        look_up = LookUps(reactor, told.getfloat("DNS_TIMEOUT"), most).ask
        return cls(look_up, Guard(networks(told.getlist("COPYDESK_ALLOW_NETWORKS"))), reactor)

    def install_on_reactor(self) -> None:
        """Called by Scrapy when a crawl starts."""
        self._reactor.installNameResolver(self)

    def addresses(self, name: str, port: int) -> "Deferred[Addresses]":
        """Where a host may be connected to at this port; itself, where it is an address. Fails with DNSLookupError
        where it has no address, or none that may be connected to."""
        written = literal(name)
        found = self._look_up(name) if written is None else succeed((str(written),))
        return found.addCallback(lambda all_: self._let_through(name, port, all_))

    def _let_through(self, name: str, port: int, addresses: Addresses) -> Addresses:
        good = tuple(a for a in addresses if self.guard.judge(name, port, a, connecting=True) is None)
        place = name.lower().rstrip("."), port
        if not good:
            raise DNSLookupError(self.guard.refused.get(place, name))
        self.guard.refused.pop(place, None)  # what was left out is no reason for what becomes of the rest
        return good

    def resolveHostName(  # noqa: N802 (the interface's names)
        self, resolutionReceiver: Any, hostName: str, portNumber: int = 0,  # noqa: N803
        addressTypes: Any = None, transportSemantics: str = "TCP",  # noqa: ARG002, N803
    ) -> HostResolution:  # fmt: skip
        """What Twisted asks (IHostnameResolver): the receiver is told each address that may be connected to. Twisted
        tries them in turn, each a moment after the one before, and keeps the first connection."""
        resolution = HostResolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)

        def tell(addresses: Addresses) -> None:
            for address in addresses:
                kind = IPv6Address if ":" in address else IPv4Address
                if addressTypes is None or kind in addressTypes:
                    resolutionReceiver.addressResolved(kind("TCP", address, portNumber))

        def end(result: Failure | None) -> None:
            resolutionReceiver.resolutionComplete()
            if isinstance(result, Failure):
                result.trap(DNSLookupError)  # type: ignore[no-untyped-call]

        self.addresses(_in_ascii(hostName), portNumber).addCallback(tell).addBoth(end)
        return resolution


class AddressMiddleware:
    """Refuses what the guard refuses, and says so. Raises NotImplementedError where another resolver is installed:
    nothing then keeps a name from leading anywhere."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(self.opened, signal=signals.spider_opened)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def opened(self, spider: Spider) -> None:
        """Signal: what a person has named is known now."""
        from twisted.internet import reactor  # not before Scrapy has chosen which

        resolver = getattr(reactor, "nameResolver", None)
        if not isinstance(resolver, GuardedResolver):
            raise NotImplementedError("TWISTED_DNS_RESOLVER must be crawler.middlewares.addresses.GuardedResolver")
        self._guard = resolver.guard
        named = self._crawler.settings.get("COPYDESK_ALLOW_HOSTS")
        self._guard.name(getattr(spider, "named", ()) if named is None else named)

    def process_request(self, request: Request) -> None:
        """Raises Refused for a host that is an address, and not one to go to; for one that no name can be; and for an
        address with a login in it, which Scrapy would have looked up as part of the name, at whoever answers for
        names."""
        if has_login(request.url):
            raise Refused("failed", "the address has a login in it, which is sent to nobody")
        if proxy := request.meta.get("proxy"):
            self._guard.pass_through(proxy)
        if said := self._guard.page_from(*_place(request.url)) or odd(request.url):
            raise Refused("failed", said)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raises Refused where it was the guard that left a name without an address."""
        place = _place(request.url)
        if isinstance(exception, CannotResolveHostError) and (said := self._guard.refused.get(place)):
            raise Refused("failed", said)


def has_login(url: str) -> bool:
    """Whether there is a name, or a password, before the host."""
    return "@" in urlsplit(url).netloc


def odd(url: str) -> str | None:
    """Why nobody is asked for the host of a request's address, in which international names are in the xn-- form: it
    has characters that no name has, which would move the cursor of whoever reads the log. None of all others."""
    host = urlsplit(url).hostname or ""
    return None if HOST.fullmatch(host) else "the host of the address has characters that no name of a host has"


def _in_ascii(host: str) -> str:
    """A name as it was asked for: Twisted has read its letters out of the xn-- form."""
    return ".".join(
        label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in host.split(".")
    )


def _place(address: str) -> Place:
    """The host and port of an address (0 where that is none); of what has no scheme, the first part, at http's port."""
    try:
        parts = urlsplit(address if "://" in address else f"//{address}")
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return "", 0
    try:
        port = parts.port
    except ValueError:
        return host, 0
    return host, port if port is not None else 443 if parts.scheme == "https" else 80
