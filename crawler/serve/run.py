"""The server that the application runs in, until it is told to stop."""

import asyncio
import signal
import socket
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from crawler.serve.app import make_app
from crawler.serve.options import Limits, ServeOptions
from crawler.serve.problems import Trouble, answer

STOP_SECONDS = 70
"""What requests in work are given to end, when the service is stopped: more than one may take."""
KEPT_SECONDS = 5
PARTING_SECONDS = 10.0
"""For so long what somebody sends who is turned away is taken and thrown away: to hang up at once would have the answer
that says so thrown away, too, where a body is on its way."""


def run(options: ServeOptions, port: int, ready: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT; what is in work then is ended first. `ready` gets the address. Raises OSError
    where it cannot be listened at."""
    with listening(options.host, port) as sock:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)  # uvicorn raises what it has handled once more at its end
        Server(options, sock, ready).run(sockets=[sock])


class Server(uvicorn.Server):
    """One that says when it is ready."""

    def __init__(self, options: ServeOptions, sock: socket.socket, ready: Callable[[str], None]) -> None:
        self._ready, self._address = ready, _address(sock)
        config = uvicorn.Config(
            make_app(options), http=_protocol(options.limits), ws="none", lifespan="on", loop="asyncio",
            log_config=None, access_log=False, server_header=False, proxy_headers=False,
            timeout_keep_alive=KEPT_SECONDS, timeout_graceful_shutdown=STOP_SECONDS,
        )  # fmt: skip
        super().__init__(config)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready(self._address)


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 is any that is free. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=1024)


def _address(sock: socket.socket) -> str:
    host, port = sock.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def _protocol(limits: Limits) -> type[asyncio.Protocol]:
    """HTTP/1.1 that waits for nobody for ever, as uvicorn does: not for a request's head, not for the rest of one that
    is answered already, not for who does not read the answer. One connection too many, and what is no HTTP, are
    answered in our shape."""

    away = set[asyncio.Protocol]()

    class Protocol(H11Protocol):
        _patience: asyncio.TimerHandle | None = None
        _reader: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            if len(self.connections) > limits.connections:
                self._turn_away()
            else:
                self._wait()

        def _turn_away(self) -> None:
            self.connections.discard(self)
            self.transport.write(_FULL)
            if len(away) >= limits.connections:
                self.transport.close()
                return
            away.add(self)
            self.transport.write_eof()
            self.loop.call_later(PARTING_SECONDS, self.transport.close)

        def data_received(self, data: bytes) -> None:
            if not self.transport.is_closing() and self not in away:
                super().data_received(data)
                self._wait()

        def send_400_response(self, msg: str) -> None:  # noqa: ARG002 (uvicorn's signature)
            if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
                self.transport.write(_NOT_HTTP)
            if self.cycle is not None:  # whoever is at the request whose body went wrong need not answer it any more
                self.cycle.disconnected = True
                self.cycle.message_event.set()
            self.transport.close()

        def on_response_complete(self) -> None:
            super().on_response_complete()
            self._await_reader() if self.transport.get_write_buffer_size() else self._reader_came()

        def pause_writing(self) -> None:
            super().pause_writing()
            self._await_reader()

        def resume_writing(self) -> None:
            self._reader_came()
            super().resume_writing()

        def connection_lost(self, exc: Exception | None) -> None:
            away.discard(self)
            self._be_patient()
            self._reader_came()
            super().connection_lost(exc)

        def _wait(self) -> None:
            """Be patient for so long while a head is not all there, or more comes of what is answered; and for ever
            with who has asked."""
            if self.conn.their_state is not h11.IDLE and self.conn.our_state is not h11.DONE:
                self._be_patient()
            elif self._patience is None:
                self._patience = self.loop.call_later(limits.head_seconds, self._hang_up)

        def _be_patient(self) -> None:
            if self._patience is not None:
                self._patience.cancel()
                self._patience = None

        def _hang_up(self) -> None:
            self._await_reader()
            self.transport.close()

        def _await_reader(self) -> None:
            """Whoever has left an answer unread for as long as a request may take does not get the rest."""
            if self._reader is None:
                self._reader = self.loop.call_later(limits.seconds, self.transport.abort)

        def _reader_came(self) -> None:
            if self._reader is not None:
                self._reader.cancel()
                self._reader = None

    return Protocol


def _last_word(trouble: Trouble) -> bytes:
    """An answer that is none of the application's, and with which the connection ends."""
    response = answer(trouble)
    status = HTTPStatus(response.status_code)
    head = b"".join(b"%b: %b\r\n" % header for header in response.raw_headers)
    start = f"HTTP/1.1 {status.value} {status.phrase}\r\nConnection: close\r\n"
    return b"%b%b\r\n%b" % (start.encode(), head, bytes(response.body))


_FULL = _last_word(Trouble("busy", "as many connections are open as may be", hint="ask again in a second"))
_NOT_HTTP = _last_word(Trouble("bad_request", "this is no HTTP request", hint="the service speaks HTTP/1.1"))
