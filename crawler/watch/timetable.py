"""When each source is looked at next. The store keeps it, so that a watch that begins goes on where the last ended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from crawler.discover.site import site_of
from crawler.schedule import RHYTHM, back_off, clamp, next_pause, parse
from crawler.sources import Source
from crawler.store import Store
from crawler.store.hosts import Hosts

ALONG = 0.1
"""Of its shortest pause: who is due so soon comes along. One process for several costs as much as one for each."""


@dataclass(frozen=True, slots=True)
class Looked:
    """How a look at a source went: new and changed articles; why it failed, where it did; how many of its URLs are left
    for the next. `cut`: its lists were not read to the end, for the time of the round was up. `put_off`: why it was
    left for another time, as where its host has asked for that."""

    new: int = 0
    changed: int = 0
    failure: str | None = None
    left: int = 0
    cut: bool = False
    put_off: str = ""


class Timetable:
    """Of these sources. Methods raise StoreError."""

    def __init__(self, store: Store, sources: Sequence[Source]) -> None:
        self._store = store
        self._due: dict[str, datetime] = {}
        self.take(sources)

    def take(self, sources: Sequence[Source]) -> None:
        """From now on these are watched."""
        self._know(sources)
        self._due = {name: self._when(source) for name, source in self.sources.items()}

    def _know(self, sources: Sequence[Source]) -> None:
        self.sources = {source.name: source for source in sources}
        self._sites = {source.name: site_of(source.url) for source in sources}

    def first(self) -> datetime | None:
        """When the first of them is due; None where there is nobody."""
        return min(self._due.values(), default=None)

    def beside(self, looked_at: Sequence[Source]) -> frozenset[str]:
        """The names of those that are not looked at while these are: they themselves, and others of their sites.
        Two crawls would only wait for each other there: they ask a host by turns."""
        sites = {site_of(source.url) for source in looked_at}
        return frozenset(s.name for s in looked_at) | {name for name, site in self._sites.items() if site in sites}

    def due(self, busy: Collection[str] = ()) -> list[Source]:
        """Those whose time has come, the one that has waited longest first, and those that come along; not those that
        are `busy`."""
        now = self._store.clock()
        free = (source for source in self.sources.values() if source.name not in busy)
        waiting = sorted(free, key=lambda s: self._due[s.name])
        if not waiting or self._due[waiting[0].name] > now:
            return []
        return [s for s in waiting if self._due[s.name] <= now + ALONG * s.poll[0]]

    def rest(self, busy: Collection[str] = ()) -> timedelta | None:
        """How long nobody is due who is not `busy`; None where there is nobody."""
        first = min((due for name, due in self._due.items() if name not in busy), default=None)
        return None if first is None else first - self._store.clock()

    def looked(self, source: Source, how: Looked) -> datetime:
        """A source was looked at; when it is looked at next."""
        now, row = self._store.clock(), self._store.sources.get(source.name) or {}
        before = timedelta(seconds=row["interval"]) if row.get("interval") else None
        if how.failure is not None and not how.new:  # one of its lists may fail while others publish
            pause = back_off(before, source.poll)
        elif how.put_off:
            pause = max(source.poll[0], self._closed_for(source))
        elif how.left or how.cut:
            pause = source.poll[0]
        else:
            published = self._store.sources.published(source.name, RHYTHM)
            pause = next_pause(before, source.poll, published=published, found=how.new > 0)
            lists_due = parse(row.get("due_at"))
            if before is not None and how.new == 0 and lists_due is not None and lists_due > now:
                pause = clamp(before, source.poll)  # it was for a page that we came; that says nothing of the lists
        self._store.sources.schedule(source.name, now + pause, pause)
        following = self._when(source)
        if source.name in self.sources:  # the user may have taken it out meanwhile
            self._due[source.name] = following
        return following

    def _closed_for(self, source: Source) -> timedelta:
        """How long the source's host has asked to be left alone."""
        host = (urlsplit(source.url).hostname or "").removeprefix("www.")
        return timedelta(seconds=Hosts(self._store).closed().get(host, 0))

    def _when(self, source: Source) -> datetime:
        """When the lists are due, or one of the pages that are looked at again; who fails is left alone until then."""
        row = self._store.sources.get(source.name) or {}
        due = parse(row.get("due_at"))
        if due is None:
            return self._store.clock()
        pause = timedelta(seconds=row["interval"])
        last, shortest = due - pause, source.poll[0]
        lists = last + clamp(pause, source.poll)  # the user may have set other bounds since
        page = None if row["failed_since"] else self._store.sources.page_due(source.name, last)
        return min(lists, max(page, last + shortest)) if page else lists
