"""One pace for each host, however many sources use it, and by whatever port, scheme or `www.` it is asked.

Scrapy lets a redirect to another host go at the pace of the host that it comes from: here each request is told whose it
is to keep.
"""

from collections.abc import Iterator
from typing import Self

from scrapy import Request
from scrapy.core.downloader import Downloader, Slot
from scrapy.crawler import Crawler
from scrapy.utils.httpobj import urlparse_cached

from crawler.middlewares.manners import Manners, manners_of


def host_of(request: Request) -> str:
    """The host that a request goes to: of `www.x` and `x` one, which no publisher tells apart."""
    return (urlparse_cached(request).hostname or "").rstrip(".").removeprefix("www.")


def slot_of(downloader: Downloader, host: str) -> Slot | None:
    """Where the host's requests wait for their turn; None where none has since a while."""
    slot: Slot | None = downloader.slots.get(host)
    return slot


def asked_of(downloader: Downloader, host: str) -> float:
    """The delay that is asked of us for a host, in seconds; 0 where nobody asks."""
    return float(downloader.per_slot_settings.get(host, {}).get("delay", 0))


def slow_down(downloader: Downloader, host: str, delay: float) -> None:
    """So long between two requests to a host, in seconds, and one at a time; unless more is asked of us already. The
    throttle heeds it, too."""
    if delay <= asked_of(downloader, host):
        return
    downloader.per_slot_settings[host] = {"delay": max(delay, downloader._delay), "concurrency": 1, "jitter": 0}
    if slot := slot_of(downloader, host):
        slot.delay, slot.concurrency, slot.jitter = max(delay, slot.delay), 1, 0.0


class Announced:
    """The sources of a run, as its spider tells of them: `spider.manners`, a tuple that may be replaced at any time."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._known: tuple[Manners, ...] = ()

    def news(self) -> Iterator[tuple[Manners, str]]:
        """Each source with each host of its own, once after each time that the spider has told."""
        told = getattr(self._crawler.spider, "manners", ())
        if told is self._known:
            return
        self._known = told
        for manners in told:
            for url in manners.own:
                yield manners, host_of(Request(url if "://" in url else f"https://{url}"))


class PaceMiddleware:
    """Gives each request the slot of its host, and the host the slowest pace of the sources that use it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler, self._announced = crawler, Announced(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Stands before all that may wait."""
        host = request.meta[Downloader.DOWNLOAD_SLOT] = host_of(request)
        for manners, used in (*self._announced.news(), (manners_of(request), host)):
            if manners.delay:
                slow_down(self._crawler.engine.downloader, used, manners.delay)
