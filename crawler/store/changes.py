"""The changes of articles as sinks are told of them: what each has yet to get, what it has acknowledged and refused."""

import fcntl
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, case, delete, func, insert, literal, select, text, update

from crawler.schedule import instant
from crawler.store.database import WRITER, StoreError, put
from crawler.store.records import told
from crawler.store.store import Store
from crawler.store.tables import articles, changes, dead_letters, meta, sinks, versions

MOST_BYTES = 8 << 20
"""A batch of records is not read beyond this: few services take a request of more than 10 MB."""
PRUNED, PRUNE_AFTER = "changes_pruned", timedelta(days=1)
BUSY = "another process delivers to it at the moment"


class Busy(StoreError):
    """Another process delivers to this sink at the moment."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change; `record` is the article's as of this version, `before` of the version that it replaced. Both are
    None of what was forgotten, then or since."""

    number: int
    kind: str
    id: str
    version: int
    at: str
    source: str | None
    record: bytes | None
    before: bytes | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a sink is: `behind` counts the changes that it has not acknowledged, `waiting_since` is when the first of
    them happened; `dead` counts what it has refused. `failed_at` is when it took nothing, last time, and `failure` why;
    `failed_since` is None where it takes records again."""

    name: str
    cursor: int
    acknowledged_at: str | None
    behind: int
    waiting_since: str | None
    dead: int
    failed_at: str | None = None
    failed_since: str | None = None
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """What a sink has refused, why, and when. `change` is None where the article was forgotten since, or where the sink
    has had a later version: then there is nothing left to send."""

    number: int
    reason: str
    at: str
    change: Change | None


class Changes:
    """Those of a store. Methods raise StoreError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @contextmanager
    def held(self, sink: str) -> Iterator[None]:
        """While this lasts, nobody else delivers to the sink. Raises Busy where somebody does. A process that is killed
        holds nothing."""
        with self._store.reading() as connection:
            url = connection.engine.url
        if url.get_backend_name() == "postgresql":
            with self._held_in_database(sink):
                yield
        else:
            with _held_beside(Path(url.database or "copydesk.db"), sink):
                yield

    def subscribe(self, sink: str) -> None:
        """Enter a sink that is not known yet: it has had nothing."""
        with self._store.writing() as connection:
            if connection.scalar(select(sinks.c.name).where(sinks.c.name == sink)) is None:
                connection.execute(insert(sinks).values(name=sink, cursor=0))
                _complete(connection, self._store.now)

    def rewind(self, sink: str) -> None:
        """The sink is to get everything again, also what it had refused."""
        self._move(sink, 0)
        with self._store.writing() as connection:
            connection.execute(delete(dead_letters).where(dead_letters.c.sink == sink))

    def skip(self, sink: str) -> None:
        """The sink is to get only what comes from now on."""
        with self._store.reading() as connection:
            last = connection.scalar(select(func.max(changes.c.number)))
        self._move(sink, last or 0)

    def after(self, sink: str, most: int) -> list[Change]:
        """The next changes that a sink has not acknowledged, in their order: `most`, or fewer where they are large."""
        cursor = select(sinks.c.cursor).where(sinks.c.name == sink).scalar_subquery()
        with self._store.reading() as connection:
            return _read(connection, _records().where(changes.c.number > cursor).limit(most))

    def acknowledge(self, sink: str, number: int, refused: Sequence[tuple[int, str]] = ()) -> None:
        """The sink has everything up to this number, but for the numbers that it refused, each with the reason."""
        with self._store.writing() as connection:
            own = (sinks.c.name == sink) & (sinks.c.cursor < number)
            connection.execute(update(sinks).where(own).values(cursor=number))
            well = {"acknowledged_at": self._store.now, "failed_since": None}
            connection.execute(update(sinks).where(sinks.c.name == sink).values(well))
            for letter, reason in refused:
                row = {"sink": sink, "number": letter, "reason": reason, "at": self._store.now}
                put(connection, dead_letters, row)

    def fell(self, sink: str, reason: str) -> None:
        """The sink takes nothing at the moment."""
        now = self._store.now
        row = {"failed_at": now, "failed_since": func.coalesce(sinks.c.failed_since, now), "failure": reason}
        with self._store.writing() as connection:
            connection.execute(update(sinks).where(sinks.c.name == sink).values(row))

    def unsubscribe(self, sink: str) -> bool:
        """Forget a sink: how far it is, and what it has refused; whether there was one. One of this name that comes
        later has had nothing."""
        with self._store.writing() as connection:
            connection.execute(delete(dead_letters).where(dead_letters.c.sink == sink))
            return bool(connection.execute(delete(sinks).where(sinks.c.name == sink)).rowcount)

    def standings(self) -> list[Standing]:
        """Every sink that was ever delivered to, by name."""
        dead = select(func.count()).where(dead_letters.c.sink == sinks.c.name).scalar_subquery()
        waiting = changes.c.number > sinks.c.cursor
        behind = select(func.count(changes.c.number)).where(waiting).scalar_subquery()
        since = select(changes.c.at).where(waiting).order_by(changes.c.number).limit(1).scalar_subquery()
        columns = (sinks.c.name, sinks.c.cursor, sinks.c.acknowledged_at, behind, since, dead,
                   sinks.c.failed_at, sinks.c.failed_since, sinks.c.failure)  # fmt: skip
        with self._store.reading() as connection:
            return [Standing(*row) for row in connection.execute(select(*columns).order_by(sinks.c.name))]

    def dead(self, sink: str) -> list[DeadLetter]:
        """What a sink has refused, in order."""
        own = select(dead_letters).where(dead_letters.c.sink == sink).order_by(dead_letters.c.number)
        with self._store.reading() as connection:
            letters = connection.execute(own).mappings().all()
            return [DeadLetter(r["number"], r["reason"], r["at"], _left(connection, sink, r["number"]))
                    for r in letters]  # fmt: skip

    def bury(self, sink: str, number: int) -> None:
        """A dead letter is done with."""
        with self._store.writing() as connection:
            connection.execute(delete(dead_letters).where(_is_letter(sink, number)))

    def prune(self) -> int:
        """Drop what all sinks have had and no new one would need: all but the last change of each article, and what was
        forgotten. Once a day; how many that were."""
        now = self._store.clock()
        with self._store.reading() as connection:
            done = connection.scalar(select(meta.c.value).where(meta.c.name == PRUNED))
            floor = connection.scalar(select(func.min(sinks.c.cursor)))
        if floor is None or (done and done > instant(now - PRUNE_AFTER)):
            return 0
        with self._store.writing() as connection:
            put(connection, meta, {"name": PRUNED, "value": instant(now)})
            is_known = changes.c.article_key.is_not(None) & (changes.c.kind != "forgotten")
            last = select(func.max(changes.c.number)).where(is_known).group_by(changes.c.article_key)
            old = (
                (changes.c.number < floor)
                & changes.c.number.not_in(last)
                & changes.c.number.not_in(select(dead_letters.c.number))
            )
            return connection.execute(delete(changes).where(old)).rowcount

    def _move(self, sink: str, cursor: int) -> None:
        with self._store.writing() as connection:
            connection.execute(update(sinks).where(sinks.c.name == sink).values(cursor=cursor))

    @contextmanager
    def _held_in_database(self, sink: str) -> Iterator[None]:
        # a connection of its own, and no transaction: the lock is the session's, and lasts as long as it
        key = text(f"SELECT pg_try_advisory_lock({WRITER}, {zlib.crc32(sink.encode()) - (1 << 31)})")
        with self._store.reading() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            if not connection.scalar(key):
                raise Busy(BUSY)
            try:
                yield
            finally:
                connection.invalidate()


@contextmanager
def _held_beside(database: Path, sink: str) -> Iterator[None]:
    """A lock on a file of its own: closing a descriptor of the database's would let go of SQLite's own locks."""
    path = database.with_name(f"{database.name}-{quote(sink, safe='')}.lock")
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as e:
            raise Busy(BUSY) from e
        yield


def _complete(connection: Connection, now: str) -> None:
    """Articles that came before there were changes get one, so that a new sink has everything from the start."""
    untold = ~select(changes.c.number).where(changes.c.article_key == articles.c.key).exists()
    rows = select(articles.c.key, articles.c.id, literal("new"), articles.c.version, literal(now)).where(untold)
    columns = ("article_key", "id", "kind", "version", "at")
    connection.execute(insert(changes).from_select(columns, rows.order_by(articles.c.first_seen_at, articles.c.key)))


def _records() -> Any:
    """Changes, each with the record of its version, in their order."""
    own, older = versions.alias("own"), versions.alias("older")
    key, version = changes.c.article_key, changes.c.version
    record = case((articles.c.version == version, articles.c.record), else_=own.c.record)
    return (
        select(changes, articles.c.source, articles.c.story_id, record.label("record"), older.c.record.label("before"))
        .select_from(
            changes.outerjoin(articles, articles.c.key == key)
            .outerjoin(own, (own.c.article_key == key) & (own.c.version == version))
            .outerjoin(older, (older.c.article_key == key) & (older.c.version == version - 1))
        )
        .order_by(changes.c.number)
    )


def _read(connection: Connection, query: Any) -> list[Change]:
    found, size = list[Change](), 0
    for row in connection.execution_options(yield_per=20).execute(query):
        record = None if row.record is None or row.kind == "forgotten" else told(row.record, row.story_id)
        before = None if record is None or row.before is None else row.before.encode()
        size += len(record or b"")
        if found and size > MOST_BYTES:
            break
        found.append(Change(row.number, row.kind, row.id, row.version, row.at, row.source, record, before))
    return found


def _left(connection: Connection, sink: str, number: int) -> Change | None:
    """The change of a dead letter, as far as it can still be sent: later versions that the sink has had stand."""
    found = _read(connection, _records().where(changes.c.number == number))
    if not found or (found[0].record is None and found[0].kind != "forgotten"):
        return None
    cursor = select(sinks.c.cursor).where(sinks.c.name == sink).scalar_subquery()
    letters = select(dead_letters.c.number).where(dead_letters.c.sink == sink)
    later = (changes.c.id == found[0].id) & (changes.c.number > number) & (changes.c.number <= cursor)
    had = connection.scalar(select(changes.c.number).where(later, changes.c.number.not_in(letters)).limit(1))
    return None if had is not None else found[0]


def _is_letter(sink: str, number: int) -> Any:
    return (dead_letters.c.sink == sink) & (dead_letters.c.number == number)
