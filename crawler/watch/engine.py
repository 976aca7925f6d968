"""The engine of a fleet: Procrastinate's queue, in the store's own PostgreSQL. It knows which worker is at which
source, keeps two from being at one site, and has one of them ask from time to time who is due. When that is, and all
that is known of pages, is the store's.

A worker takes a source where it has room for a crawl, and not before, so that nothing waits in one worker while another
is idle. That is why Procrastinate's own worker, which begins each task as it takes it, is not used, but what that is
made of: its JobManager.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from time import monotonic, time

import psycopg
import psycopg_pool
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status

from crawler.store import StoreError
from crawler.store.database import address

QUEUE = "copydesk"
LOOK, ASK = "look", "ask who is due"
BEAT = 10.0
"""Seconds after which a worker says again that it lives."""
SILENT = 35.0
"""Seconds after which one that has not said so is dead, and its sources are taken over."""
TICK = 10
"""Seconds from one question who is due to the next, in the whole fleet."""
WAIT_SECONDS = 10.0
"""So long a connection to the database is waited for."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a worker has taken: a source by its name; or the question who is due, and then as of when, in seconds since
    1970."""

    job: Job
    source: str = ""
    asked_at: int | None = None


class Engine:
    """One worker of the fleet whose database is at `db`. Methods raise StoreError where the database cannot be used."""

    def __init__(self, db: str, name: str) -> None:
        self._name = name
        url = address(db).set(drivername="postgresql").render_as_string(hide_password=False)
        connector = PsycopgConnector(conninfo=url, min_size=1, max_size=2, timeout=WAIT_SECONDS)
        self._app = App(connector=connector)
        self._jobs = self._app.job_manager
        self._worker: int | None = None  # its number in the queue; None: others have taken it for dead
        self._sound_since = monotonic()

    async def open(self) -> None:
        """Enter the fleet. Its tables are made where there are none; nobody else may be at that meanwhile."""
        async with self._sentences():
            await self._app.open_async()
            if not await self._jobs.check_connection_async():
                await self._app.schema_manager.apply_schema_async()
            self._worker = await self._jobs.register_worker()

    async def close(self) -> None:
        """Leave it; what this worker still holds is free at once."""
        try:
            async with self._sentences():
                if self._worker is not None:
                    for taken in await self.held():
                        await self.give_back(taken)
                    await self._jobs.unregister_worker(self._worker)
        finally:
            await self._app.close_async()

    async def beat(self) -> None:
        """Say that this worker lives, and free the sources of those that have not said so for long. After an outage of
        the database all have been silent: then they are first given the time to say so."""
        async with self._sentences():
            if self._worker is None:
                self._worker = await self._jobs.register_worker()
            await self._jobs.update_heartbeat(self._worker)
            if monotonic() - self._sound_since > SILENT:
                for job in await self._jobs.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=SILENT):
                    await self._free(job)
                await self._jobs.prune_stalled_workers(SILENT)

    async def tick(self) -> None:
        """Have the fleet asked who is due, once for each tick, whoever of the workers says so first."""
        at = int(time()) // TICK * TICK
        job = Job(queue=QUEUE, task_name=ASK, lock=ASK, queueing_lock=ASK, priority=1, task_kwargs={"timestamp": at})
        async with self._sentences():
            with suppress(AlreadyEnqueued):  # the last question still waits for one who has room
                await self._jobs.defer_periodic_job(job, periodic_id=QUEUE, defer_timestamp=at)

    async def take(self) -> Taken | None:
        """The source that has waited longest, or that question: from now on it is this worker's. None: there is none
        that could be taken."""
        async with self._sentences():
            if self._worker is None:
                return None
            job = await self._jobs.fetch_job(queues=[QUEUE], worker_id=self._worker)
        return None if job is None else _taken(job)

    async def names(self) -> frozenset[str]:
        """The sources that wait for a worker, or have one."""
        async with self._sentences():
            return frozenset(_taken(job).source for job in await self._jobs.list_jobs_async(task=LOOK))

    async def offer(self, sources: Iterable[tuple[str, str]]) -> None:
        """Have these sources, each with the site that only one worker may be at, wait for a worker. Where one of them
        does already, as another worker has offered it meanwhile, none of the others is offered: who asks next does."""
        jobs = [
            Job(queue=QUEUE, task_name=LOOK, lock=site, queueing_lock=name, task_kwargs={"source": name})
            for name, site in sources
        ]
        async with self._sentences():
            if jobs:
                with suppress(AlreadyEnqueued):
                    await self._jobs.batch_defer_jobs_async(jobs)

    async def held(self) -> list[Taken]:
        """What this worker has taken and not ended."""
        if self._worker is None:
            return []
        async with self._sentences():
            jobs = await self._jobs.list_jobs_async(status=Status.DOING.value, worker_id=self._worker)
        return [_taken(job) for job in jobs]

    async def end(self, taken: Taken) -> None:
        """It is done."""
        async with self._sentences():
            await self._jobs.finish_job(taken.job, Status.SUCCEEDED, delete_job=True)

    async def give_back(self, taken: Taken) -> None:
        """Another may take it."""
        async with self._sentences():
            await self._free(taken.job)

    async def _free(self, job: Job) -> None:
        """What nobody is at any more waits again. Not where the same waits already, offered or asked meanwhile: nothing
        may wait twice."""
        try:
            await self._jobs.retry_job(job)
        except UniqueViolation:
            await self._jobs.finish_job(job, Status.FAILED, delete_job=True)

    @asynccontextmanager
    async def _sentences(self) -> AsyncIterator[None]:
        try:
            yield
        except (ConnectorException, psycopg.Error, psycopg_pool.PoolTimeout) as e:
            if isinstance(e.__cause__, psycopg.errors.ForeignKeyViolation):
                self._worker = None
            self._sound_since = monotonic()
            raise StoreError(f"{self._name}: {' '.join(str(e.__cause__ or e).split())}") from e


def _taken(job: Job) -> Taken:
    if job.task_name == LOOK:
        return Taken(job, str(job.task_kwargs["source"]))
    return Taken(job, asked_at=int(str(job.task_kwargs["timestamp"])))
