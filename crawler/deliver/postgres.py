"""A table in PostgreSQL that holds each article as it stands now."""

import re
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from crawler.deliver.contract import Delivery, Refusal, Unavailable
from crawler.export.optional import optional

_ZERO = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
"""A zero character in JSON, which PostgreSQL cannot hold."""


class PostgresTable:
    """Brings rows up to date by `id`, where a row's version is not newer; deletes those that are forgotten.

    Each batch is one transaction. The table is made where it does not exist: id, version, changed_at, url, record."""

    def __init__(self, url: str, table: str, timeout: float = 30.0) -> None:
        self._psycopg = optional("psycopg", "postgres", "delivering to PostgreSQL")
        self._url, self._timeout = url, timeout
        self._connection: Any = None
        name = ".".join(f'"{part}"' for part in table.split("."))
        self._make = (
            f"CREATE TABLE IF NOT EXISTS {name} (id text PRIMARY KEY, version integer NOT NULL, "
            "changed_at timestamptz NOT NULL, url text, record jsonb NOT NULL)"
        )
        self._put = (
            f"INSERT INTO {name} AS t (id, version, changed_at, url, record) VALUES (%s, %s, %s, %s, %s) "  # noqa: S608
            "ON CONFLICT (id) DO UPDATE SET version = excluded.version, changed_at = excluded.changed_at, "
            "url = excluded.url, record = excluded.record WHERE t.version <= excluded.version"
        )
        self._drop = f"DELETE FROM {name} WHERE id = %s AND version <= %s"  # noqa: S608
        self._is_there = (f"SELECT to_regclass('{name}')",)

    def open(self) -> None:
        """Connect, and make the table."""
        with self._sentences():
            wait = max(2, int(self._timeout))
            self._connection = self._psycopg.connect(self._url, connect_timeout=wait, application_name="copydesk")
            with self._bounded(), self._connection.transaction():
                if self._connection.execute(*self._is_there).fetchone()[0] is None:
                    self._connection.execute(self._make)

    def send(self, batch: Sequence[Delivery]) -> Sequence[Refusal]:
        """Write them in one transaction; where a row cannot be, each on its own."""
        with self._sentences(), self._bounded():
            try:
                with self._connection.transaction(), self._connection.pipeline():
                    for delivery in batch:
                        self._write(delivery)
                return ()
            except (self._psycopg.DataError, self._psycopg.IntegrityError):
                with self._connection.transaction():
                    return [Refusal(d, reason) for d in batch if (reason := self._fault(d))]

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _write(self, d: Delivery) -> None:
        if d.record is None:
            self._connection.execute(self._drop, (d.id, d.version))
        else:
            record = _ZERO.sub(rb"\1", d.record).decode()
            url = d.url and d.url.replace("\0", "")
            self._connection.execute(self._put, (d.id, d.version, d.at, url, record))

    def _fault(self, delivery: Delivery) -> str | None:
        try:
            with self._connection.transaction():
                self._write(delivery)
        except (self._psycopg.DataError, self._psycopg.IntegrityError) as e:
            return _line(e)
        return None

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        try:
            yield
        except (self._psycopg.Error, OSError) as e:
            raise Unavailable(_line(e)) from e

    @contextmanager
    def _bounded(self) -> Iterator[None]:
        """A server that falls silent is hung up on: the client's library would wait for ever."""
        watch = threading.Timer(self._timeout, _hang_up, (self._connection.fileno(),))
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()


def _hang_up(descriptor: int) -> None:
    with suppress(OSError), socket.fromfd(descriptor, socket.AF_INET, socket.SOCK_STREAM) as copy:
        copy.shutdown(socket.SHUT_RDWR)


def _line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
