"""What a process and those below it use while they run, as the system tells of them (Linux: /proc)."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

EVERY = 0.25
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(slots=True)
class Watch:
    """Of the process that is watched (`own`) and of all below it (`below`): seconds of CPU by process, and at each
    moment that was looked at, by the clock that only grows, the resident bytes of the one and of the largest other."""

    own: float = 0.0
    below: dict[int, float] = field(default_factory=dict)
    sizes: list[tuple[float, int, int]] = field(default_factory=list)

    @property
    def workers(self) -> float:
        """Seconds of CPU of all below it."""
        return sum(self.below.values())

    def look(self, pid: int) -> None:
        """Note what is used now."""
        stats = {number: (parent, cpu, size) for number, parent, cpu, size in _stats()}
        if pid not in stats:
            return
        self.own, largest = stats[pid][1], 0
        for number, (_, cpu, size) in stats.items():
            if number != pid and _is_below(number, pid, stats):
                self.below[number], largest = cpu, max(largest, size)
        self.sizes.append((time.monotonic(), stats[pid][2], largest))

    def peaks(self, begin: float, end: float) -> tuple[int, int]:
        """The most resident bytes between two moments, of the process and of one below it."""
        within = [sizes for at, *sizes in self.sizes if begin <= at <= end]
        return max((s[0] for s in within), default=0), max((s[1] for s in within), default=0)


def watched(process: subprocess.Popen[bytes]) -> tuple[bytes, Watch]:
    """What the process writes until it ends, and what it used."""
    watch, is_over = Watch(), Event()

    def look() -> None:
        while not is_over.wait(EVERY):
            watch.look(process.pid)

    looking = Thread(target=look, daemon=True)
    looking.start()
    said = process.communicate()[0]
    is_over.set()
    looking.join()
    return said, watch


def _stats() -> Iterator[tuple[int, int, float, int]]:
    """Of each process: its number, its parent's, its seconds of CPU, its resident bytes."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            yield int(stat.parent.name), int(fields[1]), sum(map(int, fields[11:13])) / TICKS, int(fields[21]) * PAGE


def _is_below(number: int, pid: int, stats: dict[int, tuple[int, float, int]]) -> bool:
    while number in stats and number != pid:
        number = stats[number][0]
    return number == pid
