"""What the service works with, for as long as it lives: cleaning processes, the store, the process that fetches."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from fastapi import Request

from cleaners.model import Page
from crawler.health import Report
from crawler.serve.fetching import Fetcher
from crawler.serve.gates import Gate
from crawler.serve.options import ServeOptions
from crawler.serve.problems import Trouble
from crawler.serve.recent import Recent
from crawler.serve.shelf import Shelf
from crawler.serve.waiting import while_awaited
from crawler.workers import Pool

QUEUED = 8
"""Requests for each cleaning process: at the usual 20 to 50 ms for a page the last of them waits half a second."""
RECENT_SECONDS = 30.0
"""So old may be what is told of the sources' health."""


class Desk:
    """Made for one event loop."""

    def __init__(self, options: ServeOptions) -> None:
        limits = options.limits
        self.options = options
        self.pool = Pool(options.workers, limits.page)
        self.cleaning = Gate("cleaning", limits.cleaning or QUEUED * self.pool.size)
        self.fetching = Gate("fetching", limits.fetching)
        self.shelf = Shelf(options)
        pages, command = Gate("pages", limits.fetching), options.fetcher
        self._fetcher = Fetcher(command, pages, limits.seconds, options.tell) if command else None
        self.gates = (self.cleaning, self.fetching, pages, self.shelf.gate)
        self.recent = Recent[Report](RECENT_SECONDS)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """While the service is up."""
        try:
            if self.options.prepare:
                self.pool.prepare()
            yield
        finally:
            self.pool.close()
            self.shelf.close()
            if self._fetcher is not None:
                await self._fetcher.close()

    async def fetch(self, request: Request, url: str) -> Page:
        """A page of the web, for a request whose body is read. Raises Trouble where it is not fetched, ClientDisconnect
        where nobody waits for it any more."""
        if self._fetcher is None:
            raise Trouble("no_fetching", "this service fetches no pages", hint="send the page to /clean")
        return await while_awaited(request, self._fetcher.fetch(url))


def desk_of(request: Request) -> Desk:
    """The desk of the application that a request came to."""
    return cast("Desk", request.app.state.desk)
