"""Who watches a store: one watch, or the workers of a fleet."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select

from crawler.schedule import instant
from crawler.store import Store
from crawler.store.runs import SILENT, here, machine
from crawler.store.tables import articles, changes, pages, runs, version

COMMAND, JOINED = "watch", "watch --join"
FINISHED = "finished"
"""How a run's end is called that nobody has asked to stop."""


class AlreadyWatched(Exception):
    """Another process watches this store: the sentence says which."""


@contextmanager
def entered(store: Store, command: str = COMMAND) -> Iterator[str]:
    """Be the one watch of a store for as long as this lasts, or with JOINED one of several; gives the id of the run.
    Raises AlreadyWatched: those and that one do not go together."""
    store.runs.bury()
    barred = (COMMAND,) if command == JOINED else (COMMAND, JOINED)
    with store.together():
        with store.reading() as connection:
            open_ = select(runs).where(runs.c.ended_at.is_(None), runs.c.command.in_(barred))
            others = connection.execute(open_.order_by(runs.c.started_at)).mappings().all()
        for other in others:
            # in a container each watch is process 1: the one before us has died, and could not say so
            if (other["host"], other["pid"]) != (here(), os.getpid()):
                where = f"process {other['pid']} on {machine(other['host'])}, since {other['started_at']}"
                hint = "; --join joins its fleet" if other["command"] == JOINED else ""
                raise AlreadyWatched(f"{store.name} is watched already, by {where}{hint}")
            store.runs.end(other["id"], "killed", {})
        run = store.runs.begin(command)
    try:
        yield run
    finally:
        store.runs.end(run, "stopped", {})


def is_first(store: Store, run: str) -> bool:
    """Whether no other worker of a fleet lives that has begun before this run."""
    open_ = select(runs.c.id).where(runs.c.ended_at.is_(None), runs.c.command == JOINED)
    with store.reading() as connection:
        return connection.scalar(open_.order_by(runs.c.started_at, runs.c.id).limit(1)) in (run, None)


def version_of(store: Store) -> int:
    """That of the store's tables as they are now: a newer Copydesk may have brought them up to date."""
    with store.reading() as connection:
        return version(connection)


def is_silent(store: Store, pid: int) -> bool:
    """Whether the crawl in a process of ours lives, and has not said so for long."""
    own = (runs.c.host == here()) & (runs.c.pid == pid) & runs.c.ended_at.is_(None)
    with store.reading() as connection:
        seen = connection.scalar(select(func.max(runs.c.seen_at)).where(own))
    return seen is not None and seen < instant(store.clock() - SILENT)


def has_ended_well(store: Store, pid: int, began: str) -> bool:
    """Whether the crawl that began then, or since, in a process of ours came to its own end."""
    own = (runs.c.host == here()) & (runs.c.pid == pid) & (runs.c.started_at >= began)
    with store.reading() as connection:
        return connection.scalar(select(runs.c.id).where(own, runs.c.ending == FINISHED).limit(1)) is not None


def working_for(store: Store, pid: int) -> frozenset[str | None]:
    """The sources of the URLs that the crawl in a process of ours has claimed."""
    own = (runs.c.host == here()) & (runs.c.pid == pid) & runs.c.ended_at.is_(None)
    claimed = pages.c.claimed_by.in_(select(runs.c.id).where(own))
    with store.reading() as connection:
        return frozenset(connection.scalars(select(pages.c.source).where(claimed).distinct()))


def last_change(store: Store) -> int:
    """The number of the last change that the store knows of."""
    with store.reading() as connection:
        return connection.scalar(select(func.max(changes.c.number))) or 0


def changes_since(store: Store, number: int) -> dict[tuple[str | None, str], int]:
    """How many changes of each kind there were in each source after that one."""
    by = (articles.c.source, changes.c.kind)
    told = select(*by, func.count()).join_from(changes, articles, articles.c.key == changes.c.article_key)
    with store.reading() as connection:
        rows = connection.execute(told.where(changes.c.number > number).group_by(*by))
        return {(source, kind): count for source, kind, count in rows}
