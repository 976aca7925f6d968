"""What an examination finds. Instants are ISO 8601 in UTC; shares are between 0 and 1."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from crawler.store.changes import Standing

Kind = Literal[
    "failing", "overdue", "silent", "fewer", "failed", "refused", "words", "noise", "title", "authors", "date",
    "books", "store", "sink_failing", "sink_waiting",
]  # fmt: skip
Measure = Literal["failed", "refused", "words", "noise", "title", "authors", "date"]
"""failed: share of the URLs that could not be fetched; refused: share of the pages that are no articles; words: median
of the text's; noise: mean share of the letters extracted that were removed; title, authors, date: share of the
records that have one."""
STATES = ("stored", "duplicate", "skipped", "rejected", "failed", "discovered")
"""All that a URL can be; discovered: it waits to be fetched."""


class Observed(NamedTuple):
    """One article or page, under one measure: when it came, what is measured, its key in the store."""

    at: str
    value: float
    key: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something is not as it should be: with which source or `sink` (neither: with the store), what, in a sentence
    without its name, since when, and the first address at which it showed."""

    source: str | None
    kind: Kind
    text: str
    since: str | None = None
    url: str | None = None
    sink: str | None = None

    def __str__(self) -> str:
        whose = self.source or (f"sink {self.sink}" if self.sink else "")
        said = f"{whose}: {self.text}" if whose else self.text
        return f"{said}; first: {self.url}" if self.url else said


@dataclass(frozen=True, slots=True)
class Compared:
    """A measure over the last week, and over the four weeks before; None where there was nothing to measure."""

    now: float | None
    before: float | None


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """One source. `articles` are those of the last 24 hours, `usual` the median of the 28 such days before. `reasons`:
    why pages of the last week are no articles, and how many, the commonest first. `due_at`: when `watch` looks next."""

    name: str
    url: str | None = None
    polled_at: str | None = None
    succeeded_at: str | None = None
    failed_at: str | None = None
    failed_since: str | None = None
    failure: str | None = None
    failed_url: str | None = None
    due_at: str | None = None
    last_article_at: str | None = None
    articles: int = 0
    usual: float = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    measures: Mapping[Measure, Compared] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Books:
    """What became of the URLs of a source (None: of those that belong to none), by state; `discovered` are all that
    were ever heard of, `articles` those that the store has."""

    source: str | None
    discovered: int
    states: Mapping[str, int]
    articles: int

    @property
    def is_balanced(self) -> bool:
        """Whether each URL is in a state that there is, and each stored one has its article."""
        known = sum(self.states.get(state, 0) for state in STATES)
        return known == self.discovered and self.states.get("stored", 0) == self.articles


@dataclass(frozen=True, slots=True)
class Report:
    """An examination. `thorough`: the whole of the store was checked, not only the sources that were named. `notes`:
    what is no fault, and yet is to be known."""

    at: str
    sources: tuple[SourceHealth, ...] = ()
    books: tuple[Books, ...] = ()
    findings: tuple[Finding, ...] = ()
    thorough: bool = False
    sinks: tuple[Standing, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to be told."""
        return not self.findings
