"""What is expensive to find out and changes slowly: asked for once, and kept for a while."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    """A value that is found out anew when it is older than so many seconds. Who asks meanwhile waits for the same."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._known: tuple[float, T] | None = None
        self._turn = asyncio.Lock()

    async def get(self, find_out: Callable[[], Awaitable[T]]) -> T:
        """The value. Raises what `find_out` raises, which is asked again the next time."""
        async with self._turn:
            if self._known is None or monotonic() - self._known[0] > self._seconds:
                self._known = monotonic(), await find_out()
            return self._known[1]
