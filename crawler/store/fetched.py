"""The pages that were fetched and are kept: which of them are to be cleaned again, and what that changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update

from cleaners.model import Cleaned, Page
from crawler.archive import Place
from crawler.dedupe import url_key
from crawler.dedupe.fingerprinted import fingerprinted
from crawler.store.kept import page_of, place_of
from crawler.store.records import told
from crawler.store.settling import put_article, supersede
from crawler.store.store import Store
from crawler.store.stories import Stories
from crawler.store.tables import articles, pages
from crawler.store.versions import find

AT_ONCE = 200
STATES = ("stored", "rejected", "failed")
"""A duplicate's article is cleaned by its own page; `failed` with a page is one at which a worker has died."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which pages; None asks for nothing. `since` when they were fetched (ISO 8601, UTC), `source` a source's name,
    `urls` addresses of articles or pages, `limit` so many."""

    since: str | None = None
    source: str | None = None
    urls: tuple[str, ...] = ()
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page of the store that is kept: its address as it was asked for, its source, how the work on it ended, and the
    record of its article (JSON) with its content hash, if it has one; all as they were when it was read from the store.
    """

    url: str
    source: str | None
    state: str
    row: dict[str, Any]
    record: bytes | None = None
    content_hash: str | None = None

    @property
    def place(self) -> Place | None:
        """Where it is in the archive."""
        return place_of(self.row)


class FetchedPages:
    """Those of a store. Methods raise StoreError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def count(self, chosen: Chosen) -> tuple[int, int]:
        """How many of the chosen pages are kept, and how many articles' pages are not any more."""
        with self._store.reading() as connection:
            kept, lost = (
                connection.scalar(select(func.count()).select_from(pages).where(*self._where(chosen), of)) or 0
                for of in (_KEPT, ~_KEPT & (pages.c.state == "stored"))
            )
        return min(kept, chosen.limit or kept), lost

    def each(self, chosen: Chosen) -> Iterator[Fetched]:
        """The chosen pages that are kept, by key; read some at a time, so that nobody waits for whoever takes them."""
        where, after, left = self._where(chosen), "", chosen.limit
        while left is None or left > 0:
            part = (
                select(pages, articles.c.record, articles.c.story_id, articles.c.content_hash)
                .outerjoin(articles, articles.c.key == pages.c.key)
                .where(*where, _KEPT, pages.c.key > after)
                .order_by(pages.c.key)
            )
            with self._store.reading() as connection:
                limited = part.limit(min(AT_ONCE, left or AT_ONCE))
                rows = [dict(row) for row in connection.execute(limited).mappings()]
            if not rows:
                return
            yield from map(_fetched, rows)
            after, left = rows[-1]["key"], None if left is None else left - len(rows)

    def key_of(self, url: str) -> str | None:
        """The key of the page that an address leads to: its article's, else its own."""
        with self._store.reading() as connection:
            own = select(pages.c.key).where(pages.c.key == url_key(url))
            return find(connection, url) or connection.scalar(own)

    def page(self, fetched: Fetched) -> Page | None:
        """The page as it was fetched. Raises ArchiveError."""
        return page_of(fetched.row, self._store.archive)

    def is_current(self, fetched: Fetched) -> bool:
        """Whether it is still the last that was fetched of its address."""
        of = select(pages.c.archive_file, pages.c.archive_offset, pages.c.state)
        with self._store.reading() as connection:
            now = connection.execute(of.where(pages.c.key == fetched.row["key"])).mappings().first()
        return now is not None and all(fetched.row[name] == value for name, value in now.items())

    def renew(self, fetched: Fetched, cleaned: Cleaned, why: str) -> None:
        """Store the next version of the article of a page, and find its story anew. For use in `Store.together`."""
        key = fetched.row["key"]
        with self._store.writing() as connection:
            supersede(connection, key, why, self._store.now)
            put_article(connection, key, cleaned, None, self._store.now)
            Stories(self._store).place(key, fingerprinted(cleaned).fingerprint)

    def note(self, fetched: Fetched, reason: str) -> None:
        """Write down what is to be said of a page, where it is not what is said already."""
        if fetched.row["reason"] != reason:
            with self._store.writing() as connection:
                connection.execute(update(pages).where(pages.c.key == fetched.row["key"]).values(reason=reason))

    def _where(self, chosen: Chosen) -> list[Any]:
        where: list[Any] = [pages.c.state.in_(STATES)]
        if chosen.since:
            where.append(pages.c.fetched_at >= chosen.since)
        if chosen.source:
            where.append(pages.c.source == chosen.source)
        if chosen.urls:
            where.append(pages.c.key.in_([key for url in chosen.urls if (key := self.key_of(url))]))
        return where


def _fetched(row: dict[str, Any]) -> Fetched:
    record, story, content = row.pop("record"), row.pop("story_id"), row.pop("content_hash")
    whole = None if record is None else told(record, story)
    return Fetched(row["url"], row["source"], row["state"], row, whole, content)


_KEPT = pages.c.archive_file.is_not(None) | pages.c.body.is_not(None)
