"""The wire: Scrapy's HTTP handler, with an entry in the run's books for each request that goes out."""

from datetime import UTC, datetime
from time import monotonic

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response

from crawler.middlewares.manners import manners_of, purpose_of
from crawler.middlewares.pace import host_of
from crawler.outcome import Requested


class WireHandler(HTTP11DownloadHandler):
    """Tells `spider.run.requested(entry)`, where the run has that, of all that goes to a host: pages, lists,
    robots.txt, each hop of a redirect, each retry. A host without an address has had no request."""

    async def download_request(self, request: Request) -> Response:
        at, began = datetime.now(UTC), monotonic()
        try:
            response: Response = await super().download_request(request)
        except CannotResolveHostError:
            raise
        except BaseException:
            self._tell(request, None, at, monotonic() - began)
            raise
        self._tell(request, response, at, monotonic() - began)
        return response

    def _tell(self, request: Request, response: Response | None, at: datetime, seconds: float) -> None:
        tell = getattr(getattr(self._crawler.spider, "run", None), "requested", None)
        if tell is None:
            return
        status, size = (response.status, len(response.body)) if response is not None else (None, 0)
        when = at.isoformat(timespec="milliseconds")
        source, purpose = manners_of(request).name, purpose_of(request)
        tell(Requested(when, source, host_of(request), request.url, purpose, status, size, round(seconds, 3)))
