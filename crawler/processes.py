"""The parent's side of one cleaning process: what it is asked, what it answers, what it died of.

How workers are born and limited is in nursery.py; workers.py makes a pool of them.
"""

import asyncio
import io
import os
import pickle
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass

from crawler.jobs import HEADER

SAFE_MODULES = frozenset({
    "cleaners.model", "crawler.dedupe.fingerprinted", "crawler.dedupe.near", "crawler.discover.found"
})  # fmt: skip
AHEAD = 1 << 20
"""Bytes of a page that may lie in a worker's socket while it is at another; the kernel may grant fewer."""
TIME_SIGNALS = frozenset({signal.SIGALRM, signal.SIGXCPU})
"""What ends a worker that has used up its wall or processor time."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one page may cost: wall seconds, the worker's address space in MiB; after so many pages it is replaced."""

    seconds: float = 20.0
    memory_mb: int = 1500
    pages: int = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a worker gave no answer: one sentence, and the traceback where there is one."""

    reason: str
    details: str = ""


_NOT_BEGUN = object()
"""In place of an answer: the process ended before it came to the page."""


class _Line:
    """The socket to one process. `asked` are the pages for which it was taken, `waited_for` those that somebody still
    waits for; where it `is_over`, nothing that comes now is an answer, but to who `is_reading` one already."""

    def __init__(self, sock: socket.socket) -> None:
        self.socket = sock
        self.asked = self.waited_for = 0
        self.is_over = self.is_reading = False

    def end(self) -> None:
        """Let nobody wait for this process any more: neither to be sent a page nor to answer one that was given up."""
        self.is_over = True
        if not self.is_reading:
            with suppress(OSError):  # it has ended by itself
                self.socket.shutdown(socket.SHUT_RDWR)


class Worker:
    """This side of one worker; the process is begun when there is something to ask it.

    It may be asked for a page while it is at another: that lies in its socket then, and it need not wait until this
    process finds the time to send it. Where it ends before it comes to that page, the next process is asked."""

    def __init__(self, nursery: "Nursery", limits: Limits) -> None:
        self._nursery, self._limits = nursery, limits
        self._line: _Line | None = None
        self.asked = 0
        """How many questions wait for an answer."""

    async def ask(self, question: object) -> object:
        """Its answer, or a Fault; after a fault, and after its share of pages, the process is dismissed."""
        if not self.asked:  # a lock belongs to the loop that somebody first waits for it in
            self._sending, self._reading = asyncio.Lock(), asyncio.Lock()
        self.asked += 1
        try:
            message = _message(question)
            while (answer := await self._ask(message)) is _NOT_BEGUN:
                pass
            return answer
        finally:
            self.asked -= 1

    def dismiss(self) -> None:
        """End the process: it reads an end of file, or is at work and meets its limit."""
        if self._line is not None:
            self._line.socket.close()
            self._line = None

    async def _ask(self, message: bytes) -> object:
        """The answer; _NOT_BEGUN where the process ended at a page before this one."""
        line = self._take()
        answer: object = Fault("nobody waited for the answer")
        try:
            async with self._sending:
                if not line.is_over:
                    await self._send(line.socket, message)
            async with self._reading:  # in the order in which they were sent
                answer = _NOT_BEGUN if line.is_over else await self._answer(line)
            return answer
        finally:  # also where the task is cancelled: what comes later is no answer to the next question
            self._leave(line, is_over=isinstance(answer, Fault))

    def _take(self) -> _Line:
        """The line for one more page; the last of a process's share leaves none to the next."""
        line = self._line or _Line(self._nursery.bear())
        line.asked += 1
        line.waited_for += 1
        self._line = line if line.asked < self._limits.pages else None
        return line

    def _leave(self, line: _Line, *, is_over: bool) -> None:
        line.waited_for -= 1
        if is_over:
            line.end()
            if self._line is line:
                self._line = None
        if not line.waited_for and self._line is not line:
            line.socket.close()

    async def _send(self, sock: socket.socket, message: bytes) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):  # it died: why is still to be read
            await asyncio.get_running_loop().sock_sendall(sock, message)

    async def _answer(self, line: _Line) -> object:
        line.is_reading = True
        try:
            return await self._receive(line.socket)
        finally:
            line.is_reading = False

    async def _receive(self, sock: socket.socket) -> object:
        loop = asyncio.get_running_loop()
        data = await _read(loop, sock, HEADER.size)
        if len(data) < HEADER.size:
            self._nursery.check()
            return Fault("the cleaning process died on this page")
        kind, number = HEADER.unpack(data)
        if kind == b"D":
            return Fault(_cause(number, self._limits))
        body = await _read(loop, sock, number)
        if len(body) < number:
            return Fault("the cleaning process died on this page")
        if kind == b"F":
            reason, _, details = body.decode(errors="replace").partition("\n")
            return Fault(reason, details)
        try:
            return _Answer(io.BytesIO(body)).load()
        except Exception as e:  # what a process says that has lost its mind may fail anyhow
            return Fault("the cleaning process gave no readable answer", repr(e))


class _Answer(pickle.Unpickler):
    """Builds nothing but the nouns: the process that wrote this has read the web, and may no longer be ours."""

    def find_class(self, module: str, name: str) -> object:
        found: object = super().find_class(module, name) if module in SAFE_MODULES and "." not in name else None
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"a worker's answer names {module}.{name}")
        return found


class Nursery:
    """The one process that has imported the cleaners, and forks a worker from itself where one is wanted."""

    def __init__(self, limits: Limits, clean: str, *, many: bool = False) -> None:
        self._limits, self._clean, self._many = limits, clean, many
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def start(self) -> socket.socket:
        """Its control socket; the process is begun where there is none."""
        if self._control is not None:
            return self._control
        ours, theirs = socket.socketpair()
        arguments = (theirs.fileno(), self._clean, self._limits.seconds, self._limits.memory_mb, self._many)
        code = f"import sys; sys.path[:] = {sys.path!r}; from crawler.nursery import main; main{arguments!r}"
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-c", code],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                # Ctrl-C and Ctrl-Z are the command's; what it has begun to clean, it may finish
                start_new_session=True,
                # as many workers as there are cores: a numeric library's own threads would only add to them
                env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            )
        self._control = ours
        return ours

    def bear(self) -> socket.socket:
        """The socket of a new worker. Does not wait for it."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self.start(), [b"+"], [theirs.fileno()])
            except (BrokenPipeError, ConnectionResetError):
                self.check()
                self.close()
                socket.send_fds(self.start(), [b"+"], [theirs.fileno()])
        ours.setblocking(False)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, AHEAD)
        return ours

    def check(self) -> None:
        """Raises RuntimeError where workers cannot be born at all, with what the nursery said of that."""
        last_words = b""
        with suppress(OSError):  # it has said nothing: it was killed, or lives
            last_words = self._control.recv(1 << 16, socket.MSG_DONTWAIT) if self._control else b""
        if last_words:
            raise RuntimeError(f"the cleaning processes do not start: {last_words.decode(errors='replace')}")

    def close(self) -> None:
        """End the nursery, which ends its workers."""
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.terminate()  # it may still be importing, and is not waited for
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._control = self._process = None


def _message(question: object) -> bytes:
    data = pickle.dumps(question)
    return HEADER.pack(b"Q", len(data)) + data


async def _read(loop: asyncio.AbstractEventLoop, sock: socket.socket, size: int) -> bytes:
    """So many bytes, or fewer where the other side ended."""
    data = bytearray()
    with suppress(ConnectionResetError):
        while len(data) < size:
            chunk = await loop.sock_recv(sock, min(size - len(data), 1 << 20))
            if not chunk:
                break
            data += chunk
    return bytes(data)


def _cause(status: int, limits: Limits) -> str:
    if -status in TIME_SIGNALS:
        return f"the page took longer than {limits.seconds:g} s to clean"
    how = f"signal {-status}" if status < 0 else f"exit status {status}"
    return f"the cleaning process died on this page ({how})"
