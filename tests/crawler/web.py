"""A web server on loopback that misbehaves in every way that a test asks for; a crawl in a process of its own."""

import json
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.crawler.ready import ENVIRONMENT, Ready

ROOT = Path(__file__).resolve().parents[2]
QUICK = {"DOWNLOAD_DELAY": 0.001, "AUTOTHROTTLE_ENABLED": False, "RETRY_TIMES": 0, "COPYDESK_WORKERS": 1,
         "COPYDESK_BACKOFF": 0.001}  # fmt: skip
"""Settings under which a site of our own is not treated as politely as others are."""


@dataclass
class Answer:
    """What the server says to a path; `act` may do what no decent server would, in place of saying it."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    act: Callable[[BaseHTTPRequestHandler], None] | None = None

    def is_known(self, asked: Message) -> bool:
        """Whether who asks has just this version."""
        if "If-None-Match" in asked:
            return asked["If-None-Match"] == self.headers.get("Etag")
        return "Last-Modified" in self.headers and asked.get("If-Modified-Since") == self.headers["Last-Modified"]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: who hangs up on us, or we on whom, is what the tests are about."""


class Site:
    """A web site on loopback: `pages` is what it has, `log` the paths that were asked for, `moments` when, `agents` by
    whom.

    A page with an ETag or Last-Modified is not sent again to who has it; `unchanged` are the paths of which that was
    so."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.pages: dict[str, Answer] = {}
        self.log: list[str] = []
        self.moments: list[float] = []
        self.unchanged: list[str] = []
        self.agents: set[str] = set()
        self.over = threading.Event()
        self.server = _Server((host, 0), self._handler())
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def add(self, path: str, body: bytes | str = b"", status: int = 200, **headers: str) -> None:
        """Give the site a page; `content_type="x"` gives a header."""
        named = {name.replace("_", "-").title(): value for name, value in headers.items()}
        content = body.encode() if isinstance(body, str) else body
        kind = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(content))}
        self.pages[path] = Answer(content, status, kind | named)

    def act(self, path: str, act: Callable[[BaseHTTPRequestHandler], None]) -> None:
        """Give the site a page that does as it likes."""
        self.pages[path] = Answer(act=act)

    def close(self) -> None:
        """Let go of whoever still waits, and of the port."""
        self.over.set()
        self.server.shutdown()
        self.server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.log.append(self.path)
                site.moments.append(time.monotonic())
                site.agents.add(self.headers.get("User-Agent", ""))
                answer = site.pages.get(self.path) or Answer(b"Nothing here.", 404, {"Content-Length": "13"})
                if answer.act:
                    answer.act(self)
                    self.close_connection = True
                    return
                if answer.is_known(self.headers):
                    site.unchanged.append(self.path)
                    self.send_response(304)
                    self.end_headers()
                    return
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the library's name)
                """Nothing: the log is the site's."""

        return Handler


def wait_for(event: threading.Event) -> None:
    """Keep whoever asked waiting, until the test is over."""
    event.wait(250)


@dataclass
class Result:
    """What a run told: its outcomes by URL, its report, its progress, and what reached the terminal besides."""

    outcomes: dict[str, dict[str, Any]]
    report: dict[str, Any]
    progress: list[list[Any]]
    terminal: str


def drive(kind: str, urls: Sequence[str], settings: Mapping[str, Any] = {}, **options: Any) -> Result:
    """Run `fetch` or `crawl` of crawler.start to its end in a new process, for a reactor runs once."""
    process = begin(kind, urls, settings, **options)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return read(out, err)


def begin(kind: str, urls: Sequence[str], settings: Mapping[str, Any] = {}, **options: Any) -> Ready:
    """The process of such a run, begun."""
    cwd, listener = options.pop("cwd", None), options.pop("listener", "show")
    order = {"kind": kind, "urls": list(urls), "listener": listener}
    order |= {name: options.pop(name, None) for name in ("die", "fatal")}
    order["options"] = {**options, "settings": {**QUICK, **settings}}
    script = str(Path(__file__).with_name("drive.py"))
    return Ready(script, [json.dumps(order)], cwd=cwd, env=ENVIRONMENT)


def read(out: str, err: str) -> Result:
    """What such a process printed."""
    lines = [json.loads(line) for line in out.splitlines()]
    ends = [line["outcome"] for line in lines if "outcome" in line]
    outcomes = {end["url"]: end for end in ends}
    assert len(outcomes) == len(ends), "a URL came to more than one end"
    return Result(outcomes, lines[-1]["report"], [line["progress"] for line in lines if "progress" in line], err)
