"""Row 8: a server that is slow in any way keeps us no longer than we are told to wait."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
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


def slow(lab: Lab) -> Figure:  # noqa: ARG001
    """Row 8: each slow server in a run of its own."""
    worst, wrong = 0.0, []
    for name, (scheme, manner) in MANNERS.items():
        with SlowServer(manner) as server:
            url = f"{scheme}://127.0.0.1:{server.port}/story"
            answers = ask([url], settings={"DOWNLOAD_TIMEOUT": SECONDS, "ROBOTSTXT_OBEY": False})
        took = max(entry["seconds"] for entry in answers.books)
        worst = max(worst, took)
        if took > SECONDS + 1 or answers.ends[0].get("state") != "failed":
            wrong.append(f"{name}: {took} s, {answers.ends[0]}")
    said = f"{max(0.0, worst - SECONDS):+.1f} s at the most; {len(MANNERS) - len(wrong)} of {len(MANNERS)}"
    return Figure(said, not wrong, tuple(wrong))
