"""So many requests to a host in 24 hours, and no more: pages, lists, robots.txt, redirects and retries all count."""

from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import NamedTuple, Self

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.middlewares.manners import Manners, manners_of
from crawler.middlewares.pace import Announced, host_of
from crawler.middlewares.refused import Refused

DAY = 24 * 3600.0
"""Seconds that a request counts for."""
FRESH = 60.0
"""Seconds until others are asked about again: two runs at once exceed a budget by what they send in so long."""


class _Others(NamedTuple):
    """So many requests are others': at most, of all that was told since a moment, and when it was told last."""

    number: int
    since: float
    told: float


class Ledger:
    """How many requests each host has had. `before` says how many those are that were sent in the last 24 hours by
    anybody, earlier runs and other processes too; it is asked once a minute for each host. Moments are seconds of one
    clock."""

    def __init__(self, before: Callable[[str], int] = lambda _: 0) -> None:
        self._before, self._others, self._ours = before, dict[str, _Others](), dict[str, deque[float]]()

    def spent(self, host: str, now: float) -> int:
        """The requests of the last 24 hours. Those of others count for a day from when they were asked about: by then
        the last of them is as old as that."""
        ours = self._ours.setdefault(host, deque())
        while ours and ours[0] <= now - DAY:
            ours.popleft()
        known = self._others.get(host)
        if known is None or known.told <= now - FRESH or known.since <= now - DAY:
            known = self._others[host] = self._ask(host, known, now)
        return known.number + len(ours)

    def _ask(self, host: str, known: _Others | None, now: float) -> _Others:
        number = max(0, self._before(host) - len(self._ours[host]))
        if known is None or known.since <= now - DAY:
            return _Others(number, now, now)
        # while some of ours are on their way, and are not among those told of, others' are told too few
        return _Others(max(number, known.number), known.since, now)

    def spend(self, host: str, now: float) -> None:
        """One more."""
        self._ours.setdefault(host, deque()).append(now)


class BudgetMiddleware:
    """Keeps the books for hosts that have a budget, and lets nothing through beyond it.

    Earlier requests are those that `spider.run.requests_today(host)` tells of, where the run has that."""

    def __init__(self, crawler: Crawler, clock: Callable[[], float] = monotonic) -> None:
        run = getattr(crawler.spider, "run", None)
        self._ledger = Ledger(getattr(run, "requests_today", None) or (lambda _: 0))
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
        limit = self._limits.get(host)
        if limit is None:
            return
        now = self._clock()
        if self._ledger.spent(host, now) >= limit:
            raise Refused("skipped", f"{host} has had the {limit} requests of a day; this one is left for another run")
        self._ledger.spend(host, now)

    def _limit(self, manners: Manners, host: str) -> None:
        if manners.requests_per_day is not None:
            self._limits[host] = min(manners.requests_per_day, self._limits.get(host, manners.requests_per_day))
