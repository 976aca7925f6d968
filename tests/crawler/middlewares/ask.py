"""Run as a script by the tests: asks for what its argument lists, each with its source's manners."""

import json
import sys
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import asdict
from importlib.util import find_spec
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.middlewares import browser
from crawler.middlewares.manners import Manners
from crawler.middlewares.validators import is_unchanged
from crawler.outcome import Requested
from crawler.spiders import reasons

ORDER = json.loads(sys.argv[1])


def show(**values: Any) -> None:
    """One line of JSON on stdout."""
    sys.stdout.write(json.dumps(values) + "\n")


class Run:
    """What a run is to the middlewares: books of requests."""

    def __init__(self) -> None:
        self.today = Counter(ORDER["today"])

    def requests_today(self, host: str) -> int:
        """Those that the order tells of, and our own."""
        return self.today[host]

    def reserve(self, entry: Requested, most: int) -> int | None:
        """One more, where there may be one."""
        if self.today[entry.host] >= most:
            return None
        self.today[entry.host] += 1
        return 1

    def withdraw(self, number: int) -> None:
        """One has not gone out."""
        show(withdrawn=number)

    def requested(self, entry: Requested, _number: int) -> None:
        """One more."""
        show(requested=asdict(entry))


class Asker(Spider):
    """Asks one by one, so that what a test reads does not depend on who is faster; at once where it is told so."""

    name = "asker"
    run = Run()
    manners: tuple[Manners, ...] = ()

    async def start(self) -> AsyncIterator[Request]:
        self.manners = tuple(Manners(**m) for m in ORDER["manners"])
        for number, ask in enumerate(ORDER["requests"]):
            meta = {"cookiejar": number, "source": self.manners[ask.get("source", 0)], **ask.get("meta", {})}
            if "purpose" not in meta:
                meta["asked"] = None
            request = Request(
                ask["url"], self.read, errback=self.fail, meta=meta | {"number": number}, dont_filter=True
            )
            if ORDER["at_once"]:
                yield request
                continue
            try:
                self.read(await self.crawler.engine.download_async(request))
            except Exception as e:
                self.say(e, request)

    def read(self, response: Response) -> None:
        """What came."""
        headers = {k.decode(): b", ".join(v).decode() for k, v in response.headers.items()}
        said = {"status": response.status, "url": response.url, "headers": headers}
        said |= {"unchanged": is_unchanged(response), "reservations": response.meta.get("reservations")}
        show(number=response.meta["number"], body=response.body.decode(errors="replace"), **said)

    def fail(self, failure: Any) -> None:
        """What kept it from coming."""
        self.say(failure.value, failure.request)

    def say(self, error: Exception, request: Request) -> None:
        """The end that the URL comes to."""
        state, reason = reasons.of_failure(error, request)
        show(number=request.meta["number"], state=state, reason=reason)


if __name__ == "__main__":
    if ORDER["without"]:
        without: Any = browser
        without.find_spec = lambda name, *rest: None if name == ORDER["without"] else find_spec(name, *rest)
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.update(ORDER["settings"], priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    process.crawl(Asker)
    process.start()
