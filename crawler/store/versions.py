"""The versions of an article, and the article that an address leads to."""

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, case, select

from crawler.dedupe import url_key
from crawler.store.records import told
from crawler.store.settling import is_at
from crawler.store.store import Store
from crawler.store.tables import articles, versions


@dataclass(frozen=True, slots=True)
class Version:
    """One version: its number, when it was made (ISO 8601, UTC), why, its record."""

    number: int
    made_at: str
    why: str
    record: dict[str, Any]


class Versions:
    """Those of a store. Methods raise StoreError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, url: str) -> str | None:
        """The key of the article that any of its addresses leads to; None where there is none."""
        with self._store.reading() as connection:
            return find(connection, url)

    def of(self, key: str) -> tuple[Version, ...]:
        """All versions of the article of this key, the oldest first."""
        with self._store.reading() as connection:
            now = connection.execute(select(articles).where(articles.c.key == key)).mappings().first()
            of = select(versions).where(versions.c.article_key == key).order_by(versions.c.version)
            rows = [dict(row) for row in connection.execute(of).mappings()]
        if now is None:
            return ()
        reasons = ["the first", *(row["why"] for row in rows)]
        made = [(row["version"], row["made_at"], row["record"]) for row in rows]
        made.append((now["version"], now["changed_at"] or now["first_seen_at"], told(now["record"], now["story_id"])))
        return tuple(
            Version(number, at, why, msgspec.json.decode(record))
            for (number, at, record), why in zip(made, reasons, strict=True)
        )


def find(connection: Connection, url: str) -> str | None:
    """As Versions.find. What stands there goes before what merely calls it its own address. One that only the record
    itself knows costs a look at all records."""
    key = url_key(url)
    nearest = case((articles.c.key == key, 0), (articles.c.canonical_key.is_distinct_from(key), 1), else_=2)
    of = select(articles.c.key).order_by(nearest, articles.c.first_seen_at, articles.c.key).limit(1)
    found: str | None = connection.scalar(of.where(is_at(connection, key)))
    if found is None:
        naming = select(articles.c.key, articles.c.record).where(articles.c.record.contains(key, autoescape=True))
        for candidate, record in connection.execute(naming):
            if key in map(url_key, msgspec.json.decode(record).get("urls") or ()):
                return str(candidate)
    return found
