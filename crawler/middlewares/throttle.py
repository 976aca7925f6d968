"""Scrapy's AutoThrottle, which would forget what a site's robots.txt asks for."""

from scrapy import Request, Spider
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response


class Throttle(AutoThrottle):
    """Adapts the pace to each host, and never to less than its Crawl-delay."""

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        host, slot = self._get_slot(request, spider)
        if host is not None and slot is not None:
            asked = self.crawler.engine.downloader.per_slot_settings.get(host, {})
            slot.delay = max(slot.delay, asked.get("delay", 0))
