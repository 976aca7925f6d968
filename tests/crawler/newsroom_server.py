"""Several web sites on loopback, each on an address of its own, that remember who asked for what, when and how."""

import gzip
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from typing import Any, Self
from urllib.parse import urlsplit

import brotli

from tests.crawler.web import Answer

MANY = 20
"""More sites than this look less often whether they are to end: they would keep a core busy."""
PACKERS: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "br": brotli.compress}


@dataclass(frozen=True, slots=True)
class Seen:
    """A request: when it came (seconds of a clock that only grows), to which host, for what, whether it told of a
    version that the asker has, and the status of the answer."""

    at: float
    host: str
    path: str
    status: int
    conditional: bool


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: crawls that hang up on us are what these sites are for."""


class House:
    """One site. `pages` are the answers by path; one that is in `turns` gives those first, one after another."""

    def __init__(self, room: "Newsroom", host: str) -> None:
        self.host, self._room = host, room
        self.pages: dict[str, Answer] = {}
        self.turns: dict[str, list[Answer]] = {}
        self.server = _Server((host, 0), self._handler())
        self.url = f"http://{host}:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(room.poll,), daemon=True).start()

    def add(self, path: str, body: str | bytes = b"", status: int = 200, packed: str = "", **headers: str) -> Answer:
        """Give the site a page, packed with gzip or br where that is said; `content_type="x"` gives a header."""
        plain = body.encode() if isinstance(body, str) else body
        content = PACKERS[packed](plain) if packed else plain
        said = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(content))}
        said |= {"Content-Encoding": packed} if packed else {}
        said |= {name.replace("_", "-").title(): value for name, value in headers.items()}
        self.pages[path] = Answer(content, status, said)
        return self.pages[path]

    def at_first(self, path: str, status: int, **headers: str) -> None:
        """Have a page answer so once more before it gives what it has."""
        said = {"Content-Length": "0", **{name.replace("_", "-").title(): value for name, value in headers.items()}}
        self.turns.setdefault(path, []).append(Answer(b"", status, said))

    def drip(self, path: str, body: str, pieces: int, seconds: float) -> None:
        """A page whose body comes in so many pieces, with so many seconds between two of them."""
        data = body.encode()
        step = len(data) // pieces + 1

        def act(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(200)
            handler.send_header("Content-Type", "text/html; charset=utf-8")
            handler.send_header("Content-Length", str(len(data)))
            handler.end_headers()
            for start in range(0, len(data), step):
                handler.wfile.write(data[start : start + step])
                handler.wfile.flush()
                if self._room.over.wait(seconds):
                    return

        self.pages[path] = Answer(act=act)

    def cut(self, path: str, share: float = 0.5) -> None:
        """Let the body of a page end early: its length was promised for the whole."""
        whole = self.pages[path]
        self.pages[path] = replace(whole, body=whole.body[: int(share * len(whole.body))])

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        house, room = self, self._room

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                answer = house._answer(self.path)
                known = not answer.act and answer.is_known(self.headers)
                asked = "If-None-Match" in self.headers or "If-Modified-Since" in self.headers
                status = 304 if known else answer.status
                room.seen.append(Seen(monotonic(), house.host, self.path, status, asked))
                room.over.wait(room.latency)
                while room.hold and room.hold in self.path and not room.over.wait(0.01):
                    pass
                if answer.act:
                    self.close_connection = True
                    answer.act(self)
                    return
                self.send_response(status)
                for name, value in () if known else answer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if not known:
                    self.wfile.write(answer.body)
                    promised = int(answer.headers.get("Content-Length", len(answer.body)))
                    self.close_connection = self.close_connection or promised != len(answer.body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the library's name)
                """Nothing: the log is the room's."""

        return Handler

    def _answer(self, path: str) -> Answer:
        with self._room.lock:
            if turns := self.turns.get(path):
                return turns.pop(0)
        return self.pages.get(path) or Answer(b"Nothing here.", 404, {"Content-Length": "13"})


class Newsroom:
    """So many sites, at 127.0.0.2 and on, and what all of them have `seen`. Every answer takes `latency` seconds; who
    asks for a path with the words of `hold` in it waits until there are none."""

    def __init__(self, number: int) -> None:
        self.seen: list[Seen] = []
        self.hold = ""
        self.latency = 0.0
        self.poll = 0.01 if number <= MANY else 0.2
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.houses = [House(self, f"127.0.{n // 250}.{n % 250}") for n in range(2, number + 2)]

    def body(self, url: str) -> bytes:
        """What is served at an address."""
        return next(h for h in self.houses if url.startswith(f"{h.url}/")).pages[urlsplit(url).path].body

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        with ThreadPoolExecutor(len(self.houses)) as pool:
            list(pool.map(House.close, self.houses))
