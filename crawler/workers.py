"""The pool that cleans: child processes that may die, hang or swallow memory at the cost of one page each.

    with Pool() as pool:
        for outcome in pool.run(Job(Page(body, url)) for ...): ...      # in order
        outcome = await pool.clean(job)                                 # in an event loop

A parser in C cannot be stopped from Python, and an executor of the standard library is lost with one of its
processes. So each worker is at one page at a time, over a socket of its own, and is replaced when it fails.
What a job is stands in jobs.py, the parent's side of one worker in processes.py, how workers are born and limited in
nursery.py.
"""

import asyncio
import logging
import os
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from operator import attrgetter
from types import TracebackType
from typing import Self, cast

from cleaners.model import Cleaned, Rejected
from crawler.discover import Found, Look
from crawler.jobs import Job
from crawler.processes import Fault, Limits, Nursery, Worker

__all__ = ["Fault", "Limits", "Pool"]

log = logging.getLogger(__name__)

CLEAN = "crawler.nursery:answer"
MOST_WORKERS = 8
AT_ONCE = 2
"""So many pages a worker has where there are many: one that it is at, and one that waits in its socket."""
LIMITS = Limits()


class Pool:
    """A few processes that clean pages. Enter it, and leave it: its processes end with it, or with this process.

    `clean` names the function that workers run, as `module:function`. Where there will be `many` pages, all that some
    of them need is loaded once for all workers that come after the first, and not by each for itself; and a worker has
    its next page at hand while it is at one."""

    def __init__(
        self, size: int | None = None, limits: Limits = LIMITS, clean: str = CLEAN, *, many: bool = False
    ) -> None:
        self.size = size or min(MOST_WORKERS, _cpus())
        self.limits = limits
        self._nursery = Nursery(limits, clean, many=many)
        self._workers = tuple(Worker(self._nursery, limits) for _ in range(self.size))
        self._at_once = self.size * (AT_ONCE if many else 1)
        self._turns = asyncio.Semaphore(self._at_once)

    def __enter__(self) -> Self:
        return self.prepare()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def prepare(self) -> Self:
        """Begin to import the cleaners, which takes a second, while this process does something else."""
        self._nursery.start()
        return self

    def close(self) -> None:
        """End every worker, also those at work."""
        for worker in self._workers:
            worker.dismiss()
        self._nursery.close()

    async def clean(self, job: Job) -> Cleaned | Rejected:
        """Clean one page, when a worker is free. Raises only where the workers cannot run at all (RuntimeError)."""
        answer = await self.attempt(job)
        return Rejected(job.address, "extract", answer.reason) if isinstance(answer, Fault) else answer

    async def attempt(self, job: Job) -> Cleaned | Rejected | Fault:
        """As `clean`, but what befell the worker is told apart from what is wrong with the page."""
        answer = await self._ask(job)
        if isinstance(answer, Fault):
            log.error("%s: %s\n%s", job.address, answer.reason, answer.details)
        return cast("Cleaned | Rejected | Fault", answer)

    async def look(self, look: Look) -> Found:
        """Look for articles in a feed, sitemap or page: from the web as well, and so in a worker as well."""
        answer = await self._ask(look)
        if isinstance(answer, Fault):
            log.error("%s: %s\n%s", look.url, answer.reason, answer.details)
            return Found(problem=answer.reason)
        return cast("Found", answer)

    def run(self, jobs: Iterable[Job]) -> Iterator[Cleaned | Rejected]:
        """The outcomes of the jobs, in order; a few jobs are read ahead. Not for use inside an event loop."""
        self._turns = asyncio.Semaphore(self._at_once)  # a semaphore belongs to the loop that it first waits in
        with asyncio.Runner() as runner:
            loop, window = runner.get_loop(), deque[asyncio.Task[Cleaned | Rejected]]()
            for job in jobs:
                window.append(loop.create_task(self.clean(job)))
                if len(window) >= self._at_once + self.size:
                    yield loop.run_until_complete(window.popleft())
            while window:
                yield loop.run_until_complete(window.popleft())

    async def _ask(self, question: Job | Look) -> object:
        async with self._turns:
            answer = await min(self._workers, key=attrgetter("asked")).ask(question)
        await asyncio.sleep(0)  # the worker gets the page that waits for it before anybody is at what came of this one
        return answer


def _cpus() -> int:
    with suppress(AttributeError):  # macOS has no affinities
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
