"""Fetches the pages that another process asks for, for as long as that lives. Cleaning them is that process's."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler.errands import Came, Code, Errand, Fetched, pack, read
from crawler.flow import Asked, Visit
from crawler.middlewares.refused import Refused
from crawler.outcome import State
from crawler.spiders.pages import PageSpider

NUMBER = "errand"
INSIST = "; --ignore-robots"
"""How the advice begins that is not for who asks from elsewhere."""
BEHIND_ALL_THAT_WAIT = 755
"""Where requests are looked at for the last time: behind robots.txt and what else holds them back (settings.py)."""


GIVEN_UP: tuple[State, str] = "skipped", "nobody waits for it any more"


class GivenUp(Refused):
    """Raised in place of a download that nobody waits for."""

    def __init__(self) -> None:
        super().__init__(*GIVEN_UP)


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
        self._wanted: dict[int, asyncio.TimerHandle] = {}

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Have all requests looked at before they go out."""
        super().update_settings(settings)
        settings.set_in_component_priority_dict("DOWNLOADER_MIDDLEWARES", Wanted, BEHIND_ALL_THAT_WAIT)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.pool.close()  # who asked cleans
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """What is asked for, until who asks is gone."""
        reader, self._writer = await asyncio.open_connection(sock=self._asker)
        later = asyncio.get_running_loop().call_later
        while errand := await read(reader, Errand):
            if errand.seconds <= 0:
                self.give_up(errand.number)
                continue
            self._wanted[errand.number] = later(errand.seconds, self.give_up, errand.number)
            asked = self.ask(Asked(errand.url, named=True))
            if isinstance(asked, Request):
                yield asked.replace(meta={**asked.meta, NUMBER: errand.number})
            else:
                self._answer(errand.number, asked)

    def is_wanted(self, number: int) -> bool:
        """Whether somebody still waits for the page of this errand."""
        return number in self._wanted

    def give_up(self, number: int) -> None:
        """Take what waits for its turn out of the queue of its host, now: a slow pace may hold it back for long. What
        waits for anything else is dropped when it goes on, and what is on its way ends as it does."""
        if timer := self._wanted.pop(number, None):
            timer.cancel()
            for slot in self.crawler.engine.downloader.slots.values():
                for waiting in [w for w in slot.queue if w[0].meta.get(NUMBER) == number]:
                    slot.queue.remove(waiting)
                    waiting[1].errback(GivenUp())

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
        if timer := self._wanted.pop(number, None):
            timer.cancel()
        else:
            visit = replace(visit, page=None, end=GIVEN_UP)
        state, reason = visit.end or ("stored", "")
        came = Came.of(visit.page) if visit.page is not None and not visit.end else None
        said = Fetched(number, came, _code(state, reason), reason.partition(INSIST)[0])
        if self._writer is not None:
            self._writer.write(pack(said))


class Wanted:
    """Lets nothing out that nobody waits for any more."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises GivenUp. What has no number is asked for on behalf of others: robots.txt."""
        spider, number = self._crawler.spider, request.meta.get(NUMBER)
        if number is not None and isinstance(spider, ErrandSpider) and not spider.is_wanted(number):
            raise GivenUp


def _code(state: State, reason: str) -> Code:
    """What a program makes of the reason."""
    from twisted.internet import reactor  # not before Scrapy has chosen which

    if reason in reactor.nameResolver.guard.refused.values():
        return "private_address"
    if state == "skipped" and reason.startswith("robots.txt"):
        return "robots"
    return "not_fetched" if reason else ""
