"""Articles and pages are taken out of every table, and tombstones set in their place.

What is left to do afterwards, the archive and the free space of the database's files, is crawler/forget.py's; until it
is done a note says so.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, or_, select, update

from crawler.archive import Place
from crawler.dedupe import url_key
from crawler.store.database import put
from crawler.store.frontier import RENDERED
from crawler.store.kept import place_of
from crawler.store.listed import drop_lists
from crawler.store.merging import remove
from crawler.store.store import Store
from crawler.store.stories import Stories
from crawler.store.tables import articles, bands, changes, dead_letters, meta, pages, requests, sources, versions
from crawler.store.tombstones import bury, key_hash, mark_of_text, marks_of_passages
from crawler.store.versions import find

AT_ONCE = 200
UNFINISHED = "forgetting"
"""The name of the note that what is gone from the tables may still be in a file."""
HAS_LED = "its address has led to what was forgotten since"


@dataclass(frozen=True, slots=True)
class Found:
    """What is to be forgotten as one: an article with all pages that led to it, or a page that gave none. `id` and
    `title` are the record's; `keys` those of all its addresses, `urls` the addresses; `marks` what its tombstones say
    of its texts."""

    key: str
    id: str
    title: str | None
    versions: int
    urls: tuple[str, ...]
    keys: frozenset[str]
    marks: frozenset[str] = frozenset()


class Forgetting:
    """That of a store. Methods raise StoreError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, url: str) -> Found | None:
        """What an address leads to: an article by any of its addresses, else a page; None where there is neither."""
        with self._store.reading() as connection:
            key = find(connection, url)
            return _article(connection, key) if key else _page(connection, url_key(url))

    def of_source(self, name: str) -> Iterator[Found]:
        """All articles that a source has brought, and its pages that gave none. A page of it that repeats the article
        of another source stays with that."""
        own = select(articles.c.key).where(articles.c.source == name)
        alone = select(pages.c.key).where(pages.c.source == name, pages.c.article_key.is_(None))
        with self._store.reading() as connection:
            yield from (_article(connection, key) for key in connection.scalars(own).all())
            yield from (found for key in connection.scalars(alone).all() if (found := _page(connection, key)))

    def below(self, found: Sequence[Found]) -> list[str]:
        """The addresses that add a path or a query to one of these, and are none of them: comments, the next page, a
        gallery. They are not the article, but often have its words in them."""
        ours = {key for one in found for key in one.keys}
        told = dict[str, str]()
        with self._store.reading() as connection:
            for under in map(_under, sorted(key for key in ours if not key.endswith("/"))):
                of = select(pages.c.key, pages.c.url, pages.c.article_key).where(under)
                told |= {row.key: row.url for row in connection.execute(of) if row.article_key not in ours}
        return sorted(told[key] for key in told.keys() - ours)

    def places(self, found: Sequence[Found]) -> set[Place]:
        """Where in the archive their pages lie, those of older versions too."""
        with self._store.reading() as connection:
            return {place for one in found for place in _places(connection, one)}

    def forget(self, found: Sequence[Found], source: str | None = None) -> None:
        """Take these out of the store, some at a time, each time wholly; and what is known of a source. What names them
        elsewhere goes with the first of them, and the names of sources with the last: a run that is killed in between
        finds the rest by what is still there."""
        starts = range(0, max(len(found), 1), AT_ONCE)
        for start in starts:
            with self._store.together(), self._store.writing() as connection:
                put(connection, meta, {"name": UNFINISHED, "value": self._store.now})
                for one in found[start : start + AT_ONCE]:
                    self._one(one)
                if start == starts[0]:
                    self._clear(connection, found, source)
                if start == starts[-1]:
                    _clear_sources(connection, {key for one in found for key in one.keys}, source)

    def is_unfinished(self) -> bool:
        """Whether an earlier run has left something in the archive or in the free space of the database's files."""
        with self._store.reading() as connection:
            return connection.scalar(select(meta.c.value).where(meta.c.name == UNFINISHED)) is not None

    def finish(self) -> None:
        """Nothing of what was forgotten is left anywhere."""
        with self._store.writing() as connection:
            connection.execute(delete(meta).where(meta.c.name == UNFINISHED))

    def same_story(self, found: Sequence[Found]) -> list[str]:
        """The addresses of other records that tell the same, and stay."""
        gone, told = [one.key for one in found if one.id], dict[str, str]()
        of = select(articles.c.key, pages.c.url).join(pages, pages.c.key == articles.c.key)
        with self._store.reading() as connection:
            for start in range(0, len(gone), AT_ONCE):
                own = articles.c.key.in_(gone[start : start + AT_ONCE]) & articles.c.story_id.is_not(None)
                tell = articles.c.story_id.in_(select(articles.c.story_id).where(own))
                told |= {row.key: row.url for row in connection.execute(of.where(tell))}
        return sorted(told[key] for key in told.keys() - set(gone))

    def _clear(self, connection: Connection, found: Sequence[Found], source: str | None) -> None:
        """Whatever else names these, and what is known of a source."""
        urls, titles = [u for one in found for u in one.urls], [one.title for one in found if one.title]
        if source is not None:
            front = connection.scalar(select(sources.c.url).where(sources.c.name == source))
            urls += [front] if front else []
            connection.execute(delete(requests).where(requests.c.source == source))
            connection.execute(delete(meta).where(meta.c.name == f"{RENDERED}{source}"))
        drop_lists(connection, urls, titles)
        keys = {key for one in found for key in one.keys}
        _clear_leads(connection, keys, set(urls), self._store.now)
        _clear_requests(connection, keys)

    def _one(self, found: Found) -> None:
        with self._store.writing() as connection:
            if found.id:
                Stories(self._store).forget(found.key)
                told = select(changes.c.number).where(changes.c.article_key == found.key)
                letters = update(dead_letters).where(dead_letters.c.number.in_(told))
                connection.execute(letters.values(reason="the article was forgotten since"))
            own = pages.c.key.in_(found.keys) & pages.c.article_key.is_(None)
            connection.execute(delete(pages).where(own | (pages.c.article_key == found.key)))
            if found.id:
                remove(connection, found.key, self._store.now)
            bury(connection, found.id, {*map(key_hash, found.keys), *found.marks}, self._store.now)


def _article(connection: Connection, key: str) -> Found:
    row = connection.execute(select(articles).where(articles.c.key == key)).mappings().one()
    older = connection.scalars(select(versions.c.record).where(versions.c.article_key == key)).all()
    passages = connection.scalars(select(bands.c.value).where(bands.c.article_key == key))
    marks = {*marks_of_passages(passages)}
    of_pages = select(pages.c.url, pages.c.final_url).where((pages.c.article_key == key) | (pages.c.key == key))
    urls = [url for page in connection.execute(of_pages) for url in page]
    for record in (row["record"], *older):
        said = msgspec.json.decode(record)
        urls += [*(said.get("urls") or ()), said.get("url")]
        marks.add(mark_of_text(said["content_hash"]))
    known = tuple(dict.fromkeys(url for url in urls if url))
    keys = {row["canonical_key"] or key, *map(url_key, known)}
    claimed = {k for k in keys if _is_of_another(connection, k, key)}
    own = tuple(url for url in known if url_key(url) not in claimed)
    return Found(key, row["id"], row["title"], len(older) + 1, own, frozenset({key, *keys} - claimed), frozenset(marks))


def _is_of_another(connection: Connection, address: str, key: str) -> bool:
    """Whether another article than the one of this key stands at an address. The second page of a story often calls the
    first one's address its own."""
    there = connection.scalar(select(pages.c.article_key).where(pages.c.key == address))
    return there is not None and there != key


def _places(connection: Connection, found: Found) -> Iterator[Place]:
    own = (pages.c.article_key == found.key) | (pages.c.key == found.key)
    for of in (select(pages).where(own), select(versions).where(versions.c.article_key == found.key)):
        yield from filter(None, (place_of(dict(row)) for row in connection.execute(of).mappings()))


def _page(connection: Connection, key: str) -> Found | None:
    row = connection.execute(select(pages.c.url, pages.c.final_url).where(pages.c.key == key)).first()
    if row is None:
        return None
    urls = tuple(dict.fromkeys(url for url in row if url))
    return Found(key, "", None, 0, urls, frozenset({key, *map(url_key, urls)}))


def _clear_leads(connection: Connection, keys: Collection[str], urls: Collection[str], now: str) -> None:
    """Pages that have led to what is forgotten, and are not it: nothing says any more where that was. One that gave no
    article is forgotten as well, for it leads there still."""
    told = select(pages.c.key, pages.c.final_url, pages.c.reason, pages.c.article_key)
    leading = (pages.c.final_url != pages.c.url) | pages.c.reason.contains("://")
    for key, final, reason, article in connection.execute(told.where(leading)).all():
        own, there = pages.c.key == key, bool(final) and _is_below(final, keys)
        if there and article is None and url_key(final) in keys:
            bury(connection, "", [key_hash(key)], now)
            connection.execute(delete(pages).where(own))
        elif there or reason.rpartition(" ")[2] in urls:
            said = {"final_url": None if there else final, "reason": HAS_LED}
            connection.execute(update(pages).where(own).values(said))


def _clear_requests(connection: Connection, keys: Collection[str]) -> None:
    """That something was asked of a host still counts for its budget; what it was is said no more, neither of pages
    that are below one of these addresses: they often have its words in theirs."""
    asked = select(requests.c.url).where(requests.c.url != "").distinct()
    gone = [url for url in connection.scalars(asked) if _is_below(url, keys)]
    for start in range(0, len(gone), AT_ONCE):
        of = requests.c.url.in_(gone[start : start + AT_ONCE])
        connection.execute(update(requests).where(of).values(url=""))


def _clear_sources(connection: Connection, keys: Collection[str], source: str | None) -> None:
    """An address that was crawled for itself is the name of a source. What else came of that stays, and is nobody's. Of
    the source that is to be forgotten there are no books any more."""
    books = connection.execute(select(sources.c.name, sources.c.url, sources.c.failed_url)).all()
    for name, url, failed in books:
        own = sources.c.name == name
        if name == source or url_key(name) in keys:
            for table in (pages, articles, requests):
                connection.execute(update(table).where(table.c.source == name).values(source=None))
            connection.execute(delete(sources).where(own))
            connection.execute(delete(meta).where(meta.c.name == f"{RENDERED}{name}"))
        elif url and url_key(url) in keys:
            connection.execute(update(sources).where(own).values(url=None))
        if failed and _is_below(failed, keys):
            gone = {"failed_url": None, "failure": "at an address that was forgotten since"}
            connection.execute(update(sources).where(own).values(gone))


def _under(key: str) -> Any:
    """Whether a page's key is that of an address below one; said so that it is looked up in the index of keys."""
    return or_(*(
        (pages.c.key >= f"{key}{sign}") & (pages.c.key < f"{key}{chr(ord(sign) + 1)}")
        for sign in ("/", "&" if "?" in key else "?")
    ))  # fmt: skip


def _is_below(url: str, keys: Collection[str]) -> bool:
    """Whether an address is one of those with these keys, or adds a path or a query to one."""
    key = url_key(url)
    while key not in keys:
        end = max(key.rfind("/"), key.rfind("?"))
        if end < 1:
            return False
        key = key[:end]
    return True
