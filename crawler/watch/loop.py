"""The loop: who is due is looked at, then the watch rests until the next one is. Several rounds of looks go on at once,
so that a source that is slow holds up nobody."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from datetime import datetime

from crawler.flow import BEAT_SECONDS
from crawler.sources import Source
from crawler.store import Store, StoreError
from crawler.store.frontier import Frontier
from crawler.watch.beside import Beside
from crawler.watch.process import LIMITS, Child, Command, Limits
from crawler.watch.round import Round
from crawler.watch.timetable import Looked, Timetable
from crawler.watch.watcher import changes_since, entered, has_ended_well, is_silent, last_change, working_for

TROUBLE_SECONDS = 30.0
"""So long the watch leaves a store alone that could not be used."""


class Watch:
    """Watches the sources that `read` gives: all of them when it begins, and again, or None, whenever it is asked.
    `crawl` makes the command that looks at those of these names. `begun` gets all sources at first, and the moment of
    the first look; `tell` each source that was looked at, how it went, and the moment of its next look; `trouble` a
    sentence; `after` is told, at first and as looks end, all sources and those that were looked at. `beside` runs as
    long as the watch does."""

    def __init__(
        self, store: Store, read: Callable[[], Sequence[Source] | None], crawl: Callable[[Sequence[str]], Command],
        limits: Limits = LIMITS,
    ) -> None:  # fmt: skip
        self._store, self._read, self._crawl, self._limits = store, read, crawl, limits
        self.begun: Callable[[Sequence[Source], datetime | None], None] = lambda *_: None
        self.tell: Callable[[Source, Looked, datetime], None] = lambda *_: None
        self.trouble: Callable[[str], None] = lambda _: None
        self.after: Callable[[Sequence[Source], Sequence[Source]], None] = lambda *_: None
        self.beside = Beside(lambda: None)
        self._over = asyncio.Event()
        self._rounds: dict[asyncio.Task[None], Round] = {}
        self._run = ""

    def stop(self) -> None:
        """End as soon as the crawls that run have stopped; asked twice, they leave what they are at."""
        self._over.set()
        for round_ in self._rounds.values():
            round_.stop()

    async def run(self) -> None:
        """Watch until `stop`. Raises AlreadyWatched; StoreError where the store cannot be used from the start; OSError
        where no crawl can be begun."""
        with self._entered() as self._run:
            table = self._timetable(self._read() or ())
            self.begun(list(table.sources.values()), table.first())
            self.after(list(table.sources.values()), ())
            loop = asyncio.get_running_loop()
            beat, beside = loop.create_task(self._beat()), loop.create_task(self.beside.run(self._over))
            try:
                while not self._over.is_set() or self._rounds:
                    try:
                        await self._turn(table)
                    except StoreError as e:
                        self.trouble(f"{e}; the watch goes on in {TROUBLE_SECONDS:.0f} s")
                        await self._rest(TROUBLE_SECONDS)
            finally:
                self._over.set()
                beat.cancel()
                for task in self._rounds:
                    task.cancel()
                await asyncio.gather(*self._rounds, return_exceptions=True)
                await beside

    @property
    def at_work(self) -> tuple[int, int]:
        """How many crawls run, and how many sources they have yet to be done with."""
        return len(self._rounds), sum(len(round_.left) for round_ in self._rounds.values())

    def _entered(self) -> AbstractContextManager[str]:
        """What makes this process one that may watch the store, for as long as it is entered."""
        return entered(self._store)

    def _timetable(self, sources: Sequence[Source]) -> Timetable:
        """Says who is due."""
        return Timetable(self._store, sources)

    @property
    def _has_room(self) -> bool:
        """Whether another round may begin."""
        return not self._over.is_set() and len(self._rounds) < self._limits.rounds

    def _clear(self) -> None:
        """Forget the rounds that are over. Raises what ended one of them."""
        for task in [task for task in self._rounds if task.done()]:
            del self._rounds[task]
            task.result()

    async def _turn(self, table: Timetable) -> None:
        """Begin a round where somebody is due, and wait until one has ended, or somebody else is due."""
        self._clear()
        if not self._over.is_set() and (sources := self._read()) is not None:
            table.take(sources)
        busy = table.beside([source for round_ in self._rounds.values() for source in round_.left.values()])
        has_room = self._has_room
        if has_room and (due := table.due(busy)):
            round_ = Round(due, self._store.now, last_change(self._store))
            self._rounds[asyncio.get_running_loop().create_task(self._look(table, round_))] = round_
            return
        rest, longest = table.rest(busy) if has_room else None, self._limits.tick
        await self._rest(longest if rest is None else min(max(rest.total_seconds(), 0), longest))

    async def _look(self, table: Timetable, round_: Round) -> None:
        """One round: a crawl, and what is noted of its sources, each as soon as the crawl is done with it."""
        command = self._crawl(list(round_.left))
        round_.child = child = await Child.begin(command)
        if self._over.is_set():
            child.stop()
        try:
            status = await child.wait(self._limits_of(table), lambda pid: self._look_in(table, round_, pid))
        finally:
            child.kill()
            command.clear()
        in_order = has_ended_well(self._store, child.pid, round_.began)
        self._store.runs.bury()  # what a killed one had claimed is free again
        left = list(round_.left.values())
        if said := round_.lost_store(status):
            rows = self._store.sources.some(round_.left)
            self._note(table, round_, [s for s in left if round_.is_read(rows.get(s.name))], None)
            raise StoreError(said)  # the others stay due
        self._note(table, round_, left, round_.fault(status, in_order=in_order))

    def _limits_of(self, table: Timetable) -> Limits:
        """While all rounds there may be are slow, others wait: no longer than they would have waited for each other
        anyway."""
        shortest = min(source.poll[0] for source in table.sources.values())
        return replace(self._limits, longest=max(self._limits.longest, shortest.total_seconds()))

    def _look_in(self, table: Timetable, round_: Round, pid: int) -> bool:
        """Note those that the crawl of this process is done with; whether it hangs."""
        with suppress(StoreError):
            working = working_for(self._store, pid)
            rows = self._store.sources.some(round_.left)
            done = [s for s in round_.left.values() if s.name not in working and round_.is_read(rows.get(s.name))]
            if done and len(done) < len(round_.left):
                self._note(table, round_, done, None)
            return is_silent(self._store, pid)
        return False

    def _note(self, table: Timetable, round_: Round, done: Sequence[Source], fault: str | None) -> None:
        """How it went with these. One that the crawl has not come to, because we were stopped, stays due."""
        told = changes_since(self._store, round_.before)
        for source in done:
            row = self._store.sources.get(source.name)
            del round_.left[source.name]
            is_read = round_.is_read(row)
            if not is_read and self._over.is_set():
                continue
            if fault and not is_read:
                self._store.sources.polled(source.name, source.url, fault, source.url)
            failure = fault if not is_read else row["failure"] if row and row["failed_since"] else None
            new, changed = (told.get((source.name, kind), 0) for kind in ("new", "changed"))
            left = 0 if failure and not new else Frontier(self._store).waiting(source.name, unclaimed=True)
            put_off = "" if is_read or failure else round_.put_off(source.name)
            looked = Looked(
                new, changed, failure, left, cut=not is_read and not failure and not put_off, put_off=put_off
            )
            self.tell(source, looked, table.looked(source, looked))
        self.after(list(table.sources.values()), done)

    async def _rest(self, seconds: float) -> None:
        """Until so many seconds are over, a round is, or the watch is to be."""
        stop = asyncio.ensure_future(self._over.wait())
        waited = {*self._rounds, *(() if self._over.is_set() else (stop,))}
        await asyncio.wait(waited or {stop}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            with suppress(StoreError):
                self._store.runs.beat(self._run)
