"""Tombstones: what was forgotten, and is not to be kept again. What stands on them are hashes, so that not a word of a
page is kept.

Where the server has led is a fact: an address with a tombstone is refused. What a page calls its own address is a
claim, and there are sites whose every page claims the same one: it is believed of a page whose text is like the one
that was forgotten. What a page of another site says of its original is no claim: a repost is an article of its own.
"""

from collections.abc import Collection, Iterable, Set
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, bindparam, delete, select, update

from crawler.dedupe import own_address, url_key
from crawler.dedupe.fingerprinted import Fingerprinted
from crawler.schedule import instant
from crawler.store.database import put
from crawler.store.session import Session
from crawler.store.tables import pages, tombstones

LIKE = 0.75
"""So many of the passages that a text is looked up by must have tombstones. An edited text has nearly all of them, two
texts made with one template may share two thirds."""


class Tombstones:
    """Those of a store. Methods raise StoreError."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def hashes(self) -> Set[str]:
        """All that stands on them."""
        with self._session.reading() as connection:
            return frozenset(connection.scalars(select(tombstones.c.key_hash)))

    def id_of(self, urls: Iterable[str]) -> str | None:
        """The id of the record that was forgotten under one of these addresses, empty where it was but a page; None
        where none of them was forgotten."""
        with self._session.reading() as connection:
            return _id_of(connection, {key_hash(url_key(url)) for url in urls})

    def day_of(self, url: str) -> str | None:
        """The day on which an address was forgotten; None where it was not."""
        of = select(tombstones.c.forgotten_at).where(tombstones.c.key_hash == key_hash(url_key(url)))
        with self._session.reading() as connection:
            at = connection.scalar(of.order_by(tombstones.c.forgotten_at).limit(1))
        return at[:10] if at else None

    def any_since(self, at: datetime) -> bool:
        """Whether anything was forgotten at this instant or later."""
        of = select(tombstones.c.id).where(tombstones.c.forgotten_at >= instant(at)).limit(1)
        with self._session.reading() as connection:
            return connection.scalar(of) is not None

    def allow(self, url: str) -> bool:
        """Take away the tombstones of an address, with all that stand on what was forgotten under it: it may be kept
        again when it is fetched again. False where it has none."""
        own = tombstones.c.key_hash == key_hash(url_key(url))
        with self._session.writing() as connection:
            ids = list(connection.scalars(select(tombstones.c.id).where(own)))
            records = tombstones.c.id.in_([one for one in ids if one])
            connection.execute(delete(tombstones).where(own | records))
            return bool(ids)

    def refuse(self, url: str, final: str | None, told: Fingerprinted | None) -> bool:
        """Whether what a URL has led to is not to be kept: `final` is where that is, `told` what stands there. The URL
        is forgotten as well then; one that gave an article before, which stays, is done with."""
        own = own_address(told.article.canonical_url, final or url) if told else None
        keys = {url_key(u) for u in (url, final) if u}
        with self._session.writing() as connection:
            found = _id_of(connection, set(map(key_hash, keys)))
            if found is None and told and own and _is_like_one(connection, told):
                found = _id_of(connection, {key_hash(url_key(own))})
            if found is None:
                return False
            if own:
                keys.add(url_key(own))
            _refuse(connection, url_key(url), found, keys, self._session.now)
            return True


def key_hash(key: str) -> str:
    """What stands on the tombstone of a page's key."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def mark_of_text(content_hash: str) -> str:
    """What stands on the tombstone of a title and text, by their hash: whoever has neither learns nothing of them."""
    return key_hash(f"text {content_hash}")


def marks_of_passages(values: Iterable[int]) -> frozenset[str]:
    """What stands on those of the passages that a text is looked up by (Fingerprint.values)."""
    return frozenset(key_hash(f"passage {value}") for value in values)


def bury(connection: Connection, record_id: str, hashes: Iterable[str], now: str) -> None:
    """Set a tombstone for each of the hashes. `record_id` is empty for pages that gave no record."""
    for one in hashes:
        put(connection, tombstones, {"id": record_id, "key_hash": one, "forgotten_at": now})


def _refuse(connection: Connection, key: str, record_id: str, keys: Collection[str], now: str) -> None:
    own = pages.c.key == key
    if connection.scalar(select(pages.c.article_key).where(own)) is None:
        bury(connection, record_id, map(key_hash, keys), now)
        connection.execute(delete(pages).where(own))
    else:
        done = {"due_at": None, "settled_by": pages.c.claimed_by, "claimed_by": None}
        connection.execute(update(pages).where(own).values(done))


def _is_like_one(connection: Connection, told: Fingerprinted) -> bool:
    """Whether a text is one that was forgotten, edited perhaps."""
    text, passages = mark_of_text(told.article.content_hash), marks_of_passages(told.fingerprint.values)
    of = select(tombstones.c.key_hash).where(tombstones.c.key_hash.in_(sorted({text, *passages})))
    known = set(connection.scalars(of))
    return text in known or (bool(passages) and len(known) >= LIKE * len(passages))


def _id_of(connection: Connection, hashes: Set[str]) -> str | None:
    return connection.scalar(_IDS, {"hashes": sorted(hashes)})


_IDS = (
    select(tombstones.c.id)
    .where(tombstones.c.key_hash.in_(bindparam("hashes", expanding=True)))
    .order_by(tombstones.c.id.desc())
    .limit(1)
)
