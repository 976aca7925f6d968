"""A resolver for which every name is one of this machine, behind the guard: no look-up leaves a test."""

from typing import Any, Self

from twisted.internet.defer import Deferred, succeed

from crawler.addresses import literal, networks
from crawler.middlewares.addresses import Guard, GuardedResolver


class _Here:
    def getHostByName(self, name: str, timeout: Any = ()) -> "Deferred[str]":  # noqa: N802 (the interface's name)
        """This machine, in place of any name; an address is itself."""
        found = literal(name)
        return succeed("127.0.0.1" if found is None or found.version == 6 else str(found))


class AllHere(GuardedResolver):
    """The resolver for crawls of tests (TWISTED_DNS_RESOLVER)."""

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        allowed = networks(crawler.settings.getlist("COPYDESK_ALLOW_NETWORKS"))
        return cls(_Here(), Guard(allowed), reactor)
