"""How the end of a URL is recorded: all of it in the caller's transaction, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, delete, select, update

from cleaners.model import Article, Cleaned, Page
from crawler.archive import Archive, Place
from crawler.dedupe import addresses, own_address, url_key
from crawler.outcome import Outcome
from crawler.schedule import REVISIT, instant, look_again, parse, try_again
from crawler.store.database import inserting, put
from crawler.store.kept import columns_of
from crawler.store.search import enter
from crawler.store.tables import articles, changes, outbox, pages, removals, versions

KEPT = frozenset({"stored", "duplicate"})
"""Ends that a later attempt which brings no article does not undo: the article is still there."""
OF_ATTEMPT = ("key", "claimed_by", "settled_by", "attempts", "gone_at", "due_at")
"""The columns that such an attempt changes."""
GONE = frozenset({404, 410})
GONE_AFTER = {404: 3, 410: 1}
"""So many such answers in a row, and the page is taken for gone: 404 may be a passing fault, 410 is meant."""

# made once: to make a statement costs more than to execute it
_PAGE = select(pages).where(pages.c.key == bindparam("of"))
_FIRST_SEEN = select(articles.c.first_seen_at).where(articles.c.key == bindparam("of"))
_NO_REMOVALS = delete(removals).where(removals.c.article_key == bindparam("of"))


@dataclass(frozen=True, slots=True)
class Ending:
    """What is recorded of a URL. `twin` is the address of the article that a duplicate repeats; that record then names
    both. `output` is the file that is owed the record of an article. `revisit` says at which ages the article is looked
    at again, `why` what has changed in it. `kept` is where the page is in the archive already."""

    outcome: Outcome
    page: Page | None = None
    twin: str | None = None
    output: str | None = None
    revisit: Sequence[timedelta] = REVISIT
    why: str = ""
    kept: Place | None = None


def is_at(connection: Connection, key: str) -> Any:
    """Whether an article is at an address: its own, its canonical one, or that of a page which repeats it."""
    of = connection.scalar(select(pages.c.article_key).where(pages.c.key == key))
    return (articles.c.canonical_key == key) | articles.c.key.in_([key, of] if of else [key])


def record(connection: Connection, ending: Ending, archive: Archive, at: datetime) -> None:
    """Record it."""
    outcome, now = ending.outcome, instant(at)
    key = url_key(outcome.url)
    found = connection.execute(_PAGE, {"of": key}).mappings().first()
    before = dict(found) if found else None
    row: dict[str, Any] = {
        "key": key,
        "claimed_by": None,
        "status": outcome.status,
        "settled_at": now,
        **_of_answer(ending.page),
    }
    if before is not None:
        row["settled_by"] = before["claimed_by"]
    if outcome.source is not None or before is None:
        row["source"] = outcome.source
    if outcome.state in KEPT:
        row |= {"attempts": 0, "gone_at": None, "due_at": None}
        if outcome.change:
            is_new = outcome.change == "new" and (before is None or before["article_key"] is None)
            row |= _article(connection, ending, archive, now, is_new=is_new)
        else:
            row |= _duplicate(connection, ending, archive)
            _look_there(connection, ending, before, now)
        if outcome.state == "stored":
            first = parse(_first_seen(connection, key)) or at
            row["due_at"] = _text(look_again(first, at, ending.revisit))
    else:
        row |= _failure(outcome, before, at)
        is_reserved = outcome.state == "skipped" and ending.page is not None
        if is_reserved:  # it was read to see that it is: not again, and not a word of it is kept
            row["due_at"] = None
        if before is not None and before["state"] in KEPT:  # the article stays, and so does what we know of its page
            put(connection, pages, {k: row[k] for k in OF_ATTEMPT if k in row})
            return
        if ending.page is not None and not is_reserved:
            row |= columns_of(_place(ending, archive))
    row |= {"url": outcome.url, "state": outcome.state, "reason": outcome.reason, "final_url": outcome.final_url}
    if before is None:
        row["discovered_at"] = now
    put(connection, pages, row, is_new=before is None)
    if before is not None and row.get("source") not in {None, before["source"]}:  # with a page goes its article
        connection.execute(update(articles).where(articles.c.key == key).values(source=row["source"]))


def put_article(
    connection: Connection, key: str, cleaned: Cleaned, source: str | None, now: str, *, is_new: bool = False
) -> None:
    """Write an article as it now stands, with what was removed from it; note the change for those who are told.
    `is_new`: none is known at this key."""
    a, document = cleaned.article, cleaned.document
    own = own_address(a.canonical_url, a.url or "") or a.url
    gone: list[dict[str, Any]] = [
        {"article_key": key, "number": n, "block": r.block, "cleaner": r.cleaner, "rule": r.rule, "why": r.why,
         "text": document.blocks[r.block].text[slice(*r.span) if r.span else slice(None)], "field": r.field}
        for n, r in enumerate(cleaned.removals)
    ]  # fmt: skip
    lost = sum(len(r["text"]) for r in gone)
    row = {
        "key": key, "id": a.id, "version": a.version or 1, "canonical_key": url_key(own) if own else None,
        "content_hash": a.content_hash, "title": a.title, "published_at": a.published_at, "language": a.language,
        "first_seen_at": a.first_seen_at or now, "changed_at": now, "fetched_at": a.fetched_at, "words": a.word_count,
        "noise": lost / ((lost + len(a.text)) or 1), "has_authors": bool(a.authors),
        "reserved": bool(a.rights.reservations), "record": encode(a),
    }  # fmt: skip
    if source is not None:
        row["source"] = source
    is_new = put(connection, articles, row, is_new=is_new)
    if not is_new:
        connection.execute(_NO_REMOVALS, {"of": key})
    enter(connection, key, a.title, a.text, is_new=is_new)
    if gone:
        connection.execute(inserting(removals), gone)
    note = {"article_key": key, "id": a.id, "kind": "new" if row["version"] == 1 else "changed"}
    connection.execute(inserting(changes), {**note, "version": row["version"], "at": now})


def supersede(connection: Connection, key: str, why: str, now: str) -> None:
    """Keep the version that an article has now, before a newer one takes its place."""
    old = connection.execute(select(articles).where(articles.c.key == key)).mappings().one()
    page = connection.execute(_PAGE, {"of": key}).mappings().one()
    put(connection, versions, {
        "article_key": key, "version": old["version"], "made_at": old["changed_at"] or old["first_seen_at"],
        "replaced_at": now, "why": why, "record": old["record"],
        **{name: page[name] for name in ("archive_file", "archive_offset", "archive_length")},
    })  # fmt: skip


def encode(article: Article) -> str:
    """The record as the store keeps it."""
    return msgspec.json.encode(article).decode()


def _article(connection: Connection, ending: Ending, archive: Archive, now: str, *, is_new: bool) -> dict[str, Any]:
    """The columns of a page that gave an article."""
    outcome, cleaned = ending.outcome, ending.outcome.result
    key = url_key(outcome.url)
    if not isinstance(cleaned, Cleaned):
        return {}
    if outcome.change == "same":
        _know(connection, key, cleaned.article.urls)
        return {}
    if outcome.change == "changed":
        supersede(connection, key, ending.why, now)
    put_article(connection, key, cleaned, outcome.source, now, is_new=is_new)
    if ending.output is not None:
        put(connection, outbox, {"output": ending.output, "article_key": key})
    return {"article_key": key, **columns_of(_place(ending, archive)), "headers": None, "body": None}


def _duplicate(connection: Connection, ending: Ending, archive: Archive) -> dict[str, Any]:
    """The columns of a page that repeats an article, whose record now names its addresses too."""
    outcome = ending.outcome
    canonical = outcome.result.article.canonical_url if isinstance(outcome.result, Cleaned) else None
    found = connection.scalar(select(articles.c.key).where(articles.c.key == url_key(ending.twin or "")))
    if found is not None:
        _know(connection, found, addresses(outcome.url, outcome.final_url, canonical))
    return {"article_key": found, **columns_of(_place(ending, archive))}


def _look_there(connection: Connection, ending: Ending, before: dict[str, Any] | None, now: str) -> None:
    """Where an address that was known for an article tells something else now, the article is looked at again: it may
    have moved there for good, and lists name it there alone."""
    key, result = url_key(ending.twin or ""), ending.outcome.result
    if before is None or before["article_key"] != key or not isinstance(result, Cleaned):
        return
    told = connection.scalar(select(articles.c.content_hash).where(articles.c.key == key))
    if told is not None and told != result.article.content_hash:
        connection.execute(update(pages).where(pages.c.key == key).values(due_at=now))


def _know(connection: Connection, key: str, urls: Sequence[str]) -> None:
    """Enter addresses into an article's record, which is no new version of it."""
    said = msgspec.json.decode(connection.scalar(select(articles.c.record).where(articles.c.key == key)) or "{}")
    known = list(dict.fromkeys((*said["urls"], *urls)))
    if known != said["urls"]:
        record = msgspec.json.encode({**said, "urls": known}).decode()
        connection.execute(update(articles).where(articles.c.key == key).values(record=record))


def _place(ending: Ending, archive: Archive) -> Place | None:
    if ending.kept is not None or ending.page is None:
        return ending.kept
    return archive.append(ending.page, asked=ending.outcome.url)


def _failure(outcome: Outcome, before: dict[str, Any] | None, at: datetime) -> dict[str, Any]:
    """The columns of a URL that gave no article."""
    attempts = (before["attempts"] if before else 0) + (outcome.state == "failed")
    gone = outcome.status in GONE and attempts >= GONE_AFTER[outcome.status or 404]
    due = None if gone else try_again(outcome.state, attempts, at)
    return {"attempts": attempts, "due_at": _text(due), "gone_at": instant(at) if gone else None}


def _first_seen(connection: Connection, key: str) -> str | None:
    return connection.scalar(_FIRST_SEEN, {"of": key})


def _of_answer(page: Page | None) -> dict[str, Any]:
    """What makes it possible to ask later whether a page has changed."""
    if page is None:
        return {}
    headers = {k.lower(): v for k, v in page.headers.items()}
    return {
        "fetched_at": page.fetched_at, "etag": headers.get("etag"), "last_modified": headers.get("last-modified")
    }  # fmt: skip


def _text(at: datetime | None) -> str | None:
    return instant(at) if at else None
