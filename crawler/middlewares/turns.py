"""One pace for each host also where several runs on one store ask it at once: each asks for its turn (store/hosts.py).

It is asked for where Scrapy takes the next request of a host from its queue. What waits for its turn waits there, so
that a host that closes, or a run that stops, empties the queue as ever; no pause of the run's own is lost, or counted
twice.
"""

from time import monotonic
from typing import TYPE_CHECKING

from scrapy.core.downloader import Downloader, Slot
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import call_later

from crawler.spiders.pages import PageSpider

if TYPE_CHECKING:
    from crawler.store.hosts import Hosts


class TurnsDownloader(Downloader):
    """Scrapy's downloader. A run without a store has nobody to take turns with."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._hosts = noted_hosts(crawler)

    def _process_queue(self, slot: Slot) -> None:
        if self._hosts is not None and _is_next(slot):
            wait = self._wait(self._hosts, slot)
            if wait is None:
                return
            if wait > 0:
                slot.latercall = call_later(wait, self._latercall, slot)
                return
        super()._process_queue(slot)

    def _wait(self, hosts: "Hosts", slot: Slot) -> float | None:
        """Seconds until it is asked again whether it is our turn; None where the store is not to be asked any more,
        which ends the run."""
        spider = self.crawler.spider
        assert isinstance(spider, PageSpider), "who has a store to note hosts in is one"
        host = slot.queue[0][0].meta[self.DOWNLOAD_SLOT]
        try:
            return hosts.turn(host, spider.run.id, slot.delay)
        except Exception as e:  # Scrapy would write it to the log, and the request would wait for ever
            spider.stop(e)
            return None


def noted_hosts(crawler: Crawler) -> "Hosts | None":
    """Where a run with a store notes what others are to know of hosts."""
    spider = crawler.spider
    if not isinstance(spider, PageSpider) or spider.run.store is None:
        return None
    from crawler.store.hosts import Hosts  # who stores nothing pays for no SQLAlchemy

    return Hosts(spider.run.store)


def _is_next(slot: Slot) -> bool:
    """Whether a request of this host would go out now, by this run's own pace."""
    waits = slot.latercall is not None or monotonic() < slot.lastseen + slot.delay
    return bool(slot.queue) and not waits and slot.free_transfer_slots() > 0
