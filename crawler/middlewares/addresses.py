"""The address guard: no page, feed or redirect leads us into a private network.

Two gates. A host that is an address is judged before anything else, also where a proxy would do the connecting. A
name is judged by the address that it resolves to, where the connection is about to be made to just this address.

Behind a proxy only the first gate stands: names are looked up by the proxy. The proxy itself may be anywhere, for a
person has named it; but no page is fetched from its host because of that.
"""

from collections.abc import Iterable
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.base import BlockingResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.addresses import ONLY_NAMED, Network, inside, literal, networks
from crawler.middlewares.refused import Refused


class Guard:
    """What may be connected to: the public web, the networks that are allowed, and hosts that a person has named."""

    def __init__(self, allowed: Iterable[Network] = ()) -> None:
        self._allowed = tuple(allowed)
        self._hosts = set[str]()
        self._proxies = {_host(address) for address in getproxies().values()}
        self.refused: dict[str, str] = {}

    def name(self, addresses: Iterable[str]) -> None:
        """A person has named these addresses: their hosts may be anywhere."""
        self._hosts |= {_host(address) for address in addresses}

    def pass_through(self, proxy: str) -> None:
        """A person has named this proxy: it may be connected to wherever it is."""
        self._proxies.add(_host(proxy))

    def page_from(self, host: str) -> str | None:
        """Why no page is fetched from this host, as far as that can be told before it is looked up; None where it may
        be."""
        host = host.lower().rstrip(".")
        if literal(host) is not None:
            return self.judge(host, host)
        if host in self._proxies - self._hosts:
            return f"{host} is a proxy, and pages are fetched from it only where you name it yourself"
        return None

    def judge(self, host: str, address: str, connecting: bool = False) -> str | None:
        """Why the host, being at this address, is not connected to; None where it may be. `connecting`: perhaps because
        it is a proxy."""
        found, named = literal(address), self._hosts | (self._proxies if connecting else set())
        if host.lower().rstrip(".") in named or found is None or not (what := inside(found, self._allowed)):
            return None
        at = "" if host.strip("[]") == str(found) else f" ({found})"
        said = f"{host} leads into {what}{at}{ONLY_NAMED}"
        self.refused[host] = said
        return said


class GuardedResolver(BlockingResolver):  # for its declaration that it is a resolver; it blocks no more
    """The process's resolver: a name that may not be connected to has no address. What it gives out is what is then
    connected to, so there is no second look-up that could answer otherwise."""

    def __init__(self, resolver: Any, guard: Guard, reactor: Any = None) -> None:
        self.guard, self._resolver, self._reactor = guard, resolver, reactor

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        allowed = networks(crawler.settings.getlist("COPYDESK_ALLOW_NETWORKS"))
        return cls(CachingThreadedResolver.from_crawler(crawler, reactor), Guard(allowed), reactor)

    def install_on_reactor(self) -> None:
        """Called by Scrapy when a crawl starts."""
        self._reactor.installResolver(self)

    def getHostByName(self, name: str, timeout: Any = ()) -> "Deferred[str]":  # noqa: N802 (the interface's name)
        """The address of a host. Fails with DNSLookupError where it has none, or none that may be connected to."""
        found: Deferred[str] = self._resolver.getHostByName(name, timeout)
        return found.addCallback(lambda address: self._let_through(name, address))

    def _let_through(self, name: str, address: str) -> str:
        if said := self.guard.judge(name, address, connecting=True):
            raise DNSLookupError(said)
        return address


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

        resolver = getattr(reactor, "resolver", None)
        if not isinstance(resolver, GuardedResolver):
            raise NotImplementedError("TWISTED_DNS_RESOLVER must be crawler.middlewares.addresses.GuardedResolver")
        self._guard = resolver.guard
        named = self._crawler.settings.get("COPYDESK_ALLOW_HOSTS")
        self._guard.name(getattr(spider, "named", ()) if named is None else named)

    def process_request(self, request: Request) -> None:
        """Raises Refused for a host that is an address, and not one to go to; and for an address with a login in it,
        which Scrapy would have looked up as part of the name, at whoever answers for names."""
        if has_login(request.url):
            raise Refused("failed", "the address has a login in it, which is sent to nobody")
        if proxy := request.meta.get("proxy"):
            self._guard.pass_through(proxy)
        if said := self._guard.page_from(urlparse_cached(request).hostname or ""):
            raise Refused("failed", said)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raises Refused where it was the guard that left a name without an address."""
        host = urlparse_cached(request).hostname or ""
        if isinstance(exception, CannotResolveHostError) and (said := self._guard.refused.get(host)):
            raise Refused("failed", said)


def has_login(url: str) -> bool:
    """Whether there is a name, or a password, before the host."""
    return "@" in urlsplit(url).netloc


def _host(address: str) -> str:
    """The host of an address; of what has no scheme, the first part."""
    try:
        return (urlsplit(address if "://" in address else f"//{address}").hostname or "").rstrip(".")
    except ValueError:
        return ""
