"""Fetches the pages that another process asks for, for as long as that lives. Cleaning them is that process's."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.errands import Came, Code, Errand, Fetched, pack, read
from crawler.flow import Asked, Visit
from crawler.outcome import State
from crawler.spiders.pages import PageSpider

NUMBER = "errand"
INSIST = "; --ignore-robots"
"""How the advice begins that is not for who asks from elsewhere."""


class ErrandSpider(PageSpider):
    """Asks for each page as `fetch` does; but nobody has named the address who may look into private networks."""

    name = "errands"
    custom_settings = {  # noqa: RUF012 (Scrapy's own form)
        "ITEM_PIPELINES": {},
        "RETRY_TIMES": 1,
        "COPYDESK_RETRY_AFTER_MAX": 5.0,  # somebody waits for the answer
    }

    def __init__(self, asker: socket.socket | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._asker = asker
        self._writer: asyncio.StreamWriter | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.pool.close()  # who asked cleans
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """What is asked for, until who asks is gone."""
        reader, self._writer = await asyncio.open_connection(sock=self._asker)
        while errand := await read(reader, Errand):
            asked = self.ask(Asked(errand.url, named=True))
            if isinstance(asked, Request):
                yield asked.replace(meta={**asked.meta, NUMBER: errand.number})
            else:
                self._answer(errand.number, asked)

    def read(self, response: Response) -> Iterator[Visit]:
        """Callback: the page, or what came in its place."""
        for visit in super().read(response):
            self._answer(response.meta[NUMBER], visit)
        yield from ()

    def fail(self, failure: Failure) -> Iterator[Visit]:
        """Errback: why nothing came."""
        number = failure.request.meta[NUMBER]  # type: ignore[attr-defined]  # Scrapy adds it
        for visit in super().fail(failure):
            self._answer(number, visit)
        yield from ()

    def _answer(self, number: int, visit: Visit) -> None:
        state, reason = visit.end or ("stored", "")
        came = Came.of(visit.page) if visit.page is not None and not visit.end else None
        said = Fetched(number, came, _code(state, reason), reason.partition(INSIST)[0])
        if self._writer is not None:
            self._writer.write(pack(said))


def _code(state: State, reason: str) -> Code:
    """What a program makes of the reason."""
    from twisted.internet import reactor  # not before Scrapy has chosen which

    if reason in reactor.resolver.guard.refused.values():
        return "private_address"
    if state == "skipped" and reason.startswith("robots.txt"):
        return "robots"
    return "not_fetched" if reason else ""
