"""Two engines that could say which worker crawls which source, beside each other: Procrastinate, and Celery with Redis.

    python -m venv /tmp/engines
    /tmp/engines/bin/pip install 'procrastinate>=3.10,<3.11' 'psycopg[binary]' 'celery[redis]>=5.7,<6'
    tools/postgres.py /tmp/engines/bin/python benchmarks/engines.py

Two workers with eight tasks at once each. Measured are: tasks a second of which no two of one key may run at once, and
how many did; how often a task is begun that takes longer than a silent worker is waited for; the seconds until a task
of a worker that was killed with -9 is begun again; and what becomes of workers and tasks where the server is killed,
and started again some seconds later. docs/decisions/0001-queue.md has the figures.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

KEYS, TASKS = 50, 1000
SILENT, SLOW, OUTAGE = 5, 15, 10
LOG, POSTGRES, REDIS = "ENGINES_LOG", "COPYDESK_TEST_POSTGRES", "ENGINES_REDIS"
Begun = tuple[str, str, float]


def work(key: str, name: str, seconds: float) -> None:
    """A task: it notes when it begins and ends."""
    note("begin", key, name)
    time.sleep(seconds)
    note("end", key, name)


def note(*words: str) -> None:
    with Path(os.environ[LOG]).open("a") as log:
        log.write(" ".join((*words, f"{time.monotonic():.4f}")) + "\n")


# ---- Procrastinate --------------------------------------------------------------------------------------------------


def procrastinate_app() -> Any:
    from procrastinate import App, PsycopgConnector

    app = App(connector=PsycopgConnector(conninfo=os.environ[POSTGRES]))
    app.task(name="work")(work)
    return app


def procrastinate_worker() -> None:
    """Procrastinate's worker, and beside it what takes over from the dead, as its documents advise."""
    app = procrastinate_app()

    async def rescue() -> None:
        while True:
            await asyncio.sleep(1)
            for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT):
                await app.job_manager.retry_job(job)

    async def run() -> None:
        async with app.open_async():
            beside = asyncio.create_task(rescue())
            with contextlib.suppress(asyncio.CancelledError):
                await app.run_worker_async(
                    concurrency=8, delete_jobs="always", update_heartbeat_interval=1, stalled_worker_timeout=SILENT
                )
            beside.cancel()

    asyncio.run(run())


def procrastinate_ask(tasks: list[tuple[str, str, float]]) -> None:
    app = procrastinate_app()
    with app.open():
        for key, name, seconds in tasks:
            app.configure_task("work", lock=key).defer(key=key, name=name, seconds=seconds)


# ---- Celery ---------------------------------------------------------------------------------------------------------


def celery_app() -> Any:
    """It has no lock per key: as its documents advise, one of Redis's is taken, and who finds it taken comes again."""
    celery, address = import_module("celery"), os.environ[REDIS]  # it is in no environment but its own
    app: Any = celery.Celery("engines", broker=address)
    app.conf.update(
        task_acks_late=True, task_reject_on_worker_lost=True, worker_prefetch_multiplier=1,
        broker_transport_options={"visibility_timeout": SILENT}, broker_connection_retry_on_startup=True,
    )  # fmt: skip
    locks = import_module("redis").Redis.from_url(address)

    def keyed(self: Any, key: str, name: str, seconds: float) -> None:
        if not locks.set(f"lock {key}", name, nx=True, ex=SILENT):
            raise self.retry(countdown=0.05)
        work(key, name, seconds)
        locks.delete(f"lock {key}")

    app.task(name="work", bind=True, max_retries=None)(keyed)
    return app


def celery_worker() -> None:
    celery_app().worker_main(["worker", "--pool", "threads", "-c", "8", "-l", "error", "-n", f"w{os.getpid()}"])


def celery_ask(tasks: list[tuple[str, str, float]]) -> None:
    app = celery_app()
    for key, name, seconds in tasks:
        app.send_task("work", (key, name, seconds))


# ---- the measurement ------------------------------------------------------------------------------------------------


class Redis:
    """A server that writes down each change, as one must that is to lose no task."""

    def __init__(self, folder: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self._folder = folder
        os.environ[REDIS] = f"redis://127.0.0.1:{self._port}/0"
        self.start()

    def start(self) -> None:
        words = ("--port", str(self._port), "--dir", self._folder, "--appendonly", "yes", "--appendfsync", "always")
        program = shutil.which("redis-server") or "redis-server"
        self._process = subprocess.Popen([program, *words], stdout=subprocess.DEVNULL)
        time.sleep(1)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


class Postgres:
    """That of tools/postgres.py."""

    def start(self) -> None:
        subprocess.run(os.environ[f"{POSTGRES}_START"], shell=True, check=True, stdout=subprocess.DEVNULL, cwd="/")

    def stop(self) -> None:
        subprocess.run(os.environ[f"{POSTGRES}_STOP"], shell=True, check=True, stdout=subprocess.DEVNULL, cwd="/")


class Trial:
    """One engine, with its two workers, its server, and the log that its tasks write."""

    def __init__(self, engine: str, server: Redis | Postgres, log: Path) -> None:
        self.engine, self.server, self._log = engine, server, log
        self._ask = {"procrastinate": procrastinate_ask, "celery": celery_ask}[engine]
        self.workers = [self._begin(), self._begin()]

    def _begin(self) -> subprocess.Popen[bytes]:
        said = self._log.with_suffix(".said").open("ab")
        return subprocess.Popen([sys.executable, __file__, self.engine], stdout=said, stderr=said)

    def ask(self, *tasks: tuple[str, str, float]) -> None:
        self._ask(list(tasks))

    def events(self, what: str, name: str = "") -> list[Begun]:
        """What was noted: key, name and moment."""
        lines = self._log.read_text().splitlines() if self._log.exists() else []
        found = [line.split() for line in lines]
        return [(key, own, float(at)) for kind, key, own, at in found if kind == what and own.startswith(name)]

    def wait(self, number: int, what: str, name: str, seconds: float = 120) -> list[Begun]:
        limit = time.monotonic() + seconds
        while len(found := self.events(what, name)) < number and time.monotonic() < limit:
            time.sleep(0.05)
        return found

    def speed(self) -> str:
        """Tasks a second, and how many of one key ran at once."""
        self.ask(*[(f"k{n}", f"warm{n}", 0.0) for n in range(KEYS)])
        self.wait(KEYS, "end", "warm")
        began = time.monotonic()
        self.ask(*[(f"k{n % KEYS}", f"t{n}", 0.005) for n in range(TASKS)])
        asked = time.monotonic() - began
        ends = self.wait(TASKS, "end", "t", 300)
        seconds = ends[-1][2] - began
        spans = sorted((key, at, kind) for kind in ("begin", "end") for key, _, at in self.events(kind, "t"))
        both = sum(a[0] == b[0] and a[2] == b[2] == "begin" for a, b in pairwise(spans))
        return f"{len(ends)} tasks, {len(ends) / seconds:.0f} a second, put in within {asked:.1f} s; {both} overlap"

    def slow(self) -> str:
        """How often a task is begun that takes longer than a silent worker is waited for."""
        self.ask(("slow", "slow", SLOW))
        self.wait(1, "end", "slow")
        time.sleep(SILENT)
        return f"a task of {SLOW} s was begun {len(self.events('begin', 'slow'))} times"

    def killed(self) -> str:
        """Seconds until what a killed worker was at is begun again."""
        self.ask(("dead", "dead", 3))
        self.wait(1, "begin", "dead")
        for worker in self.workers:  # whichever has it: one is begun anew
            worker.kill()
            worker.wait()
        moment = time.monotonic()
        self.workers = [self._begin(), self._begin()]
        again = self.wait(2, "begin", "dead", 400)
        return f"begun again after {again[1][2] - moment:.1f} s" if len(again) > 1 else "not begun again within 400 s"

    def outage(self) -> str:
        """What is left, where the server is killed for a while with tasks at work and waiting."""
        self.ask(*[(f"o{n}", f"o{n}", 2.0) for n in range(64)])
        self.wait(16, "begin", "o")
        self.server.stop()
        time.sleep(OUTAGE)
        self.server.start()
        self.wait(64, "end", "o", 60)
        begun = Counter(name for _, name, _ in self.events("begin", "o"))
        ended = {name for _, name, _ in self.events("end", "o")}
        alive = sum(worker.poll() is None for worker in self.workers)
        twice = sum(number > 1 for number in begun.values())
        return f"{alive} of 2 workers live, {len(ended)} of 64 tasks ended, {twice} of them begun twice"


@contextlib.contextmanager
def trial(engine: str) -> Iterator[Trial]:
    with tempfile.TemporaryDirectory() as folder:
        os.environ[LOG] = f"{folder}/log"
        if engine == "celery":
            server: Redis | Postgres = Redis(folder)
        else:
            server = Postgres()
            app = procrastinate_app()
            with app.open():
                app.schema_manager.apply_schema()
        tried = Trial(engine, server, Path(folder, "log"))
        try:
            yield tried
        finally:
            for worker in tried.workers:
                worker.send_signal(signal.SIGKILL)
                worker.wait()
            if isinstance(server, Redis):
                server.stop()


def main() -> None:
    """All measurements, for both."""
    for engine in ("procrastinate", "celery"):
        with trial(engine) as tried:
            for measure in (tried.speed, tried.slow, tried.killed, tried.outage):
                print(f"{engine:14} {measure.__name__:7} {measure()}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:]:
        {"procrastinate": procrastinate_worker, "celery": celery_worker}[sys.argv[1]]()
    else:
        main()
