"""What happens to a worker's outcome: dedupe → store. No Scrapy.

Every URL that is asked for ends here, once, in one state with one reason; `Run` keeps the books of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from cleaners.model import NOTHING_KNOWN, Cleaned, Hints, Page, Rejected, SiteFacts
from cleaners.rules import NO_RULES, Rules
from crawler.dedupe import addresses
from crawler.discover.reservations import reserved
from crawler.outcome import BOOKS, Change, Outcome, Requested, RunReport, State
from crawler.schedule import REVISIT

if TYPE_CHECKING:
    from crawler.archive import Place
    from crawler.sources import Source
    from crawler.store import Store
    from crawler.store.requests import RequestLog

Facts = Callable[[str | None], SiteFacts]
"""What is known of the site of an address beside its pages: a user's rules, say."""

BEAT_SECONDS = 20.0
"""So often a run says that it lives."""
BATCH = 50
"""So many requests are entered in the log at once; a run that is killed loses no more of them. Those that count for a
budget do not wait for it."""
FORGOTTEN = "it was forgotten, and is not kept again"


def nothing_known(_url: str | None) -> SiteFacts:
    """Of no site anything."""
    return NOTHING_KNOWN


@dataclass(frozen=True, slots=True)
class Asked:
    """A URL that is to be fetched: for which source, whether by name, and what is said of it elsewhere. `revisit` are
    the ages at which its article is looked at again; `version` is what the server said of the page that we have: ETag,
    Last-Modified, and the address that said so."""

    url: str
    source: str | None = None
    named: bool = False
    hints: Hints = field(default_factory=Hints)
    revisit: tuple[timedelta, ...] = REVISIT
    version: tuple[str | None, str | None, str | None] = (None, None, None)


@dataclass(frozen=True, slots=True)
class Visit:
    """How fetching a URL went: the page; or none, and then the state and the reason in which the work on it ends.
    `skips_reserved`: a page whose publisher reserves its use by machines is left alone. `kept`: where the archive has
    the page already."""

    asked: Asked
    page: Page | None = field(default=None, repr=False)
    status: int | None = None
    final_url: str | None = None
    end: tuple[State, str] | None = None
    skips_reserved: bool = False
    kept: "Place | None" = None


def settle(
    visit: Visit, result: Cleaned | Rejected | None, store: "Store | None", output: str | None = None
) -> Outcome:
    """The one end of a URL, recorded in the store where there is one. `result` is None where there was no page;
    `output` is the file that is owed the record of a new article."""
    outcome = _end(visit, result)
    if not outcome.reason.isprintable():
        from cleaners.explanation.plain import one_line  # its package is large, and this is seldom

        outcome = replace(outcome, reason=one_line(outcome.reason))
    if store is None:
        return outcome
    from crawler.arrival import Arrival, arrive, in_its_story
    from crawler.dedupe.fingerprinted import fingerprinted
    from crawler.store import Ending
    from crawler.store.tombstones import Tombstones

    told = fingerprinted(result) if isinstance(result, Cleaned) else None
    with store.together():  # of two crawls that meet the same text at once, the second finds what the first stored
        if Tombstones(store).refuse(visit.asked.url, visit.final_url, told):
            return replace(outcome, state="skipped", reason=FORGOTTEN, result=None, change=None)
        arrival = Arrival(outcome)
        if told is not None and outcome.state == "stored":
            arrival = arrive(outcome, told, visit.page, store)
        ending = Ending(arrival.outcome, visit.page, arrival.twin, output, visit.asked.revisit, arrival.why, visit.kept)
        store.settle(ending)
        return in_its_story(arrival.outcome, store)


def _end(visit: Visit, result: Cleaned | Rejected | None) -> Outcome:
    """The outcome of a visit by itself, as if nothing else were known: an article is a new one."""
    asked = visit.asked
    outcome = Outcome(asked.url, "failed", "", asked.source, visit.status, visit.final_url, result, asked.named)
    if isinstance(result, Cleaned):
        if visit.skips_reserved and (why := reserved(result.article.rights.reservations)):
            return replace(outcome, state="skipped", reason=why, result=None)
        urls = addresses(asked.url, visit.final_url, result.article.canonical_url)
        known = replace(result, article=replace(result.article, urls=urls))
        return replace(outcome, state="stored", reason="an article", result=known, change="new")
    if isinstance(result, Rejected):
        return replace(outcome, state="rejected", reason=result.reason)
    if visit.end is not None:
        change: Change | None = "same" if visit.end[0] == "stored" else None
        return replace(outcome, state=visit.end[0], reason=visit.end[1], change=change)
    return outcome


@dataclass(slots=True)
class Run:
    """One run: where its outcomes go, and its books. `output` names the file that `on_outcome` writes new records to.
    `facts` says what is known of a page's site, `rules` what the user has for a source. `progress` gets a source, how
    many of its URLs are done, and how many were found; `would` a source and a URL that a dry run would have fetched.
    `error` is what stopped the run, where something did."""

    store: "Store | None" = None
    output: str | None = None
    on_outcome: Callable[[Outcome], None] = lambda _: None
    progress: Callable[[str, int, int], None] = lambda *_: None
    would: Callable[[str, str], None] = lambda *_: None
    require_article: bool = True
    facts: Facts = nothing_known
    rules: Mapping[str, Rules] = field(default_factory=dict)
    report: RunReport = field(default_factory=RunReport)
    error: BaseException | None = None
    id: str = ""
    _open: int = 0
    _books: dict[str, list[int]] = field(default_factory=dict)
    _requests: list[Requested] = field(default_factory=list)
    _reserved: dict[int, Requested] = field(default_factory=dict)

    def begin(self, command: str) -> None:
        """Enter the run into the store, where there is one."""
        if self.store is not None:
            self.id = self.store.runs.begin(command)

    def beat(self) -> None:
        """Say that the run lives."""
        if self.store is not None:
            self.store.runs.beat(self.id)
            self._log_requests()

    def end(self, ending: str) -> None:
        """Note how it ended, and give back what it has not come to. Where it came to its end by itself, each URL that
        was asked for has come to one end; a report that says otherwise tells of a fault of ours."""
        if ending == "finished" and self.error is None and self._open:
            self.report.failures.append(
                (BOOKS, f"{self._open:+,} URLs were asked for, beside those that came to an end")
            )
        if self.store is not None:
            self._log_requests().prune()
            self.store.runs.end(self.id, ending, self.report.counts)

    def reserve(self, entry: Requested, most: int) -> int | None:
        """A request is about to go out to a host that gets no more than `most` in 24 hours. It is in the store's log
        before it does, so that it counts whatever becomes of this run; its number there, 0 where there is no store.
        None where the host has had so many: of this run, of those before and beside it."""
        if self.store is None:
            return 0
        with self.store.together():
            log = self._log_requests()
            return log.begin(entry) if log.today(entry.host) < most else None

    def requests_today(self, host: str) -> int:
        """How many requests a host has had in the last 24 hours: of this run, of those before and beside it."""
        return 0 if self.store is None else self._log_requests().today(host)

    def withdraw(self, number: int) -> None:
        """The request of this number has not gone out."""
        if self.store is not None:
            self._log_requests().withdraw(number)

    def requested(self, entry: Requested, number: int = 0) -> None:
        """A request has gone out, and ended. It is entered in the store's log with the next batch; of one that was
        reserved, under its number, what came of it."""
        if self.store is None:
            return
        if number:
            self._reserved[number] = entry
        else:
            self._requests.append(entry)
        if len(self._requests) + len(self._reserved) >= BATCH:
            self._log_requests()

    def known(self, asked: Asked, url: str | None) -> SiteFacts:
        """What is known of the site of a page: by its address, and by the source that it belongs to."""
        facts = self.facts(url)
        own = self.rules.get(asked.source or "", NO_RULES).facts_for(url)
        version = "+".join(filter(None, (own.version, facts.version))) or None
        return replace(facts, rules=(*own.rules, *facts.rules), version=version)

    def found(self, source: str | None) -> None:
        """One more URL is to be fetched, of a source or by itself."""
        self._open += 1
        if source is not None:
            self._count(source, 0, 1)

    def is_read(self, source: "Source") -> bool:
        """Whether the run before this one has come to the end of this source's lists. One that was killed, with what is
        on their first pages already stored, has left what is on the others."""
        return self.store is not None and self.store.sources.is_read(source.name)

    def reads(self, source: "Source") -> None:
        """The lists of a source are about to be read."""
        if self.store is not None:
            self.store.sources.reading(source.name, source.url)

    def succeeded(self, source: "Source") -> None:
        """All lists of a source were read."""
        if self.store is not None:
            self.store.sources.polled(source.name, source.url)

    def failed(self, source: "Source", reason: str, url: str | None = None) -> None:
        """A source gave nothing. `url` is the first address at which that showed."""
        self.report.failures.append((source.name, reason))
        if self.store is not None:
            self.store.sources.polled(source.name, source.url, reason, url or source.url)

    def settle(self, visit: Visit, result: Cleaned | Rejected | None) -> Outcome:
        """End the work on one URL, and tell whoever listens."""
        outcome = settle(visit, result, self.store, self.output)
        self._open -= 1
        self.report.counts[outcome.state] = self.report.counts.get(outcome.state, 0) + 1
        if outcome.change is not None:
            self.report.changes[outcome.change] = self.report.changes.get(outcome.change, 0) + 1
        if outcome.named and outcome.state not in ("stored", "duplicate"):
            self.report.failures.append((outcome.url, outcome.reason))
        if outcome.source is not None:
            self._count(outcome.source, 1, 0)
        self.on_outcome(outcome)
        return outcome

    def _log_requests(self) -> "RequestLog":
        """The store's log, with all in it that this run knows of."""
        from crawler.store.requests import RequestLog

        assert self.store is not None
        log = RequestLog(self.store)
        log.add(self._requests)
        self._requests.clear()
        log.complete(self._reserved)
        self._reserved.clear()
        return log

    def _count(self, source: str, done: int, found: int) -> None:
        books = self._books.setdefault(source, [0, 0])
        books[0] += done
        books[1] += found
        self.progress(source, *books)
