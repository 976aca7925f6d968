"""What came in, counted by source, state and reason, and the closing lines that say so."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cleaners.model import Rejected
from crawler.cli.say import say
from crawler.outcome import Outcome, RunReport, State

if TYPE_CHECKING:
    from rich.table import Table

COLUMNS: dict[State, str] = {
    "stored": "stored", "duplicate": "duplicate", "skipped": "skipped", "rejected": "refused", "failed": "failed",
}  # fmt: skip
"""State → its word for a person."""
PASSWORD = re.compile(r"(?<=\w):[^:/@]+@")
"""That in a database's address."""
MOST_REASONS = 5
"""So many reasons of one state are told; the store has all of them."""


@dataclass(slots=True)
class Tally:
    """Counts outcomes as they come."""

    by_source: dict[str, Counter[State]] = field(default_factory=lambda: defaultdict(Counter))
    reasons: dict[State, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, outcome: Outcome) -> None:
        """Count one."""
        self.by_source[outcome.source or "given by address"][outcome.state] += 1
        self.reasons[outcome.state][_reason(outcome)] += 1

    def total(self, state: State) -> int:
        """How many ended so, over all sources."""
        return self.reasons[state].total()

    def show(self) -> None:
        """Print the table and the reasons on stderr."""
        from rich.console import Console

        if self.by_source:
            Console(stderr=True).print(self.table())
        for line in self.why():
            say(line)

    def table(self) -> "Table":
        """Sources down, states across; a state that nothing ended in has no column."""
        from rich.table import Table

        states = [s for s in COLUMNS if s == "stored" or self.total(s)]
        many = len(self.by_source) > 1
        table = Table(box=None, padding=(0, 1), pad_edge=False, show_footer=many)
        table.add_column("source", "all", overflow="fold")
        for state in states:
            table.add_column(COLUMNS[state], f"{self.total(state):,}", justify="right")
        for source, counts in sorted(self.by_source.items()):
            table.add_row(source, *(f"{counts[s]:,}" for s in states))
        return table

    def why(self) -> Iterator[str]:
        """A line for each state but the good one: its commonest reasons, each with its number."""
        for state in ("duplicate", "skipped", "rejected", "failed"):
            found = self.reasons[state]
            told = [f"{n:,} × {reason}" for reason, n in found.most_common(MOST_REASONS)]
            if len(found) > MOST_REASONS:
                told.append(f"{len(found) - MOST_REASONS} other reasons")
            if told:
                yield f"{COLUMNS[state]}: {'; '.join(told)}"


def closing(tally: Tally, report: RunReport, db: str, output: str | None) -> str:
    """The last line: what is new, what was known before, and where it all is."""
    changed = report.changes.get("changed", 0)
    new = tally.total("stored") - changed - report.changes.get("same", 0)
    parts = ["stopped by Ctrl-C"] if report.interrupted else []
    parts += [f"{new:,} new article{'' if new == 1 else 's'}"]
    if changed:
        parts.append(f"{changed:,} changed")
    if report.known:
        parts.append(f"{report.known:,} page{' was' if report.known == 1 else 's were'} already known")
    if report.left:
        parts.append(f"{report.left:,} or more are left for another run")
    if report.old:
        parts.append(f"{report.old:,} are older than their source's horizon (--backfill takes them)")
    written = f"; the records are in {output}" if output else ""
    path = Path(db)
    size = f" ({_size(path.stat().st_size)})" if path.exists() else ""
    return f"{', '.join(parts)}{written}; the store is {PASSWORD.sub(':***@', db)}{size}"


def _reason(outcome: Outcome) -> str:
    """The reason without what differs from page to page, so that like counts with like."""
    result = outcome.result
    if outcome.state == "rejected" and isinstance(result, Rejected) and result.stage == "verdict" and result.verdict:
        return result.verdict.kind.replace("_", " ")
    return outcome.reason


def _size(n: float) -> str:
    for unit in ("bytes", "kB", "MB"):
        if n < 1000:
            return f"{n:.0f} {unit}" if unit == "bytes" or n >= 10 else f"{n:.1f} {unit}"
        n /= 1000
    return f"{n:.1f} GB"
