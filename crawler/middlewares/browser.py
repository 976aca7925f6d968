"""A browser that runs the scripts of pages that we have fetched ourselves, by scrapy-playwright.

It gets the page from us, and so neither headers nor cookies of a source; what the page then loads goes through the gate
(gate.py), and only where `may_load` lets it. The extra `render` brings the packages: no import here needs them.
"""

from collections.abc import Awaitable
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from itertools import count
from typing import Any, NamedTuple, Protocol

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.middlewares.gate import Gate, Resolve

KINDS = frozenset({"script", "stylesheet", "xhr", "fetch"})
"""What a page may load: what its text may come from. Not images, films, fonts, frames, sockets."""
QUIET = 5_000
"""Milliseconds for the network to fall silent after the page is there; some pages never do."""

POLICY = "worker-src 'none'; connect-src http: https: data: blob:"
"""Given to the page with its answer: of what shared workers and the sockets of workers want, the browser asks nobody.
What a script writes into a blank page or frame has the same policy."""


class BrowserError(Exception):
    """The browser could not be started, or not make the page; why, in a line."""


class Loaded(NamedTuple):
    """What came of something that a page has loaded: `status` None where no answer was seen; `bytes` as the server
    gives them, 0 where it does not; `seconds` until it began to come."""

    url: str
    status: int | None
    bytes: int
    seconds: float


class Watcher(Protocol):
    """Whoever answers for what a page loads."""

    async def may_load(self, url: str) -> bool: ...

    def loaded(self, what: Loaded) -> None: ...


def is_installed() -> bool:
    """Whether there are the packages that drive a browser; there may still be no browser."""
    return find_spec("scrapy_playwright") is not None


class Browser:
    """Opened at the first page, and closed by whoever has opened it. Methods raise BrowserError."""

    def __init__(self, crawler: Crawler, resolve: Resolve) -> None:
        self._playwright: Any = import_module("playwright.async_api")
        self._handler: Any = import_module("scrapy_playwright.handler").ScrapyPlaywrightDownloadHandler(crawler)
        self._method: Any = import_module("scrapy_playwright.page").PageMethod
        self._gate = Gate(resolve)
        self._timeout = crawler.settings.getfloat("DOWNLOAD_TIMEOUT") * 1000
        self._numbers = count()
        self._proxy: dict[str, str] = {}

    async def open(self) -> None:
        """Begin to listen, and to drive; the browser itself is started by the first page."""
        self._proxy = await self._gate.open()
        await self._told(self._handler._maybe_launch_in_thread())  # it does so by itself only where a crawl starts

    async def close(self) -> None:
        """End the browser's processes."""
        self._gate.close()
        await self._handler.close()

    async def render(self, response: Response, user_agent: str, watcher: Watcher) -> str:
        """The page's HTML after its scripts have run, in a context of its own, which nothing outlasts."""
        name = f"page {next(self._numbers)}"
        loading = _Loading(response, watcher, self._playwright.Error)
        context = {
            "proxy": self._proxy,
            "user_agent": user_agent,
            "service_workers": "block",
            "accept_downloads": False,
        }
        meta = {
            "playwright": True,
            "playwright_context": name,
            "playwright_context_kwargs": context,
            "playwright_page_init_callback": loading.begin,
            "playwright_page_goto_kwargs": {"wait_until": "load", "timeout": self._timeout},
            "playwright_page_methods": [self._method(self._settle)],
        }
        try:
            rendered = await self._told(self._handler.download_request(Request(response.url, meta=meta)))
        finally:
            if wrapper := self._handler.context_wrappers.get(name):
                await wrapper.context.close()
        return str(rendered.text)

    async def _settle(self, page: Any) -> None:
        with suppress(self._playwright.TimeoutError):
            await page.wait_for_load_state("networkidle", timeout=QUIET)

    async def _told(self, work: Awaitable[Any]) -> Any:
        try:
            return await work
        except self._playwright.Error as e:
            raise BrowserError(next(iter(str(e).splitlines()), type(e).__name__)) from e


class _Loading:
    """What becomes of each thing that a page wants to load. The page itself is the first."""

    def __init__(self, response: Response, watcher: Watcher, error: type[Exception]) -> None:
        self._response, self._watcher, self._error = response, watcher, error
        self._given: Any = None
        self._let = dict[Any, None]()
        """Requests that went out, and of which no answer has been seen."""

    async def begin(self, page: Any, _: Request) -> None:
        """Callback: there is a page, and nothing in it yet."""
        context = page.context
        context.on("response", self._tell)
        context.on("requestfailed", self._miss)
        context.on("page", self._shut)
        await context.route_web_socket("**", lambda socket: socket.close())
        await context.route("**", self._decide)  # also what a page that opens asks for before it is closed
        await page.route("**", self._decide)  # in the page itself, before what scrapy-playwright has put there

    async def _shut(self, opened: Any) -> None:
        """Another page, which a script has opened: it is not looked at."""
        with suppress(self._error):  # it has closed itself
            await opened.close()

    async def _decide(self, route: Any) -> None:
        wanted = route.request
        with suppress(self._error):  # the page is closed
            if self._given is None and wanted.is_navigation_request():
                self._given = wanted
                kind = (self._response.headers.get("Content-Type") or b"text/html").decode("latin-1")
                headers = {"Content-Type": kind, "Content-Security-Policy": POLICY}
                await route.fulfill(status=200, body=self._response.body, headers=headers)
            elif wanted.resource_type in KINDS and await self._watcher.may_load(wanted.url):
                self._let[wanted] = None
                await route.continue_()
            else:
                await route.abort()

    def _tell(self, response: Any) -> None:
        if response.request == self._given:
            return
        self._let.pop(response.request, None)
        size = response.headers.get("content-length", "")
        seconds = max(0.0, response.request.timing["responseStart"] / 1000)
        self._watcher.loaded(Loaded(response.url, response.status, int(size) if size.isdecimal() else 0, seconds))

    def _miss(self, request: Any) -> None:
        """The browser gave a request up: perhaps after an answer that leads elsewhere, of which it may say nothing."""
        if request in self._let:
            del self._let[request]
            self._watcher.loaded(Loaded(request.url, None, 0, 0.0))
