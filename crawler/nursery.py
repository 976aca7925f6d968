"""The process in which workers are born, and what a worker does: the child's side of processes.py.

The nursery imports the cleaners once; each worker is a fork of it, so that a new one costs milliseconds. The kernel
keeps the limits: an alarm that nobody handles ends a worker on time, also inside C. Nothing here outlives the
process that uses the pool: when that ends, the control socket does, and the nursery takes its workers with it.
"""

import gc
import importlib
import io
import os
import pickle
import resource
import select
import signal
import socket
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from operator import attrgetter
from typing import Any, NoReturn

from cleaners.model import Block, Cleaned, Document, Page, Rejected
from crawler.discover import Found, Look
from crawler.jobs import HEADER, Job, at_its_address

CPU_GRACE = 2
"""Seconds of processor time beyond the wall limit: a guard that needs no clock, should the alarm ever fail."""
WAYS = ("crawler.dedupe.fingerprinted", "trafilatura", "crawler.discover.look")
"""What `answer` needs for some pages."""
LEFT_OUT = Block(-1, "paragraph", "chrome", "")
"""What stands for a block that is not sent."""
LINE = f"<p>It rained on the roofs of the town{' all day long' * 20}.</p>"
SAMPLE = Page(f"<html lang=en><article>{LINE * 6}</article></html>", "https://www.town.example.org/rain")


def answer(question: Job | Look) -> Cleaned | Rejected | Found:
    """What a worker is for: clean a page or a text, or look for articles in a document."""
    if isinstance(question, Look):
        from crawler.discover.look import look  # who only cleans pays for no feed parser

        return look(question)
    from cleaners.pipeline import clean, clean_text  # main() has imported it before the first fork

    page = at_its_address(question)
    if page is not None:
        result = clean(page, site=question.site, require_article=question.require_article)
    else:
        result = clean_text(question.text or "", question.url, site=question.site, hints=question.hints)
    if question.to_store:
        return _to_store(result, question.known)
    if result.document is not None:
        result.document.memo.clear()  # derived again where it is wanted; not worth sending
    return result


def _to_store(result: Cleaned | Rejected, known: str | None) -> Cleaned | Rejected:
    """What a store keeps of it. All other blocks of the page would cost as much as all else that is sent."""
    if isinstance(result, Rejected):
        return replace(result, document=None)
    gone, document = {r.block for r in result.removals}, result.document
    blocks = tuple([block if block.id in gone else LEFT_OUT for block in document.blocks])
    result = replace(result, document=Document(blocks, url=document.url, degraded=document.degraded))
    if result.article.content_hash == known:
        return result
    from crawler.dedupe.fingerprinted import fingerprinted  # who stores nothing pays for no arrays

    return fingerprinted(result)


def ripen() -> Iterator[None]:
    """Load, a step at a time, what else each worker would load by itself with the first page that needs it; but for
    the model of languages, which takes as long as all the rest and is asked for one text in hundreds."""
    for name in WAYS:
        importlib.import_module(name)
        yield
    answer(Job(SAMPLE, require_article=False, to_store=True))


def main(control_fd: int, clean: str, seconds: float, memory_mb: int, many: bool) -> None:
    """Fork a worker for each socket that comes over the control socket, until that ends. Where there will be `many`
    pages, or so many were there that a worker has lived out its share of them, it ripens while nobody asks for a
    worker: those that are born later have it all from birth."""
    gc.disable()  # nothing of what is loaded becomes garbage
    control = socket.socket(fileno=control_fd)
    try:
        module, _, function = clean.partition(":")
        importlib.import_module("cleaners.pipeline")
        work = getattr(importlib.import_module(module), function)
    except Exception:  # whatever it is, the parent must hear of it
        control.sendall(traceback.format_exc().encode()[-60_000:])
        raise SystemExit(1) from None
    gc.freeze()  # what is here now is shared by all forks, and no collection shall touch it
    gc.enable()
    workers: dict[int, socket.socket] = {}
    born, steps = 0, ripen()
    signal.signal(signal.SIGCHLD, lambda *_: _bury(workers))
    signal.signal(signal.SIGTERM, lambda *_: _leave(workers))
    try:
        while True:
            while many and not select.select([control], [], [], 0)[0] and next(steps, steps) is not steps:
                gc.freeze()
            message, fds, _, _ = socket.recv_fds(control, 1, 1)
            if not message:
                break
            many, born = many or born > len(workers), born + 1
            _bear(socket.socket(fileno=fds[0]), workers, control, lambda s: _serve(s, work, seconds, memory_mb))
    finally:
        _leave(workers)


def _leave(workers: Iterable[int]) -> NoReturn:
    """End, and the workers first. To take apart what is loaded would take longer than a page, and somebody waits."""
    for pid in list(workers):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    os._exit(0)


def _bear(
    sock: socket.socket,
    workers: dict[int, socket.socket],
    control: socket.socket,
    life: Callable[[socket.socket], None],
) -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})  # it may be dead before it is in the book
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
            control.close()
            for other in workers.values():
                other.close()
            life(sock)
            status = 0
        finally:
            os._exit(status)
    workers[pid] = sock
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})


def _bury(workers: dict[int, socket.socket]) -> None:
    """Say of each dead worker, on its own socket, what it died of."""
    with suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                break
            with workers.pop(pid) as sock, suppress(OSError):
                sock.setblocking(False)
                sock.send(HEADER.pack(b"D", os.waitstatus_to_exitcode(status)))


def _serve(sock: socket.socket, work: Callable[[Any], object], seconds: float, memory_mb: int) -> None:
    _limit(memory_mb)
    while question := _question(sock):
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime + seconds) + CPU_GRACE
        resource.setrlimit(resource.RLIMIT_CPU, (spent, resource.getrlimit(resource.RLIMIT_CPU)[1]))
        signal.setitimer(signal.ITIMER_REAL, seconds)
        kind, body = _work(work, question, memory_mb)
        signal.setitimer(signal.ITIMER_REAL, 0)
        sock.sendall(HEADER.pack(kind, len(body)) + body)
        if kind == b"F":  # who asked takes this process for spoilt, and asks another for what lies in the socket
            break


def _work(work: Callable[[Any], object], question: bytes, memory_mb: int) -> tuple[bytes, bytes]:
    try:
        return b"A", packed(work(pickle.loads(question)))  # noqa: S301 - our own parent's
    except MemoryError:
        return b"F", f"the page needs more than {memory_mb} MB to clean".encode()
    except Exception as e:  # a fault of ours must cost one page, and must be told
        said = f"a fault in the cleaners: {type(e).__name__}: {e}".replace("\n", " ")
        return b"F", f"{said}\n{traceback.format_exc()}".encode(errors="replace")


class _Makers(dict[type, Callable[[Any], tuple[type, tuple[object, ...]]]]):
    """How the nouns are pickled: a call of their class. dataclasses' own way for slots goes through the fields one by
    one, in Python, on either side, and takes half as long again; that of named tuples is slow on the one."""

    def __missing__(self, kind: type) -> Callable[[Any], tuple[type, tuple[object, ...]]]:
        if issubclass(kind, tuple):
            self[kind] = lambda noun: (kind, tuple(noun))
            return self[kind]
        own = fields(kind) if is_dataclass(kind) else ()
        if len(own) < 2 or not all(f.init and not f.kw_only for f in own):
            raise KeyError(kind)
        values = attrgetter(*(f.name for f in own))
        self[kind] = lambda noun: (kind, values(noun))
        return self[kind]


_MAKERS = _Makers()


def packed(answer: object) -> bytes:
    """An answer as it is sent."""
    data = io.BytesIO()
    pickler = pickle.Pickler(data, protocol=5)
    pickler.dispatch_table = _MAKERS
    pickler.dump(answer)
    return data.getvalue()


def _limit(memory_mb: int) -> None:
    with suppress(ValueError, OSError):  # macOS refuses it; a harder limit of the user's stays
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError), open("/proc/self/oom_score_adj", "w") as f:  # noqa: PTH123
        f.write("1000")  # where memory runs out, a worker goes before the crawl does


def _question(sock: socket.socket) -> bytes:
    """The next question, or nothing where the parent has ended."""
    header = _exactly(sock, HEADER.size)
    return _exactly(sock, HEADER.unpack(header)[1]) if header else b""


def _exactly(sock: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        chunk = sock.recv(min(size - len(data), 1 << 20))
        if not chunk:
            return b""
        data += chunk
    return bytes(data)
