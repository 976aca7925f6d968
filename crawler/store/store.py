"""The store: what became of each URL, its article, what was removed from it, and the page as it came."""

import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self, cast

import msgspec
from sqlalchemy import Connection, Engine, Table, delete, func, insert, select, update

from cleaners.model import Cleaned, Page
from crawler.dedupe import own_address, url_key
from crawler.outcome import Outcome, State
from crawler.store.database import StoreError, connect, sentences
from crawler.store.tables import MIGRATIONS, articles, migrate, outbox, pages, removals, version

READ_AHEAD = 200
KEPT: frozenset[State] = frozenset({"stored", "duplicate"})
"""Ends that a later attempt which brings no article does not undo: the article is still there."""


def open_store(db: str | Path) -> "Store":
    """Open the store at a path or database URL; it is made where it does not exist. Raises StoreError."""
    engine, file = connect(db)
    name = str(file or db)
    with sentences(name), engine.execution_options(writes=True).begin() as connection:
        present = version(connection)
        if present < 0:
            raise StoreError(f"{name}: this database is no Copydesk store; name another")
        if present > len(MIGRATIONS):
            raise StoreError(f"{name}: written by a newer Copydesk (store version {present}); update Copydesk")
        if present < len(MIGRATIONS):
            migrate(connection, present)
    return Store(engine, name, file)


class Store:
    """An open store, for one thread. Several processes may use one database at once. Methods raise StoreError."""

    def __init__(self, engine: Engine, name: str, file: Path | None) -> None:
        self.name = name
        self._file = file
        self._engine = engine
        self._writer = engine.execution_options(writes=True)
        self._joined: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is asked and recorded in here is one transaction: nobody else writes between question and record."""
        with self.writing() as self._joined:
            try:
                yield
            finally:
                self._joined = None

    def known(self, url: str) -> State | None:
        """How the work on this address ended, last time; None of one that was never settled."""
        found = self._scalar(select(pages.c.state).where(pages.c.key == url_key(url)))
        return cast("State | None", found)

    def same(self, url: str, canonical: str | None, content_hash: str) -> tuple[str, str] | None:
        """The address of an article that we have under another address, and in what they are the same."""
        key, own = url_key(url), own_address(canonical, url)
        other = select(pages.c.url).join(articles, articles.c.key == pages.c.key).where(articles.c.key != key).limit(1)
        if own and (found := self._scalar(other.where(_is_at(url_key(own))))):
            return str(found), "canonical address"
        if content_hash and (found := self._scalar(other.where(articles.c.content_hash == content_hash))):
            return str(found), "title and text"
        return None

    def first_seen(self, url: str) -> str | None:
        """When the article of this address first came, if it has."""
        found = self._scalar(select(articles.c.first_seen_at).where(articles.c.key == url_key(url)))
        return None if found is None else str(found)

    def settle(self, outcome: Outcome, page: Page | None, twin: str | None = None, output: str | None = None) -> None:
        """Record the end of one URL in one transaction: its state, the page, the article and what was removed.

        `twin` is the address of the article that a duplicate repeats; that record then names both addresses. `output`
        is the file that is owed the record of an article. A URL that gave an article once keeps it, whatever a later
        attempt meets in its place."""
        key, now = url_key(outcome.url), datetime.now(UTC).isoformat(timespec="seconds")
        row = {"key": key, "url": outcome.url, "source": outcome.source, "state": outcome.state,
               "reason": outcome.reason, "status": outcome.status, "final_url": outcome.final_url,
               "settled_at": now, **_raw(page)}  # fmt: skip
        with self.writing() as connection:
            if outcome.state == "stored" and isinstance(outcome.result, Cleaned):
                _put_article(connection, key, outcome.result, now)
                row["article_key"] = key
                if output is not None:
                    put(connection, outbox, {"output": output, "article_key": key})
            elif twin is not None:
                row["article_key"] = _add_address(connection, url_key(twin), outcome.url)
            elif connection.scalar(select(pages.c.state).where(pages.c.key == key)) in KEPT:
                return
            put(connection, pages, row)

    def owed(self, output: str) -> list[tuple[str, bytes]]:
        """What this file has not got yet: address and record of each article, in the order in which they came."""
        of = (
            select(pages.c.url, articles.c.record)
            .select_from(outbox.join(articles).join(pages, pages.c.key == articles.c.key))
            .where(outbox.c.output == output)
            .order_by(articles.c.first_seen_at, articles.c.key)
        )
        with self.reading() as connection:
            return [(url, record.encode()) for url, record in connection.execute(of)]

    def delivered(self, output: str, url: str) -> None:
        """The record of the article of this address is in this file."""
        own = (outbox.c.output == output) & (outbox.c.article_key == url_key(url))
        with self.writing() as connection:
            connection.execute(delete(outbox).where(own))

    def articles(self) -> Iterator[dict[str, Any]]:
        """Every record, in the order in which they came, as the dictionary that its JSON says."""
        order = select(articles.c.record).order_by(articles.c.first_seen_at, articles.c.key)
        with self.reading() as connection:
            for record in connection.execution_options(yield_per=READ_AHEAD).scalars(order):
                yield msgspec.json.decode(record)

    def removals(self, url: str) -> list[dict[str, Any]]:
        """What was removed from the article of this address: block, cleaner, rule, why, text, field."""
        of = select(removals).where(removals.c.article_key == url_key(url)).order_by(removals.c.number)
        with self.reading() as connection:
            return [dict(r) for r in connection.execute(of).mappings()]

    def page(self, url: str) -> Page | None:
        """The page as it was fetched, where one was."""
        of = select(pages).where(pages.c.key == url_key(url), pages.c.body.is_not(None))
        with self.reading() as connection:
            row = connection.execute(of).mappings().first()
        if row is None:
            return None
        headers = msgspec.json.decode(row["headers"], type=dict[str, str])
        body = zlib.decompress(row["body"])
        return Page(body, row["final_url"] or row["url"], headers, row["status"] or 200, row["fetched_at"])

    def counts(self) -> dict[State, int]:
        """How many URLs ended in each state."""
        with self.reading() as connection:
            by_state = select(pages.c.state, func.count()).group_by(pages.c.state).order_by(pages.c.state)
            return {cast("State", state): n for state, n in connection.execute(by_state)}

    @property
    def size(self) -> int:
        """Bytes on disk, with what SQLite keeps beside its file."""
        parts = [self._file.with_name(self._file.name + end) for end in ("", "-wal")] if self._file else []
        return sum(p.stat().st_size for p in parts if p.exists())

    def close(self) -> None:
        """Let go of the database; what was settled is in it."""
        self._engine.dispose()

    def _scalar(self, query: Any) -> object:
        with self.reading() as connection:
            return connection.scalar(query)

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


def _is_at(key: str) -> Any:
    return (articles.c.canonical_key == key) | (articles.c.key == key)


def put(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Insert a row, or bring the one that has its primary key up to date."""
    own = [column == row[column.name] for column in table.primary_key]
    changed = connection.execute(update(table).where(*own).values(row)).rowcount
    if not changed:
        connection.execute(insert(table).values(row))


def _put_article(connection: Connection, key: str, cleaned: Cleaned, now: str) -> None:
    a, document = cleaned.article, cleaned.document
    own = own_address(a.canonical_url, a.url or "")
    connection.execute(delete(removals).where(removals.c.article_key == key))
    put(connection, articles, {
        "key": key, "id": a.id, "canonical_key": url_key(own) if own else None, "content_hash": a.content_hash,
        "title": a.title, "published_at": a.published_at, "language": a.language,
        "first_seen_at": a.first_seen_at or now, "fetched_at": a.fetched_at, "record": msgspec.json.encode(a).decode(),
    })  # fmt: skip
    gone = [
        {"article_key": key, "number": n, "block": r.block, "cleaner": r.cleaner, "rule": r.rule, "why": r.why,
         "text": document.blocks[r.block].text[slice(*r.span) if r.span else slice(None)], "field": r.field}
        for n, r in enumerate(cleaned.removals)
    ]  # fmt: skip
    if gone:
        connection.execute(insert(removals), gone)


def _add_address(connection: Connection, key: str, url: str) -> str | None:
    """Name one more address in the record of an article, and give its key."""
    found = connection.scalar(select(articles.c.record).where(articles.c.key == key))
    if found is None:
        return None
    record = msgspec.json.decode(found)
    if url not in record["urls"]:
        record["urls"].append(url)
        text = msgspec.json.encode(record).decode()
        connection.execute(update(articles).where(articles.c.key == key).values(record=text))
    return key


def _raw(page: Page | None) -> dict[str, Any]:
    """The columns that keep a page: what makes it possible to clean it again, or to ask whether it has changed."""
    if page is None:
        return {}
    headers = {k.lower(): v for k, v in page.headers.items()}
    body = page.body if isinstance(page.body, bytes) else page.body.encode("utf-8", "surrogatepass")
    return {
        "fetched_at": page.fetched_at, "etag": headers.get("etag"), "last_modified": headers.get("last-modified"),
        "headers": msgspec.json.encode(headers).decode(), "body": zlib.compress(body, 6),
    }  # fmt: skip
