"""A watch that is one of many on one store. It looks at the sources that the engine gives it, where it has room, and
has the store say who is due where the engine asks for that."""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime, timedelta

from crawler.schedule import clamp
from crawler.sources import Source
from crawler.store import StoreError
from crawler.store.upgrades import VERSION
from crawler.watch import engine as queue
from crawler.watch.engine import Engine
from crawler.watch.loop import Watch
from crawler.watch.timetable import Looked, Timetable
from crawler.watch.watcher import JOINED, entered, is_first, version_of

TOGETHER = 16
"""So many sources one crawl looks at, at most; of more, other workers would have too few."""
WAITING = 1_000
"""So many sources wait in the queue, at most: the longer it is, the longer it takes to take one. The others wait in the
store for the next tick."""
PAGES = 60
"""Seconds from one question for sources that are due for a page alone to the next: it is the dearest question."""
NEVER = datetime.min.replace(tzinfo=UTC)

Schedule = tuple[datetime, timedelta, bool]


class Given(Timetable):
    """Of a fleet: the engine says who is due, in `given`. `ended` are the names of those that were looked at since."""

    def take(self, sources: Sequence[Source]) -> None:
        """From now on these are watched, by one worker or another."""
        self.given: list[Source] = []
        self.ended: set[str] = set()
        self._due: dict[str, datetime] = {}
        self._know(sources)

    def due(self, busy: Collection[str] = ()) -> list[Source]:
        """Those that were given, once; not those that are `busy`."""
        given, self.given = self.given, []
        return [source for source in given if source.name not in busy]

    def looked(self, source: Source, how: Looked) -> datetime:
        """A source was looked at; when it is looked at next."""
        following = super().looked(source, how)
        self.ended.add(source.name)
        return following

    def waiting(self, *, pages: bool) -> list[Source]:
        """All whose time has come, whoever is at them, the one that has waited longest first. Those that are due for a
        page of theirs alone are seen with `pages`."""
        now, schedules = self._store.clock(), self._store.sources.schedules()
        due = self._store.sources.pages_due() if pages else {}
        since = {name: _since(s, schedules.get(name), due.get(name)) for name, s in self.sources.items()}
        return [self.sources[name] for name in sorted(since, key=since.__getitem__) if since[name] <= now]

    def sites(self, sources: Sequence[Source]) -> list[tuple[str, str]]:
        """The names of these, each with its site."""
        return [(source.name, self._sites[source.name]) for source in sources]


def _since(source: Source, schedule: Schedule | None, page: datetime | None) -> datetime:
    """When the time of a source comes, or came: `page` is when that of the last of its pages did."""
    if schedule is None:
        return NEVER
    due, pause, fails = schedule
    last = due - pause
    lists = last + clamp(pause, source.poll)
    has_page = page is not None and page > last and not fails
    return min(lists, last + source.poll[0]) if has_page else lists


class Joined(Watch):
    """A worker of a fleet, whose `engine` it is."""

    engine: Engine

    def is_first(self) -> bool:
        """Whether no worker of the fleet that lives has begun before this one."""
        return is_first(self._store, self._run)

    async def run(self) -> None:
        """Work until `stop`; then what was taken and not come to is another's. Raises as any watch does."""
        try:
            with self._store.together():  # the first worker of all makes the engine's tables, and the others wait
                await self.engine.open()
            await super().run()
        finally:
            await self.engine.close()

    def _entered(self) -> AbstractContextManager[str]:
        return entered(self._store, JOINED)

    def _timetable(self, sources: Sequence[Source]) -> Timetable:
        self._table = Given(self._store, sources)
        return self._table

    async def _turn(self, table: Timetable) -> None:
        self._clear()
        if not self._over.is_set() and (present := version_of(self._store)) > VERSION:
            self.trouble(f"the store is of a newer Copydesk by now (version {present}): update this worker, which ends")
            self.stop()
        await self._tell()
        if self._has_room:
            if (sources := self._read()) is not None:
                table.take(sources)
            await self.engine.tick()
            self._table.given = await self._take()
        await super()._turn(table)

    async def _tell(self) -> None:
        """Tell the engine what this worker holds and is not at any more: it was looked at, or is left for another."""
        at = {name for round_ in self._rounds.values() for name in round_.left}
        ended = frozenset(self._table.ended)  # a look that ends while this is told is told of the next time
        for taken in await self.engine.held():
            if taken.source in ended:
                await self.engine.end(taken)
            elif taken.source not in at:
                await self.engine.give_back(taken)
        self._table.ended -= ended

    async def _take(self) -> list[Source]:
        """Sources for a crawl, where there are any."""
        given: list[Source] = []
        while len(given) < TOGETHER and (taken := await self.engine.take()) is not None:
            if taken.asked_at is not None:
                await self._offer(pages=taken.asked_at % PAGES < queue.TICK)
                await self.engine.end(taken)
            elif source := self._table.sources.get(taken.source):
                given.append(source)
            else:  # it was taken out of the file
                await self.engine.end(taken)
        return given

    async def _offer(self, *, pages: bool) -> None:
        """Have those that are due wait for a worker, as far as they do not."""
        known = await self.engine.names()  # first: who is not in the queue any more has been looked at, and says so
        new = [source for source in self._table.waiting(pages=pages) if source.name not in known]
        await self.engine.offer(self._table.sites(new[: max(0, WAITING - len(known))]))

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(queue.BEAT)
            with suppress(StoreError):
                await self.engine.beat()
            with suppress(StoreError):
                self._store.runs.beat(self._run)
