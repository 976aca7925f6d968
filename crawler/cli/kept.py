"""What the commands on a store that is there have in common: how it is opened, how its records are shown."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli.say import Misconfigured

if TYPE_CHECKING:
    from crawler.store import Store


@contextmanager
def opened(db: str, archive: str | None = None) -> Iterator["Store"]:
    """The store, open. Ends the command with status 2 where there is none, or it cannot be used."""
    from crawler.cli.work import checked_store
    from crawler.store import open_store

    expect(db)
    with checked_store(), open_store(db, archive) as store:
        yield store


def reachable(store: "Store") -> None:
    """Raises Misconfigured where the store's archive is not there to be read."""
    from crawler.archive import ArchiveError

    try:
        store.archive.check()
    except ArchiveError as e:
        raise Misconfigured(str(e)) from e


def expect(db: str) -> None:
    """Raises Misconfigured where there is no store to look into. It is not made: somebody has mistyped its name."""
    if "://" not in db and not Path(db).is_file():
        raise Misconfigured(f"{db}: no such store; `copydesk crawl` makes one, and --db names another")


def show(line: str, width: int | None = None) -> None:
    """Print a line that a page may have had a hand in; `width` cuts it to so many columns."""
    from cleaners.explanation.plain import printable, shorten

    plain = printable(line).replace("\n", " ")
    click.echo(shorten(plain, width) if width else plain)


def number(n: int, what: str) -> str:
    """`1 page`, `1,204 pages`."""
    return f"{n:,} {what}" if n == 1 else f"{n:,} {what[:-1]}ies" if what.endswith("y") else f"{n:,} {what}s"
