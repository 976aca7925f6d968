"""Pages whose text their scripts make: for sources that ask for it, a browser goes over what was fetched.

The page is fetched as any other first: robots.txt, pace, redirects, headers and cookies are all as for others, and what
is no page is not rendered.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    IgnoreRequest,
)
from scrapy.http import HtmlResponse, Response
from scrapy.utils.defer import maybe_deferred_to_future

from crawler.middlewares.browser import Browser, BrowserError, Loaded, is_installed
from crawler.middlewares.budget import BudgetMiddleware
from crawler.middlewares.manners import PURPOSE, SOURCE, manners_of, purpose_of
from crawler.middlewares.refused import Refused
from crawler.middlewares.robots import RobotsMiddleware
from crawler.middlewares.wire import enter, reserve

MISSING = "this source is to be rendered by a browser: pip install 'copydesk[render]', then playwright install chromium"
NOT_ALLOWED = (IgnoreRequest, CannotResolveHostError, DownloadConnectionRefusedError, DownloadFailedError)
"""What the middlewares raise for what may not be loaded, or whose robots.txt cannot be had."""


class RenderMiddleware:
    """Stands where a page is unpacked, and known to have changed. The browser is started by the first page for it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._browser: Browser | None = None
        self._start = asyncio.Lock()
        crawler.signals.connect(self.close, signal=signals.engine_stopped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises Refused where it is known before the page is fetched that it will not be rendered."""
        if not _is_wanted(request):
            return
        if not is_installed():
            raise Refused("failed", MISSING)
        if manners_of(request).proxy:
            raise Refused("failed", "a source with a proxy cannot be rendered: the browser has a way out of its own")

    async def process_response(self, request: Request, response: Response) -> Response:
        """The page as its scripts leave it. Raises Refused where the browser cannot."""
        if not _is_wanted(request) or response.status != 200 or not isinstance(response, HtmlResponse):
            return response
        agent = (request.headers.get("User-Agent") or b"").decode("latin-1")
        try:
            async with self._start:
                browser = self._browser or await self._open()
            text = await browser.render(response, agent, _Watcher(self._crawler, request))
        except BrowserError as e:
            raise Refused("failed", f"the browser could not render the page: {e}") from e
        headers = {**response.headers, "Content-Type": "text/html; charset=utf-8"}
        return response.replace(body=text.encode(), headers=headers, encoding="utf-8")

    async def close(self) -> None:
        """Signal: the crawl is over."""
        if self._browser is not None:
            await self._browser.close()

    async def _open(self) -> Browser:
        browser = Browser(self._crawler, _addresses)
        await browser.open()
        self._browser = browser
        return browser


class _Watcher:
    """Holds what a page loads to the robots.txt and the budget of its host, and enters it in the run's books."""

    def __init__(self, crawler: Crawler, page: Request) -> None:
        self._crawler = crawler
        self._meta = {SOURCE: manners_of(page), PURPOSE: purpose_of(page)}
        self._robots = crawler.get_downloader_middleware(RobotsMiddleware)
        self._budget = crawler.get_downloader_middleware(BudgetMiddleware)
        self._allowed: dict[str, Request] = {}

    async def may_load(self, url: str) -> bool:
        request = Request(url, meta=dict(self._meta))
        try:
            if self._robots is not None:  # not there where a person insists
                await self._robots.process_request(request)
            if self._budget is not None:
                self._budget.process_request(request)
                reserve(self._crawler, request)
        except NOT_ALLOWED:
            return False
        self._allowed[url] = request
        return True

    def loaded(self, what: Loaded) -> None:
        request = self._allowed.pop(what.url, None) or Request(what.url, meta=dict(self._meta))
        enter(self._crawler, request, (what.status, what.bytes), what.seconds)


async def _addresses(host: str, port: int) -> Sequence[str]:
    """Where the guard lets us connect to for this host, at this port. Raises OSError where it does not."""
    from twisted.internet import reactor  # not before Scrapy has chosen which

    resolver: Any = reactor.nameResolver  # the guard's: addresses.py sees to that
    if said := resolver.guard.page_from(host, port):
        raise OSError(said)
    found: Sequence[str] = await maybe_deferred_to_future(resolver.addresses(host, port))
    return found


def _is_wanted(request: Request) -> bool:
    return manners_of(request).render and purpose_of(request) in ("page", "list")
