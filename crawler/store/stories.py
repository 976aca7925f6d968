"""Stories: the articles that tell the same in the same words, found as they come.

    with store.together():
        store.settle(ending)                                        # the article's row is there
        story_id = Stories(store).place(key, fingerprint)

Two articles are linked when one's text is a copy of the other's (crawler/dedupe/near.py); a story is all that is linked
to one another, directly or over others, unless more of them tell of other facts in the same words
(crawler/dedupe/grouping.py). So which articles make a story does not depend on the order in which they came.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import msgspec
from sqlalchemy import Connection, bindparam, delete, func, select, update

from cleaners.model import Dateline, Site, Source
from crawler.dedupe.grouping import groups
from crawler.dedupe.near import Fingerprint, likeness
from crawler.dedupe.story import Member, Original, original
from crawler.store.database import put
from crawler.store.prints import MOST_GROUPED, keep, linked_to, signature, signatures
from crawler.store.store import Store
from crawler.store.tables import articles, bands, fingerprints, stories

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


# made once: to make a statement costs more than to execute it
_STORY_OF = select(articles.c.story_id).where(articles.c.key == bindparam("of"))
_TO_STORY = update(articles).where(articles.c.key == bindparam("of")).values(story_id=bindparam("story"))
_MEMBERS = (
    select(articles.c.key, articles.c.record, articles.c.first_seen_at)
    .where(articles.c.story_id == bindparam("story"))
    .order_by(articles.c.first_seen_at, articles.c.key)
)


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
            if before and signature(connection, article_key) == fingerprint.signature:
                _judge(connection, before, self._store.now, joined=False)
                return before
            keep(connection, article_key, fingerprint)
            linked = linked_to(connection, article_key, fingerprint)
            if before is None and not linked:
                return _alone(connection, article_key, fingerprint)
            if before and len(_keys(connection, before)) == 1:
                linked.add(before)
            own = linked or {_new_id(article_key, fingerprint.signature)}
            others = signatures(connection, article_key, linked) if linked else {}
            apart = groups({**others, article_key: fingerprint.signature}) if len(others) < MOST_GROUPED else []
            if len(apart) > 1:
                story, changed = _part(connection, article_key, own, apart)
            else:
                story = _oldest(connection, own)
                changed = {story}
                _join(connection, article_key, own, story)
            for one in sorted({*changed, before or story}):
                _judge(connection, one, self._store.now)
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


# ---- stories --------------------------------------------------------------------------------------------------------


def _new_id(key: str, signature: bytes) -> str:
    """An id that the article alone decides, and that it would not be given twice for two texts."""
    return blake2b(key.encode("utf-8", "surrogatepass") + b"\0" + signature, digest_size=8).hexdigest()


def _alone(connection: Connection, key: str, fingerprint: Fingerprint) -> str:
    """A story of this article, which is the only one of it."""
    story = _new_id(key, fingerprint.signature)
    connection.execute(_TO_STORY, {"of": key, "story": story})
    return story


def _story_of(connection: Connection, key: str) -> str | None:
    return connection.scalar(_STORY_OF, {"of": key})


def _keys(connection: Connection, story: str) -> Sequence[str]:
    return connection.scalars(select(articles.c.key).where(articles.c.story_id == story).limit(2)).all()


def _oldest(connection: Connection, ids: Collection[str]) -> str:
    """Of several stories the one whose first article came first."""
    if len(ids) == 1:
        return next(iter(ids))
    first = func.min(articles.c.first_seen_at)
    of = select(articles.c.story_id).where(articles.c.story_id.in_(ids)).group_by(articles.c.story_id)
    return str(connection.scalar(of.order_by(first, articles.c.story_id).limit(1)))


def _part(
    connection: Connection, key: str, ids: Collection[str], apart: Collection[frozenset[str]]
) -> tuple[str, set[str]]:
    """Make a story of each group of the articles of some stories and the one of this key; gives the story of that, and
    all that have changed. A story's id goes with its first article, and a new one is made of the first."""
    of = select(articles.c.key, articles.c.story_id).order_by(articles.c.first_seen_at, articles.c.key)
    rows = connection.execute(of.where(articles.c.story_id.in_(ids) | (articles.c.key == key))).all()
    first = {row.key: str(row.story_id) for row in {row.story_id: row for row in reversed(rows)}.values()}
    made = dict[str, str]()
    for group in apart:
        own = [str(row.key) for row in rows if row.key in group]
        kept = next((first[k] for k in own if first.get(k) in ids), None)
        story = kept or _new_id(own[0], " ".join(own).encode())
        connection.execute(update(articles).where(articles.c.key.in_(group)).values(story_id=story))
        made |= dict.fromkeys(group, story)
    return made[key], {*ids, *made.values()}


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
    return tuple(_member(key, record, seen) for key, record, seen in connection.execute(_MEMBERS, {"story": story_id}))


def _member(key: str, record: str, first_seen_at: str) -> Member:
    told = msgspec.json.decode(record, type=_Told)
    return Member(
        key, told.url, told.canonical_url, told.site.name, told.site.domain,
        told.source.name if told.source else None, told.source.url if told.source else None, told.agency,
        told.dateline.agency if told.dateline else None, told.republished_from, told.published_at, first_seen_at,
    )  # fmt: skip
