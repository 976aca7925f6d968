"""A run that is asked to stop, or that a fault of its own stops, waits for what is on its way, and for nothing that
waits for its turn."""

from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from twisted.internet import task

from crawler.middlewares.refused import Stopped
from crawler.spiders.pages import PageSpider

LOOK_SECONDS = 0.5


class StopMiddleware:
    """Without it a clean stop would wait for every request that a slow pace or a busy server holds back; and a run
    whose store cannot be asked for turns any more, for ever."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._look = task.LoopingCall(self._empty)
        crawler.signals.connect(self._begin, signal=signals.spider_opened)
        crawler.signals.connect(self._end, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:  # noqa: ARG002 (Scrapy's signature)
        """Raises Stopped once the run is to end."""
        if self._is_ending():
            raise Stopped

    def _begin(self) -> None:
        self._look.start(LOOK_SECONDS, now=False)

    def _end(self) -> None:
        self._look.stop()

    def _empty(self) -> None:
        if self._is_ending():
            for slot in self._crawler.engine.downloader.slots.values():
                while slot.queue:
                    slot.queue.popleft()[1].errback(Stopped())

    def _is_ending(self) -> bool:
        spider = self._crawler.spider
        return spider.is_ending if isinstance(spider, PageSpider) else not self._crawler.crawling
