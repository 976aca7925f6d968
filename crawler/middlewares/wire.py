"""The wire: Scrapy's HTTP handler, with an entry in the run's books for each request that goes out."""

from datetime import UTC, datetime, timedelta
from time import monotonic

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response

from crawler.middlewares.manners import manners_of, purpose_of
from crawler.middlewares.pace import host_of
from crawler.outcome import Requested


class WireHandler(HTTP11DownloadHandler):
    """Tells `spider.run.requested(entry)`, where the run has that, of all that goes to a host: pages, lists,
    robots.txt, each hop of a redirect, each retry. A host without an address has had no request."""

    async def download_request(self, request: Request) -> Response:
        began = monotonic()
        try:
            response: Response = await super().download_request(request)
        except CannotResolveHostError:
            raise
        except BaseException:
            enter(self._crawler, request, (None, 0), monotonic() - began)
            raise
        enter(self._crawler, request, (response.status, len(response.body)), monotonic() - began)
        return response


def enter(crawler: Crawler, request: Request, came: tuple[int | None, int], seconds: float) -> None:
    """Enter a request that has just ended in the books of the run: `came` is the status and the bytes of the answer."""
    tell = getattr(getattr(crawler.spider, "run", None), "requested", None)
    if tell is None:
        return
    at = (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat(timespec="milliseconds")
    source, purpose = manners_of(request).name, purpose_of(request)
    tell(Requested(at, source, host_of(request), request.url, purpose, *came, round(seconds, 3)))
