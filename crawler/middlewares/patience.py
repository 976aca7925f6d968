"""A server that asks for fewer requests (429, 503) gets none for so long as it names, or a little while."""

import logging
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Self
from zlib import crc32

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.middlewares.pace import host_of, slot_of
from crawler.middlewares.refused import Refused
from crawler.middlewares.turns import noted_hosts

log = logging.getLogger(__name__)

BUSY = (429, 503)
JITTER = 0.5
"""A wait that we choose ourselves is longer by up to this share: what failed together is not asked for together."""
LONGEST_CLOSED = 24 * 3600.0
"""Seconds. Who names a year has made a mistake, and is asked again after a day."""
FRESH = 60.0
"""Seconds until it is looked again which hosts other runs on the store are to leave alone."""


class PatienceMiddleware:
    """Holds back all requests to such a host, those of other runs on the same store, too; retries (retry.py) then ask
    again.

    A wait longer than COPYDESK_RETRY_AFTER_MAX seconds is not waited for: the host is left alone for the rest of it,
    and its URLs are skipped for that reason. `clock` gives seconds that only
    grow."""

    def __init__(
        self, longest: float, first: float, crawler: Crawler, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._longest, self._first, self._crawler, self._clock = longest, first, crawler, clock
        self._kept = noted_hosts(crawler)
        self._closed = dict[str, float]()
        self._looked = clock() - FRESH
        # by signal: when a response gets to the middlewares, the next request of its host is on its way already
        crawler.signals.connect(self.heed, signal=signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        get = crawler.settings.getfloat
        return cls(get("COPYDESK_RETRY_AFTER_MAX"), get("COPYDESK_BACKOFF"), crawler)

    def process_request(self, request: Request) -> None:
        """Raises Refused where the host has asked for a longer wait than we have time for."""
        host = host_of(request)
        self._look()
        if self._closed.get(host, 0) > self._clock():
            raise self._refusal(host)

    def heed(self, response: Response, request: Request) -> None:
        """Signal: where a server is busy, all requests to it wait."""
        if response.status not in BUSY:
            return
        asked = retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), time.time())
        wait = backoff(self._first, request) if asked is None else asked
        log.info("%s: %s, waiting %.0f s", response.url, response.status, wait)
        if wait > self._longest:
            self._close(host_of(request), min(wait, LONGEST_CLOSED))
            request.meta.update(dont_retry=True, asked_to_wait=wait)
            return
        if slot := slot_of(self._crawler.engine.downloader, host_of(request)):
            slot.lastseen = max(slot.lastseen, time.monotonic() + wait)
        if self._kept:
            self._kept.close(host_of(request), wait)

    def _look(self) -> None:
        """Which hosts the store says are closed, by an earlier run or by one beside this."""
        now = self._clock()
        if self._kept is None or now < self._looked + FRESH:
            return
        self._looked = now
        for host, rest in self._kept.closed().items():
            if rest > self._longest:  # a shorter one is waited for (turns.py)
                self._closed[host] = max(now + rest, self._closed.get(host, 0))

    def _close(self, host: str, wait: float) -> None:
        self._closed[host] = self._clock() + wait
        slot = slot_of(self._crawler.engine.downloader, host)
        while slot and slot.queue:
            slot.queue.popleft()[1].errback(self._refusal(host))
        if self._kept:
            self._kept.close(host, wait)

    def _refusal(self, host: str) -> Refused:
        rest = self._closed[host] - self._clock()
        return Refused("skipped", f"{host} asks to be left alone for another {rest:.0f} s")


def retry_after(value: str, now: float) -> float | None:
    """The seconds that a Retry-After header asks for, given as seconds or as a date; None where it asks for none."""
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except (ValueError, OverflowError):  # no date, or one before the first or behind the last year
        return None


def backoff(first: float, request: Request) -> float:
    """The seconds to wait before a request is made again: `first`, doubled with each time that it already was."""
    times: int = request.meta.get("retry_times", 0)
    return first * float(2**times) * jitter(f"{times} {request.url}")


def jitter(seed: str) -> float:
    """A factor between 1 and 1.5, the same for the same seed."""
    return 1 + JITTER * crc32(seed.encode()) / 0xFFFF_FFFF
