"""Tombstones: which addresses were forgotten. What stands on them is a hash, so that not a word of a page is kept."""

from collections.abc import Iterable, Set
from hashlib import sha256

from sqlalchemy import Connection, delete, select, update

from crawler.dedupe import url_key
from crawler.store.database import put
from crawler.store.store import Store
from crawler.store.tables import pages, tombstones


class Tombstones:
    """Those of a store. Methods raise StoreError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def hashes(self) -> Set[str]:
        """The hashes of all keys that were forgotten."""
        with self._store.reading() as connection:
            return frozenset(connection.scalars(select(tombstones.c.key_hash)))

    def id_of(self, urls: Iterable[str]) -> str | None:
        """The id of the record that was forgotten under one of these addresses, empty where it was but a page; None
        where none of them was forgotten."""
        with self._store.reading() as connection:
            return _id_of(connection, {key_hash(url_key(url)) for url in urls})

    def refuse(self, url: str, others: Iterable[str]) -> bool:
        """Whether what a URL has led to is not to be kept, for it or one of the others that lead to the same page was
        forgotten. The URL is forgotten as well then; one that gave an article before, which stays, is done with."""
        keys = {url_key(u) for u in (url, *others)}
        with self._store.writing() as connection:
            found = _id_of(connection, {key_hash(key) for key in keys})
            if found is None:
                return False
            own = pages.c.key == url_key(url)
            if connection.scalar(select(pages.c.article_key).where(own)) is None:
                bury(connection, found, keys, self._store.now)
                connection.execute(delete(pages).where(own))
            else:
                done = {"due_at": None, "settled_by": pages.c.claimed_by, "claimed_by": None}
                connection.execute(update(pages).where(own).values(done))
            return True


def key_hash(key: str) -> str:
    """What stands on the tombstone of a page's key."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def bury(connection: Connection, record_id: str, keys: Iterable[str], now: str) -> None:
    """Set a tombstone for each of the keys. `record_id` is empty for pages that gave no record."""
    for key in keys:
        put(connection, tombstones, {"id": record_id, "key_hash": key_hash(key), "forgotten_at": now})


def _id_of(connection: Connection, hashes: Set[str]) -> str | None:
    found = select(tombstones.c.id).where(tombstones.c.key_hash.in_(sorted(hashes))).order_by(tombstones.c.id.desc())
    return connection.scalar(found.limit(1))
