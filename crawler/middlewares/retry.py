"""What fails for a moment is asked for again: later each time, not at once as Scrapy does."""

import asyncio
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response

from crawler.middlewares import proxies
from crawler.middlewares.patience import BUSY, backoff
from crawler.middlewares.refused import Refused


class LaterMiddleware(RetryMiddleware):
    """Scrapy's retries, each after a wait that doubles. Only this request waits: one broken page is no reason to leave
    its host alone. For a host that is busy patience.py waits, with all that is to go there.

    Once a request has failed for good, a fault of its proxy is told for one (proxies.py)."""

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._first = settings.getfloat("COPYDESK_BACKOFF")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware: Self = super().from_crawler(crawler)
        return middleware

    async def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """The response, or the request once more. Raises Refused where it is the proxy that has answered."""
        if response.status == proxies.LOGIN and (proxy := proxies.of(request)):
            raise Refused("failed", f"the proxy {proxy} wants a login, or another one ({proxies.LOGIN})")
        again: Request | Response = super().process_response(request, response)
        if isinstance(again, Request) and response.status not in BUSY:
            await asyncio.sleep(backoff(self._first, request))
        return again

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:  # type: ignore[override]
        """The request once more, or nothing. Raises Refused where it was the proxy that failed."""
        fault = proxies.fault(request, exception)
        again = None if fault and fault.final else super().process_exception(request, exception)
        if isinstance(again, Request):
            await asyncio.sleep(backoff(self._first, request))
            return again
        if fault:
            raise Refused("failed", fault.reason) from exception
        return None
