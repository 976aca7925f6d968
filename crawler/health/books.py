"""Whether each URL is accounted for, and the store is sound."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, func, select

from crawler.health.judge import minute
from crawler.health.model import Books, Finding
from crawler.store import Store, StoreError
from crawler.store.tables import articles, pages, runs, tombstones, versions

CRAWL = "source"
"""The command of the runs that take their URLs from the frontier, so that the store knows whose work each was."""


def books(store: Store, names: Iterable[str] | None = None) -> tuple[Books, ...]:
    """Those of these sources; without names of all, and of the URLs that belong to none. Counted from indexes alone."""
    states: dict[str | None, Counter[str]] = defaultdict(Counter)
    kept = Counter[str | None]()
    for part in (None,) if names is None else names:
        of_pages = select(pages.c.source, pages.c.state, func.count()).group_by(pages.c.source, pages.c.state)
        of_articles = select(articles.c.source, func.count()).group_by(articles.c.source)
        if part is not None:
            of_pages, of_articles = of_pages.where(pages.c.source == part), of_articles.where(articles.c.source == part)
        with store.reading() as connection:
            for source, state, count in connection.execute(of_pages):
                states[source][state] += count
            for source, count in connection.execute(of_articles):
                kept[source] += count
    found = sorted({*states, *kept}, key=lambda name: (name is None, name or ""))
    return tuple(Books(name, states[name].total(), dict(states[name]), kept[name]) for name in found)


def in_books(all_books: Iterable[Books]) -> Iterator[Finding]:
    """What the books do not explain."""
    for one in all_books:
        if not one.is_balanced:
            stored = one.states.get("stored", 0)
            said = f"the books do not balance: {stored:,} URLs gave an article, and {one.articles:,} articles are there"
            yield Finding(one.source, "books", said)


def in_store(store: Store) -> Iterator[Finding]:
    """What is wrong with the store as a whole. Reads all of it once, so it is for the night, not for each minute."""
    checks = (_damage, _without_page, _held, _of_last_run)
    for check in checks:
        try:
            with store.reading() as connection:
                yield from check(connection)
        except StoreError as e:
            yield Finding(None, "store", f"the store cannot be read: {e}")
            return
    yield from _missing_files(store)


def _damage(connection: Connection) -> Iterator[Finding]:
    """What the database itself finds. PostgreSQL checks what it reads, and a server has its own tools for the rest."""
    if connection.dialect.name != "sqlite":
        connection.scalar(select(func.count()).select_from(pages))
        return
    said = [row[0] for row in connection.exec_driver_sql("PRAGMA quick_check(5)")]
    if said != ["ok"]:
        yield Finding(None, "store", f"the store is damaged: {'; '.join(said)}")
    lost = Counter(row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check"))
    for table, count in lost.items():
        yield Finding(None, "store", f"{count:,} rows of {table} belong to nothing")


def _without_page(connection: Connection) -> Iterator[Finding]:
    """Articles of whose page the books know nothing."""
    own = select(pages.c.key).where(pages.c.key == articles.c.key, pages.c.state == "stored").exists()
    lost = select(articles.c.key, articles.c.source).where(~own)
    count = connection.scalar(select(func.count()).select_from(lost.subquery())) or 0
    if count:
        first = connection.execute(lost.order_by(articles.c.key).limit(1)).one()
        yield Finding(None, "books", f"{count:,} articles have no page that was stored, {first.key} the first of them")


def _held(connection: Connection) -> Iterator[Finding]:
    """URLs that nobody will come to, for a run holds them that is over."""
    living = select(runs.c.id).where(runs.c.ended_at.is_(None))
    held = pages.c.claimed_by.is_not(None) & pages.c.claimed_by.not_in(living)
    if count := connection.scalar(select(func.count()).select_from(pages).where(held)):
        yield Finding(None, "books", f"{count:,} URLs are held by a run that is over")


def _of_last_run(connection: Connection) -> Iterator[Finding]:
    """The last crawl's own count against what the store has of it. Only where nothing has come after it, or beside it,
    that may have changed what it left."""
    last = connection.execute(select(runs).where(runs.c.command != "watch").order_by(runs.c.started_at.desc()).limit(1))
    run = last.mappings().first()
    if run is None or run["command"] != CRAWL or not run["counts"] or _beside(connection, run):
        return
    counted = sum(msgspec.json.decode(run["counts"], type=dict[str, int]).values())
    mine = select(func.count()).select_from(pages).where(pages.c.settled_by == run["id"])
    there = connection.scalar(mine) or 0
    if counted != there:
        said = f"the crawl of {minute(run['started_at'])} ended {counted:,} URLs, and the store has {there:,} of them"
        yield Finding(None, "books", said, run["started_at"])


def _beside(connection: Connection, run: Any) -> bool:
    """Whether another run, or a person who had articles forgotten, was at the store while this one lived, or since."""
    others = (runs.c.id != run["id"]) & (runs.c.command != "watch")
    at_once = others & (runs.c.ended_at.is_(None) | (runs.c.ended_at >= run["started_at"]))
    gone = tombstones.c.forgotten_at >= run["started_at"]
    return any(connection.scalar(select(func.count()).where(where)) for where in (at_once, gone))


def _missing_files(store: Store) -> Iterator[Finding]:
    """Files of the archive that pages lie in, and that are not there."""
    with store.reading() as connection:
        named = sorted({*_files(connection, pages.c.archive_file), *_files(connection, versions.c.archive_file)})
    gone = [name for name in named if not (store.archive.root / name).is_file()]
    if gone:
        more = f" and {len(gone) - 1:,} more" if len(gone) > 1 else ""
        yield Finding(None, "store", f"the archive {store.archive.root} lacks {gone[0]}{more}")


def _files(connection: Connection, column: Column[str]) -> Iterator[str]:
    """Each name in an indexed column once: from one to the next greater, past all the rows that share it."""
    name = connection.scalar(select(func.min(column)))
    while name is not None:
        yield name
        name = connection.scalar(select(func.min(column)).where(column > name))
