"""Stories: the articles that tell the same in the same words, found as they come.

    with store.together():
        store.settle(ending)                                        # the article's row is there
        story_id = Stories(store).place(key, fingerprint)

Two articles are linked when one's text is a copy of the other's (crawler/dedupe/near.py); a story is all that is linked
to one another, directly or over others. So which articles make a story does not depend on the order in which they came.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, delete, func, insert, literal_column, select, union_all, update

from cleaners.model import Dateline, Site, Source
from crawler.dedupe.near import SCHEME, Fingerprint, likeness
from crawler.dedupe.story import Member, Original, original
from crawler.store.database import put
from crawler.store.store import Store
from crawler.store.tables import articles, bands, fingerprints, stories

MOST_HOLDERS = 50
"""So many articles are fetched for one value: those of a template that thousands share are not all compared."""
MOST_COMPARED = 20
"""So many texts a new one is compared with, those first that share most with it that others do not share."""
COMPARED_AT_ONCE = 10
READ_AHEAD = 200


@dataclass(frozen=True, slots=True)
class Story:
    """Several articles that tell one story in the same words, the likely original, and why it is taken for that."""

    id: str
    members: tuple[Member, ...]
    original: Original
    changed_at: str | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """A member beside the likely original: its title, its words, and how much of the longer of the two texts the other
    has word for word, from 0 to 1; None of the original itself, and of a text that is too short to compare."""

    title: str | None
    words: int
    alike: float | None


class _Told(msgspec.Struct):
    """The part of a record that tells where it comes from."""

    url: str | None = None
    canonical_url: str | None = None
    site: Site = Site()
    source: Source | None = None
    agency: str | None = None
    dateline: Dateline | None = None
    republished_from: str | None = None
    published_at: str | None = None


class Stories:
    """The stories of a store. Methods raise StoreError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def place(self, article_key: str, fingerprint: Fingerprint) -> str:
        """Find the story of an article that is in the store, new or changed, and give the story's id.

        To be called in the transaction that stores the article. Where the text links stories that were apart, they
        become one, under the id of the one that was first; the others' ids are no more. An article whose new text is
        no copy any more leaves its story."""
        with self._store.writing() as connection:
            before = _story_of(connection, article_key)
            if before and _signature(connection, article_key) == fingerprint.signature:
                _judge(connection, before, self._store.now, joined=False)
                return before
            _keep(connection, article_key, fingerprint)
            linked = _linked(connection, article_key, fingerprint)
            if before and len(_keys(connection, before)) == 1:
                linked.add(before)
            own = linked or {_new_id(article_key, fingerprint)}
            story = _oldest(connection, own)
            _join(connection, article_key, own, story)
            for changed in {story, before} - {None}:
                _judge(connection, str(changed), self._store.now)
            return story

    def forget(self, article_key: str) -> None:
        """Take an article out of its story, and its fingerprint out of the store; to be called before its row goes.
        The others stay one story: that they are was seen when they came."""
        with self._store.writing() as connection:
            before = _story_of(connection, article_key)
            connection.execute(delete(bands).where(bands.c.article_key == article_key))
            connection.execute(delete(fingerprints).where(fingerprints.c.article_key == article_key))
            connection.execute(update(articles).where(articles.c.key == article_key).values(story_id=None))
            if before:
                _judge(connection, before, self._store.now)

    def of(self, story_id: str) -> Story | None:
        """The story of this id; also that of a single article."""
        with self._store.reading() as connection:
            return _read(connection, story_id)

    def at(self, article_key: str) -> Story | None:
        """The story of the article of this key; also where it is the only one."""
        with self._store.reading() as connection:
            story_id = _story_of(connection, article_key)
            return _read(connection, story_id) if story_id else None

    def compared(self, story: Story) -> dict[str, Compared]:
        """The members of a story beside its likely original, by key."""
        first = story.original.key
        of = (
            select(articles.c.key, articles.c.title, articles.c.words, fingerprints.c.signature)
            .outerjoin(fingerprints, fingerprints.c.article_key == articles.c.key)
            .where(articles.c.story_id == story.id)
        )
        with self._store.reading() as connection:
            rows = {row.key: row for row in connection.execute(of)}
        signatures = {key: row.signature for key, row in rows.items() if row.signature}
        alike = {
            key: likeness(signatures[first], signature).of_longer
            for key, signature in signatures.items() if key != first and first in signatures
        }  # fmt: skip
        return {key: Compared(row.title, row.words or 0, alike.get(key)) for key, row in rows.items()}

    def all(self, since: str | None = None) -> Iterator[Story]:
        """Every story of several articles, those first that have changed last; `since` an instant (ISO 8601, UTC) only
        those that changed then or later."""
        order = select(stories.c.id).order_by(stories.c.changed_at.desc(), stories.c.id)
        if since:
            order = order.where(stories.c.changed_at >= since)
        with self._store.reading() as connection:
            for story_id in connection.scalars(order).all():
                if story := _read(connection, story_id):
                    yield story


# ---- fingerprints ---------------------------------------------------------------------------------------------------


def _keep(connection: Connection, key: str, fingerprint: Fingerprint) -> None:
    put(connection, fingerprints, {
        "article_key": key, "signature": fingerprint.signature, "shingles": fingerprint.shingles
    })  # fmt: skip
    connection.execute(delete(bands).where(bands.c.article_key == key))
    rows = [{"band": SCHEME, "value": value, "article_key": key} for value in fingerprint.values]
    if rows:
        connection.execute(insert(bands), rows)


def _signature(connection: Connection, key: str) -> bytes | None:
    return connection.scalar(select(fingerprints.c.signature).where(fingerprints.c.article_key == key))


def _linked(connection: Connection, key: str, fingerprint: Fingerprint) -> set[str]:
    """The stories of which a member's text is a copy of this one, or this one of it."""
    if not fingerprint.values:
        return set()
    values = {f"value_{n}": value for n, value in enumerate(fingerprint.values)}
    holders = defaultdict[int, list[str]](list)
    for value, holder in connection.execute(_holders(len(values)), values):
        holders[value].append(holder)
    weight = defaultdict[str, float](float)
    for held in holders.values():
        for holder in held:
            weight[holder] += 1 / len(held)
    weight.pop(key, None)
    # of equals the smaller key is first, so that it does not matter which came first
    near = sorted(weight, key=lambda k: (-weight[k], k))[:MOST_COMPARED]
    linked = set[str]()
    for n in range(0, len(near), COMPARED_AT_ONCE):
        linked |= _compared(connection, near[n : n + COMPARED_AT_ONCE], fingerprint, linked)
    return linked


@cache
def _holders(count: int) -> Any:
    """The query for the articles that hold one of `count` values, each value's bounded: it costs as many steps down
    the index as there are values, however many articles there are."""
    each = (
        select(bands.c.value, bands.c.article_key)
        .where(bands.c.band == SCHEME, bands.c.value == bindparam(f"value_{n}"))
        .order_by(bands.c.article_key)
        .limit(literal_column(str(MOST_HOLDERS)))
        .subquery()
        for n in range(count)
    )
    return union_all(*(select(s) for s in each))


def _compared(
    connection: Connection, keys: Sequence[str], fingerprint: Fingerprint, known: Collection[str]
) -> set[str]:
    """The stories, beside those that are known to be linked, to which one of these articles links."""
    of = (
        select(articles.c.story_id, fingerprints.c.signature)
        .join(fingerprints, fingerprints.c.article_key == articles.c.key)
        .where(articles.c.key.in_(keys), articles.c.story_id.is_not(None))
    )
    found = set[str]()
    for story, signature in connection.execute(of):
        if story not in known and story not in found and likeness(fingerprint.signature, signature).is_copy:
            found.add(story)
    return found


# ---- stories --------------------------------------------------------------------------------------------------------


def _new_id(key: str, fingerprint: Fingerprint) -> str:
    """An id that the article alone decides, and that it would not be given twice for two texts."""
    return blake2b(key.encode("utf-8", "surrogatepass") + b"\0" + fingerprint.signature, digest_size=8).hexdigest()


def _story_of(connection: Connection, key: str) -> str | None:
    return connection.scalar(select(articles.c.story_id).where(articles.c.key == key))


def _keys(connection: Connection, story: str) -> Sequence[str]:
    return connection.scalars(select(articles.c.key).where(articles.c.story_id == story).limit(2)).all()


def _oldest(connection: Connection, ids: Collection[str]) -> str:
    """Of several stories the one whose first article came first."""
    if len(ids) == 1:
        return next(iter(ids))
    first = func.min(articles.c.first_seen_at)
    of = select(articles.c.story_id).where(articles.c.story_id.in_(ids)).group_by(articles.c.story_id)
    return str(connection.scalar(of.order_by(first, articles.c.story_id).limit(1)))


def _join(connection: Connection, key: str, ids: Collection[str], story: str) -> None:
    merged = sorted(set(ids) - {story})
    mine = (articles.c.key == key) | articles.c.story_id.in_(merged) if merged else articles.c.key == key
    connection.execute(update(articles).where(mine).values(story_id=story))
    if merged:
        connection.execute(delete(stories).where(stories.c.id.in_(merged)))


def _judge(connection: Connection, story_id: str, now: str, *, joined: bool = True) -> None:
    """Say anew which article is the original of a story, `joined` or left by one; a single one needs no saying."""
    members = _members(connection, story_id)
    if len(members) < 2:
        connection.execute(delete(stories).where(stories.c.id == story_id))
        return
    judged = original(members)
    said = connection.execute(select(stories.c.original_key, stories.c.reason).where(stories.c.id == story_id)).first()
    if not joined and said is not None and tuple(said) == (judged.key, judged.reason):
        return
    put(connection, stories, {
        "id": story_id, "original_key": judged.key, "reason": judged.reason, "changed_at": now
    })  # fmt: skip


def _read(connection: Connection, story_id: str) -> Story | None:
    members = _members(connection, story_id)
    if not members:
        return None
    changed = connection.scalar(select(stories.c.changed_at).where(stories.c.id == story_id))
    return Story(story_id, members, original(members), changed)


def _members(connection: Connection, story_id: str) -> tuple[Member, ...]:
    """The members of a story by when they came."""
    of = (
        select(articles.c.key, articles.c.record, articles.c.first_seen_at)
        .where(articles.c.story_id == story_id)
        .order_by(articles.c.first_seen_at, articles.c.key)
    )
    return tuple(_member(key, record, seen) for key, record, seen in connection.execute(of))


def _member(key: str, record: str, first_seen_at: str) -> Member:
    told = msgspec.json.decode(record, type=_Told)
    return Member(
        key, told.url, told.canonical_url, told.site.name, told.site.domain,
        told.source.name if told.source else None, told.source.url if told.source else None, told.agency,
        told.dateline.agency if told.dateline else None, told.republished_from, told.published_at, first_seen_at,
    )  # fmt: skip
