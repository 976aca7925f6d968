"""Two records that turn out to be one article: it has moved, and its new address was met first."""

from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from crawler.dedupe import url_key
from crawler.store.database import put
from crawler.store.settling import supersede
from crawler.store.store import Store
from crawler.store.stories import Stories
from crawler.store.tables import articles, changes, outbox, pages, versions

REPEATS = {"state": "duplicate", "reason": "the same article was here before, under another address", "due_at": None}


def absorb(store: Store, url: str, other: str, *, is_newer: bool) -> int:
    """Let the article of `url` have all versions of that of `other`, whose record is no more; how many they are. To be
    called in the transaction that stores the next version of the first, with a number so many higher.

    `is_newer`: what the other stands at is a version, too; else it is what will be stored next. Who was told of the
    other record is told that it is gone."""
    with store.writing() as connection:
        key, gone = (_key(connection, address) for address in (url, other))
        if is_newer:
            supersede(connection, gone, "moved", store.now)
        after = connection.scalar(select(articles.c.version).where(articles.c.key == key)) or 0
        taken = _take_versions(connection, key, gone, after)
        for output in connection.scalars(select(outbox.c.output).where(outbox.c.article_key == gone)).all():
            put(connection, outbox, {"output": output, "article_key": key})
        connection.execute(update(pages).where(pages.c.key == gone).values(REPEATS))
        connection.execute(update(pages).where(pages.c.article_key == gone).values(article_key=key))
        Stories(store).forget(gone)
        remove(connection, gone, store.now)
        return taken


def remove(connection: Connection, key: str, now: str) -> None:
    """Take an article out of the store, with its versions and all that hangs on it but its story and its pages. Who was
    told of it is told that it is gone."""
    row = connection.execute(select(articles.c.id, articles.c.version).where(articles.c.key == key)).one()
    connection.execute(update(changes).where(changes.c.article_key == key).values(article_key=None))
    connection.execute(delete(articles).where(articles.c.key == key))  # the rest goes with it: ON DELETE CASCADE
    note: dict[str, Any] = {"article_key": None, "id": row.id, "kind": "forgotten", "version": row.version, "at": now}
    connection.execute(insert(changes).values(note))


def _key(connection: Connection, url: str) -> str:
    return str(connection.scalar(select(pages.c.article_key).where(pages.c.key == url_key(url))))


def _take_versions(connection: Connection, key: str, gone: str, after: int) -> int:
    """The other's versions follow ours, under the next numbers and our id; how many they are."""
    own = connection.scalar(select(articles.c.id).where(articles.c.key == key))
    taken = connection.execute(select(versions).where(versions.c.article_key == gone)).mappings().all()
    for version in taken:
        number = after + version["version"]
        record = msgspec.json.encode({**msgspec.json.decode(version["record"]), "id": own, "version": number}).decode()
        put(connection, versions, {**version, "article_key": key, "version": number, "record": record})
    return len(taken)
