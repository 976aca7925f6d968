"""A process that runs beside the watch for as long as it lives: whatever becomes of it holds up no crawl."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

from crawler.watch.process import LIMITS, Command, Limits

FIRST, LONGEST = 1.0, 300.0
"""Seconds before a process that has ended is begun again: at first, then twice as much each time, at most."""


class Beside:
    """Runs the command that `wanted` gives; begins it again where it ends by itself. `wanted` is asked at first and
    after each tick: None, for nothing is to run; another command than before takes its place. `trouble` is told why it
    has to be begun again. It says what it has to say on our own stderr."""

    def __init__(self, wanted: Callable[[], Command | None], limits: Limits = LIMITS) -> None:
        self._wanted, self._limits = wanted, limits
        self.trouble: Callable[[str], None] = lambda _: None

    async def run(self, over: asyncio.Event) -> None:
        """Until `over`: then it is asked to stop, and killed where it does not."""
        failures = 0
        while not over.is_set():
            if (command := self._wanted()) is None:
                await _rest(over, self._limits.tick)
                continue
            began = monotonic()
            why = await self._attend(command, over)
            if why is None:
                failures = 0
                continue
            failures = 1 if monotonic() - began > LONGEST else failures + 1
            pause = min(LONGEST, FIRST * 2 ** min(failures - 1, 30))
            self.trouble(f"{why}; it is begun again in {pause:.0f} s")
            await _rest(over, pause)

    async def _attend(self, command: Command, over: asyncio.Event) -> str | None:
        """Run it; why it has ended, or None where it was we who ended it."""
        try:
            process = await asyncio.create_subprocess_exec(
                *command.words, env=dict(command.environment), stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        except OSError as e:
            return f"delivery cannot be begun: {e.strerror}"
        end = asyncio.ensure_future(process.wait())
        try:
            while not over.is_set() and self._wanted() is command:
                stop = asyncio.ensure_future(over.wait())
                await asyncio.wait({end, stop}, timeout=self._limits.tick, return_when=asyncio.FIRST_COMPLETED)
                stop.cancel()
                if end.done():
                    return f"delivery ended with status {end.result()}"
            with suppress(ProcessLookupError):
                process.terminate()
            await asyncio.wait({end}, timeout=self._limits.grace)
            return None
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await end


async def _rest(over: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(over.wait(), seconds)
