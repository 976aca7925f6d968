"""Today's cleaners over what was fetched: pages of the archive → the pool → new versions of the records that change.

No network. Each page is a transaction of its own, and what is the same is not written: a run that was killed is run
again, and ends where it would have ended.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import msgspec

from cleaners.model import Article, Cleaned, Page, Rejected
from crawler.archive import ArchiveError
from crawler.dedupe import addresses
from crawler.difference import changed_fields
from crawler.discover.reservations import reserved
from crawler.flow import Asked, Facts, Run, Visit, nothing_known, settle
from crawler.jobs import Job, job_of
from crawler.schedule import REVISIT
from crawler.sources.model import Source
from crawler.store import Store
from crawler.store.fetched import Chosen, Fetched, FetchedPages
from crawler.store.twins import Telling
from crawler.workers import Pool

Became = Literal["changed", "new", "duplicate", "refused", "same", "no article", "unreadable"]
"""changed: its record has a new version; new, duplicate: the page gave no article before, and gives one now, or one
that we have; refused: it would give none now, and its article is kept; unreadable: the archive cannot give it."""

REFUSED = "an article that today's cleaners refuse"


@dataclass(frozen=True, slots=True)
class Recleaned:
    """What came of one page. `reason` is a sentence; `before` and `after` are the records of an article that changes,
    `fields` where they differ."""

    url: str
    became: Became
    reason: str = ""
    fields: tuple[str, ...] = ()
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cleaning:
    """How pages are cleaned: by which rules of the user's (`facts` for all pages, those of `sources` for their own),
    whether pages that are no articles count; `dry`: nothing is written."""

    facts: Facts = nothing_known
    sources: Mapping[str, Source] = field(default_factory=dict)
    require_article: bool = True
    dry: bool = False


def reclean(
    store: Store, pool: Pool, chosen: Chosen, how: Cleaning, advance: Callable[[], None] = lambda: None
) -> Iterator[Recleaned]:
    """Clean the chosen pages again; what came of each, by their keys. Raises StoreError."""
    fetched, known = FetchedPages(store), Run(facts=how.facts, rules={n: s.rules for n, s in how.sources.items()})
    at_work = deque[tuple[Fetched, Page]]()
    unreadable: list[Recleaned] = []

    def jobs() -> Iterator[Job]:
        for one in fetched.each(chosen):
            try:
                page = fetched.page(one)
            except ArchiveError as e:
                unreadable.append(Recleaned(one.url, "unreadable", str(e)))
                advance()
                continue
            if page is not None:
                at_work.append((one, page))
                facts = known.known(Asked(one.url, one.source), page.url)
                job = job_of(page, facts, require_article=how.require_article, to_store=True)
                yield replace(job, known=one.content_hash)  # what tells the same needs no fingerprint

    for result in pool.run(jobs()):
        one, page = at_work.popleft()
        yield from unreadable
        unreadable.clear()
        if one.state == "stored" and one.record is not None:
            yield _article(store, one, msgspec.json.decode(one.record), result, how)
        else:
            yield _page(store, one, page, result, how)
        advance()
    yield from unreadable


def _article(
    store: Store, one: Fetched, record: dict[str, Any], result: Cleaned | Rejected, how: Cleaning
) -> Recleaned:
    """What becomes of an article that we have."""
    fetched = FetchedPages(store)
    if isinstance(result, Rejected):
        if not how.dry:
            fetched.note(one, f"{REFUSED}: {result.reason}")
        return Recleaned(one.url, "refused", result.reason, before=record)
    article = _as_known(one, record, result.article)
    after = msgspec.to_builtins(replace(article, version=record["version"] + 1))
    fields = changed_fields(record, msgspec.json.decode(msgspec.json.encode(after)))
    if not fields:
        if not how.dry and one.row["reason"].startswith(REFUSED):
            fetched.note(one, "an article")
        return Recleaned(one.url, "same")
    old, new = record.get("cleaner_version"), article.cleaner_version
    why = f"cleaned again: {', '.join(fields)}" + (f"; cleaner {old} → {new}" if old != new else "")
    if not how.dry:
        with store.together():  # a crawl may have been at the page since
            now = store.current(one.url)
            if now is None or now["version"] != record["version"] or not fetched.is_current(one):
                return Recleaned(one.url, "same")
            article = replace(_as_known(one, now, result.article), version=now["version"] + 1)
            fetched.renew(one, replace(result, article=article), why)
            fetched.note(one, "an article")
    return Recleaned(one.url, "changed", why, fields, record, after)


def _as_known(one: Fetched, record: dict[str, Any], article: Article) -> Article:
    """The article under the id, addresses and days that its record has."""
    urls = dict.fromkeys((*record["urls"], *addresses(one.url, one.row["final_url"], article.canonical_url)))
    return replace(
        article, id=record["id"], url=record["url"], urls=tuple(urls), story_id=record["story_id"],
        fetched_at=record["fetched_at"], first_seen_at=record["first_seen_at"],
    )  # fmt: skip


def _page(store: Store, one: Fetched, page: Page, result: Cleaned | Rejected, how: Cleaning) -> Recleaned:
    """What becomes of a page that gave no article until now."""
    if isinstance(result, Rejected):
        return Recleaned(one.url, "no article", result.reason)
    source, a = how.sources.get(one.source or ""), result.article
    if source and source.reservations == "skip" and (why := reserved(a.rights.reservations)):
        return Recleaned(one.url, "no article", why)
    after = msgspec.to_builtins(a)
    if how.dry:
        twin = store.same(Telling(one.url, a, one.row["final_url"]))
        return Recleaned(one.url, "duplicate" if twin else "new", after=after)
    if not FetchedPages(store).is_current(one):
        return Recleaned(one.url, "same")
    asked = Asked(one.url, one.source, revisit=source.revisit if source else REVISIT)
    visit = Visit(asked, page, one.row["status"], one.row["final_url"], kept=one.place)
    outcome = settle(visit, result, store)
    became: Became = "new" if outcome.change == "new" else "duplicate" if outcome.state == "duplicate" else "no article"
    return Recleaned(one.url, became, outcome.reason, after=after)
