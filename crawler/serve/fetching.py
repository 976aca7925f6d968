"""Pages of the web, by way of a process that is kept: it fetches as `copydesk fetch` does, behind the same guard.

It is begun with the first page that is wanted, and replaced from time to time, so that what it remembers of hosts
neither grows nor ages.
"""

import asyncio
import os
import socket
from asyncio import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import monotonic

from cleaners.model import Page
from crawler.addresses import ONLY_NAMED
from crawler.errands import Errand, Fetched, pack, read
from crawler.serve.problems import STATUS, Trouble

MOST_ERRANDS = 1_000
LONGEST_LIFE = 3_600.0
"""Seconds, and errands, after which a process is replaced."""
END_SECONDS = 5.0
OPENED = "whoever runs this service can open a network: copydesk serve --allow-network 127.0.0.0/8"


class Fetcher:
    """For one event loop. `command` is the process's, without the socket."""

    def __init__(self, command: Sequence[str], tell: Callable[[str], None]) -> None:
        self._command, self._tell = command, tell
        self._child: _Child | None = None
        self._turn = asyncio.Lock()
        self._retired = set[_Child]()

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
        for child in (*self._retired, *filter(None, [self._child])):
            await child.end()

    async def _living(self) -> "_Child":
        async with self._turn:
            if self._child is not None and not self._child.is_fresh:
                self._child.retire()
                self._retired = {c for c in self._retired if not c.is_gone} | {self._child}
                self._child = None
            if self._child is None:
                self._child = await _Child.begin(self._command)
            return self._child


class _Child:
    """One process."""

    def __init__(self, process: subprocess.Process, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._process, self._writer = process, writer
        self._waiting: dict[int, asyncio.Future[Fetched | None]] = {}
        self._asked, self._born, self._is_over = 0, monotonic(), False
        self._listener = asyncio.create_task(self._listen(reader))

    @classmethod
    async def begin(cls, command: Sequence[str]) -> "_Child":
        ours, theirs = socket.socketpair()
        with theirs:
            process = await subprocess.create_subprocess_exec(
                *command, str(theirs.fileno()), pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=None if os.environ.get("COPYDESK_DEBUG") else subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for us: what we wait for is fetched to its end
            )  # fmt: skip
        return cls(process, *await asyncio.open_connection(sock=ours))

    @property
    def is_fresh(self) -> bool:
        """Whether it may be asked for more."""
        return not self._is_over and self._asked < MOST_ERRANDS and monotonic() - self._born < LONGEST_LIFE

    @property
    def is_gone(self) -> bool:
        return self._process.returncode is not None

    async def run(self, url: str) -> Fetched | None:
        """What came of an errand; None where the process died of it, or of another."""
        self._asked += 1
        number = self._asked
        answer: asyncio.Future[Fetched | None] = asyncio.get_running_loop().create_future()
        if self._is_over:
            return None
        self._waiting[number] = answer
        try:
            self._writer.write(pack(Errand(number, url)))
            return await answer
        finally:
            self._waiting.pop(number, None)

    def retire(self) -> None:
        """Ask no more; what it is at it still answers."""
        with suppress(OSError):
            self._writer.write_eof()

    async def end(self) -> None:
        """End it, whatever it is at."""
        self._writer.close()
        try:
            async with asyncio.timeout(END_SECONDS):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        self._listener.cancel()

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        try:
            while said := await read(reader, Fetched):
                if (waiting := self._waiting.get(said.number)) and not waiting.done():
                    waiting.set_result(said)
        finally:
            self._is_over = True
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_result(None)
            self._writer.close()


def _page(answer: Fetched) -> Page:
    if answer.came is None:
        code = answer.code if answer.code in STATUS else "not_fetched"
        # who asks over HTTP is not who may open a network
        hint = OPENED if code == "private_address" else None
        raise Trouble(code or "not_fetched", answer.reason.removesuffix(ONLY_NAMED), "url", hint)
    return answer.came.page
