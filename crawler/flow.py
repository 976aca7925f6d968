"""What happens to a worker's outcome: dedupe → store. No Scrapy.

Every URL that is asked for ends here, once, in one state with one reason; `Run` keeps the books of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cleaners.model import NOTHING_KNOWN, Cleaned, Hints, Page, Rejected, SiteFacts
from crawler.outcome import Outcome, RunReport, State

if TYPE_CHECKING:
    from crawler.store import Store

Facts = Callable[[str | None], SiteFacts]
"""What is known of the site of an address beside its pages: a user's rules, say."""

SETTLED: frozenset[State] = frozenset({"stored", "duplicate", "rejected"})
"""Ends that the next run lets be. What failed or was skipped may go better another day, and is asked for again."""


def nothing_known(_url: str | None) -> SiteFacts:
    """Of no site anything."""
    return NOTHING_KNOWN


@dataclass(frozen=True, slots=True)
class Asked:
    """A URL that is to be fetched: for which source, whether by name, and what is said of it elsewhere."""

    url: str
    source: str | None = None
    named: bool = False
    hints: Hints = field(default_factory=Hints)


@dataclass(frozen=True, slots=True)
class Visit:
    """How fetching a URL went: the page; or none, and then the state and the reason in which the work on it ends."""

    asked: Asked
    page: Page | None = field(default=None, repr=False)
    status: int | None = None
    final_url: str | None = None
    end: tuple[State, str] | None = None


def settle(
    visit: Visit, result: Cleaned | Rejected | None, store: "Store | None", output: str | None = None
) -> Outcome:
    """The one end of a URL, recorded in the store where there is one. `result` is None where there was no page;
    `output` is the file that is owed the record of a new article."""
    if store is None:
        return _end(visit, result, None)[0]
    with store.together():  # of two crawls that meet the same text at once, the second finds what the first stored
        outcome, twin = _end(visit, result, store)
        store.settle(outcome, visit.page, twin, output)
    return outcome


def _end(visit: Visit, result: Cleaned | Rejected | None, store: "Store | None") -> tuple[Outcome, str | None]:
    """The outcome, and the address of the article that it repeats."""
    asked = visit.asked
    outcome = Outcome(asked.url, "failed", "", asked.source, visit.status, visit.final_url, result, asked.named)
    if isinstance(result, Cleaned):
        return _article(outcome, result, store)
    if isinstance(result, Rejected):
        return replace(outcome, state="rejected", reason=result.reason), None
    if visit.end is not None:
        return replace(outcome, state=visit.end[0], reason=visit.end[1]), None
    return outcome, None


def _article(outcome: Outcome, cleaned: Cleaned, store: "Store | None") -> tuple[Outcome, str | None]:
    a = cleaned.article
    urls = tuple(dict.fromkeys(u for u in (outcome.url, outcome.final_url, a.canonical_url) if u))
    if store is None:
        result = replace(cleaned, article=replace(a, urls=urls))
        return replace(outcome, state="stored", reason="an article", result=result), None
    seen = store.first_seen(outcome.url)  # what is an article in its own right stays one when it is fetched again
    same = None if seen else store.same(outcome.url, a.canonical_url, a.content_hash)
    if same is not None:
        twin, what = same
        return replace(outcome, state="duplicate", reason=f"the same {what} as {twin}"), twin
    result = replace(cleaned, article=replace(a, urls=urls, version=1, first_seen_at=seen or a.fetched_at))
    return replace(outcome, state="stored", reason="an article", result=result), None


@dataclass(slots=True)
class Run:
    """One run: where its outcomes go, and its books. `output` names the file that `on_outcome` writes new records to.
    `facts` says what is known of a page's site. `progress` gets a source, how many of its URLs are done, and how many
    were found. `error` is what stopped the run, where something did."""

    store: "Store | None" = None
    output: str | None = None
    on_outcome: Callable[[Outcome], None] = lambda _: None
    progress: Callable[[str, int, int], None] = lambda *_: None
    require_article: bool = True
    facts: Facts = nothing_known
    report: RunReport = field(default_factory=RunReport)
    error: BaseException | None = None
    _books: dict[str, list[int]] = field(default_factory=dict)

    def is_settled(self, url: str) -> bool:
        """Whether an earlier run has settled this address; it is then counted as known."""
        known = self.store is not None and self.store.known(url) in SETTLED
        self.report.known += known
        return known

    def found(self, source: str) -> None:
        """One more URL of a source is to be fetched."""
        self._count(source, 0, 1)

    def settle(self, visit: Visit, result: Cleaned | Rejected | None) -> Outcome:
        """End the work on one URL, and tell whoever listens."""
        outcome = settle(visit, result, self.store, self.output)
        self.report.counts[outcome.state] = self.report.counts.get(outcome.state, 0) + 1
        if outcome.named and outcome.state not in ("stored", "duplicate"):
            self.report.failures.append((outcome.url, outcome.reason))
        if outcome.source is not None:
            self._count(outcome.source, 1, 0)
        self.on_outcome(outcome)
        return outcome

    def _count(self, source: str, done: int, found: int) -> None:
        books = self._books.setdefault(source, [0, 0])
        books[0] += done
        books[1] += found
        self.progress(source, *books)
