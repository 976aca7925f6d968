"""`copydesk watch --join`: what it asks for, and the worker that it makes."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli.say import Misconfigured, say
from crawler.masked import masked

if TYPE_CHECKING:
    from crawler.cli.shared import Shared
    from crawler.sources import Source
    from crawler.store import Store
    from crawler.watch import Command, Limits, Looked, Watch
    from crawler.watch.joined import Joined


def check(targets: Sequence[str], output: str | None, db: str) -> None:
    """Ends the command with status 2 where it cannot join a fleet: one sentence says why, and what to do."""
    from importlib.util import find_spec

    from crawler.cli.work import checked_store
    from crawler.store.database import address

    if targets:
        raise click.UsageError("--join looks at all of sources.toml: every worker may get each source; name none")
    if output:
        raise click.UsageError("-o is a file of one machine; with --join deliver to sinks (sinks.toml), or export")
    with checked_store():
        if address(db).get_backend_name() != "postgresql":
            raise Misconfigured(f"{masked(db)}: --join needs a store that many machines can use: --db postgresql://…")
    if find_spec("procrastinate") is None:
        raise Misconfigured("--join needs Procrastinate: pip install 'copydesk[join]'")


def measure(watching: "Watch", file: Path) -> None:
    """Have a worker keep metrics of what it does in this file. One that cannot be written is told, and stops nobody."""
    from crawler.health.worker import Books

    books, tell = Books(), watching.tell

    def told(source: "Source", how: "Looked", following: datetime) -> None:
        books.looked(how)
        tell(source, how, following)

    def write(sources: "Sequence[Source]", _: "Sequence[Source]") -> None:
        books.sources, (books.crawls, books.at) = len(sources), watching.at_work
        try:
            books.write(file)
        except OSError as e:
            say(f"{file}: the metrics cannot be written: {e.strerror}")

    watching.tell, watching.after = told, write


def worker(
    store: "Store", db: str, shared: "Shared", way: "tuple[Callable[[Sequence[str]], Command], Limits]"
) -> "Joined":
    """A worker of the fleet on this store, which is at `db`. `shared` are the fleet's sources; `way` is how, and within
    which limits, it has them crawled."""
    import logging

    from crawler.watch.engine import Engine
    from crawler.watch.joined import Joined

    logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)  # that the database is gone the worker says itself
    joined = Joined(store, shared.read, *way)
    joined.engine = Engine(db, store.name)
    shared.is_first = joined.is_first
    return joined
