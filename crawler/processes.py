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


class Worker:
    """This side of one worker; the process is begun when there is something to ask it."""

    def __init__(self, nursery: "Nursery", limits: Limits) -> None:
        self._nursery, self._limits = nursery, limits
        self._socket: socket.socket | None = None
        self._asked = 0

    async def ask(self, question: object) -> object:
        """Its answer, or a Fault; after a fault, and after its share of pages, the process is dismissed."""
        if self._socket is None:
            self._socket, self._asked = self._nursery.bear(), 0
        self._asked += 1
        whole = False
        try:
            answer = await self._exchange(self._socket, pickle.dumps(question))
            whole = not isinstance(answer, Fault)
            return answer
        finally:  # also where the task is cancelled: what comes later is no answer to the next question
            if not whole or self._asked >= self._limits.pages:
                self.dismiss()

    def dismiss(self) -> None:
        """End the process: it reads an end of file, or is at work and meets its limit."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    async def _exchange(self, sock: socket.socket, question: bytes) -> object:
        loop = asyncio.get_running_loop()
        with suppress(BrokenPipeError, ConnectionResetError):  # it died: why is still to be read
            await loop.sock_sendall(sock, HEADER.pack(b"Q", len(question)) + question)
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
