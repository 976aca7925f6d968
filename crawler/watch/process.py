"""A crawl in a process of its own, which may hang, and then is not waited for."""

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import BinaryIO

LAST_WORDS = 1 << 16
"""Bytes of what a process said last that may hold the reason of its end, and a line for each source."""


@dataclass(frozen=True, slots=True)
class Command:
    """What is run: the words, and the environment. `own` is a file that was made for it alone."""

    words: Sequence[str]
    environment: Mapping[str, str]
    own: Path | None = None

    @classmethod
    def ours(cls, words: Sequence[str], environment: Mapping[str, str], own: Path | None = None) -> "Command":
        """`copydesk` with these words, as we were begun ourselves."""
        # -P: no module in the folder where the user stands takes the place of ours
        return cls((sys.executable, "-P", "-m", "crawler.cli", *words), environment, own)

    def clear(self) -> None:
        """It has ended: its file goes."""
        if self.own is not None:
            self.own.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: what a round of looks may last at least, before it is asked to stop and the rest is left for the next;
    what it is given to stop, before it is killed; how often it is seen to. `rounds`: so many at once."""

    longest: float = 900.0
    grace: float = 60.0
    tick: float = 5.0
    rounds: int = 3


LIMITS = Limits()


class Child:
    """A crawl that runs. `overrun`: its time was up, and it was asked to stop; `hung`: it has done nothing for long, or
    has not stopped when it was asked to."""

    def __init__(self, process: asyncio.subprocess.Process, said: BinaryIO) -> None:
        self._process, self._said = process, said
        self._words: list[str] | None = None
        self._stopped_at: float | None = None
        self.overrun = self.hung = False

    @classmethod
    async def begin(cls, command: Command) -> "Child":
        """Begun, in a session of its own: Ctrl-C is for us, who pass it on. Raises OSError."""
        said = tempfile.TemporaryFile()  # noqa: SIM115 (it lives as long as the child)
        process = await asyncio.create_subprocess_exec(
            *command.words, env=dict(command.environment), stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL, stderr=said, start_new_session=True,
        )  # fmt: skip
        return cls(process, said)

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._process.pid

    def stop(self) -> None:
        """Ask it to stop: it ends what it is at. Asked twice it leaves that, too."""
        self._stopped_at = self._stopped_at or monotonic()
        with suppress(ProcessLookupError):
            self._process.terminate()

    def kill(self) -> None:
        """End it, and the processes that it has begun."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    async def wait(self, limits: Limits, is_hung: Callable[[int], bool]) -> int:
        """Its exit status, when it has one, with which it may have to be helped. `is_hung` is asked from time to time,
        with its process id."""
        began, end = monotonic(), asyncio.ensure_future(self._process.wait())
        while not (await asyncio.wait({end}, timeout=limits.tick))[0]:
            now = monotonic()
            if self._stopped_at is not None:
                if now - self._stopped_at > limits.grace:
                    self.hung = True
                    self.kill()
            elif is_hung(self._process.pid):
                self.hung = True
                self.stop()
            elif now - began > limits.longest:
                self.overrun = True
                self.stop()
        return end.result()

    def last_words(self) -> list[str]:
        """The last lines that it has said, once it has ended."""
        if self._words is None:
            with self._said as said:
                said.seek(max(0, said.seek(0, os.SEEK_END) - LAST_WORDS))
                lines = said.read().decode("utf-8", "replace").split("\n")
            self._words = [line for line in lines if line.strip()]
        return self._words
