"""robots.txt as RFC 9309 has it.

Scrapy 2.19 takes a robots.txt that cannot be fetched for one that allows everything, and lets all requests of a host
wait for one Deferred whose result reaches only the first of them.
"""

import asyncio
from collections import defaultdict
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

from crawler.discover.robots import Rules
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


class _Known(NamedTuple):
    rules: Rules
    until: float
    error: Exception | None = None


class RobotsMiddleware:
    """Lets a request through where the robots.txt of its host allows it, and at the pace that it asks for."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        if not settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._agent = settings.get("ROBOTSTXT_USER_AGENT") or settings["USER_AGENT"]
        self._longest = settings.getfloat("COPYDESK_CRAWL_DELAY_MAX")
        self._lines: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._known: dict[str, _Known] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises Refused where the page may not be fetched, and what kept us from asking where there is no server."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        parts = urlparse_cached(request)
        place = f"{parts.scheme}://{parts.netloc}"
        async with self._lines[place]:
            known = self._known.get(place)
            if known is None or known.until < monotonic():
                known = self._known[place] = await self._ask(place)
        if known.error is not None:
            request.meta["dont_retry"] = True
            raise known.error
        if known.rules.unread is not None:
            said = f"robots.txt of {parts.hostname} could not be read ({known.rules.unread}): not allowed until it can"
            raise Refused("failed", said)
        if not known.rules.allows(request.url, self._agent):
            raise Refused("skipped", f"robots.txt of {parts.hostname} asks not to fetch this")
        self._slow_down(parts.hostname or "", known.rules)

    async def _ask(self, place: str) -> _Known:
        meta = {"dont_obey_robotstxt": True, "redirect_ttl": MOST_REDIRECTS}
        request = Request(f"{place}/robots.txt", priority=FIRST, meta=meta, callback=NO_CALLBACK, dont_filter=True)
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as e:  # whatever it is, we have not been told that we may
            if isinstance(e, NO_HOST) or is_of_tls(e):
                return _Known(Rules(), monotonic() + UNREAD_FRESH, e)
            rules = Rules() if _goes_round(e) else Rules(unread=_why(e))
        else:
            rules = Rules.of_status(response.status, response.body)
        return _Known(rules, monotonic() + (FRESH if rules.unread is None else UNREAD_FRESH))

    def _slow_down(self, host: str, rules: Rules) -> None:
        """Crawl-delay: one request at a time, and so long between two. The throttle heeds it, too."""
        delay = min(rules.delay(self._agent), self._longest)
        downloader = self._crawler.engine.downloader
        if delay <= downloader.per_slot_settings.get(host, {}).get("delay", 0):
            return
        downloader.per_slot_settings[host] = {"delay": delay, "concurrency": 1, "jitter": 0}
        if slot := downloader.slots.get(host):
            slot.delay, slot.concurrency, slot.jitter = max(delay, slot.delay), 1, 0.0


def _goes_round(error: Exception) -> bool:
    """More redirects than need be followed: the file counts as not there (RFC 9309, 2.3.1.2)."""
    return isinstance(error, IgnoreRequest) and "redirections" in str(error)


def _why(error: Exception) -> str:
    if isinstance(error, DownloadTimeoutError):
        return "no answer in time"
    if isinstance(error, ResponseDataLossError):
        return "it was cut"
    return "the connection failed"
