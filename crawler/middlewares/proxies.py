"""Whose fault it is that a request by way of a proxy has failed. A proxy is named by host and port, never with its
login."""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
from scrapy.utils.httpobj import urlparse_cached

LOGIN = 407
"""The status by which a proxy, and nobody else, asks for a login."""
_STATUS = re.compile(r"'status': (\d{3})")


class Fault(NamedTuple):
    """What a proxy did, in a sentence. `final`: it will do so again."""

    reason: str
    final: bool = False


def of(request: Request) -> str | None:
    """The proxy by way of which a request goes: host and port; None where it goes by itself."""
    proxy = request.meta.get("proxy")
    return urlsplit(proxy).netloc.rpartition("@")[2] if proxy else None


def fault(request: Request, error: BaseException) -> Fault | None:
    """What the proxy did; None where there is none, or the error is not of the connection. Where it cannot be told who
    has failed, the sentence says that a proxy stood between."""
    proxy = of(request)
    if proxy is None:
        return None
    host = urlparse_cached(request).hostname
    if isinstance(error, TunnelError):
        return _of_tunnel(proxy, host or "", str(error))
    if isinstance(error, CannotResolveHostError):
        return Fault(f"the proxy {proxy} does not exist, or cannot be looked up from here")
    if isinstance(error, DownloadConnectionRefusedError):
        return Fault(f"the proxy {proxy} refused the connection")
    if isinstance(error, DownloadTimeoutError):
        return Fault(f"nothing came from {host} by way of the proxy {proxy} in time")
    if isinstance(error, DownloadFailedError) and not getattr(error.__cause__, "reasons", None):
        return Fault(f"the connection to {host} by way of the proxy {proxy} was lost")
    return None


def _of_tunnel(proxy: str, host: str, said: str) -> Fault:
    status = int(m[1]) if (m := _STATUS.search(said)) else None
    if status == LOGIN:
        return Fault(f"the proxy {proxy} wants a login, or another one ({status})", final=True)
    if status is not None and 400 <= status < 500:
        return Fault(f"the proxy {proxy} does not connect us to {host} ({status})", final=True)
    return Fault(f"the proxy {proxy} could not connect us to {host}" + (f" ({status})" if status else ""))
