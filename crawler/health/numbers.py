"""What the store tells of a source: its last weeks, never all of it, so that it costs the same in a store of years."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from crawler.health.model import Measure, Observed
from crawler.schedule import instant, parse
from crawler.store import Store
from crawler.store.tables import articles, pages

NOW_DAYS, BEFORE_DAYS = 7, 28
"""The last week against the four before: weekdays and weekends are in both in the same proportion."""
SPAN = timedelta(days=NOW_DAYS + BEFORE_DAYS)
FETCHED = ("stored", "duplicate", "rejected")


@dataclass(frozen=True, slots=True)
class Numbers:
    """The last weeks of a source. `row`: its own in the table `sources`; `came`: when its articles came, up to the
    last, however long ago that was; `observed` by measure, both the earliest first; `reasons`: why pages of the last
    week are no articles."""

    name: str
    row: Mapping[str, Any] = field(default_factory=dict)
    came: Sequence[str] = ()
    observed: Mapping[Measure, Sequence[Observed]] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)


def numbers(store: Store, name: str) -> Numbers:
    """Those of a source, which may be one that the store has never heard of."""
    now = store.clock()
    seen = _articles(store, name, now)
    listed = _pages(store, name, instant(now - SPAN))
    start = instant(now - SPAN)
    recent = [row for row in seen if row.first_seen_at >= start]
    week = instant(now - timedelta(days=NOW_DAYS))
    reasons = Counter(kind(row.reason) for row in listed if row.state == "rejected" and row.listed_at >= week)
    observed: dict[Measure, Sequence[Observed]] = {
        "failed": [Observed(row.listed_at, row.state == "failed", row.key) for row in listed],
        "refused": [Observed(r.listed_at, r.state == "rejected", r.key) for r in listed if r.state in FETCHED],
        "words": [Observed(row.first_seen_at, row.words, row.key) for row in recent if row.words is not None],
        "noise": [Observed(row.first_seen_at, row.noise, row.key) for row in recent if row.noise is not None],
        "title": [Observed(row.first_seen_at, bool(row.title), row.key) for row in recent],
        "authors": [Observed(r.first_seen_at, r.has_authors, r.key) for r in recent if r.has_authors is not None],
        "date": [Observed(row.first_seen_at, bool(row.published_at), row.key) for row in recent],
    }
    return Numbers(
        name, store.sources.get(name) or {}, [r.first_seen_at for r in seen], observed, dict(reasons.most_common())
    )


def kind(reason: str) -> str:
    """A reason without what differs from page to page, so that like counts with like."""
    return reason.partition(";")[0]


def _articles(store: Store, name: str, now: datetime) -> Sequence[Any]:
    """Those that came in the weeks up to the last one, or up to now where that is earlier."""
    own = articles.c.source == name
    with store.reading() as connection:
        last = parse(connection.scalar(select(func.max(articles.c.first_seen_at)).where(own)))
        columns = [articles.c[c] for c in (
            "key", "first_seen_at", "words", "noise", "title", "has_authors", "published_at")]  # fmt: skip
        since = articles.c.first_seen_at >= instant(min(last or now, now) - SPAN)
        return connection.execute(select(*columns).where(own, since).order_by(articles.c.first_seen_at)).all()


def _pages(store: Store, name: str, since: str) -> Sequence[Any]:
    """What was listed since then and has been asked for."""
    columns = (pages.c.key, pages.c.listed_at, pages.c.state, pages.c.reason)
    own = (pages.c.source == name) & pages.c.state.in_((*FETCHED, "failed")) & (pages.c.listed_at >= since)
    with store.reading() as connection:
        return sorted(connection.execute(select(*columns).where(own)).all(), key=lambda row: row.listed_at)


def url_of(store: Store, key: str) -> str | None:
    """The address of a page."""
    with store.reading() as connection:
        return connection.scalar(select(pages.c.url).where(pages.c.key == key))
