"""robots.txt as RFC 9309 has it.

Scrapy 2.19 takes a robots.txt that cannot be fetched for one that allows everything, and lets all requests of a host
wait for one Deferred whose result reaches only the first of them.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from time import monotonic
from typing import NamedTuple, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotConfigured,
    ResponseDataLossError,
)
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from crawler.discover.reservations import reserved
from crawler.discover.robots import Rules
from crawler.middlewares import RESERVATIONS
from crawler.middlewares.addresses import odd
from crawler.middlewares.manners import PURPOSE, SOURCE, manners_of, product_token, purpose_of
from crawler.middlewares.pace import host_of, slow_down
from crawler.middlewares.refused import Refused
from crawler.spiders.reasons import is_of_tls

FIRST = 1000
"""Priority of a robots.txt over all that waits for it."""
MOST_REDIRECTS = 5
FRESH = 24 * 3600
"""Seconds that rules are kept for (RFC 9309, 2.4)."""
UNREAD_FRESH = 600
"""Seconds until a robots.txt that could not be read is asked for again."""
NO_HOST = (CannotResolveHostError, DownloadConnectionRefusedError, Refused)
"""What the page itself would meet as well, and tells better."""


_Way = tuple[str, str | None]
"""Scheme, host and port, and the proxy by way of which they are asked."""


class _Known(NamedTuple):
    rules: Rules
    until: float
    error: Exception | None = None


class RobotsMiddleware:
    """Lets a request through where the robots.txt of its host allows it, and at the pace that it asks for. What it
    reserves against AI and mining is then in the request's meta. `clock` gives seconds that only grow."""

    def __init__(self, crawler: Crawler, clock: Callable[[], float] = monotonic) -> None:
        settings = crawler.settings
        if not settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler, self._clock = crawler, clock
        self._agent = settings.get("ROBOTSTXT_USER_AGENT") or settings["USER_AGENT"]
        self._longest = settings.getfloat("COPYDESK_CRAWL_DELAY_MAX")
        self._lines: defaultdict[_Way, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._known: dict[_Way, _Known] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises Refused where the page may not be fetched, and what kept us from asking where there is no server."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        if strange := odd(request.url):
            raise Refused("failed", strange)
        rules = await self._rules(request)
        host, agent = urlparse_cached(request).hostname, self._name(request)
        if rules.unread is not None:
            unread = f"robots.txt of {host} could not be read ({rules.unread}): not allowed until it can"
            raise Refused("failed", unread)
        if not rules.allows(request.url, agent):
            raise Refused("skipped", f"robots.txt of {host} asks not to fetch this{_insist(request)}")
        said = request.meta[RESERVATIONS] = rules.reservations(request.url, agent)
        if manners_of(request).reservations == "skip" and purpose_of(request) == "page" and (why := reserved(said)):
            raise Refused("skipped", why)
        slow_down(self._crawler.engine.downloader, host_of(request), min(rules.delay(agent), self._longest))

    async def _rules(self, request: Request) -> Rules:
        parts = urlparse_cached(request)
        way = f"{parts.scheme}://{parts.netloc}", manners_of(request).proxy
        async with self._lines[way]:
            known = self._known.get(way)
            if known is None or known.until <= self._clock():
                known = self._known[way] = await self._ask(way[0], request)
        if known.error is not None:
            request.meta["dont_retry"] = True
            raise known.error
        return known.rules

    async def _ask(self, place: str, waiting: Request) -> _Known:
        meta = {"dont_obey_robotstxt": True, "redirect_ttl": MOST_REDIRECTS, PURPOSE: "robots"}
        meta[SOURCE] = manners_of(waiting)
        request = Request(f"{place}/robots.txt", priority=FIRST, meta=meta, callback=NO_CALLBACK, dont_filter=True)
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as e:  # whatever it is, we have not been told that we may
            if isinstance(e, NO_HOST) or is_of_tls(e):
                return _Known(Rules(), self._clock() + UNREAD_FRESH, e)
            rules = Rules() if _goes_round(e) else Rules(unread=_why(e))
        else:
            rules = Rules.of_status(response.status, response.body)
        return _Known(rules, self._clock() + (FRESH if rules.unread is None else UNREAD_FRESH))

    def _name(self, request: Request) -> str:
        """Who we are to this host: a source may have its own site told another name."""
        manners = manners_of(request)
        own = manners.user_agent if manners.owns(request.url) else None
        return str((own and product_token(own)) or self._agent)


def _insist(request: Request) -> str:
    """What a person can do who has named this address."""
    return "; --ignore-robots does so all the same" if getattr(request.meta.get("asked"), "named", False) else ""


def _goes_round(error: Exception) -> bool:
    """More redirects than need be followed: the file counts as not there (RFC 9309, 2.3.1.2)."""
    return isinstance(error, IgnoreRequest) and "redirections" in str(error)


def _why(error: Exception) -> str:
    if isinstance(error, DownloadTimeoutError):
        return "no answer in time"
    if isinstance(error, ResponseDataLossError):
        return "it was cut"
    return "the connection failed"
