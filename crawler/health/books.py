"""Whether each URL is accounted for, and the store is sound."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Column, CompoundSelect, Connection, func, literal, null, select, union_all

from crawler.archive import ArchiveError
from crawler.health.judge import minute
from crawler.health.model import STATES, Books, Finding
from crawler.schedule import instant
from crawler.store import Store, StoreError
from crawler.store.tables import articles, pages, runs, sources, tombstones, versions

LATE = timedelta(hours=1)
"""So long a file may wait on this machine to be sent to the archive: the next crawl sends it."""
CRAWL = "source"
"""The command of the runs that take their URLs from the frontier, so that the store knows whose work each was."""


def books(store: Store, names: Iterable[str] | None = None) -> tuple[Books, ...]:
    """Those of these sources; without names of all, and of the URLs that belong to none. Counted from indexes alone."""
    urls, kept = Counter[str | None](), Counter[str | None]()
    states: dict[str | None, Counter[str]] = defaultdict(Counter)
    for part in (None,) if names is None else names:
        with store.reading() as connection:
            for what, source, state, count in connection.execute(_counts(part)):
                if what == "state":
                    states[source][state] += count
                else:
                    (urls if what == "urls" else kept)[source] += count
    found = sorted({*urls, *states, *kept}, key=lambda name: (name is None, name or ""))
    return tuple(Books(name, urls[name], dict(states[name]), kept[name]) for name in found)


def _counts(part: str | None) -> CompoundSelect[Any]:
    """What is counted of one source, or of all: URLs, URLs by state, articles. One statement, so that what a crawl does
    meanwhile is in all of its numbers or in none."""
    none = null().label("state")
    of_urls = select(literal("urls"), pages.c.source, none, func.count()).group_by(pages.c.source)
    of_states = select(literal("state"), pages.c.source, pages.c.state, func.count())
    of_states = of_states.group_by(pages.c.source, pages.c.state)
    of_articles = select(literal("articles"), articles.c.source, none, func.count()).group_by(articles.c.source)
    if part is not None:
        of_urls, of_states = of_urls.where(pages.c.source == part), of_states.where(pages.c.source == part)
        of_articles = of_articles.where(articles.c.source == part)
    return union_all(of_urls, of_states, of_articles)


def in_books(all_books: Iterable[Books]) -> Iterator[Finding]:
    """What the books do not explain."""
    for one in all_books:
        stored, known = one.states.get("stored", 0), sum(one.states.get(state, 0) for state in STATES)
        if stored != one.articles:
            urls = "URL" if stored == 1 else "URLs"
            there = "article is" if one.articles == 1 else "articles are"
            said = f"the books do not balance: {stored:,} {urls} gave an article, and {one.articles:,} {there} there"
            yield Finding(one.source, "books", said)
        if known != one.discovered:
            said = f"the books do not balance: {one.discovered:,} URLs are there, and {known:,} are in a state"
            yield Finding(one.source, "books", said)


def of_others(all_books: Iterable[Books], configured: Collection[str]) -> Iterator[str]:
    """URLs that wait for a source that is not among those that are configured: nobody will come to them, unless another
    source lists them, too."""
    for one in all_books:
        if (waiting := one.states.get("discovered", 0)) and one.source and one.source not in configured:
            number = f"{waiting:,} URL{' waits' if waiting == 1 else 's wait'}"
            yield f"{one.source}: {number}, and no source of this name is configured any more"


def in_store(store: Store) -> Iterator[Finding]:
    """What is wrong with the store as a whole. Reads all of it once, so it is for the night, not for each minute."""
    checks = (_damage, _without_page, _repeating_nothing, _of_no_source, _held, _of_last_run)
    for check in checks:
        try:
            with store.reading() as connection:
                yield from check(connection)
        except StoreError as e:
            yield Finding(None, "store", f"the store cannot be read: {e}")
            return
    yield from _unsent(store)
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


def _repeating_nothing(connection: Connection) -> Iterator[Finding]:
    """Duplicates of an article that is not there: their text is lost, and nobody comes for it."""
    there = select(articles.c.key).where(articles.c.key == pages.c.article_key).exists()
    lost = select(pages.c.url).where(pages.c.state == "duplicate", ~there)
    if count := connection.scalar(select(func.count()).select_from(lost.subquery())):
        first = connection.scalar(lost.order_by(pages.c.url).limit(1))
        yield Finding(None, "books", f"{count:,} duplicates repeat an article that is not there", url=first)


def _of_no_source(connection: Connection) -> Iterator[Finding]:
    """URLs that wait for a source at which no crawl has ever looked."""
    looked = select(sources.c.name).where(sources.c.name == pages.c.source)
    looked = looked.where(sources.c.polled_at.is_not(None) | sources.c.reading_since.is_not(None))
    waiting = select(pages.c.source, func.count()).where(pages.c.state == "discovered", ~looked.exists())
    for source, count in connection.execute(waiting.group_by(pages.c.source).order_by(pages.c.source)):
        whose = "their source was never looked at" if source else "belong to no source"
        said = f"{count:,} URLs wait, and {whose}"
        yield Finding(source, "books", said)


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


def _unsent(store: Store) -> Iterator[Finding]:
    """Files that should have gone to the archive long ago, and lie on this machine."""
    waiting, archive = store.archive.waiting(), store.archive
    if waiting.files and waiting.since < (store.clock() - LATE).timestamp():
        files = "1 file waits" if waiting.files == 1 else f"{waiting.files:,} files wait"
        said = f"{files} in {archive.root} to be sent to {archive.name}: see what the next crawl says of it"
        yield Finding(None, "store", said, instant(datetime.fromtimestamp(waiting.since, UTC)))


def _missing_files(store: Store) -> Iterator[Finding]:
    """Files of the archive that pages lie in, and that are not there."""
    with store.reading() as connection:
        named = sorted({*_files(connection, pages.c.archive_file), *_files(connection, versions.c.archive_file)})
    try:
        gone = store.archive.lacking(named)
    except ArchiveError as e:
        yield Finding(None, "store", f"the archive cannot be looked at: {e}")
        return
    if gone:
        more = f" and {len(gone) - 1:,} more" if len(gone) > 1 else ""
        yield Finding(None, "store", f"the archive {store.archive.name} lacks {gone[0]}{more}")


def _files(connection: Connection, column: Column[str]) -> Iterator[str]:
    """Each name in an indexed column once: from one to the next greater, past all the rows that share it."""
    name = connection.scalar(select(func.min(column)))
    while name is not None:
        yield name
        name = connection.scalar(select(func.min(column)).where(column > name))
