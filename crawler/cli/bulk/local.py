"""The crew of this machine: child processes, each of which cleans one file at a time with a pool of its own.

A process that is killed, by the kernel or by a person, costs one attempt at one file; another takes its place.
"""

import logging
import multiprocessing
import os
import signal
import threading
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import Self, cast

from crawler.cli.bulk.model import Died, Done, Failed, Task, Unfit
from crawler.cli.bulk.part import clean_file
from crawler.workers import MOST_WORKERS

_SPAWN = multiprocessing.get_context("spawn")


@dataclass(slots=True)
class _Member:
    process: SpawnProcess
    connection: Connection


class Local:
    """So many files at a time. Enter it, and leave it: its processes end with it, or with this process."""

    def __init__(self, files: int = 1) -> None:
        self.room = files
        self._idle: list[_Member] = []
        self._busy: dict[Connection, tuple[_Member, Task]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        for member in (*self._idle, *(member for member, _ in self._busy.values())):
            member.process.kill()
            member.process.join()

    def give(self, task: Task) -> None:
        """Have a file cleaned."""
        member = self._idle.pop() if self._idle else _begin()
        self._busy[member.connection] = (member, task)
        with suppress(BrokenPipeError):  # it was killed while it had nothing to do: `take` finds it dead
            member.connection.send(task)

    def take(self) -> tuple[Task, Done | Unfit | Failed | Died]:
        """Wait for the next that ends, of those that were given."""
        ready = cast("Connection", wait(list(self._busy))[0])
        member, task = self._busy.pop(ready)
        try:
            end = ready.recv()
        except (EOFError, OSError):
            member.process.join()
            return task, Died(_cause(member.process.exitcode or 0))
        self._idle.append(member)
        return task, end


def share(jobs: int | None) -> tuple[int, int]:
    """How many files are cleaned at a time, and with how many pages each, so that `jobs` cores are at work, or all that
    there are: what one process reads and writes keeps so many workers busy, and no more."""
    jobs = jobs or _cores()
    files = max(1, jobs // MOST_WORKERS)
    return files, max(1, jobs // files)


def _cores() -> int:
    with suppress(AttributeError):  # macOS has no affinities
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _begin() -> _Member:
    ours, theirs = _SPAWN.Pipe()
    process = _SPAWN.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    return _Member(process, ours)


def _serve(connection: Connection) -> None:
    """What a child does: clean the files that it is given, until nobody gives any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the command's, which then ends us
    logging.getLogger().addHandler(logging.NullHandler())  # what is to be said is said in the answer
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError):
        while True:
            connection.send(clean_file(connection.recv()))


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _cause(status: int) -> str:
    how = f"was killed (signal {-status})" if status < 0 else f"ended with status {status}"
    return f"the process that cleaned it {how}"
