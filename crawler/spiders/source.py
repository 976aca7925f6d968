"""The articles of sources: `scrapy crawl source -a url=https://… [-a feeds=URL,URL] [-a limit=N]`.

What the lists of a source name (lists.py) is entered into the store's frontier; what is there to be fetched is taken
from it, the newest first, and what an earlier run has left or a killed one had begun among it.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.dedupe import url_key
from crawler.discover import Entry, Found, Look
from crawler.discover.found import Sort
from crawler.flow import Asked, Visit
from crawler.middlewares import CONDITIONAL
from crawler.middlewares.manners import PURPOSE, SOURCE, Manners
from crawler.outcome import Purpose
from crawler.schedule import parse
from crawler.sources import Config, Source
from crawler.sources.scope import Scope
from crawler.sources.secrets import MissingSecret
from crawler.spiders import alone, reasons, rehearsal
from crawler.spiders.lists import USUAL, WHOLE, Lists
from crawler.spiders.pages import PageSpider, content_type, value_of
from crawler.spiders.treatment import manners_for
from crawler.store.dry import undone
from crawler.store.frontier import Discovered, Frontier

FIRST = 100
"""Priority of what leads to articles over the articles themselves."""
PURPOSES: dict[Sort, Purpose] = {"feed": "feed", "sitemap": "sitemap", "robots": "robots"}


class SourceSpider(PageSpider):
    """Crawls sources: entries of the user's file, or addresses (a site's front page, one of its sections, a feed or a
    sitemap). `backfill`: what is older than a source's horizon is fetched too, and all lists are read to their end.
    `dry`: nothing is fetched but lists, and what would be comes to `run.would`; the frontier is as it was before.
    `configured` is the frontier's."""

    name = "source"
    default_db = "copydesk.db"
    many = True

    def __init__(
        self, url: str = "", sources: Iterable[Source] = (), feeds: str = "", limit: int | str | None = None,
        backfill: bool = False, dry: bool = False, configured: Collection[str] | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(**kwargs)
        given = (replace(Config().unlisted(u), feeds=tuple(f for f in feeds.split(",") if f)) for u in url.split())
        self.sources = {s.name: s for s in (*sources, *given)}
        self.named = tuple(u for s in self.sources.values() for u in (s.url, *s.lists))
        self.limit = int(limit) if limit else None
        self.backfill, self.dry = bool(backfill), dry
        self._configured = None if configured is None else {*configured, *self.sources}
        self.manners: tuple[Manners, ...] = ()
        self._of: dict[str, Manners] = {}
        self._scopes = {name: Scope(s) for name, s in self.sources.items()}
        self._seen: defaultdict[str, set[str]] = defaultdict(set)
        self._entries: defaultdict[str, list[Entry]] = defaultdict(list)
        self._told: set[str] = set()
        self._put_off: dict[str, str] = {}
        self._asked: dict[str, int] = {}
        self._first: dict[str, Response | BaseException] = {}

    async def start(self) -> AsyncIterator[Request]:
        """The first page of each source; their lists are read side by side."""
        assert self.run.store is not None
        self.frontier = Frontier(self.run.store, self._configured)
        for source in self.sources.values():
            try:
                self._of[source.name] = manners_for(source)
            except MissingSecret as e:
                self._failed(source, str(e).removeprefix(f"{source.name}: "))
        self.manners = tuple(self._of.values())
        for name in self._of:
            source = self.sources[name]
            first = source.lists[0] if source.lists else source.url
            purpose: Purpose = "feed" if first in source.feeds else "sitemap" if first in source.sitemaps else "list"
            try:
                yield Request(first, partial(self.discover, source), errback=partial(self.no_front, source),
                              meta=self._meta(source, purpose), dont_filter=True, priority=FIRST)  # fmt: skip
            except ValueError as e:
                self._failed(source, f"the address is malformed: {e}")

    async def discover(self, source: Source, response: Response | BaseException) -> AsyncIterator[Request | Visit]:
        """Callback for a source: asks for its articles, no more of them than the limit. An error stands for the first
        of its lists."""
        if isinstance(response, Response) and await alone.is_article(self, source, response):
            self.run.report.notes.append((source.name, alone.note(response.url)))
            for visit in self._alone(source, response):
                yield visit
            return
        lists = self._lists(source)
        if not self.dry:
            self.run.reads(source)
            self.frontier.renders(source.name, wanted=source.render)
        found = Discovered()
        if source.lists:
            self._first[source.lists[0]] = response
            entered = lists.of_source()
        elif isinstance(response, Response) and 200 <= response.status < 300:
            front = await self._look(response, "any")
            entered = lists.of_site(response, front)
        else:
            assert isinstance(response, Response), "an error is told where there is no other list"
            self._failed(source, reasons.of_status(response.status), response.url)
            return
        async for discovered in lists.guarded(entered):
            found += discovered
            for request in self._claim(source):
                yield request
        for request in (*self._claim(source), *self._claim(source, again=True)):
            yield request
        await self._close(source, lists, found)

    async def no_front(self, source: Source, failure: Failure) -> AsyncIterator[Request | Visit]:
        """Errback for a source: its first page cannot be fetched; others of its lists may be."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it
        error = value_of(failure)
        if why := reasons.puts_off(error):
            self._put_off[source.name] = why
        if len(source.lists) > 1:
            async for asked in self.discover(source, error):
                yield asked
            return
        if self.is_ending:
            return
        if why:
            self.run.report.notes.append((source.name, why))
        else:
            self._failed(source, reasons.of_failure(error, request)[1], request.url)

    def _alone(self, source: Source, response: Response) -> Iterator[Visit]:
        """The article that this is the address of."""
        if self.dry:
            self.run.would(source.name, source.url)
            return
        self.run.found(None)
        response.meta["asked"] = Asked(source.url, named=True)
        yield from self.read(response)

    def _lists(self, source: Source) -> Lists:
        """The lists of a source, and how much of them is read."""
        assert self.run.store is not None
        since: list[datetime] = []
        thorough = self.backfill or not self.run.is_read(source)
        if not self.backfill and source.horizon is not None:
            since.append(self.run.store.clock() - source.horizon)
        if not thorough and (last := parse((self.run.store.sources.get(source.name) or {}).get("succeeded_at"))):
            since.append(last)
        get, enter = partial(self._get, source), partial(self._enter, source)
        return Lists(source, get, enter, thorough, max(since, default=None), WHOLE if self.backfill else USUAL)

    def _claim(self, source: Source, *, again: bool = False) -> Iterator[Request | Visit]:
        """Requests for what is to be fetched."""
        for asked in [] if self.dry else self._take(source, again=again):
            self.run.found(source.name)
            yield self.ask(replace(asked, revisit=source.revisit), manners=self._of[source.name])

    def _take(self, source: Source, *, again: bool = False) -> list[Asked]:
        """What waits, as far as the limit goes; of what is looked at again there may be as many."""
        counted = f"{source.name} again" if again else source.name
        limit = self.limit or source.limit or self.settings.getint("COPYDESK_LIMIT")
        free = limit - self._asked.get(counted, 0)
        claimed = self.frontier.claim(source.name, self.run.id, free, again=again) if free > 0 else []
        self._asked[counted] = self._asked.get(counted, 0) + len(claimed)
        return claimed

    def _enter(self, source: Source, entries: Iterable[Entry]) -> Discovered:
        """Enter what a list names, each address once for a source."""
        scope, seen, fresh = self._scopes[source.name], self._seen[source.name], list[Entry]()
        for entry in entries:
            key = url_key(entry.url)
            if key not in seen and scope.takes(entry.url):
                seen.add(key)
                fresh.append(entry)
        if self.dry:
            assert self.run.store is not None
            self._entries[source.name] += fresh
            with undone(self.run.store):
                return self._discover(source, fresh)
        discovered = self._discover(source, fresh)
        self.run.report.known += discovered.known
        self.run.report.old += discovered.old
        return discovered

    def _discover(self, source: Source, entries: Iterable[Entry]) -> Discovered:
        return self.frontier.discover(source.name, entries, None if self.backfill else source.horizon)

    async def _rehearse(self, source: Source) -> None:
        """Tell what would be fetched: all is done as it would be, and undone. What sources share goes to the first."""
        assert self.run.store is not None
        with undone(self.run.store):
            self.frontier.renders(source.name, wanted=source.render)
            self._discover(source, self._entries.pop(source.name, ()))
            taken = [*self._take(source), *self._take(source, again=True)]
        fresh = [asked for asked in taken if asked.url not in self._told]
        self._told |= {asked.url for asked in fresh}
        would, would_not = await rehearsal.allowed(self, fresh, self._of[source.name])
        for url in would:
            self.run.would(source.name, url)
        if would_not:
            self.run.report.notes.append((source.name, rehearsal.told(would_not)))

    async def _close(self, source: Source, lists: Lists, found: Discovered) -> None:
        """All lists of a source have been read: whether that went well, and what is left. A list that is left for
        another run, with the lists read to their end then, is neither well nor a failure."""
        if self.is_ending:  # not all of them: the run was stopped
            return
        if self.dry:
            await self._rehearse(source)
        else:
            self.run.report.left += self.frontier.waiting(source.name, unclaimed=True)
        if why := self._put_off.get(source.name):
            self.run.report.notes.append((source.name, why))
        elif not lists.own and not lists.others:
            reason = "no article was found: no feed, no sitemap, and no link to one"
            url, said = lists.problems[0] if lists.problems else (source.url, "")
            self._failed(source, f"{reason} ({said})" if said else reason, url)
        else:
            self.run.report.notes += [(source.name, note) for note in lists.left_alone(found)]
            if lists.broken:
                url, said = lists.broken[0]
                self._failed(source, _partly(len(lists.broken), url, said), url)
            elif not self.dry:
                self.run.succeeded(source)

    def _failed(self, source: Source, reason: str, url: str | None = None) -> None:
        if self.dry:
            self.run.report.failures.append((source.name, reason))
        else:
            self.run.failed(source, reason, url)

    def _meta(self, source: Source, purpose: Purpose) -> dict[str, Any]:
        return {SOURCE: self._of[source.name], PURPOSE: purpose, CONDITIONAL: True}

    async def _get(self, source: Source, url: str, sort: Sort) -> Found:
        """What a further document tells; nothing where it cannot be fetched, which the log says."""
        meta = {**self._meta(source, PURPOSES.get(sort, "list")), "dont_obey_robotstxt": sort == "robots"}
        try:
            request = Request(url, meta=meta, dont_filter=True, priority=FIRST)
        except ValueError as e:
            return Found(problem=f"the address is malformed: {e}")
        try:
            first = self._first.pop(url, None)
            if isinstance(first, BaseException):
                raise first
            response = first or await self.crawler.engine.download_async(request)
        except Exception as e:
            self.logger.info("%s %s: %s", sort, url, e)
            if why := reasons.puts_off(e):
                self._put_off[source.name] = why
            return Found(problem=reasons.of_failure(e, request)[1], passes=reasons.passes(e))
        if response.status != 200:
            self.logger.info("%s %s: %s", sort, url, response.status)
            return Found(problem=reasons.of_status(response.status), passes=reasons.passes(response.status))
        return await self._look(response, sort)

    async def _look(self, response: Response, sort: Sort) -> Found:
        found = await self.pool.look(Look(response.body, response.url, sort, content_type(response.headers)))
        if found.problem:
            self.logger.info("%s %s: %s", sort, response.url, found.problem)
        return found


def _partly(number: int, url: str, said: str) -> str:
    """Some of a source's lists were read, and these were not."""
    which = "a list" if number == 1 else f"{number} lists"
    return f"{which} could not be read, and will be read again: {url}: {said}"
