"""Where a source's articles are listed: the lists are read one after another, and what they name is entered.

Of a source that names its lists these, and no others. Else, in this order: the feeds that the front page names, the
front page, the sitemaps that robots.txt names, the sections with their further pages, the further pages of the front
page.
"""

import heapq
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from scrapy.http import Response

from cleaners.normalise.numbers import number
from crawler.discover import Entry, Found
from crawler.discover.found import Sort
from crawler.discover.site import site_of
from crawler.schedule import parse
from crawler.sources import Source
from crawler.store import StoreError
from crawler.store.frontier import Discovered

log = logging.getLogger(__name__)

MOST_FEEDS = 10
MOST_SECTIONS = 20
MOST_SITES = 3
"""Of those that a source's lists lead to beside its own, so many are named."""
LATE = timedelta(days=2)
"""By so much an index of sitemaps may be behind: many tell the day alone, in a zone of their own, and caches keep them
for hours."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is read: sitemaps of a source, pages of one list. A list is left before that where a page of it has
    nothing that is to be fetched."""

    sitemaps: int = 50
    pages: int = 10


USUAL = Bounds()
WHOLE = Bounds(sitemaps=50_000, pages=10_000)
"""For who wants all that there ever was: as many sitemaps as an index may name (sitemaps.org); the pages of a list that
has gone on for decades. What has no end by mistake has one here."""

Get = Callable[[str, Sort], Awaitable[Found]]
Enter = Callable[[Iterable[Entry]], Discovered]


@dataclass(slots=True)
class Lists:
    """Those of one source. `get` fetches a list and looks at it, `enter` enters what it names. `thorough`: the further
    pages of a list are read also where a page has nothing new, for a run before may not have come to them. `since`:
    sitemaps of an index that have not changed after it are left alone.

    `problems` are the lists that could not be read, with the reason; `broken` those of them that the entry names, or
    that may be read another time: what they list is missing. `own` is whether the lists name anything of the site's;
    `others` are the items of other sites in the feeds and sitemaps that the entry names, with the site of each."""

    source: Source
    get: Get
    enter: Enter
    thorough: bool = False
    since: datetime | None = None
    bounds: Bounds = USUAL
    problems: list[tuple[str, str]] = field(default_factory=list)
    broken: list[tuple[str, str]] = field(default_factory=list)
    own: bool = False
    others: dict[str, str] = field(default_factory=dict)

    async def of_source(self) -> AsyncIterator[Discovered]:
        """What the lists name that the source's entry has."""
        source = self.source
        site = site_of(source.url)
        for url in source.feeds:
            yield self._named((await self._get(url, "feed")).articles, site)
        async for found in self._sitemaps(tuple(Entry(url) for url in source.sitemaps)):
            yield self._named(found.articles, site)
        for url in source.sections:
            async for entered in self._pages(url, site):
                yield entered

    async def of_site(self, response: Response, front: Found) -> AsyncIterator[Discovered]:
        """What the lists name that a site's front page leads to."""
        site = site_of(response.url)
        self._note(response.url, front)
        for url in front.feeds[:MOST_FEEDS]:
            yield self._enter((await self._get(url, "feed")).articles, site)
        yield self._enter(front.articles, site)
        robots = await self.get(response.urljoin("/robots.txt"), "robots")
        named = (*front.sitemaps, *robots.sitemaps)
        guessed = () if named else (Entry(response.urljoin("/sitemap.xml")),)
        async for found in self._sitemaps((*named, *guessed), guessed=not named):
            yield self._enter(found.articles, site)
        sections = [s for s in front.sections if site_of(s) == site][:MOST_SECTIONS]
        for section in (*sections, *_next_of(front, site)):
            async for entered in self._pages(section, site):
                yield entered

    async def guarded(self, entered: AsyncIterator[Discovered]) -> AsyncIterator[Discovered]:
        """The same; a fault of ours in the reading is a failure of this source, and no end of the others."""
        try:
            async for discovered in entered:
                yield discovered
        except StoreError:
            raise
        except Exception as e:
            log.exception("%s: its lists", self.source.name)
            self._note(self.source.url, Found(problem=f"a fault of ours ({type(e).__name__}: {e})", passes=True))

    def left_alone(self, found: Discovered) -> Iterator[str]:
        """Sentences on what they name and is none of the source's, where `found` is what became of the rest."""
        if self.others:
            sites = ", ".join(sorted(set(self.others.values()))[:MOST_SITES])
            yield f"{len(self.others):,} item{'' if len(self.others) == 1 else 's'} of another site ({sites})"
        if self.own and found == Discovered():
            yield "include and exclude let through nothing that its lists name"

    async def _pages(self, url: str, site: str) -> AsyncIterator[Discovered]:
        """A list, page by page."""
        met = set[str]()
        for _ in range(self.bounds.pages):
            found = await self._get(url, "page")
            entered = self._enter(found.articles, site)
            yield entered
            following = _next_of(found, site)
            fresh = {e.url for e in found.articles if site_of(e.url) == site} - met
            if not fresh or not following or not (self.thorough or entered.new or entered.open):
                break
            met |= fresh
            (url,) = following

    async def _sitemaps(self, named: tuple[Entry, ...], *, guessed: bool = False) -> AsyncIterator[Found]:
        """What the sitemaps list: of an index those first that changed last."""
        heap: list[tuple[tuple[int, ...], int, str]] = []
        seen = set[str]()
        _push(heap, seen, named)
        fetched = 0
        while heap and fetched < self.bounds.sitemaps:
            url = heapq.heappop(heap)[2]
            found = await (self.get(url, "sitemap") if guessed else self._get(url, "sitemap"))
            fetched += 1
            _push(heap, seen, self._changed(found.sitemaps))
            yield found

    def _changed(self, inside: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """Those of an index that may have something new. The newest is always one of them: an index that tells no
        change ever would else keep all of them from us."""
        if self.since is None:
            return inside
        oldest = self.since - LATE
        told = [(parse(e.modified_at), e) for e in inside]
        newest = max((at for at, _ in told if at is not None), default=None)
        return tuple(e for at, e in told if at is None or at >= oldest or at == newest)

    async def _get(self, url: str, sort: Sort) -> Found:
        found = await self.get(url, sort)
        self._note(url, found)
        return found

    def _note(self, url: str, found: Found) -> None:
        if found.problem:
            self.problems.append((url, found.problem))
            if found.passes or url in self.source.lists:
                self.broken.append((url, found.problem))

    def _enter(self, entries: Iterable[Entry], site: str) -> Discovered:
        """Adverts and partners stand in feeds and on pages too: only what leads to the site itself is entered."""
        own = [e for e in entries if site_of(e.url) == site]
        self.own = self.own or bool(own)
        return self.enter(own)

    def _named(self, entries: tuple[Entry, ...], site: str) -> Discovered:
        """What a feed or sitemap lists that the user trusts to list articles: what is of another site is told."""
        self.others |= {e.url: other for e in entries if (other := site_of(e.url)) != site}
        return self._enter(entries, site)


def _next_of(found: Found, site: str) -> tuple[str, ...]:
    """The next page of a list, where it goes on, and on the same site."""
    return (found.following,) if found.following and site_of(found.following) == site else ()


def _push(heap: list[tuple[tuple[int, ...], int, str]], seen: set[str], sitemaps: Iterable[Entry]) -> None:
    """The newest first, those for news before others, and else in the order in which they were named."""
    for entry in sitemaps:
        if entry.url not in seen:
            seen.add(entry.url)
            newest = tuple(-n for part in entry.day.split("-") if (n := number(part)) is not None)
            heapq.heappush(heap, ((0 if "news" in entry.url.lower() else 1, *newest), len(seen), entry.url))
