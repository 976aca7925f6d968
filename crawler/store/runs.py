"""The runs of crawls on a store: which live, which were killed, and how each ended."""

import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import msgspec
from sqlalchemy import delete, insert, select, update

from crawler.archive.files import is_alive
from crawler.outcome import State
from crawler.schedule import instant
from crawler.store.hosts import leave
from crawler.store.session import Session
from crawler.store.tables import pages, runs

SILENT = timedelta(seconds=120)
"""A run that has not said for this long that it lives is dead (flow.BEAT_SECONDS)."""
KEPT = timedelta(days=90)
BOOT, SPACE = Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/pid")
"""Linux: which boot of which machine this is, and in which space processes have their numbers."""
PROCESS = uuid4().hex[:12]
"""How the ids of this process's runs begin. Its number tells nothing: in a container that is started again it is the
same."""


class Runs:
    """Those of a store. Methods raise StoreError."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def begin(self, command: str) -> str:
        """Enter a run of this process; gives its id. What dead runs had claimed is free again after it."""
        run, now = PROCESS + uuid4().hex[12:], self._session.now
        row = {"id": run, "command": command, "host": here(), "pid": os.getpid()}
        with self._session.writing() as connection:
            connection.execute(insert(runs).values(**row, started_at=now, seen_at=now))
            old = instant(self._session.clock() - KEPT)
            connection.execute(delete(runs).where(runs.c.ended_at < old))
        self.bury()
        return run

    def beat(self, run: str) -> None:
        """Say that a run lives."""
        with self._session.writing() as connection:
            connection.execute(update(runs).where(runs.c.id == run).values(seen_at=self._session.now))

    def bury(self) -> int:
        """End the runs that were killed, and free what they had claimed; how many URLs that were."""
        silent = instant(self._session.clock() - SILENT)
        with self._session.writing() as connection:
            open_ = connection.execute(select(runs).where(runs.c.ended_at.is_(None))).mappings().all()
            dead = [r["id"] for r in open_ if r["seen_at"] < silent or _is_gone(r["id"], r["host"], r["pid"])]
            if not dead:
                return 0
            ended = {"ended_at": self._session.now, "ending": "killed"}
            connection.execute(update(runs).where(runs.c.id.in_(dead)).values(ended))
            for run in dead:
                leave(connection, run, self._session.clock())
            free = update(pages).where(pages.c.claimed_by.in_(dead)).values(claimed_by=None)
            return connection.execute(free).rowcount

    def end(self, run: str, ending: str, counts: Mapping[State, int]) -> None:
        """Note how a run ended, and give back what it has claimed and not settled."""
        row = {"ended_at": self._session.now, "ending": ending, "counts": msgspec.json.encode(counts).decode()}
        with self._session.writing() as connection:
            connection.execute(update(runs).where(runs.c.id == run).values(row))
            connection.execute(update(pages).where(pages.c.claimed_by == run).values(claimed_by=None))
            leave(connection, run, self._session.clock())


def here() -> str:
    """Where this process's number means this process: the name of the machine; and which of its boots and of its spaces
    of numbers this is, where the system tells, for machines and containers may have one name."""
    places = [socket.gethostname()]
    with suppress(OSError):
        places += [BOOT.read_text().strip(), SPACE.readlink().name]
    return "/".join(places)


def machine(host: str) -> str:
    """Its name, for a person."""
    return host.partition("/")[0]


def _is_gone(run: str, host: str, pid: int) -> bool:
    """Whether the process of a run here is no more. Of one elsewhere only its silence tells."""
    if host != here():
        return False
    if pid == os.getpid():
        return not run.startswith(PROCESS)
    return not is_alive(pid)
