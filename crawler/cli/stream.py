"""Lines through the pool: each is cleaned as it comes, and answered in its place.

A thread reads, for a read may wait for ever, and a line that has been answered must not wait with it. It reads only
so far ahead as keeps the workers busy: with a slow reader behind us, or a slow writer before us, nothing piles up.
"""

import asyncio
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

import click

from cleaners.model import Cleaned, Rejected
from crawler.cli.lines import MOST_BYTES, Asked, ask, failure, reply
from crawler.cli.say import Misconfigured, say
from crawler.cli.work import Reading
from crawler.jobs import Job
from crawler.workers import Fault

STEP = 1 << 20


class Cleaner(Protocol):
    """What cleans: the pool."""

    size: int

    async def attempt(self, job: Job) -> Cleaned | Rejected | Fault:
        """The end of the work on one page."""
        ...


@dataclass(slots=True)
class Ends:
    """How many lines were answered, and how many of them with a refusal or an error."""

    lines: int = 0
    rejected: int = 0
    failed: int = 0


def clean_lines(source: BinaryIO, out: BinaryIO, pool: Cleaner, reading: Reading) -> Ends:
    """Answer every line of `source` on `out`, in order; each is flushed. Empty lines are passed over, but counted.

    Raises OSError where `source` cannot be read or `out` not be written (BrokenPipeError: its reader has gone)."""
    return asyncio.run(_clean_lines(source, out, pool, reading))


async def _clean_lines(source: BinaryIO, out: BinaryIO, pool: Cleaner, reading: Reading) -> Ends:
    loop, ends = asyncio.get_running_loop(), Ends()
    answers = asyncio.Queue[asyncio.Future[bytes] | None]()
    room = threading.Semaphore(2 * pool.size)

    async def answer(number: int, line: bytes | None) -> bytes:
        asked = ask(number, line, reading)
        result = await pool.attempt(asked.job) if asked.job else Fault(asked.problem)
        return _count(ends, asked, result)

    def begin(number: int, line: bytes | None) -> None:
        answers.put_nowait(loop.create_task(answer(number, line)))

    def end(error: Exception | None) -> None:
        if error is not None:
            broken: asyncio.Future[bytes] = loop.create_future()
            broken.set_exception(error)
            answers.put_nowait(broken)
        answers.put_nowait(None)

    def read() -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits for an answer any more
            try:
                for number, line in lines(source):
                    room.acquire()
                    loop.call_soon_threadsafe(begin, number, line)
            except Exception as e:  # whatever it is, who waits for the lines must hear of it
                loop.call_soon_threadsafe(end, e)
            else:
                loop.call_soon_threadsafe(end, None)

    threading.Thread(target=read, daemon=True, name="stdin").start()
    while (waiting := await answers.get()) is not None:
        out.write(await waiting)
        out.flush()
        room.release()
    return ends


def _count(ends: Ends, asked: Asked, result: Cleaned | Rejected | Fault) -> bytes:
    ends.lines += 1
    ends.rejected += isinstance(result, Rejected)
    ends.failed += isinstance(result, Fault)
    return failure(asked) if asked.problem else reply(asked, result)


def lines(source: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Number and text of each line that is not empty; None for the text of one that is too long to be kept."""
    number = 0
    while line := source.readline(MOST_BYTES + 1):
        number += 1
        if len(line) > MOST_BYTES and not line.endswith(b"\n"):
            while (rest := source.readline(STEP)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        elif line.strip():
            yield number, line


def run(inputs: Sequence[str], jobs: int | None, reading: Reading) -> int:
    """`copydesk clean --jsonl`: the lines of stdin, or of one file, to stdout; the exit status."""
    from crawler.workers import Pool

    if len(inputs) > 1:
        raise click.UsageError("--jsonl reads stdin or one file; `cat` makes one stream of several")
    source = _stdin() if inputs in ((), ("-",)) else _opened(inputs[0])
    with Pool(jobs, clean="crawler.cli.lines:lean") as pool:
        ends = clean_lines(source, sys.stdout.buffer, pool, reading)
    if ends.rejected:
        say(f"{ends.rejected:,} of {ends.lines:,} lines hold no article; each says why under `rejected`")
    if ends.failed:
        say(f"{ends.failed:,} of {ends.lines:,} lines failed; each says why under `error`")
    return int(bool(ends.failed))


def _opened(path: str) -> BinaryIO:
    try:
        return Path(path).open("rb")
    except OSError as e:
        raise Misconfigured(f"{path}: cannot be read: {e.strerror}") from e


def _stdin() -> BinaryIO:
    """Stdin through a buffer of its own: the interpreter ends while the thread may still wait at it, and would trip
    over the lock of the one in `sys.stdin`."""
    try:
        return open(sys.stdin.fileno(), "rb", closefd=False)
    except OSError:  # no file, but what stands in for one
        return sys.stdin.buffer
