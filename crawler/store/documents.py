"""Documents that lead to articles, as they were last read, with what their server said of their version."""

import zlib
from dataclasses import dataclass

from sqlalchemy import select

from crawler.discover.found import is_address
from crawler.store.database import put
from crawler.store.store import Store
from crawler.store.tables import documents


@dataclass(frozen=True, slots=True)
class Kept:
    """A document: its body as unpacked, its content type, its version as ETag and as date."""

    body: bytes
    content_type: str
    etag: str | None
    last_modified: str | None


class Documents:
    """Those of a store. Methods raise StoreError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, url: str) -> Kept | None:
        """The document of exactly this address, where one is kept."""
        with self._store.reading() as connection:
            row = connection.execute(select(documents).where(documents.c.url == url)).mappings().first()
        if row is None:
            return None
        return Kept(zlib.decompress(row["body"]), row["content_type"], row["etag"], row["last_modified"])

    def keep(self, url: str, body: bytes, content_type: str, version: tuple[str, str]) -> None:
        """Keep a document in place of an earlier one of its address. `version`: ETag and Last-Modified, or empty. Where
        its address is too long for an index it is not kept, and read anew each time."""
        if not is_address(url):
            return
        etag, last_modified = (value or None for value in version)
        row = {"url": url, "content_type": content_type, "etag": etag, "last_modified": last_modified,
               "fetched_at": self._store.now, "body": zlib.compress(body, 6)}  # fmt: skip
        with self._store.writing() as connection:
            put(connection, documents, row)
