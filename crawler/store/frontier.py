"""The frontier: which URLs wait to be fetched, and whose turn it is. It lives in the store, so that a crawl that was
killed goes on where it was, and two crawls at once never fetch one page both."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update

from cleaners.model import Hints
from crawler.dedupe import url_key
from crawler.discover import Entry
from crawler.discover.links import last_day
from crawler.flow import Asked
from crawler.schedule import instant, is_later, parse
from crawler.store.database import put
from crawler.store.store import Store
from crawler.store.tables import articles, meta, pages, tombstones
from crawler.store.tombstones import key_hash

CHUNK = 500
"""Keys in one question; SQLite takes 32,766 values, PostgreSQL 65,535."""
WAITING = "discovered"
SCRIPTED = "JavaScript"
"""In the reason of each page that was refused because scripts make its text (cleaners/extract/scripted.py)."""
RENDERED = "rendered: "
ANYWHERE = timedelta(hours=12)
"""So long after it has ended in UTC a day goes on somewhere."""
OPEN = frozenset({WAITING, "failed", "skipped"})
SETTLED = frozenset({"stored", "duplicate", "rejected"})


@dataclass(frozen=True, slots=True)
class Discovered:
    """What became of the entries of a list: `new` wait now; `open` wait already, or failed and get another try; `again`
    are to be looked at again, for their list says that they have changed; `known` are settled, or forgotten; `old` are
    beyond the horizon."""

    new: int = 0
    open: int = 0
    again: int = 0
    known: int = 0
    old: int = 0

    def __add__(self, other: "Discovered") -> "Discovered":
        sums = (a + b for a, b in zip(astuple(self), astuple(other), strict=True))
        return Discovered(*sums)


class Frontier:
    """That of a store. Methods raise StoreError. `configured` are the names of all sources that are crawled, by this
    run or another: what waits for one that is not goes to that which lists it now. None: they are not known."""

    def __init__(self, store: Store, configured: Collection[str] | None = None) -> None:
        self._store = store
        self._configured = configured

    def discover(self, source: str, entries: Iterable[Entry], horizon: timedelta | None = None) -> Discovered:
        """Enter what a list names. An entry that is older than `horizon` is left alone; one without a date, in the list
        or in its address, is not."""
        oldest = self._store.clock() - horizon if horizon else None
        by_key: dict[str, Entry] = {}
        old = 0
        for entry in entries:
            if oldest is not None and _is_older(entry, oldest):
                old += 1
            else:
                by_key.setdefault(url_key(entry.url), entry)
        found = Discovered(old=old)
        keys = list(by_key)
        for start in range(0, len(keys), CHUNK):
            part = {key: by_key[key] for key in keys[start : start + CHUNK]}
            with self._store.writing() as connection:
                found += self._enter(connection, source, part, start)
        return found

    def claim(self, source: str, run: str, most: int, *, again: bool = False) -> list[Asked]:
        """Take up to `most` URLs of a source, which nobody else gets while this run lives: the newest of those that
        were never fetched; with `again`, those whose time to be asked for again has come, and that this run has not
        been at."""
        free = select(pages).where(pages.c.source == source, pages.c.claimed_by.is_(None)).limit(most)
        if again:
            due = (pages.c.state != WAITING) & (pages.c.due_at <= self._store.now)
            free = free.where(due, pages.c.settled_by.is_distinct_from(run)).order_by(pages.c.due_at)
        else:
            free = free.where(pages.c.state == WAITING).order_by(pages.c.listed_at.desc(), pages.c.position)
        with self._store.writing() as connection:
            rows = connection.execute(free).mappings().all()
            for part in _parts([row["key"] for row in rows]):
                connection.execute(update(pages).where(pages.c.key.in_(part)).values(claimed_by=run))
        return [_asked(row) for row in rows]

    def renders(self, source: str, *, wanted: bool) -> int:
        """Note whether a browser renders the pages of a source. Where it begins to, what was refused for want of
        JavaScript is to be asked for again, once; how many URLs that is."""
        mark = {"name": f"{RENDERED}{source}", "value": self._store.now}
        of = meta.c.name == mark["name"]
        with self._store.reading() as connection:
            is_noted = connection.scalar(select(meta.c.value).where(of)) is not None
        if is_noted == wanted:
            return 0
        with self._store.writing() as connection:
            if not wanted:
                connection.execute(delete(meta).where(of))
                return 0
            put(connection, meta, mark)
            refused = (pages.c.state == "rejected") & pages.c.reason.contains(SCRIPTED)
            own = refused & (pages.c.source == source)
            return connection.execute(update(pages).where(own).values(due_at=self._store.now)).rowcount

    def release(self, run: str) -> int:
        """Give back what a run has claimed and not settled; how many that were."""
        with self._store.writing() as connection:
            mine = pages.c.claimed_by == run
            return connection.execute(update(pages).where(mine).values(claimed_by=None)).rowcount

    def waiting(self, source: str, *, unclaimed: bool = False) -> int:
        """How many URLs of a source were discovered and never fetched; of those `unclaimed` that no run is at."""
        own = (pages.c.source == source) & (pages.c.state == WAITING)
        if unclaimed:
            own &= pages.c.claimed_by.is_(None)
        with self._store.reading() as connection:
            return connection.scalar(select(func.count()).select_from(pages).where(own)) or 0

    def left_behind(self) -> dict[str, int]:
        """How many URLs wait for each source that was looked at once, and is not configured; none where it is not known
        which are."""
        names = [] if self._configured is None else self._store.sources.names().difference(self._configured)
        waiting = {name: self.waiting(name) for name in sorted(names)}
        return {name: number for name, number in waiting.items() if number}

    def _enter(self, connection: Connection, source: str, entries: dict[str, Entry], start: int) -> Discovered:
        known = {row["key"]: row for row in connection.execute(_known(list(entries))).mappings()}
        hashes = {key_hash(key): key for key in entries if key not in known}
        buried = select(tombstones.c.key_hash).where(tombstones.c.key_hash.in_(list(hashes)))
        forgotten = {hashes[found] for found in connection.scalars(buried)}
        now = self._store.now
        new = [
            {"key": key, "url": e.url, "source": source, "state": WAITING, "reason": "", "discovered_at": now,
             "listed_at": _listed(e) or now, "position": n, "lastmod": e.modified_at, "hints": _hints(e)}
            for n, (key, e) in enumerate(entries.items(), start) if key not in known and key not in forgotten
        ]  # fmt: skip
        if new:
            connection.execute(insert(pages), new)
        again = [key for key, row in known.items() if _has_changed(entries[key], row)]
        for key in again:
            told = {"lastmod": entries[key].modified_at, "due_at": now}
            connection.execute(update(pages).where(pages.c.key == key).values(told))
        self._take_over(connection, source, known, again)
        open_ = sum(row["state"] in OPEN for row in known.values())
        return Discovered(len(new), open_, len(again), len(known) + len(forgotten) - open_ - len(again))

    def _take_over(self, connection: Connection, source: str, known: Mapping[str, Any], again: Collection[str]) -> None:
        """Give a source what it lists, and nobody else would ask for; with a page goes its article."""
        if self._configured is None:
            return
        orphans = [
            key for key, row in known.items()
            if row["source"] != source and row["source"] not in self._configured
            and (row["state"] in OPEN or row["due_at"] or key in again)
        ]  # fmt: skip
        free = pages.c.key.in_(orphans) & pages.c.claimed_by.is_(None)
        if orphans:
            connection.execute(update(pages).where(free).values(source=source))
            moved = select(pages.c.key).where(pages.c.key.in_(orphans), pages.c.source == source)
            connection.execute(update(articles).where(articles.c.key.in_(moved)).values(source=source))


def _known(keys: Sequence[str]) -> Any:
    told = (pages.c.source, pages.c.state, pages.c.lastmod, pages.c.fetched_at, pages.c.due_at)
    return select(pages.c.key, *told).where(pages.c.key.in_(keys))


def _parts(keys: list[str]) -> list[list[str]]:
    return [keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK)]


def _has_changed(entry: Entry, row: Any) -> bool:
    """Whether a list says that a page has changed since we fetched it. Each such word is believed once."""
    if row["state"] not in SETTLED or not entry.modified_at or entry.modified_at == row["lastmod"]:
        return False
    return is_later(entry.modified_at, row["fetched_at"])


def _is_older(entry: Entry, than: datetime) -> bool:
    """Whether an entry is surely from before an instant."""
    if at := parse(entry.published_at or entry.modified_at):
        return at < than
    day = last_day(entry.url)
    return day is not None and day < (than - ANYWHERE).date()


def _listed(entry: Entry) -> str | None:
    at = parse(entry.published_at or entry.modified_at)
    return instant(at) if at else None


def _hints(entry: Entry) -> str:
    return msgspec.json.encode(Hints(entry.title, entry.published_at, entry.authors)).decode()


def _asked(row: Any) -> Asked:
    hints = msgspec.json.decode(row["hints"], type=Hints) if row["hints"] else Hints()
    version = (row["etag"], row["last_modified"], row["final_url"]) if row["state"] == "stored" else (None, None, None)
    return Asked(row["url"], row["source"], hints=hints, version=version)
