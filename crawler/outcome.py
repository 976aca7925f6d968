"""How the work on one URL ended, and how a run did: the values that spiders, flow, store and command share."""

from dataclasses import dataclass, field
from typing import Literal

from cleaners.model import Cleaned, Rejected

State = Literal["stored", "duplicate", "skipped", "rejected", "failed"]
"""stored: an article; duplicate: one that we have already; skipped: not fetched, on purpose (robots, filters);
rejected: fetched, but no article; failed: could not be fetched or read."""


Change = Literal["new", "changed", "same"]
"""What a stored article is beside what we had of it."""


Purpose = Literal["page", "feed", "sitemap", "robots", "list", "probe"]
"""What a request is for; list: a page of links; probe: to see whether something is there."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The one end of one URL. `url` is the address as it was asked for; `reason` is one sentence for a person."""

    url: str
    state: State
    reason: str
    source: str | None = None
    status: int | None = None
    final_url: str | None = None
    result: Cleaned | Rejected | None = None
    """What was made of its page. Where there is a store, of the document no more than the blocks that were removed."""
    named: bool = False
    """Asked for by name (a one-off URL), not found by a crawl: its failure is the command's failure."""
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Requested:
    """One request that went out, whatever came of it. `at` is when (ISO 8601, UTC); `source` for which source; `host`
    the name it went to, without `www.`; `status` None where no answer came; `bytes` those of the answer's body as they
    were sent, packed or not; `seconds` until all of it was there."""

    at: str
    source: str | None
    host: str
    url: str
    purpose: Purpose
    status: int | None
    bytes: int
    seconds: float


ARCHIVE = "the archive"
"""What a report calls it, where it is the archive that failed or of which there is something to be said."""

BOOKS = "the books"
"""What it calls them, where they do not come out even."""


@dataclass(slots=True)
class RunReport:
    """What a run did. `failures` are sources or URLs asked for by name that failed, each with its reason; `notes` what
    else there is to be said of a source."""

    counts: dict[State, int] = field(default_factory=dict)
    failures: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    changes: dict[Change, int] = field(default_factory=dict)
    """How many of those that were stored are new, have changed, are the same."""
    known: int = 0
    """URLs that an earlier run has settled, not fetched again."""
    left: int = 0
    """At least so many more were found beyond the limit, and wait for another run."""
    left_behind: dict[str, int] = field(default_factory=dict)
    """Source that no file has, and that was not crawled → URLs that wait for it."""
    old: int = 0
    """URLs that are older than the horizon of their source, and were left alone."""
    dropped: int = 0
    """Pages that the archive does not keep any longer, for they are old."""
    interrupted: bool = False
