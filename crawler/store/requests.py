"""The requests that went out: kept for a week, so that a publisher can be told what we asked for, and a host's budget
of a day holds over runs and processes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select, update

from crawler.outcome import Requested
from crawler.schedule import instant
from crawler.store.session import Session
from crawler.store.tables import requests

KEPT = timedelta(days=7)
"""Who complains of a crawler does so within days; the addresses that somebody was asked for are not kept for longer."""
DAY = timedelta(days=1)
READ_AHEAD = 500


class RequestLog:
    """That of a store. Methods raise StoreError."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, entries: Sequence[Requested]) -> None:
        """Enter these, in one transaction."""
        if entries:
            with self._session.writing() as connection:
                connection.execute(insert(requests), [asdict(entry) for entry in entries])

    def begin(self, entry: Requested) -> int:
        """Enter one that is about to go out; its number."""
        with self._session.writing() as connection:
            key = connection.execute(insert(requests).values(**asdict(entry))).inserted_primary_key
            return int(key[0]) if key else 0

    def complete(self, entries: Mapping[int, Requested]) -> None:
        """Those of these numbers have ended, and went as is said here, in one transaction."""
        if entries:
            with self._session.writing() as connection:
                for number, entry in entries.items():
                    connection.execute(update(requests).where(requests.c.number == number).values(**asdict(entry)))

    def withdraw(self, number: int) -> None:
        """That of this number has not gone out after all."""
        with self._session.writing() as connection:
            connection.execute(delete(requests).where(requests.c.number == number))

    def today(self, host: str) -> int:
        """How many requests a host has had in the last 24 hours, of whichever run."""
        since = instant(self._session.clock() - DAY)
        with self._session.reading() as connection:
            own = (requests.c.host == host) & (requests.c.at >= since)
            return connection.scalar(select(func.count()).select_from(requests).where(own)) or 0

    def of_source(self, source: str, since: datetime) -> Iterator[Requested]:
        """Those made for a source since then, the oldest first; read as they are taken."""
        columns = [requests.c[name] for name in Requested.__slots__]
        own = (requests.c.source == source) & (requests.c.at >= instant(since))
        asked = select(*columns).where(own).order_by(requests.c.at, requests.c.number)
        with self._session.reading() as connection:
            for row in connection.execution_options(yield_per=READ_AHEAD).execute(asked):
                yield Requested(*row)

    def prune(self) -> int:
        """Forget those that are older than KEPT; how many that were."""
        old = requests.c.at < instant(self._session.clock() - KEPT)
        with self._session.writing() as connection:
            return connection.execute(delete(requests).where(old)).rowcount
