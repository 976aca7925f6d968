"""How a source is to be treated on the network: what a spider says of its requests, and what is sent because of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.middlewares.refused import Refused
from crawler.outcome import Purpose

SOURCE, PURPOSE = "source", "purpose"
"""The keys of a request's meta that hold its Manners and its Purpose. Whatever follows from the request (a redirect, a
retry, the robots.txt that it waits for) takes them along."""
PORTS = {"http": 80, "https": 443}
_TOKEN = re.compile(r"compatible;\s*([A-Za-z][\w-]*)|^([A-Za-z][\w-]*)")


@dataclass(frozen=True, slots=True)
class Manners:
    """What middlewares know of a source: a spider makes it of the user's entry, with secrets filled in, and gives it
    to each request as `meta["source"]`. Those of all sources of a run, as the tuple `spider.manners`, let hosts that
    sources share have the slowest pace and the smallest budget from the first request on.

    - `name` is the source's. `own`: addresses whose origins are the source's own: its front page, and what else the
      user lists and trusts. `headers`, `cookies` and `user_agent` are sent to them and to nobody else; `www.` and the
      way from http to https do not matter, everything else does.
    - `proxy`: `http://[user:password@]host:port`, for all requests of the source, redirects to other hosts and
      robots.txt included.
    - `delay`: seconds between two requests to a host that the source uses, at least. `requests_per_day`: what such a
      host gets of us in 24 hours, at most. Of several sources the slowest and the smallest count.
    - `render`: pages are made by a browser. `reservations`: "skip" leaves alone pages whose publisher reserves them.
    - `contact_agent`: our own name with the source's contact in it, which is no secret: sent to every host.
    """

    name: str | None = None
    own: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)
    cookies: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)
    proxy: str | None = field(default=None, repr=False)
    user_agent: str | None = None
    delay: float = 0.0
    requests_per_day: int | None = None
    render: bool = False
    reservations: Literal["keep", "skip"] = "keep"
    contact_agent: str | None = None

    def owns(self, url: str) -> bool:
        """Whether this address is the source's own, so that its secrets may go there."""
        scheme, host, port = _origin(url)
        mine = {_origin(own) for own in self.own}
        return (scheme, host, port) in mine or ((scheme, port) == ("https", 443) and ("http", host, 80) in mine)


PLAIN = Manners()
"""Of no source: an address that somebody has given by itself."""


def manners_of(request: Request) -> Manners:
    """How this request is to be treated."""
    manners: Manners = request.meta.get(SOURCE, PLAIN)
    return manners


def purpose_of(request: Request) -> Purpose:
    """What the request is for. Where nobody says, it is a page if it is to become a record, else a list of them."""
    purpose: Purpose = request.meta.get(PURPOSE) or ("page" if "asked" in request.meta else "list")
    return purpose


def product_token(user_agent: str) -> str | None:
    """The name by which robots.txt knows who calls itself so; None where it says no name but a browser's."""
    names = (m[1] or m[2] for m in _TOKEN.finditer(user_agent))
    return next((name for name in names if name != "Mozilla"), None)


class MannersMiddleware:
    """Sends what a source has its own site sent, and keeps what servers set as cookies out of what is stored."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:  # noqa: ARG003 (Scrapy's signature)
        return cls()

    def process_request(self, request: Request) -> None:
        """Stands before Scrapy fills in what is usual. What a redirect has carried along is taken off first. Raises
        Refused for a proxy that is none."""
        manners = manners_of(request)
        for name in (*manners.headers, "User-Agent", "Cookie"):
            request.headers.pop(name, None)
        if manners.proxy:
            request.meta["proxy"] = _checked(manners)
        if manners.owns(request.url):
            for name, value in manners.headers.items():
                request.headers[name] = value
        agent = (manners.user_agent if manners.owns(request.url) else None) or manners.contact_agent
        if agent:
            request.headers["User-Agent"] = agent

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002
        """Stands behind who reads cookies: a session is nobody's business after that."""
        response.headers.pop("Set-Cookie", None)
        return response


class CookieMiddleware:
    """Sends a source's cookies to its own site. Not by the jar, which knows hosts, but neither ports nor schemes."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:  # noqa: ARG003
        return cls()

    def process_request(self, request: Request) -> None:
        """Stands after Scrapy's jar has been asked: what the server has set since counts more."""
        manners = manners_of(request)
        if not manners.cookies or not manners.owns(request.url):
            return
        jar = (request.headers.get("Cookie") or b"").decode("latin-1")
        known = dict(pair.split("=", 1) for pair in jar.split("; ") if "=" in pair)
        request.headers["Cookie"] = "; ".join(f"{n}={v}" for n, v in {**manners.cookies, **known}.items())


def _origin(url: str) -> tuple[str, str, int]:
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        return parts.scheme, (parts.hostname or "").removeprefix("www."), parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        return "", "", 0


def _checked(manners: Manners) -> str:
    """The source's proxy. The error does not quote it: it may hold a password."""
    proxy = manners.proxy or ""
    if not proxy.startswith("http://") or not _origin(proxy)[1]:
        raise Refused("failed", f"the proxy of {manners.name or 'this source'} is not of the form http://host:port")
    return proxy
