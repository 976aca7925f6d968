"""The one place that knows which database it is: addresses, connections, what SQLite and PostgreSQL must be told."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Insert, Table, Update, bindparam, create_engine, event, insert, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from crawler.archive import ArchiveError
from crawler.masked import masked

BUSY_SECONDS = 30
"""So long a write waits for another process that writes."""
PRAGMAS = (
    "PRAGMA journal_mode = WAL",     # readers do not wait for the writer, nor it for them
    # With WAL this promises: a killed process loses nothing that was committed, and no crash damages the database.
    # After a power cut the last transactions may be missing, as if they had not been made yet; FULL would keep
    # them, at the price of a disk flush for every page.
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",     # what is forgotten is overwritten
)  # fmt: skip
WRITER = 0x636F7079
"""PostgreSQL: the number of the lock that whoever writes holds. One writes at a time, as in SQLite, so that what is
asked and then recorded (is this text here already?) cannot change in between, and changes are committed in the order
of their numbers."""
ISOLATION = "READ COMMITTED"
"""PostgreSQL: who has waited for that lock sees what its holder has written, whatever the server has for a default."""
GONE = ("connection failed", "terminating connection", "server closed the connection", "connection is closed",
        "the connection is lost")  # fmt: skip
"""How psycopg and PostgreSQL say so."""
REFUSED = ("authentication failed", "does not exist", "no pg_hba.conf entry")
"""How a server that is there says that it is not to be used with this address."""

FULL = ("disk is full", "No space left")
"""How SQLite, and the system through PostgreSQL, say so."""


class StoreError(Exception):
    """The store cannot be used: one sentence that says which, why, and what to do."""


class StoreGone(StoreError):
    """The server of its database is not there, and may be back soon."""


def connect(db: str | Path) -> tuple[Engine, Path | None]:
    """The engine of a database given as path or URL, and its file, where it is one. Connects when first used."""
    url = address(db)
    if url.get_backend_name() == "postgresql":
        return _postgresql(url), None
    file = Path(url.database) if url.database and url.database != ":memory:" else None
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine, file


def address(db: str | Path) -> URL:
    """What a path or URL says. Raises StoreError where it names no database that can be used."""
    try:
        url = make_url(str(db)) if "://" in str(db) else make_url("sqlite://").set(database=str(db))
    except (ArgumentError, ValueError) as e:  # of which one tells parts of the address: perhaps of its password
        what = "not the address of a database; give a path, or postgresql://USER:PASSWORD@HOST:PORT/NAME"
        raise StoreError(f"{masked(str(db))}: {what}") from e
    kind = url.drivername.partition("+")[0]
    if kind in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise StoreError(f"{masked(str(url))}: only SQLite and PostgreSQL can be used; give a path, or postgresql://…")
    return url


@contextmanager
def sentences(name: str) -> Iterator[None]:
    """Turns the database's errors, and those of the archive that belongs to it, into a StoreError that names which."""
    try:
        yield
    except ArchiveError as e:
        raise StoreError(f"the archive cannot be used: {e}") from e
    except DBAPIError as e:
        gone = e.connection_invalidated or _is_gone(str(e.orig))
        raise (StoreGone if gone else StoreError)(f"{name}: {_explain(str(e.orig))}") from e


def put(connection: Connection, table: Table, row: Mapping[str, Any], *, is_new: bool = False) -> bool:
    """Insert a row, or bring the one that has its primary key up to date; whether there was none. `is_new`: there is
    known to be none."""
    if not is_new:
        own = {f"own_{column.name}": row[column.name] for column in table.primary_key}
        if connection.execute(_update(table), {**row, **own}).rowcount:
            return False
    connection.execute(inserting(table), row)
    return True


@cache
def inserting(table: Table) -> Insert:
    """The statement that inserts rows. Made once: to make one costs more than to execute it."""
    return insert(table)


@cache
def _update(table: Table) -> Update:
    """The statement that changes a row of this primary key."""
    return update(table).where(*(column == bindparam(f"own_{column.name}") for column in table.primary_key))


@contextmanager
def locked(engine: Engine, number: int, *, wait: bool = True) -> Iterator[bool]:
    """Hold the lock of this number beside whatever else is done; False where somebody else holds it, and `wait` is
    False. SQLite, which is on one machine, has none: there files have theirs."""
    if engine.dialect.name == "sqlite":
        yield True
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if wait:
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({number})")
        elif not connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({number})").scalar():
            yield False
            return
        try:
            yield True
        finally:
            with suppress(DBAPIError):  # with a connection that is gone the lock is, too
                connection.exec_driver_sql(f"SELECT pg_advisory_unlock({number})")


def reclaim(engine: Engine) -> bool:
    """Have the database's files hold no byte of what was deleted; False where that is not in a client's power. Raises
    StoreError while somebody else is at the database: nobody may read what is to be overwritten."""
    if engine.dialect.name != "sqlite":
        return False
    engine.dispose()
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM")  # pages that were split keep copies of rows, which no DELETE overwrites
        busy = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.Error as e:
        raise StoreError(f"{engine.url.database}: {_explain(str(e))}") from e
    finally:
        connection.close()
    if busy:
        raise StoreError(f"{engine.url.database}: another process is reading it, and what was deleted is still on disk")
    return True


def _explain(error: str) -> str:
    if "not a database" in error:
        return "this file is no Copydesk store; name another"
    if "unable to open" in error:
        return "cannot be opened; does its folder exist, and may you write there?"
    if "locked" in error:
        return f"another process has been writing to it for more than {BUSY_SECONDS} s"
    if _is_gone(error):
        return f"the database's server is not there ({' '.join(error.split())}); what was stored before is safe"
    if any(word in error for word in FULL):
        return "the disk is full; what was stored before is safe"
    return " ".join(error.split())


def _is_gone(error: str) -> bool:
    return any(word in error for word in GONE) and not any(word in error for word in REFUSED)


def _prepare(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not where sqlite3 guesses that one is wanted
    for pragma in PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    # who will write says so at once: two that begin as readers cannot both become writers
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(url: URL) -> Engine:
    try:
        engine = create_engine(
            url, pool_pre_ping=True, isolation_level=ISOLATION, connect_args={"connect_timeout": BUSY_SECONDS}
        )
    except ModuleNotFoundError as e:
        raise StoreError(f"{masked(str(url))}: PostgreSQL needs psycopg: pip install 'copydesk[postgres]'") from e
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("writes"):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER})")
