"""How many headers an answer may have: Twisted bounds each line, and not how many there are."""

from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from twisted.python.failure import Failure

MOST_BYTES = 256 << 10
"""Of all lines before the body, and so much as Chromium reads."""
MOST_LINES = 1000
TOO_MANY = f"the server sends more headers than the {MOST_LINES:,} lines or {MOST_BYTES >> 10} KiB that are read of any"


class TooManyHeaders(Exception):
    """An answer has more of them than are read."""


class BoundedParser(_LenientHTTPClientParser):
    """Counts the lines before a body, of all that a server sends before the answer (1xx) as well."""

    _lines = 0
    _bytes = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 (Twisted's name)
        """Raises TooManyHeaders, for which the protocol gives up."""
        self._lines += 1
        self._bytes += len(line)
        if self._lines > MOST_LINES or self._bytes > MOST_BYTES:
            raise TooManyHeaders
        super().lineReceived(line)


class BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Reads answers with such a parser."""

    def request(self, request: Any) -> Any:
        """As Scrapy does it: the parser is made by Twisted, which asks nobody of what kind."""
        answer = super().request(request)
        if self._parser is not None:
            self._parser.__class__ = BoundedParser
        return answer

    def _giveUp(self, reason: Failure) -> None:  # noqa: N802 (Twisted's name)
        super()._giveUp(reason)  # type: ignore[no-untyped-call]
        if self.transport is not None and reason.check(TooManyHeaders):  # type: ignore[no-untyped-call]
            self.transport.abortConnection()  # over TLS it would else wait until the peer has had its say


class BoundedFactory(_LenientHTTP11ClientFactory):
    """Makes such protocols."""

    def buildProtocol(self, addr: Any) -> BoundedProtocol:  # noqa: ARG002, N802 (Twisted's name)
        """One for each connection."""
        return BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


def has_too_many(error: BaseException) -> bool:
    """Whether it was for its headers that an answer was not read."""
    return any(isinstance(why.value, TooManyHeaders) for why in getattr(error.__cause__, "reasons", ()))
