"""What the names of hosts are looked up as: by the system, in threads, with all of their addresses."""

import socket
from typing import Any

from scrapy.utils.datatypes import LocalCache
from twisted.internet import defer
from twisted.internet.defer import Deferred, succeed
from twisted.internet.error import DNSLookupError
from twisted.internet.threads import deferToThreadPool
from twisted.python.failure import Failure

Addresses = tuple[str, ...]
KEPT = 300.0
"""Seconds for which an answer holds. The system does not say for how long it would; sites that move change theirs
minutes before."""


class LookUps:
    """Each takes `seconds` at the most; `most` answers are kept, and none of those that there is no such name."""

    def __init__(self, reactor: Any, seconds: float, most: int) -> None:
        self._reactor, self._seconds, self._most = reactor, seconds, most
        self._known = LocalCache[str, tuple[float, Addresses]](most)

    def ask(self, name: str) -> "Deferred[Addresses]":
        """The addresses of a host, IPv4 and IPv6, the one that the system would try first before the others. Fails with
        DNSLookupError where it has none, or nobody says so in time."""
        until, addresses = self._known.get(name, (0.0, ()))
        if self._reactor.seconds() < until:
            return succeed(addresses)
        asked: Deferred[Addresses] = deferToThreadPool(self._reactor, self._reactor.getThreadPool(), _of_system, name)
        asked.addTimeout(self._seconds, self._reactor)
        return asked.addCallbacks(lambda found: self._keep(name, found), lambda failure: _none(name, failure))

    def _keep(self, name: str, found: Addresses) -> Addresses:
        if self._most:
            self._known[name] = self._reactor.seconds() + KEPT, found
        return found


def _of_system(name: str) -> Addresses:
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def _none(name: str, failure: Failure) -> Addresses:
    # a label that is too long is an error of the encoding
    failure.trap(OSError, UnicodeError, defer.TimeoutError)  # type: ignore[no-untyped-call]
    raise DNSLookupError(name) from failure.value
