"""A resolver for which every name is one of this machine, behind the guard: no look-up leaves a test."""

from typing import Any, Self

from twisted.internet.defer import Deferred, succeed

from crawler.addresses import networks
from crawler.middlewares.addresses import Guard, GuardedResolver
from crawler.middlewares.lookups import Addresses


def _here(_: str) -> "Deferred[Addresses]":
    """This machine, in place of any name."""
    return succeed(("127.0.0.1",))


def _both(_: str) -> "Deferred[Addresses]":
    """This machine by IPv6, and an address inside that nobody may be led to."""
    return succeed(("fd00::1", "::1"))


class AllHere(GuardedResolver):
    """The resolver for crawls of tests (TWISTED_DNS_RESOLVER)."""

    look_up = staticmethod(_here)

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        allowed = networks(crawler.settings.getlist("COPYDESK_ALLOW_NETWORKS"))
        return cls(cls.look_up, Guard(allowed), reactor)


class AllHereBySix(AllHere):
    """The same by IPv6."""

    look_up = staticmethod(_both)
