"""The store as the service reads it: in a few threads, each with a connection of its own, beside whoever writes it."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from crawler.serve.gates import Gate
from crawler.serve.options import ServeOptions, is_there
from crawler.serve.problems import Trouble
from crawler.store import Store, open_store

T = TypeVar("T")
THREADS = 4


class Shelf:
    """That of a service. What is asked of it changes nothing."""

    def __init__(self, options: ServeOptions) -> None:
        self._options = options
        self._own = threading.local()
        self._stores: list[Store] = []
        self._threads = ThreadPoolExecutor(THREADS, "copydesk-store")
        self.gate = Gate("the store", options.limits.reading)

    async def ask(self, question: Callable[[Store], T]) -> T:
        """What a question to the store gives. Raises Trouble where there is no store, or too many ask; StoreError."""
        if not is_there(self._options.db):
            raise Trouble(
                "no_store", "there is no store yet", hint="`copydesk crawl` makes one, and --db names another"
            )
        with self.gate.turn():
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._answer, question)

    def close(self) -> None:
        """Let go of the stores."""
        self._threads.shutdown(cancel_futures=True)
        for store in self._stores:
            store.close()

    def _answer(self, question: Callable[[Store], T]) -> T:
        store: Store | None = getattr(self._own, "store", None)
        if store is None:
            store = self._own.store = open_store(self._options.db or "", self._options.archive, self._options.clock)
            self._stores.append(store)
        return question(store)
