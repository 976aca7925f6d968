"""Row 8: a server that is slow in any way keeps us no longer than we are told to wait."""

import socket
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Self

from benchmarks.hard.score import Figure, Lab
from tests.crawler.middlewares.asking import ask

SECONDS = 5
Manner = Callable[[socket.socket, threading.Event], None]


def _drip(piece: bytes, before: bytes = b"") -> Manner:
    def serve(peer: socket.socket, over: threading.Event) -> None:
        peer.sendall(before)
        while not over.wait(0.3):
            peer.sendall(piece)

    return serve


def _silent(_: socket.socket, over: threading.Event) -> None:
    over.wait(60)


def _flood(peer: socket.socket, over: threading.Event) -> None:
    peer.sendall(b"HTTP/1.1 200 OK\r\n")
    while not over.is_set():
        peer.sendall(b"X-Endless: yes\r\n" * 100)


OK = b"HTTP/1.1 200 OK\r\n"
MANNERS: dict[str, tuple[str, Manner]] = {
    "a body that drips": ("http", _drip(b"x", OK + b"Content-Type: text/html\r\n\r\n<p>")),
    "headers that drip": ("http", _drip(b"X-Slow: yes\r\n", OK)),
    "silence": ("http", _silent),
    "headers without an end": ("http", _flood),
    "a TLS handshake that does not go on": ("https", _silent),
    "a TLS handshake that drips": ("https", _drip(b"\x16\x03\x03\x40\x00", b"")),
    "chunks without an end": ("http", _drip(b"1\r\nx\r\n", OK + b"Transfer-Encoding: chunked\r\n\r\n")),
}


class SlowServer:
    """Serves everybody in one manner."""

    def __init__(self, manner: Manner) -> None:
        self._manner, self._over = manner, threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                peer, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, peer: socket.socket) -> None:
        with peer, suppress(OSError):
            self._manner(peer, self._over)


def slow(lab: Lab) -> Figure:
    """Row 8: each slow server in a run of its own; in the small form all of them at once."""
    seconds = 2 if lab.small else SECONDS
    groups = [list(MANNERS)] if lab.small else [[name] for name in MANNERS]
    took, wrong = zip(*(_asked(group, seconds) for group in groups), strict=True)
    bad = [line for lines in wrong for line in lines]
    said = f"{max(0.0, max(took) - seconds):+.1f} s at the most; {len(MANNERS) - len(bad)} of {len(MANNERS)}"
    return Figure(said, not bad, tuple(bad))


def _asked(names: list[str], seconds: int) -> tuple[float, list[str]]:
    """How long the slowest of these took, and which took too long or did not end as a failure."""
    with ExitStack() as stack:
        servers = [stack.enter_context(SlowServer(MANNERS[name][1])) for name in names]
        urls = [f"{MANNERS[name][0]}://127.0.0.1:{s.port}/story" for name, s in zip(names, servers, strict=True)]
        settings = {"DOWNLOAD_TIMEOUT": seconds, "ROBOTSTXT_OBEY": False, "CONCURRENT_REQUESTS_PER_DOMAIN": len(urls)}
        answers = ask(urls, settings=settings, at_once=True)
    worst = max(entry["seconds"] for entry in answers.books)
    wrong = [f"{n}: {e}" for n, e in zip(names, answers.ends, strict=True) if e.get("state") != "failed"]
    return worst, wrong or [f"{', '.join(names)}: {worst} s"] * (worst > seconds + 1)
