"""How it went with each source, last time."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from crawler.store.database import put
from crawler.store.tables import sources

if TYPE_CHECKING:
    from crawler.store.store import Store


class SourceBooks:
    """Those of a store. Methods raise StoreError."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def get(self, name: str) -> dict[str, Any] | None:
        """The row of a source, by the names of `tables.sources`; None of one that was never looked at."""
        with self._store.reading() as connection:
            row = connection.execute(select(sources).where(sources.c.name == name)).mappings().first()
        return None if row is None else dict(row)

    def succeeded_at(self, name: str) -> str | None:
        """When all lists of a source were read last."""
        row = self.get(name)
        return row["succeeded_at"] if row else None

    def polled(self, name: str, url: str, failure: str | None = None, bad: str | None = None) -> None:
        """The lists of a source were read; or it gave nothing: why, and at which address that showed first."""
        now = self._store.now
        with self._store.writing() as connection:
            before = connection.execute(select(sources).where(sources.c.name == name)).mappings().first()
            row: dict[str, Any] = {"name": name, "url": url, "polled_at": now}
            if failure is None:
                row |= {"succeeded_at": now, "failed_since": None, "failure": None, "failed_url": None}
            else:
                since = before["failed_since"] if before else None
                row |= {"failed_at": now, "failed_since": since or now, "failure": failure}
                row["failed_url"] = (before["failed_url"] if before and since else None) or bad
            put(connection, sources, row)
