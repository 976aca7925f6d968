"""What is said between who wants pages and the process that fetches them, over a socket: each message with its length
before it. Nothing that is read makes anything but these values: the process that wrote it has read the web."""

import asyncio
import struct
from typing import Literal, Self, TypeVar

import msgspec

from cleaners.model import Hints, Page

Code = Literal["", "robots", "private_address", "not_fetched"]
LENGTH = struct.Struct("<I")
MOST = 64 << 20
"""Bytes of a message: a page has no more than 20 MiB."""
T = TypeVar("T")


class Errand(msgspec.Struct, frozen=True):
    """A page that is wanted, for so many seconds; said again with none, it is not wanted any more. `number` tells its
    answer from others."""

    number: int
    url: str = ""
    seconds: float = 0.0


class Came(msgspec.Struct, frozen=True):
    """A page as it came."""

    body: bytes
    url: str
    headers: dict[str, str]
    status: int
    fetched_at: str
    reservations: tuple[str, ...] = ()

    @classmethod
    def of(cls, page: Page) -> Self:
        """What there is to tell of a page that was fetched."""
        body = page.body.encode() if isinstance(page.body, str) else page.body
        told = page.hints.reservations
        return cls(body, page.url or "", dict(page.headers), page.status, page.fetched_at or "", told)

    @property
    def page(self) -> Page:
        """The page."""
        hints = Hints(reservations=self.reservations)
        return Page(self.body, self.url, self.headers, self.status, self.fetched_at, hints)


class Fetched(msgspec.Struct, frozen=True):
    """The one end of an errand: the page; or why there is none, as a code and as one sentence. One that was given up
    has an end, too: by them it is counted how many are in work."""

    number: int
    came: Came | None = None
    code: Code = ""
    reason: str = ""


def pack(message: Errand | Fetched) -> bytes:
    """A message as it is sent."""
    body = msgspec.msgpack.encode(message)
    return LENGTH.pack(len(body)) + body


async def read(stream: asyncio.StreamReader, kind: type[T]) -> T | None:
    """The next message; None where the other side has ended, or speaks no sense."""
    try:
        (length,) = LENGTH.unpack(await stream.readexactly(LENGTH.size))
        if length > MOST:
            return None
        return msgspec.msgpack.decode(await stream.readexactly(length), type=kind)
    except (asyncio.IncompleteReadError, ConnectionError, msgspec.DecodeError):
        return None
