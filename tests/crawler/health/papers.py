"""A store in which papers have published for weeks, written as crawls would have left it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from crawler.schedule import instant
from crawler.store import Store
from crawler.store.tables import articles, pages

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)
Change = Callable[[datetime, int], Mapping[str, Any]]
"""What is otherwise with the article that came then, the n-th of all."""


def publish(
    store: Store, source: str, *, a_day: int = 6, days: int = 40, until: datetime = NOON, change: Change | None = None
) -> None:
    """Enter so many articles a day, the last of them a while before `until`, and a look at the lists that went well.
    Keys that `change` gives are columns of articles, but for `state` and `reason`, which are the page's."""
    gap = DAY / a_day
    of_pages, of_articles = [], []
    for n in range(a_day * days):
        at = until - gap * (a_day * days - n) + gap / 2
        other = dict(change(at, n)) if change else {}
        state, reason = other.pop("state", "stored"), other.pop("reason", "an article")
        url = f"https://{source}.test/{n}"
        page = {"key": url, "url": url, "source": source, "state": state, "reason": reason, "listed_at": instant(at)}
        page["article_key"] = f"https://{source}.test/0" if state == "duplicate" else None
        of_pages.append(page)
        if state == "stored":
            own = {"key": url, "id": url, "source": source, "content_hash": url, "title": "T", "record": "{}",
                   "published_at": instant(at), "first_seen_at": instant(at), "words": 400 + n % 7 * 30,
                   "noise": 0.1 + n % 3 / 100, "has_authors": n % 30 > 0}  # fmt: skip
            of_articles.append({**own, **other})
    with store.writing() as connection:
        connection.execute(insert(articles), of_articles)
        connection.execute(insert(pages), of_pages)
    store.sources.polled(source, f"https://{source}.test/")
