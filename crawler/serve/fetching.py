"""Pages of the web, by way of a process that is kept: it fetches as `copydesk fetch` does, behind the same guard.

It is begun with the first page that is wanted, and replaced from time to time, so that what it remembers of hosts
neither grows nor ages.
"""

import asyncio
import os
import socket
from asyncio import subprocess
from collections.abc import Callable, Sequence
from time import monotonic

from cleaners.model import Page
from crawler.addresses import OPENING
from crawler.errands import Errand, Fetched, pack, read
from crawler.serve.gates import Gate
from crawler.serve.problems import STATUS, Trouble

MOST_ERRANDS = 1_000
LONGEST_LIFE = 3_600.0
"""Seconds, and errands, after which a process is replaced."""
PATIENCE = 180.0
"""Seconds beyond its time that an errand which was given up has to end in: as long as a robots.txt may take to have its
turn, and to be asked for twice. A process that says nothing for longer hangs."""
END_SECONDS = 5.0
OPENED = "whoever runs this service can open a network: copydesk serve --allow-network 127.0.0.0/8"


class Fetcher:
    """For one event loop. `command` is the process's, without the socket; `gate` lets in so many errands, and each is
    inside until its process has said what came of it, also where nobody waits for that any more: so no queue grows in
    there. `seconds` is what an errand may take."""

    def __init__(self, command: Sequence[str], gate: Gate, seconds: float, tell: Callable[[str], None]) -> None:
        self._command, self._gate, self._seconds, self._tell = command, gate, seconds, tell
        self._child: _Child | None = None
        self._turn = asyncio.Lock()
        self._retired = set[asyncio.Task[None]]()

    async def fetch(self, url: str) -> Page:
        """The page at an address. Raises Trouble where it was not fetched."""
        for _ in range(2):  # a process that dies has others' errands, too
            child = await self._living()
            answer = await child.run(url)
            if answer is not None:
                return _page(answer)
            self._tell("the fetching process has died")
        raise Trouble("fault", "the fetching process does not live", hint="the service's log says more")

    async def close(self) -> None:
        """End the processes."""
        for task in self._retired:
            task.cancel()
        await asyncio.gather(*self._retired, return_exceptions=True)
        if self._child is not None:
            await self._child.end()

    async def _living(self) -> "_Child":
        async with self._turn:
            if self._child is not None and not self._child.is_fresh:
                self._retire(self._child)
                self._child = None
            if self._child is None:
                self._child = await _Child.begin(self._command, self._gate, self._seconds)
            return self._child

    def _retire(self, child: "_Child") -> None:
        """Ask it no more. What it is at it still answers, and then it ends."""
        task = asyncio.create_task(child.see_out())
        self._retired.add(task)
        task.add_done_callback(self._retired.discard)


class _Child:
    """One process."""

    def __init__(self, process: subprocess.Process, writer: asyncio.StreamWriter, gate: Gate, seconds: float) -> None:
        self._process, self._writer, self._gate, self._seconds = process, writer, gate, seconds
        self._errands: dict[int, tuple[float, asyncio.Future[Fetched | None]]] = {}
        self._asked, self._born, self._is_over = 0, monotonic(), False
        self._has_none = asyncio.Event()
        self._has_none.set()
        self._listener: asyncio.Task[None] | None = None

    @classmethod
    async def begin(cls, command: Sequence[str], gate: Gate, seconds: float) -> "_Child":
        ours, theirs = socket.socketpair()
        with theirs:
            process = await subprocess.create_subprocess_exec(
                *command, str(theirs.fileno()), pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=None if os.environ.get("COPYDESK_DEBUG") else subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for us: what we wait for is fetched to its end
            )  # fmt: skip
        reader, writer = await asyncio.open_connection(sock=ours)
        child = cls(process, writer, gate, seconds)
        child._listener = asyncio.create_task(child._listen(reader))
        return child

    @property
    def is_fresh(self) -> bool:
        """Whether it may be asked for more."""
        is_young = self._asked < MOST_ERRANDS and monotonic() - self._born < LONGEST_LIFE
        return is_young and not self._is_over and not self._hangs

    async def run(self, url: str) -> Fetched | None:
        """What came of an errand; None where the process died of it, or of another. Raises Trouble where it is at as
        many as may be."""
        if self._is_over:
            return None
        self._gate.enter()
        self._asked += 1
        number = self._asked
        answer: asyncio.Future[Fetched | None] = asyncio.get_running_loop().create_future()
        self._errands[number] = monotonic(), answer
        self._has_none.clear()
        self._writer.write(pack(Errand(number, url, self._seconds)))
        try:
            return await answer
        except asyncio.CancelledError:
            self._writer.write(pack(Errand(number)))
            raise

    async def see_out(self) -> None:
        """End it when it has answered all, or is past its time."""
        try:
            async with asyncio.timeout(0 if self._hangs else self._seconds):
                await self._has_none.wait()
        except TimeoutError:
            pass
        finally:
            await self.end()

    async def end(self) -> None:
        """End it, whatever it is at."""
        self._writer.close()
        try:
            async with asyncio.timeout(END_SECONDS):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        if self._listener is not None:
            self._listener.cancel()

    @property
    def _hangs(self) -> bool:
        begun = next((begun for begun, _ in self._errands.values()), None)
        return begun is not None and monotonic() - begun > self._seconds + PATIENCE

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        try:
            while said := await read(reader, Fetched):
                self._settle(said.number, said)
        finally:
            self._is_over = True
            for number in tuple(self._errands):
                self._settle(number, None)
            self._writer.close()

    def _settle(self, number: int, said: Fetched | None) -> None:
        _, waiting = self._errands.pop(number, (0.0, None))
        if waiting is None:
            return
        self._gate.leave()
        if not waiting.done():
            waiting.set_result(said)
        if not self._errands:
            self._has_none.set()


def _page(answer: Fetched) -> Page:
    if answer.came is None:
        code = answer.code if answer.code in STATUS else "not_fetched"
        # who asks over HTTP is not who may open a network
        hint = OPENED if code == "private_address" else None
        raise Trouble(code or "not_fetched", answer.reason.partition(OPENING)[0], "url", hint)
    return answer.came.page
