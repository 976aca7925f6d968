"""The loop: who is due is looked at, then the watch rests until the next one is."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from crawler.flow import BEAT_SECONDS
from crawler.sources import Source
from crawler.store import Store, StoreError
from crawler.store.frontier import Frontier
from crawler.watch.process import LIMITS, Child, Command, Limits
from crawler.watch.timetable import Looked, Timetable
from crawler.watch.watcher import changes_since, entered, is_silent, last_change

TROUBLE_SECONDS = 30.0
"""So long the watch leaves a store alone that could not be used."""


@dataclass(frozen=True, slots=True)
class _Round:
    """A round that is over: when it began; how many changes of each kind it brought each source; what was at fault
    where it has not come to a source, None where its time was up."""

    began: str
    told: dict[tuple[str | None, str], int]
    fault: str | None


class Watch:
    """Watches the sources that `read` gives: all of them when it begins, and again, or None, whenever it is asked.
    `crawl` makes the command that looks at those of these names. `tell` gets each source that was looked at, how it
    went, and the moment of the next look; `trouble` a sentence; `after` is told, at first and after each round, all
    sources and those that were looked at."""

    def __init__(
        self, store: Store, read: Callable[[], Sequence[Source] | None], crawl: Callable[[Sequence[str]], Command],
        limits: Limits = LIMITS,
    ) -> None:  # fmt: skip
        self._store, self._read, self._crawl, self._limits = store, read, crawl, limits
        self.tell: Callable[[Source, Looked, datetime], None] = lambda *_: None
        self.trouble: Callable[[str], None] = lambda _: None
        self.after: Callable[[Sequence[Source], Sequence[Source]], None] = lambda *_: None
        self._over = asyncio.Event()
        self._child: Child | None = None
        self._run = ""

    def stop(self) -> None:
        """End as soon as the crawl that runs has stopped; asked twice, that leaves what it is at."""
        self._over.set()
        if self._child is not None:
            self._child.stop()

    async def run(self) -> None:
        """Watch until `stop`. Raises AlreadyWatched; StoreError where the store cannot be used from the start; OSError
        where no crawl can be begun."""
        with entered(self._store) as self._run:
            table = Timetable(self._store, self._read() or ())
            self.after(list(table.sources.values()), ())
            beat = asyncio.get_running_loop().create_task(self._beat())
            try:
                while not self._over.is_set():
                    try:
                        await self._turn(table)
                    except StoreError as e:
                        self.trouble(f"{e}; the watch goes on in {TROUBLE_SECONDS:.0f} s")
                        await self._rest(TROUBLE_SECONDS)
            finally:
                beat.cancel()

    async def _turn(self, table: Timetable) -> None:
        if (sources := self._read()) is not None:
            table.take(sources)
        if due := table.due():
            await self._round(table, due)
            self.after(list(table.sources.values()), due)
        else:
            rest = table.rest()
            longest = self._limits.tick
            await self._rest(longest if rest is None else min(max(rest.total_seconds(), 0), longest))

    async def _round(self, table: Timetable, due: Sequence[Source]) -> None:
        """Look at these."""
        before, began = last_change(self._store), self._store.now
        self._child = child = await Child.begin(self._crawl([source.name for source in due]))
        if self._over.is_set():
            child.stop()
        try:
            status = await child.wait(self._limits_of(table), self._is_hung)
        finally:
            child.kill()
            self._child = None
        self._store.runs.bury()  # what a killed one had claimed is free again
        this = _Round(began, changes_since(self._store, before), _fault(status, child))
        for source in due:
            self._note(table, source, this)

    def _limits_of(self, table: Timetable) -> Limits:
        """While one source is slow, all others wait: no longer than they would have waited for each other anyway."""
        shortest = min(source.poll[0] for source in table.sources.values())
        return replace(self._limits, longest=max(self._limits.longest, shortest.total_seconds()))

    def _note(self, table: Timetable, source: Source, this: "_Round") -> None:
        """How it went with one source. One that the crawl has not come to, because we were stopped, stays due."""
        row = self._store.sources.get(source.name)
        is_read = row is not None and (row["polled_at"] or "") >= this.began
        if not is_read:
            if self._over.is_set():
                return
            if this.fault:
                self._store.sources.polled(source.name, source.url, this.fault, source.url)
        failure = this.fault if not is_read else row["failure"] if row and row["failed_since"] else None
        left = 0 if failure else Frontier(self._store).waiting(source.name, unclaimed=True)
        new, changed = (this.told.get((source.name, kind), 0) for kind in ("new", "changed"))
        looked = Looked(new, changed, failure, left, cut=not is_read and failure is None)
        self.tell(source, looked, table.looked(source, looked))

    def _is_hung(self, pid: int) -> bool:
        with suppress(StoreError):
            return is_silent(self._store, pid)
        return False

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), seconds)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            with suppress(StoreError):
                self._store.runs.beat(self._run)


def _fault(status: int, child: Child) -> str | None:
    """Why a crawl has not come to all of its sources; None where its time was up, which is no fault of theirs."""
    words = child.last_words().removeprefix("copydesk: ")
    if child.hung:
        return "the crawl hung before it came to it, and was stopped"
    return None if child.overrun else f"the crawl ended with status {status} before it came to it: {words}"
