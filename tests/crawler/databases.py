"""Databases for tests: an empty one of each kind, and a look into it that does not go through the store."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, text
from sqlalchemy.engine import make_url

from crawler.store import Store, open_store

SERVER = "COPYDESK_TEST_POSTGRES"
"""The variable with the address of a PostgreSQL server on which databases may be made (tools/postgres.py)."""
SQLITE, POSTGRESQL = KINDS = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Database:
    """An empty database: its address, a file's path or a URL, and a folder for the archive of its store."""

    address: str
    archive: Path

    @property
    def options(self) -> dict[str, str]:
        """As a crawl is told of it."""
        return {"db": self.address, "archive": str(self.archive)}

    def open(self, **more: Any) -> Store:
        """The store that is in it."""
        return open_store(self.address, self.archive, **more)

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows that a statement gives; what it changes is committed."""
        engine = create_engine(_url(self.address))
        try:
            with engine.begin() as connection:
                done = connection.execute(text(statement))
                return [tuple(row) for row in done] if done.returns_rows else []
        finally:
            engine.dispose()

    def check(self) -> None:
        """Fails where the database is damaged. PostgreSQL has no such question: it is asked for all that it has."""
        if "://" not in self.address:
            assert self.sql("pragma integrity_check") == [("ok",)]
            assert self.sql("pragma foreign_key_check") == []
        else:
            lone = "select count(*) from articles left join pages on pages.key = articles.key where pages.key is null"
            assert self.sql(lone) == [(0,)]


@contextmanager
def database(kind: str, folder: Path) -> Iterator[Database]:
    """One of a kind, which is gone afterwards; PostgreSQL's is on the server that the environment names."""
    if kind == SQLITE:
        yield Database(str(folder / "news.db"), folder / "news.warc")
        return
    server, name = _url(os.environ[SERVER]), f"copydesk_{uuid.uuid4().hex}"
    _administer(server, f"CREATE DATABASE {name}")
    try:
        address = server.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
        yield Database(address, folder / "news.warc")
    finally:
        _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def hang_up(address: str) -> None:
    """Let the server end all connections to a PostgreSQL database, as it does when it is stopped."""
    name = _url(address).database
    _administer(_url(address).set(database="postgres"),
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # fmt: skip


def _url(address: str) -> URL:
    if "://" not in address:
        return make_url("sqlite://").set(database=address)
    return make_url(address).set(drivername="postgresql+psycopg")


def _administer(server: URL, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
