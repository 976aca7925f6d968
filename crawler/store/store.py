"""The store: what became of each URL, its article in all its versions, and what was removed from it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self, cast

import msgspec
from sqlalchemy import Engine, bindparam, delete, func, select

from cleaners.model import Page
from crawler.archive import Archive
from crawler.archive.remote import opened
from crawler.dedupe import url_key
from crawler.export.selection import EVERYTHING, Selection
from crawler.masked import masked
from crawler.outcome import State
from crawler.store.database import StoreError, connect, reclaim, sentences
from crawler.store.kept import page_of
from crawler.store.records import query, told
from crawler.store.runs import Runs
from crawler.store.search import fill, is_owed, squeeze
from crawler.store.session import Session
from crawler.store.settling import Ending, record
from crawler.store.sources import SourceBooks
from crawler.store.tables import articles, outbox, pages, removals, version
from crawler.store.twins import Telling, Twin
from crawler.store.upgrades import VERSION, upgrade

READ_AHEAD = 200
_CURRENT = select(articles.c.record, articles.c.story_id).where(articles.c.key == bindparam("of"))
ARCHIVE = "copydesk.warc"
"""The folder of the archive where the database is no file that it could lie beside."""


def _now() -> datetime:
    return datetime.now(UTC)


def open_store(db: str | Path, archive: str | Path | None = None, clock: Callable[[], datetime] = _now) -> "Store":
    """Open the store at a path or database URL; it is made where it does not exist. Raises StoreError.

    `archive` is the folder of the pages as they were fetched: beside the database's file, unless told otherwise; or the
    address of an object store, and then that folder is its spool."""
    engine, file = connect(db)
    name = str(file or masked(str(engine.url.set(drivername=engine.url.get_backend_name()))))
    with sentences(name), engine.execution_options(writes=True).begin() as connection:
        present = version(connection)
        if present < 0:
            raise StoreError(f"{name}: this database is no Copydesk store; name another")
        if present > VERSION:
            raise StoreError(f"{name}: written by a newer Copydesk (store version {present}); update Copydesk")
        if present < VERSION:
            upgrade(connection, present)
        more = is_owed(connection)
    while more:
        with sentences(name), engine.execution_options(writes=True).begin() as connection:
            more = fill(connection)
    kept = opened(archive, file.with_suffix(".warc") if file else Path(ARCHIVE))
    return Store(engine, name, file, kept, clock)


class Store(Session):
    """An open store. Methods raise StoreError."""

    def __init__(
        self, engine: Engine, name: str, file: Path | None, archive: Archive, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(engine, name, clock)
        self.archive = archive
        self._file = file
        self.runs = Runs(self)
        self.sources = SourceBooks(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def known(self, url: str) -> State | None:
        """How the work on this address ended, last time; None of one that was never settled."""
        found = self._scalar(select(pages.c.state).where(pages.c.key == url_key(url), pages.c.state != "discovered"))
        return cast("State | None", found)

    def same(self, telling: Telling) -> Twin | None:
        """The article that another one repeats, and in what they are the same. The same text on another site is a
        repost."""
        with self.reading() as connection:
            return telling.elsewhere(connection) or telling.with_its_text(connection)

    def elsewhere(self, telling: Telling) -> Twin | None:
        """As `same`, by its addresses alone."""
        with self.reading() as connection:
            return telling.elsewhere(connection)

    def current(self, url: str) -> dict[str, Any] | None:
        """The record of the article of this address as it stands, if there is one."""
        with self.reading() as connection:
            found = connection.execute(_CURRENT, {"of": url_key(url)}).first()
        return None if found is None else cast("dict[str, Any]", msgspec.json.decode(told(*found)))

    def settle(self, ending: Ending) -> None:
        """Record the end of one URL in one transaction: its state, the page, the article and what was removed. A URL
        that gave an article once keeps it, whatever a later attempt meets in its place."""
        with self.writing() as connection:
            record(connection, ending, self.archive, self.clock())

    def owed(self, output: str) -> list[tuple[str, bytes]]:
        """What this file has not got yet: address and record of each article, in the order in which they came."""
        of = (
            select(pages.c.url, articles.c.record, articles.c.story_id)
            .select_from(outbox.join(articles).join(pages, pages.c.key == articles.c.key))
            .where(outbox.c.output == output)
            .order_by(articles.c.first_seen_at, articles.c.key)
        )
        with self.reading() as connection:
            return [(url, told(record, story)) for url, record, story in connection.execute(of)]

    def delivered(self, output: str, url: str) -> None:
        """The record of the article of this address is in this file."""
        own = (outbox.c.output == output) & (outbox.c.article_key == url_key(url))
        with self.writing() as connection:
            connection.execute(delete(outbox).where(own))

    def articles(self) -> Iterator[dict[str, Any]]:
        """Every record, in the order in which they came, as the dictionary that its JSON says."""
        return map(msgspec.json.decode, self.records(EVERYTHING))

    def records(self, selection: Selection) -> Iterator[bytes]:
        """The JSON of each selected record, by when it came, then by key; read as it is taken."""
        with self.reading() as connection:
            for record, story in connection.execution_options(yield_per=READ_AHEAD).execute(query(selection)):
                yield told(record, story)

    def removals(self, url: str) -> list[dict[str, Any]]:
        """What was removed from the article of this address: block, cleaner, rule, why, text, field."""
        of = select(removals).where(removals.c.article_key == url_key(url)).order_by(removals.c.number)
        with self.reading() as connection:
            return [dict(r) for r in connection.execute(of).mappings()]

    def page(self, url: str) -> Page | None:
        """The page as it was fetched, where one is kept."""
        with self.reading() as connection:
            row = connection.execute(select(pages).where(pages.c.key == url_key(url))).mappings().first()
        return None if row is None else page_of(dict(row), self.archive)

    def counts(self) -> dict[str, int]:
        """How many URLs are in each state."""
        with self.reading() as connection:
            by_state = select(pages.c.state, func.count()).group_by(pages.c.state).order_by(pages.c.state)
            return {row.state: row[1] for row in connection.execute(by_state)}

    @property
    def size(self) -> int:
        """Bytes on disk, with what SQLite keeps beside its file."""
        parts = [self._file.with_name(self._file.name + end) for end in ("", "-wal")] if self._file else []
        return sum(p.stat().st_size for p in parts if p.exists())

    def reclaim(self) -> bool:
        """Have the database's files hold no byte of what was deleted; False where only its administrator can."""
        with self.writing() as connection:
            squeeze(connection)
        return reclaim(self._engine)

    def close(self) -> None:
        """Let go of the database; what was settled is in it."""
        self.archive.close()
        self._engine.dispose()

    def _scalar(self, query: Any) -> Any:
        with self.reading() as connection:
            return connection.scalar(query)
