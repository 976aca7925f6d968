"""Hosts that have asked to be left alone, so that the next run, too, leaves them alone."""

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from crawler.schedule import instant, parse
from crawler.store.database import put
from crawler.store.tables import hosts

if TYPE_CHECKING:
    from crawler.store.store import Store


class Hosts:
    """Those of a store. Methods raise StoreError."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def close(self, host: str, seconds: float) -> None:
        """Leave a host alone from now on for so long; what was noted of others, and is over, is forgotten."""
        with self._store.writing() as connection:
            connection.execute(delete(hosts).where(hosts.c.closed_until <= self._store.now))
            until = instant(self._store.clock() + timedelta(seconds=seconds))
            put(connection, hosts, {"host": host, "closed_until": until})

    def closed(self) -> dict[str, float]:
        """For how many seconds more each host is to be left alone that is."""
        now = self._store.clock()
        with self._store.reading() as connection:
            rows = connection.execute(select(hosts.c.host, hosts.c.closed_until)).all()
        rest = {host: (until - now).total_seconds() for host, text in rows if (until := parse(text))}
        return {host: seconds for host, seconds in rest.items() if seconds > 0}
