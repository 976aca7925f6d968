"""A store of pages that were fetched, cleaned and settled as a crawl does it, in this process and without a network."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from cleaners.model import Cleaned, Page, Rejected
from cleaners.pipeline import clean
from crawler.flow import Asked, Visit, settle
from crawler.jobs import Job
from crawler.nursery import answer
from crawler.outcome import Outcome
from crawler.store import Store
from tests.crawler import stories

CLUB = "<p>Members of the Aldermoor Reading Club get a calendar with pictures of the harbour.</p>"
"""A paragraph that no cleaner takes, for a rule of the user's to take."""


class Here:
    """The pool without its processes."""

    def run(self, jobs: Iterable[Job]) -> Iterator[Cleaned | Rejected]:
        for job in jobs:
            result = answer(job)
            assert isinstance(result, Cleaned | Rejected)
            yield result


@dataclass
class Shelf:
    """Fills a store."""

    store: Store

    def put(
        self,
        url: str,
        html: str,
        source: str = "courier",
        day: str = "2026-11-20",
        *,
        require_article: bool = True,
        final: str | None = None,
    ) -> Outcome:
        """Settle a page as it is fetched on this day; `final` is where its address has led, if elsewhere."""
        kind = {"Content-Type": "text/html; charset=utf-8"}
        page = Page(html.encode(), final or url, kind, 200, f"{day}T10:00:00+00:00")
        result = clean(page, require_article=require_article)
        return settle(Visit(Asked(url, source), page, 200, page.url), result, self.store)

    def story(self, n: int, extra: str = "", **more: Any) -> str:
        """Settle the page of an invented story; gives its address."""
        url = f"https://courier.test/story-{n}"
        self.put(url, stories.page(n).replace("</article>", f"{extra}</article>"), **more)
        return url

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a query gives."""
        with self.store.reading() as connection:
            return [tuple(row) for row in connection.execute(text(query))]
