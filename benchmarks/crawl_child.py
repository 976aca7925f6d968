"""The runs of the crawl's benchmark, each in a process of its own, for a reactor runs once.

    python -m benchmarks.crawl_child copydesk|everyday|scrapy|fetch FOLDER FRONT...
    python -m benchmarks.crawl_child stages FOLDER PAGES

Prints one line of JSON. `seconds` are those from the moment in which the spider is opened, with all imported, to the
end of all work, `used` those of CPU of this process in between.
"""

import json
import pickle
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar, Self

from scrapy import Spider, signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.exceptions import DropItem
from scrapy.http import Response
from scrapy.spiders import SitemapSpider

from benchmarks.crawl_site import bodies
from cleaners.model import Cleaned, Page
from crawler import settings as ours
from crawler.flow import Asked, Visit, settle
from crawler.jobs import Job
from crawler.nursery import answer
from crawler.outcome import Outcome
from crawler.start import CrawlOptions, crawl
from crawler.store import open_store

SAME = {
    "CONCURRENT_REQUESTS": 32,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "DOWNLOAD_DELAY": 0.001,  # without any the limit of a host does not hold (crawler/settings.py)
    "DOWNLOAD_DELAY_JITTER": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "ROBOTSTXT_OBEY": True,
    "TELNETCONSOLE_ENABLED": False,
    "LOG_ENABLED": False,
}
"""For all spiders: the network is no bottleneck on loopback, and no publisher is to be spared."""
TOLD = ("url", "title", "author", "date", "sitename", "description", "tags", "text")
MARKS = 100
"""So many moments are noted, at even steps of the pages that are done."""


class Clock:
    """When the spider was opened: an extension of Scrapy's."""

    opened = 0.0
    used = 0.0
    """Seconds of CPU until then."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        crawler.signals.connect(cls.opens, signal=signals.spider_opened)
        return cls()

    @classmethod
    def opens(cls) -> None:
        """Signal."""
        cls.opened, cls.used = time.monotonic(), time.process_time()


class Fetching:
    """The pipeline of a run that only fetches: what has come is counted, and dropped."""

    done: ClassVar[Counter[str]] = Counter()

    def process_item(self, item: Any) -> Any:
        """Raises DropItem."""
        self.done["fetched" if not isinstance(item, Visit) or item.page is not None else "failed"] += 1
        raise DropItem("fetched", log_level="DEBUG")


class Everyday(SitemapSpider):
    """The spider that everybody writes."""

    name = "everyday"

    def __init__(self, **kwargs: Any) -> None:
        from trafilatura import bare_extraction  # the others do not pay for it, nor do its pages

        super().__init__(**kwargs)
        self._extract = bare_extraction

    def parse(self, response: Response) -> Any:
        """The record, as trafilatura makes it."""
        found = self._extract(response.text, url=response.url, with_metadata=True)
        if found is not None:
            yield {name: getattr(found, name) for name in TOLD}


class Plain(SitemapSpider):
    """Scrapy alone: pages are fetched, and nothing is done with them."""

    name = "plain"

    def parse(self, response: Response) -> Any:
        """Tells that there was a page."""
        yield {"bytes": len(response.body)}


def copydesk(folder: Path, fronts: list[str], *, only_fetch: bool = False) -> dict[str, Any]:
    """`copydesk crawl`: records, removals, fingerprints, stories, search and archive into SQLite."""
    marks, states = list[float](), Counter[str]()

    def ended(outcome: Outcome) -> None:
        marks.append(time.monotonic())
        states[outcome.state] += 1

    told: dict[str, Any] = {**SAME, "EXTENSIONS": {**ours.EXTENSIONS, Clock: 1}}
    if only_fetch:
        told["ITEM_PIPELINES"] = {Fetching: 300}
    options = CrawlOptions(db=str(folder / "copydesk.db"), settings=told, allow_networks=["127.0.0.0/8"], limit=10**6)
    report = crawl(fronts, on_outcome=ended, options=options)
    counts = dict(Fetching.done if only_fetch else states)
    step = max(1, len(marks) // MARKS)
    return {"counts": counts, "marks": [*marks[::step], *marks[-1:]], "failures": report.failures}


def scrapy(folder: Path, fronts: list[str], spider: type[Spider]) -> dict[str, Any]:
    """A spider of plain Scrapy's, which writes JSON lines."""
    lines = folder / "out.jsonl"
    feeds = {"FEEDS": {str(lines): {"format": "jsonlines"}}}
    process = AsyncCrawlerProcess({**SAME, **feeds, "EXTENSIONS": {Clock: 1}})
    process.crawl(spider, sitemap_urls=[f"{front}robots.txt" for front in fronts])
    process.start()
    with lines.open("rb") as written:
        return {"counts": {"written": sum(1 for _ in written)}}


def stages(folder: Path, count: int) -> dict[str, Any]:
    """Seconds of cleaning, with what goes to and from a worker, and of storing, each alone, for a page: by the clock,
    and of CPU."""
    visits = [_visit(n, body) for n, body in enumerate(bodies(count)[0])]
    answer(Job(visits[0].page, to_store=True))  # what is loaded with the first page
    answers, moments = list[bytes](), [_moment()]
    for visit in visits:
        asked = pickle.loads(pickle.dumps(Job(visit.page, to_store=True)))
        answers.append(pickle.dumps(answer(asked), protocol=5))
    moments.append(_moment())
    with open_store(folder / "stages.db") as store:
        for visit, said in zip(visits, answers, strict=True):
            settle(visit, pickle.loads(said), store)
    moments.append(_moment())
    kept = sum(isinstance(pickle.loads(said), Cleaned) for said in answers)
    cleaned, stored = (
        [(then - before) / count for before, then in zip(one, other, strict=True)] for one, other in pairwise(moments)
    )
    return {"clean": cleaned, "store": stored, "counts": {"articles": kept}}


def _moment() -> tuple[float, float]:
    """By the clock, and by this process's CPU."""
    return time.monotonic(), time.process_time()


def _visit(number: int, body: bytes) -> Visit:
    url = f"http://127.0.0.{2 + number % 10}/2026/11/20/the-story-of-number-{number}.html"
    page = Page(body, url, {"Content-Type": "text/html"}, 200, "2026-11-20T10:00:00+00:00")
    return Visit(Asked(url, "courier"), page, 200, url)


def main(kind: str, folder: str, *given: str) -> None:
    """Run one, and tell."""
    start, place = time.monotonic(), Path(folder)
    if kind == "stages":
        told = stages(place, int(given[0]))
    elif kind in ("everyday", "scrapy"):
        told = scrapy(place, list(given), Everyday if kind == "everyday" else Plain)
    else:
        told = copydesk(place, list(given), only_fetch=kind == "fetch")
    end = time.monotonic()
    opened = Clock.opened or start
    used = time.process_time() - Clock.used
    print(json.dumps({**told, "seconds": end - opened, "used": used, "opened": opened, "end": end}))


if __name__ == "__main__":
    main(*sys.argv[1:])
