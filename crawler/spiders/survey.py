"""A look at where sites list their articles: what `copydesk sources add` and `check` ask of the network.

No article is fetched. Requests go the way of every crawl, behind robots.txt, the pace for a host and the address guard.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response

from crawler.discover import Found, Look
from crawler.discover.found import Sort
from crawler.discover.site import site_of
from crawler.middlewares.manners import PLAIN, SOURCE, Manners
from crawler.sources import Source
from crawler.sources.secrets import MissingSecret
from crawler.sources.survey import Kind, Listing, Survey, form
from crawler.spiders import reasons
from crawler.spiders.pages import PageSpider, content_type
from crawler.spiders.treatment import manners_for

USUAL_FEEDS = ("/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.json", "/index.xml")
"""Where the web's software puts a feed; asked for only where the front page names none."""
MOST_FEEDS = 10
MOST_SITEMAPS = 10
MOST_SECTIONS = 10
MOST_OF_INDEX = 3
"""Sitemaps of an index that are looked into: those that changed last, or come first."""
AT_ONCE = 16
"""Sites; each of them is asked one thing at a time."""
SORTS: dict[Kind, Sort] = {"front": "any", "feed": "feed", "sitemap": "sitemap", "section": "page"}


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came for an address: the document's own address, its form, what is in it; or the problem."""

    url: str
    found: Found
    form: str = ""
    status: int | None = None


class SurveySpider(PageSpider):
    """Surveys the sites of the addresses in `surveys`, and looks at the lists of `sources`. `found` gets each Survey as
    it comes; that of a source has its front page and its lists, and is asked for by the source's name."""

    name = "survey"

    def __init__(
        self,
        surveys: Iterable[str] = (),
        sources: Iterable[Source] = (),
        found: Callable[[Survey], None] = lambda _: None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._surveys, self._sources, self._found = tuple(surveys), tuple(sources), found
        self.named = (*self._surveys, *(url for s in self._sources for url in (s.url, *s.lists)))

    async def start(self) -> AsyncIterator[Request]:
        """All of them, some at once."""
        turns = asyncio.Semaphore(AT_ONCE)

        async def tell(survey: Callable[[Any], Any], of: Any) -> None:
            async with turns:
                self._found(await survey(of))

        work = [tell(self._survey, url) for url in self._surveys] + [tell(self._check, s) for s in self._sources]
        try:
            await asyncio.gather(*work)
        except Exception as e:
            self.stop(e)
        for request in list[Request]():  # all is fetched by now
            yield request

    async def _survey(self, asked: str) -> Survey:
        """What the site has. An address that is itself a feed's or a sitemap's stands for the site that it is on."""
        first = await self._get(asked if "://" in asked else f"https://{asked}", "any")
        if first.found.problem:
            return Survey(asked, "", problem=first.found.problem)
        given: dict[Kind, list[str]] = {"feed": [], "sitemap": []}
        front = first
        if first.form != "page":
            given["sitemap" if first.form in ("sitemap", "index") else "feed"] = [first.url]
            front = await self._get(urljoin(first.url, "/"), "page")
        site = site_of(front.url)
        robots = await self._get(urljoin(front.url, "/robots.txt"), "robots")
        maps = [e.url for e in (*front.found.sitemaps, *robots.found.sitemaps)]
        feeds = [*given["feed"], *front.found.feeds]
        sections = [s for s in front.found.sections if site_of(s) == site]
        listings = [
            self._listing("front", front, site),
            *await self._feeds(feeds, front.url, site),
            *[await self._look_at("sitemap", url, site) for url in _few([*given["sitemap"], *maps], MOST_SITEMAPS)],
        ]
        if not maps and not given["sitemap"]:
            listings += await self._guessed("sitemap", ("/sitemap.xml",), front.url, site)
        listings += [await self._look_at("section", url, site) for url in _few(sections, MOST_SECTIONS)]
        return Survey(asked, front.url, tuple(listings))

    async def _check(self, source: Source) -> Survey:
        """The front page and the lists of a source."""
        try:
            manners = manners_for(source)
        except MissingSecret as e:
            return Survey(source.name, source.url, problem=str(e).removeprefix(f"{source.name}: "))
        site = site_of(source.url)
        places: list[tuple[Kind, str]] = [("front", source.url)]
        places += [("feed", u) for u in source.feeds] + [("sitemap", u) for u in source.sitemaps]
        places += [("section", u) for u in source.sections]
        found = [await self._look_at(kind, url, site, manners) for kind, url in places]
        if source.lists and found[0].status == HTTPStatus.OK:  # what it leads to does not matter
            found[0] = replace(found[0], problem=None)
        return Survey(source.name, source.url, tuple(found))

    async def _feeds(self, named: list[str], front: str, site: str) -> list[Listing]:
        """Those that are named; else the first that is where feeds usually are."""
        if not named:
            return await self._guessed("feed", USUAL_FEEDS, front, site)
        return [await self._look_at("feed", url, site) for url in _few(named, MOST_FEEDS)]

    async def _guessed(self, kind: Kind, paths: Iterable[str], front: str, site: str) -> list[Listing]:
        """The first that is there: it is no fault of a site's not to have what nobody has named."""
        for path in paths:
            listing = await self._look_at(kind, urljoin(front, path), site)
            if listing.is_fine:
                return [listing]
        return []

    async def _look_at(self, kind: Kind, url: str, site: str, manners: Manners = PLAIN) -> Listing:
        answer = await self._get(url, SORTS[kind], manners)
        inside = list[Found]()
        for entry in answer.found.sitemaps[:MOST_OF_INDEX] if kind == "sitemap" else ():
            inside.append((await self._get(entry.url, "sitemap", manners)).found)
        return self._listing(kind, answer, site, url, inside)

    def _listing(self, kind: Kind, answer: _Answer, site: str, url: str = "", inside: Iterable[Found] = ()) -> Listing:
        entries = [e for found in (answer.found, *inside) for e in found.articles if site_of(e.url) == site]
        newest = max((e.day for e in entries), default="")
        articles, problem = frozenset(e.url for e in entries), answer.found.problem
        if problem is None and not articles:
            problem = _without_articles(kind, answer.found)
        note = f"index of {len(answer.found.sitemaps)}" if answer.form == "index" else ""
        return Listing(kind, url or answer.url, answer.form, answer.status, articles, newest, problem, note)

    async def _get(self, url: str, sort: Sort, manners: Manners = PLAIN) -> _Answer:
        meta = {SOURCE: manners, "dont_obey_robotstxt": sort == "robots"}
        try:
            request = Request(url, meta=meta, dont_filter=True)
        except ValueError as e:
            return _Answer(url, Found(problem=f"the address is malformed: {e}"))
        try:
            response: Response = await self.crawler.engine.download_async(request)
        except Exception as e:  # whatever it is, it has kept us from the document, and is told as the reason
            return _Answer(url, Found(problem=reasons.of_failure(e, request)[1]))
        if response.status != HTTPStatus.OK:
            return _Answer(url, Found(problem=reasons.of_status(response.status)), status=response.status)
        look = Look(response.body, response.url, sort, content_type(response.headers))
        return _Answer(response.url, await self.pool.look(look), form(response.body), response.status)


def _without_articles(kind: Kind, found: Found) -> str | None:
    """What is wrong with a list without an article of the site's; of a front page it need not be anything."""
    if kind == "front" and (found.sections or found.feeds):
        return None
    if kind == "front":
        return "leads nowhere: no article, no section, no feed; it may need JavaScript"
    return "has no article of this site"


def _few(urls: Iterable[str], most: int) -> list[str]:
    return list(dict.fromkeys(urls))[:most]
