"""The store's side of the archive: which of its files are named, what becomes of places that move or are no more."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import product
from time import monotonic, sleep

from sqlalchemy import func, select, update

from crawler.archive.forget import Moved
from crawler.archive.model import Away
from crawler.store.kept import columns_of, place_of
from crawler.store.store import Store
from crawler.store.tables import pages, versions

MOVER = 0x636F7078
"""PostgreSQL: the number of the lock that whoever has pages of the archive forgotten holds."""
AT_ONCE = 500
PAUSE = 0.2
"""Seconds from one try to hold that lock to the next."""


def is_named(store: Store, file: str) -> bool:
    """Whether a page or a version lies in this file of the archive."""
    with store.reading() as connection:
        return any(
            connection.scalar(select(table.c.archive_offset).where(table.c.archive_file == file).limit(1)) is not None
            for table in (pages, versions)
        )


@contextmanager
def alone(store: Store, seconds: float | None = None) -> Iterator[None]:
    """Nobody else has pages forgotten meanwhile, on any machine: in an object store no file has a lock of its own. Who
    is to end soon waits for that so many seconds at most. Raises Away where somebody else is still at it then."""
    wait, until = seconds is None, monotonic() + (seconds or 0)
    while True:
        with ExitStack() as held:
            if held.enter_context(store.archive.alone(wait=wait)) and held.enter_context(
                store.locked(MOVER, wait=wait)
            ):
                yield
                return
        if monotonic() >= until:
            raise Away(f"{store.archive.name}: pages are being forgotten there by another process")
        sleep(PAUSE)


def move(store: Store, moved: Moved) -> None:
    """Note where pages are after others were dropped, in one transaction."""
    with store.writing() as connection:
        for table in (pages, versions):
            lying = select(table).where(table.c.archive_file.in_(list(moved.files)))
            for row in connection.execute(lying).mappings().all():
                place = place_of(dict(row))
                own = [column == row[column.name] for column in table.primary_key]
                connection.execute(update(table).where(*own).values(columns_of(place and moved(place))))


def prune(store: Store, age: timedelta) -> int:
    """Drop the pages of all days that are older than this; how many of those that the store names. Their records and
    versions stay. Raises StoreError and ArchiveError."""
    before = (store.clock() - age).date()
    with store.archive.prune(before) as files:
        if not files:
            return 0
        with store.writing() as connection:
            dropped = 0
            parts = [files[start : start + AT_ONCE] for start in range(0, len(files), AT_ONCE)]
            for table, part in product((pages, versions), parts):
                lying = table.c.archive_file.in_(part)
                dropped += connection.scalar(select(func.count()).select_from(table).where(lying)) or 0
                connection.execute(update(table).where(lying).values(columns_of(None)))
            return dropped
