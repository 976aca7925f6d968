"""Scrapy's AutoThrottle, which would forget what a site's robots.txt asks for, and be as fast as before after a 429."""

from dataclasses import dataclass

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response

from crawler.middlewares.pace import asked_of
from crawler.middlewares.patience import BUSY

RECOVERY = 10
"""So many good answers in a row, and a host that was too busy is asked twice as fast again."""


@dataclass(frozen=True, slots=True)
class Strain:
    """A host that has said that we are too fast: it gets a request every `delay` seconds at most, until it has answered
    well often enough."""

    delay: float
    good: int = 0


def strain(before: Strain | None, busy: bool, delay: float, bounds: tuple[float, float]) -> Strain | None:
    """What a further answer makes of a host's strain: `delay` is that by which we have asked, `bounds` the shortest and
    the longest. Half the pace after a host was busy, and again if it was so after it had answered well; twice the pace
    after RECOVERY good answers; None once it is as fast as ever."""
    shortest, longest = bounds
    if busy:
        return before if before and not before.good else Strain(min(2 * max(delay, shortest), longest))
    if before is None or before.good + 1 < RECOVERY:
        return before and Strain(before.delay, before.good + 1)
    return Strain(before.delay / 2) if before.delay / 2 > shortest else None


class Throttle(AutoThrottle):
    """Adapts the pace to each host: by how long it takes to answer, by whether it was too busy, and never to more than
    its Crawl-delay and the delays of its sources allow."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._strains: dict[str, Strain] = {}

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        host, slot = self._get_slot(request, spider)
        if host is None or slot is None:
            return
        found = strain(
            self._strains.pop(host, None), response.status in BUSY, slot.delay, (self.mindelay, self.maxdelay)
        )
        if found:
            self._strains[host] = found
        slot.delay = max(slot.delay, asked_of(self.crawler.engine.downloader, host), found.delay if found else 0)
