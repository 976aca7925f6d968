"""A site's articles: `scrapy crawl source -a url=https://… [-a feeds=URL,URL] [-a limit=N]`.

Where it looks, in this order, until it has enough: the feeds that the front page names, the front page, the sitemaps
that robots.txt names, the sections with their further pages, the further pages of the front page. Addresses that an
earlier run has settled are not fetched again.
"""

import heapq
from collections.abc import AsyncIterator, Iterable
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from cleaners.model import Hints
from crawler.dedupe import url_key
from crawler.discover import Entry, Found, Look
from crawler.discover.found import Sort
from crawler.discover.site import site_of
from crawler.flow import Asked, Visit
from crawler.middlewares import CONDITIONAL
from crawler.spiders import reasons
from crawler.spiders.pages import PageSpider, content_type, value_of

FIRST = 100
"""Priority of what leads to articles over the articles themselves."""
MOST_FEEDS = 10
MOST_SITEMAPS = 50
MOST_SECTIONS = 20
MOST_PAGES = 10
"""Of one list. A list is left before that where a page of it has nothing new."""


class SourceSpider(PageSpider):
    """Crawls one or more sites. A target may be a site's front page, one of its sections, a feed or a sitemap."""

    name = "source"
    default_db = "copydesk.db"

    def __init__(
        self, url: str = "", targets: Iterable[str] = (), feeds: str = "", limit: int | str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.targets = tuple(dict.fromkeys((*url.split(), *targets)))
        self.feeds = tuple(f for f in feeds.split(",") if f)
        self.named = (*self.targets, *self.feeds)
        self.limit = int(limit) if limit else None
        self._seen: set[str] = set()
        self._asked: set[str] = set()

    async def start(self) -> AsyncIterator[Request]:
        """The front page of each target; they are discovered side by side."""
        for target in self.targets:
            url = target if "://" in target else f"https://{target}"
            try:
                yield Request(url, self.discover, errback=self.no_front, cb_kwargs={"target": target},
                              meta={"target": target, CONDITIONAL: True}, dont_filter=True, priority=FIRST)  # fmt: skip
            except ValueError as e:
                self.run.report.failures.append((target, f"the address is malformed: {e}"))

    async def discover(self, response: Response, target: str) -> AsyncIterator[Request | Visit]:
        """Callback for a target: asks for its articles, no more of them than the limit."""
        if not 200 <= response.status < 300:
            self.run.report.failures.append((target, reasons.of_status(response.status)))
            return
        limit = self.limit or self.settings.getint("COPYDESK_LIMIT")
        asked = known = 0
        async for entry in self._entries(response):
            key = url_key(entry.url)
            if key in self._seen:
                continue
            self._seen.add(key)
            if self.run.is_settled(entry.url):
                known += 1
            elif asked == limit:
                self.run.report.left += 1
            else:
                asked += 1
                self._asked.add(key)
                self.run.found(target)
                hints = Hints(entry.title, entry.published_at, entry.authors)
                yield self.ask(Asked(entry.url, target, hints=hints))
            if asked == limit and self.run.report.left:
                break
        if not asked and not known:
            self.run.report.failures.append((target, "no article was found: no feed, no sitemap, and no link to one"))

    def no_front(self, failure: Failure) -> None:
        """Errback for a target."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it
        _, reason = reasons.of_failure(value_of(failure), request)
        self.run.report.failures.append((request.meta["target"], reason))

    async def _entries(self, response: Response) -> AsyncIterator[Entry]:
        """The articles of a site, from where they are newest and told best to where they are oldest."""
        site = site_of(response.url)
        front = await self._look(response, "any")
        feeds = dict.fromkeys((*self.feeds, *front.feeds[:MOST_FEEDS]))
        async for found in self._each(feeds, "feed"):
            for entry in _of_site(found.articles, site):
                yield entry
        for entry in _of_site(front.articles, site):
            yield entry
        async for found in self._sitemaps(response, front):
            for entry in _of_site(found.articles, site):
                yield entry
        sections = [s for s in front.sections if site_of(s) == site][:MOST_SECTIONS]
        for section in (*sections, *_next_of(front, site)):
            async for entry in self._pages(section, site):
                yield entry

    async def _pages(self, url: str, site: str) -> AsyncIterator[Entry]:
        """The articles of a list, page by page, while a page has one that this run is to fetch."""
        met = set[str]()
        for _ in range(MOST_PAGES):
            found = await self._get(url, "page")
            entries = tuple(_of_site(found.articles, site))
            for entry in entries:
                yield entry
            new = (self._asked & {url_key(e.url) for e in entries}) - met
            following = _next_of(found, site)
            if not new or not following:
                break
            met |= new
            (url,) = following

    async def _sitemaps(self, response: Response, front: Found) -> AsyncIterator[Found]:
        """What the sitemaps list: of an index those first that changed last."""
        robots = await self._get(response.urljoin("/robots.txt"), "robots")
        named = (*front.sitemaps, *robots.sitemaps) or (Entry(response.urljoin("/sitemap.xml")),)
        heap: list[tuple[tuple[int, ...], int, str]] = []
        seen = set[str]()
        _push(heap, seen, named)
        fetched = 0
        while heap and fetched < MOST_SITEMAPS:
            found = await self._get(heapq.heappop(heap)[2], "sitemap")
            fetched += 1
            _push(heap, seen, found.sitemaps)
            yield found

    async def _each(self, urls: Iterable[str], sort: Sort) -> AsyncIterator[Found]:
        for url in urls:
            yield await self._get(url, sort)

    async def _get(self, url: str, sort: Sort) -> Found:
        """What a further document tells; nothing where it cannot be fetched, which the log says."""
        try:
            meta = {"dont_obey_robotstxt": sort == "robots", CONDITIONAL: True}
            request = Request(url, meta=meta, dont_filter=True, priority=FIRST)
            response = await self.crawler.engine.download_async(request)
        except Exception as e:
            self.logger.info("%s %s: %s", sort, url, e)
            return Found(problem=str(e))
        if response.status != 200:
            self.logger.info("%s %s: %s", sort, url, response.status)
            return Found(problem=reasons.of_status(response.status))
        return await self._look(response, sort)

    async def _look(self, response: Response, sort: Sort) -> Found:
        found = await self.pool.look(Look(response.body, response.url, sort, content_type(response.headers)))
        if found.problem:
            self.logger.info("%s %s: %s", sort, response.url, found.problem)
        return found


def _next_of(found: Found, site: str) -> tuple[str, ...]:
    """The next page of a list, where it goes on, and on the same site."""
    return (found.following,) if found.following and site_of(found.following) == site else ()


def _of_site(entries: Iterable[Entry], site: str) -> Iterable[Entry]:
    """Those that lead to the site itself: adverts and partners stand in feeds and on pages too."""
    return (e for e in entries if site_of(e.url) == site)


def _push(heap: list[tuple[tuple[int, ...], int, str]], seen: set[str], sitemaps: Iterable[Entry]) -> None:
    """The newest first, those for news before others, and else in the order in which they were named."""
    for entry in sitemaps:
        if entry.url not in seen:
            seen.add(entry.url)
            newest = tuple(-int(n) for n in entry.day.split("-") if n.isdigit())
            heapq.heappush(heap, ((0 if "news" in entry.url.lower() else 1, *newest), len(seen), entry.url))
