"""The wire: Scrapy's HTTP handler, with an entry in the run's books for each request that goes out, and a bound for
the headers of what comes in."""

from datetime import UTC, datetime, timedelta
from time import monotonic

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response

from crawler.middlewares.headers import TOO_MANY, BoundedFactory, has_too_many
from crawler.middlewares.manners import manners_of, purpose_of
from crawler.middlewares.pace import host_of
from crawler.middlewares.refused import Refused
from crawler.outcome import Requested

MOST, RESERVED = "requests_per_day", "reserved"
"""Where a request's meta has the budget of its host; and its number in the store's log, which has it before it goes
out."""


class WireHandler(HTTP11DownloadHandler):
    """Tells `spider.run.requested(entry)`, where the run has that, of all that goes to a host: pages, lists,
    robots.txt, each hop of a redirect, each retry. A host without an address has had no request. Of a host that has a
    budget `spider.run.reserve(entry, most)` has each before it goes out, and `spider.run.withdraw(number)` those that
    did not after all."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = BoundedFactory

    async def download_request(self, request: Request) -> Response:
        reserve(self._crawler, request)
        began = monotonic()
        try:
            response: Response = await super().download_request(request)
        except CannotResolveHostError:
            withdraw(self._crawler, request)
            raise
        except BaseException as e:
            enter(self._crawler, request, (None, 0), monotonic() - began)
            if has_too_many(e):
                raise Refused("failed", TOO_MANY) from e
            raise
        enter(self._crawler, request, (response.status, len(response.body)), monotonic() - began)
        return response


def reserve(crawler: Crawler, request: Request) -> None:
    """Enter a request that is about to go out in the books of the run, where its host has a budget: whatever becomes of
    this process, it counts. Raises Refused where the budget is spent, by whomever."""
    tell, most = getattr(getattr(crawler.spider, "run", None), "reserve", None), request.meta.get(MOST)
    if tell is None or most is None:
        return
    number = tell(entry(request), most)
    if number is None:
        raise spent(host_of(request), most)
    request.meta[RESERVED] = number


def withdraw(crawler: Crawler, request: Request) -> None:
    """Take a request that has not gone out out of the books again."""
    tell = getattr(getattr(crawler.spider, "run", None), "withdraw", None)
    if tell is not None and (number := request.meta.pop(RESERVED, 0)):
        tell(number)


def spent(host: str, most: int) -> Refused:
    """What is said of a request beyond the budget."""
    return Refused("skipped", f"{host} has had the {most} requests of a day; this one is left for another run")


def enter(crawler: Crawler, request: Request, came: tuple[int | None, int], seconds: float) -> None:
    """Enter a request that has just ended in the books of the run: `came` is the status and the bytes of the answer."""
    tell = getattr(getattr(crawler.spider, "run", None), "requested", None)
    if tell is None:
        return
    tell(entry(request, came, seconds), request.meta.pop(RESERVED, 0))


def entry(request: Request, came: tuple[int | None, int] = (None, 0), seconds: float = 0.0) -> Requested:
    """What the books say of a request that began so many seconds ago."""
    at = (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat(timespec="milliseconds")
    source, purpose = manners_of(request).name, purpose_of(request)
    return Requested(at, source, host_of(request), request.url, purpose, *came, round(seconds, 3))
