"""Looking through what is in the store, a page at a time, the newest first.

A page ends with a cursor, which says after which article the next one begins: whatever comes in meanwhile comes before
the first page, so that nothing is skipped or shown twice.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import select, tuple_

from cleaners.model import Site
from crawler.export.selection import EVERYTHING, Selection
from crawler.store.records import query, told
from crawler.store.search import matching
from crawler.store.store import Store
from crawler.store.tables import articles, removals, stories
from crawler.store.words import Term

T = TypeVar("T")


class BadCursor(ValueError):
    """This is no cursor that was given out."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which articles: of a selection, of one story, with these words; `after` a cursor, `most` of them."""

    selection: Selection = EVERYTHING
    story: str | None = None
    wanted: Sequence[Term] = ()
    after: str | None = None
    most: int = 20


@dataclass(frozen=True, slots=True)
class Row:
    """An article in a list: what tells it from others, its text, and its record as JSON. `site` is whom a reader would
    name, `source` the source that has brought it."""

    key: str
    id: str
    url: str | None
    title: str | None
    site: str | None
    source: str | None
    language: str | None
    published_at: str | None
    version: int
    word_count: int | None
    first_seen_at: str
    changed_at: str
    story_id: str | None
    text: str
    record: bytes


class _Told(msgspec.Struct):
    """The part of a record that a list shows."""

    url: str | None = None
    site: Site = Site()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """A page of a list, and the cursor of the next one; None: this is the last."""

    rows: tuple[T, ...]
    following: str | None


class Browsing:
    """That of a store. Methods raise StoreError, and BadCursor."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def articles(self, asked: Asked) -> Listed[Row]:
        """A page of articles by when they first came, the newest first."""
        place = (articles.c.first_seen_at, articles.c.key)
        of = query(asked.selection).with_only_columns(articles, maintain_column_froms=True)
        of = of.order_by(None).order_by(*(c.desc() for c in place)).limit(asked.most + 1)
        if asked.story is not None:
            of = of.where(articles.c.story_id == asked.story)
        if asked.after is not None:
            of = of.where(tuple_(*place) < tuple_(*_place(asked.after)))
        with self._store.reading() as connection:
            if asked.wanted:
                of = of.where(matching(connection, asked.wanted))
            found = connection.execute(of).mappings().all()
        rows = tuple(_row(row) for row in found[: asked.most])
        return Listed(rows, _cursor(rows[-1].first_seen_at, rows[-1].key) if len(found) > asked.most else None)

    def stories(self, after: str | None, most: int, since: str | None = None) -> Listed[str]:
        """A page of the ids of stories that several articles tell, those first that have changed last."""
        place = (stories.c.changed_at, stories.c.id)
        of = select(*place).order_by(*(c.desc() for c in place)).limit(most + 1)
        if since is not None:
            of = of.where(stories.c.changed_at >= since)
        if after is not None:
            of = of.where(tuple_(*place) < tuple_(*_place(after)))
        with self._store.reading() as connection:
            found = connection.execute(of).all()
        rows = found[:most]
        return Listed(tuple(row.id for row in rows), _cursor(*rows[-1]) if len(found) > most else None)

    def find(self, article_id: str) -> Row | None:
        """The article of this id; of several the one that came first."""
        of = select(articles).where(articles.c.id == article_id).order_by(articles.c.first_seen_at, articles.c.key)
        with self._store.reading() as connection:
            row = connection.execute(of).mappings().first()
        return None if row is None else _row(row)

    def removals(self, key: str) -> tuple[dict[str, Any], ...]:
        """What was removed from the article of this key: block, cleaner, rule, why, text, field."""
        names = ("block", "cleaner", "rule", "why", "text", "field")
        of = select(*(removals.c[name] for name in names)).where(removals.c.article_key == key)
        with self._store.reading() as connection:
            return tuple(dict(row) for row in connection.execute(of.order_by(removals.c.number)).mappings())

    def named(self, keys: Sequence[str]) -> dict[str, tuple[str, str | None]]:
        """The ids and titles of articles, by key."""
        of = select(articles.c.key, articles.c.id, articles.c.title).where(articles.c.key.in_(keys))
        with self._store.reading() as connection:
            return {row.key: (row.id, row.title) for row in connection.execute(of)}


def _row(row: Mapping[Any, Any]) -> Row:
    said = msgspec.json.decode(row["record"], type=_Told)
    return Row(
        row["key"], row["id"], said.url, row["title"], said.site.name or said.site.domain, row["source"],
        row["language"], row["published_at"], row["version"], row["words"], row["first_seen_at"],
        row["changed_at"] or row["first_seen_at"], row["story_id"], said.text, told(row["record"], row["story_id"]),
    )  # fmt: skip


def _cursor(*place: str) -> str:
    return urlsafe_b64encode(msgspec.msgpack.encode(place)).decode().rstrip("=")


def _place(cursor: str) -> tuple[str, str]:
    try:
        packed = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        place = msgspec.msgpack.decode(packed, type=tuple[str, str])
    except (ValueError, msgspec.DecodeError) as e:
        raise BadCursor("no cursor of ours") from e
    if "\0" in "".join(place):  # which PostgreSQL does not even compare with
        raise BadCursor("no cursor of ours")
    return place
