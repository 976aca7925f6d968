"""The browser's only way out: a proxy of our own on loopback, which connects to nothing that the address guard refuses.

A browser looks up names by itself, and follows redirects of what a page loads without asking anybody. Behind this gate
it can do neither: each connection is made here, to the very address that was judged.
"""

import asyncio
import re
import secrets
from base64 import b64encode
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from urllib.parse import urlsplit

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""A host and port to the addresses to connect to, one of which will do. Raises OSError where it has none, or none
that may be connected to."""

MOST_HEAD = 64 << 10
CHUNK = 64 << 10
ATTEMPT = 3.0
"""Seconds that an address is given to take a connection, where there is another."""
_HOP = re.compile(rb"(?im)^(?:proxy-[\w-]+|connection|keep-alive):[^\r\n]*\r\n")
_LENGTH = re.compile(rb"(?im)^content-length:\s*(\d+)\s*$")
REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
LOGIN = (
    b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=copydesk\r\n"
    b"Content-Length: 0\r\nConnection: close\r\n\r\n"
)


class Gate:
    """Serves one browser: nobody else on this machine knows the password."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._password = secrets.token_urlsafe(24)
        self._server: asyncio.Server | None = None
        self._at_work = set[asyncio.Task[None] | None]()

    async def open(self) -> dict[str, str]:
        """Begin to listen; the proxy as Playwright wants it told."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=MOST_HEAD)
        port = self._server.sockets[0].getsockname()[1]
        return {"server": f"http://127.0.0.1:{port}", "username": "browser", "password": self._password}

    def close(self) -> None:
        """Take no more connections, and end those that there are."""
        if self._server is not None:
            self._server.close()
        for task in self._at_work:
            if task is not None:
                task.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        self._at_work.add(task)  # a task that waits for two streams at their ends is held by nobody else
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            if not self._is_known(head):
                writer.write(LOGIN)
            else:
                await self._connect(head, reader, writer)
        except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            writer.write(REFUSED)
        finally:
            with suppress(OSError):
                await writer.drain()
            writer.close()
            self._at_work.discard(task)

    def _is_known(self, head: bytes) -> bool:
        token = b64encode(f"browser:{self._password}".encode())
        given = (line.split()[-1] for line in head.split(b"\r\n") if line.lower().startswith(b"proxy-authorization:"))
        return any(secrets.compare_digest(login, token) for login in given)

    async def _connect(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        method, target, _ = head.partition(b"\r\n")[0].decode("ascii").split(" ")
        parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
        port = parts.port or 80
        far_reader, far_writer = await _first(await self._resolve(parts.hostname or "", port), port)
        try:
            if method == "CONNECT":
                writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
                await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))
                return
            path = parts._replace(scheme="", netloc="").geturl() or "/"
            far_writer.write(f"{method} {path} HTTP/1.1\r\n".encode() + _closing(head))
            if length := _LENGTH.search(head):
                far_writer.write(await reader.readexactly(int(length[1])))
            answer = await far_reader.readuntil(b"\r\n\r\n")
            writer.write(answer.partition(b"\r\n")[0] + b"\r\n" + _closing(answer))
            await _pump(far_reader, writer)
        finally:
            far_writer.close()


async def _first(addresses: Sequence[str], port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection to the first of these addresses that takes one. Raises OSError where none does."""
    for address in addresses[:-1]:
        with suppress(OSError):
            return await asyncio.wait_for(asyncio.open_connection(address, port), ATTEMPT)
    return await asyncio.open_connection(addresses[-1], port)


def _closing(head: bytes) -> bytes:
    """The headers of a message after which the connection is closed: the next request may be to another host."""
    return b"Connection: close\r\n" + _HOP.sub(b"", head.partition(b"\r\n")[2])


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
