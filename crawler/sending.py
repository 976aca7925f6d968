"""What lies in the spool of an archive goes to its object store: while a crawl goes on, and when it ends.

The object store may be away: that ends no crawl and loses nothing, for what was not sent waits on the disk until the
next crawl on this machine.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import PurePath
from threading import Event, Thread

from crawler.archive import ArchiveError
from crawler.archive.model import Away, Waiting
from crawler.forget import forget_again
from crawler.outcome import ARCHIVE, RunReport
from crawler.store import Store, StoreError
from crawler.store.tombstones import Tombstones

EVERY = 60.0
"""Seconds from one look at what could be sent to the next, while a crawl goes on."""
BEFORE = timedelta(days=1)
"""So long before its day a file counts as begun, however wrong the clocks of machines are."""


@contextmanager
def sending(store: Store, reopen: Callable[[], Store], report: RunReport) -> Iterator[None]:
    """Send files as they become full, and the rest at the end, where the archive is one whose files are sent. `reopen`
    opens the store for a thread of its own. What could not be sent is told in the report.

    Raises StoreError at the beginning where the archive's address, or who we say we are, is wrong."""
    if not store.archive.is_sent:
        yield
        return
    try:
        store.archive.begin()
    except ArchiveError as e:
        raise StoreError(f"the archive cannot be used: {e} (--archive)") from e
    over = Event()
    work = (store.archive.waiting, reopen, over)
    thread = Thread(target=_now_and_then, args=work, name="copydesk-sending", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
    thread.join()
    store.archive.close()
    try:
        send(store)
    except Away as e:
        report.notes.append((ARCHIVE, f"{e}; {told(store.archive.waiting(), store.archive.root)}"))
    except ArchiveError as e:
        report.failures.append((ARCHIVE, f"{e}; {told(store.archive.waiting(), store.archive.root)}"))


def send(store: Store) -> None:
    """Send all that waits. Raises ArchiveError, and StoreError; Away where the object store does not answer, or others
    forget pages in it for long: then what has been sent, and not looked through again, waits with the rest."""
    for file in store.archive.send():
        if Tombstones(store).any_since(_begun(file) - BEFORE):
            forget_again(store, file)


def told(waiting: Waiting, spool: PurePath) -> str:
    """What waits, and until when, as a sentence."""
    files = "1 file" if waiting.files == 1 else f"{waiting.files:,} files"
    verb = "waits" if waiting.files == 1 else "wait"
    size = f"{waiting.size / 1e6:,.1f} MB"
    return f"{files} of fetched pages ({size}) {verb} in {spool}, to be sent by the next crawl on this machine"


def _now_and_then(waiting: Callable[[], Waiting], reopen: Callable[[], Store], over: Event) -> None:
    while not over.wait(EVERY):
        if waiting().files:
            with suppress(ArchiveError, StoreError), reopen() as store:  # told at the end, where it is so then
                send(store)


def _begun(file: str) -> datetime:
    """The day of a file, by its folder."""
    with suppress(ValueError):
        return datetime.strptime(file.partition("/")[0], "%Y%m%d").replace(tzinfo=UTC)
    return datetime(1970, 1, 2, tzinfo=UTC)
