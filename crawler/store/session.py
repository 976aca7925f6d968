"""The way to a database: its connections and its clock, and that several writes may be one."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime

from sqlalchemy import Connection, Engine

from crawler.schedule import instant
from crawler.store.database import locked, sentences


class Session:
    """An open database, for one thread. Several processes may use one database at once. Methods raise StoreError."""

    def __init__(self, engine: Engine, name: str, clock: Callable[[], datetime]) -> None:
        self.name = name
        self.clock = clock
        self._engine = engine
        self._writer = engine.execution_options(writes=True)
        self._joined: Connection | None = None

    @property
    def now(self) -> str:
        """The instant, as the store writes it."""
        return instant(self.clock())

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read with. What the database raises becomes a StoreError."""
        with sentences(self.name):
            if self._joined is not None:
                yield self._joined
            else:
                with self._engine.connect() as connection:
                    yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction to write in, which ends well or not at all; `together` makes one of several."""
        with sentences(self.name):
            if self._joined is not None:
                yield self._joined
            else:
                with self._writer.begin() as connection:
                    yield connection

    @contextmanager
    def locked(self, number: int, *, wait: bool = True) -> Iterator[bool]:
        """Hold the lock of this number, which one at a time can, on whatever machine; False where somebody else does,
        and `wait` is False. Who waits for it waits without limit."""
        with ExitStack() as held:
            with sentences(self.name):
                ours = held.enter_context(locked(self._engine, number, wait=wait))
            yield ours

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is asked and recorded in here is one transaction: nobody else writes between question and record. One
        within another is a part of that."""
        with self.writing() as connection:
            outer, self._joined = self._joined, connection
            try:
                yield
            finally:
                self._joined = outer
