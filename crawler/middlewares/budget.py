"""So many requests to a host in 24 hours, and no more: pages, lists, robots.txt, redirects and retries all count."""

from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.middlewares.manners import Manners, manners_of
from crawler.middlewares.pace import Announced, host_of
from crawler.middlewares.wire import MOST, spent

DAY = 24 * 3600.0
"""Seconds that a request counts for."""


class Ledger:
    """How many requests each host has had of this process. Moments are seconds of one clock."""

    def __init__(self) -> None:
        self._ours: dict[str, deque[float]] = {}

    def spent(self, host: str, now: float) -> int:
        """The requests of the last 24 hours."""
        ours = self._ours.setdefault(host, deque())
        while ours and ours[0] <= now - DAY:
            ours.popleft()
        return len(ours)

    def spend(self, host: str, now: float) -> None:
        """One more."""
        self._ours.setdefault(host, deque()).append(now)


class BudgetMiddleware:
    """Keeps the books for hosts that have a budget, and lets nothing through beyond it.

    What others have sent is what `spider.run.requests_today(host)` tells of, where the run has that. What goes out is
    entered there, and counted once more, when its turn has come (wire.py)."""

    def __init__(self, crawler: Crawler, clock: Callable[[], float] = monotonic) -> None:
        run = getattr(crawler.spider, "run", None)
        self._today: Callable[[str], int] = getattr(run, "requests_today", None) or (lambda _: 0)
        self._ledger = Ledger()
        self._limits: dict[str, int] = {}
        self._clock = clock
        self._announced = Announced(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Stands last, so that what does not go out costs nothing. Raises Refused where the budget is spent."""
        host = host_of(request)
        for manners, used in (*self._announced.news(), (manners_of(request), host)):
            self._limit(manners, used)
        limit = request.meta[MOST] = self._limits.get(host)
        if limit is None:
            return
        now = self._clock()
        if self._ledger.spent(host, now) >= limit or self._today(host) >= limit:
            raise spent(host, limit)
        self._ledger.spend(host, now)

    def _limit(self, manners: Manners, host: str) -> None:
        if manners.requests_per_day is not None:
            self._limits[host] = min(manners.requests_per_day, self._limits.get(host, manners.requests_per_day))
