"""Fingerprints of articles in the store: how those are found that are copies of a text, however many there are."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, delete, literal_column, select, union_all

from crawler.dedupe.near import SCHEME, Fingerprint, likeness
from crawler.store.database import inserting, put
from crawler.store.tables import articles, bands, fingerprints

MOST_HOLDERS = 50
"""So many articles are fetched for one value: those of a template that thousands share are not all compared."""
MOST_COMPARED = 20
"""So many texts a new one is compared with, those first that share most with it that others do not share."""
COMPARED_AT_ONCE = 10
MOST_GROUPED = 24
"""Where so few articles are linked each is compared with each: 276 comparisons. Who joins more joins them all."""

_SIGNATURE = select(fingerprints.c.signature).where(fingerprints.c.article_key == bindparam("of"))
_NO_BANDS = delete(bands).where(bands.c.article_key == bindparam("of"))


def keep(connection: Connection, key: str, fingerprint: Fingerprint) -> None:
    """Write the fingerprint of an article, in place of an earlier one."""
    is_new = put(connection, fingerprints, {
        "article_key": key, "signature": fingerprint.signature, "shingles": fingerprint.shingles
    })  # fmt: skip
    if not is_new:
        connection.execute(_NO_BANDS, {"of": key})
    rows = [{"band": SCHEME, "value": value, "article_key": key} for value in fingerprint.values]
    if rows:
        connection.execute(inserting(bands), rows)


def signature(connection: Connection, key: str) -> bytes | None:
    """That of an article, where it has one."""
    return connection.scalar(_SIGNATURE, {"of": key})


def linked_to(connection: Connection, key: str, fingerprint: Fingerprint) -> set[str]:
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


def signatures(connection: Connection, key: str, ids: Collection[str]) -> dict[str, bytes]:
    """Those of the articles of some stories, but for the one of this key; no more than are grouped."""
    of = select(fingerprints.c.article_key, fingerprints.c.signature)
    of = of.join(articles, articles.c.key == fingerprints.c.article_key)
    own = articles.c.story_id.in_(ids) & (articles.c.key != key)
    return {row.article_key: row.signature for row in connection.execute(of.where(own).limit(MOST_GROUPED))}
