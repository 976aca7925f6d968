"""What came in, counted by source, state and reason, and the closing lines that say so."""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cleaners.model import Rejected
from crawler.cli.say import is_terminal, say
from crawler.outcome import Outcome, RunReport, State

if TYPE_CHECKING:
    from rich.table import Table

Column = State | Literal["changed", "same"]
COLUMNS: dict[Column, str] = {
    "stored": "stored", "changed": "changed", "same": "unchanged", "duplicate": "duplicate", "skipped": "skipped",
    "rejected": "refused", "failed": "failed",
}  # fmt: skip
"""State → its word for a person. What was stored before and looked at again counts by what came of that."""
PASSWORD = re.compile(r"(?<=\w):[^:/@]+@")
"""That in a database's address."""
MOST_REASONS = 5
"""So many reasons of one state are told; the store has all of them."""
WIDE = 2000
"""Columns of a table that no terminal shows: an address that is a source's name is not broken there."""
MOST_ROWS = 40
"""So many sources have a row of their own, those with most pages; a person reads through no more."""


@dataclass(slots=True)
class Tally:
    """Counts outcomes as they come."""

    by_source: dict[str, Counter[Column]] = field(default_factory=lambda: defaultdict(Counter))
    reasons: dict[Column, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    first: dict[str, str] = field(default_factory=dict)
    """Reason → the first address that failed for it."""

    def add(self, outcome: Outcome) -> None:
        """Count one."""
        column: Column = outcome.change if outcome.change in ("changed", "same") else outcome.state
        self.by_source[outcome.source or "given by address"][column] += 1
        self.reasons[column][_reason(outcome)] += 1
        if outcome.state == "failed":
            self.first.setdefault(outcome.reason, outcome.url)

    def total(self, column: Column) -> int:
        """How many ended so, over all sources."""
        return self.reasons[column].total()

    def show(self) -> None:
        """Print the table and the reasons on stderr."""
        from rich.console import Console

        if self.by_source:
            Console(stderr=True, width=None if is_terminal(sys.stderr) else WIDE).print(self.table())
        for line in self.why():
            say(line)

    def table(self) -> "Table":
        """Sources down, states across; a state that nothing ended in has no column."""
        from rich.table import Table

        columns = [c for c in COLUMNS if c == "stored" or self.total(c)]
        many = len(self.by_source) > 1
        table = Table(box=None, padding=(0, 1), pad_edge=False, show_footer=many)
        table.add_column("source", "all", overflow="fold")
        for column in columns:
            table.add_column(COLUMNS[column], f"{self.total(column):,}", justify="right")
        for source, counts in self._rows():
            table.add_row(source, *(f"{counts[c]:,}" for c in columns))
        return table

    def _rows(self) -> Iterator[tuple[str, Counter[Column]]]:
        """By name; of very many sources the busiest, and all others in one row."""
        busiest = sorted(self.by_source, key=lambda name: -self.by_source[name].total())
        shown, others = busiest[:MOST_ROWS], busiest[MOST_ROWS:]
        yield from ((name, self.by_source[name]) for name in sorted(shown))
        if others:
            yield f"{len(others):,} others", sum((self.by_source[name] for name in others), Counter[Column]())

    def why(self) -> Iterator[str]:
        """A line for each state but the good one: its commonest reasons, each with its number, and with the first
        address where something has failed."""
        told: tuple[State, ...] = ("duplicate", "skipped", "rejected", "failed")
        for state in told:
            found = self.reasons[state]
            parts = [f"{n:,} × {reason}{self._where(state, reason)}" for reason, n in found.most_common(MOST_REASONS)]
            if len(found) > MOST_REASONS:
                parts.append(f"{len(found) - MOST_REASONS} other reasons")
            if parts:
                yield f"{COLUMNS[state]}: {'; '.join(parts)}"

    def _where(self, state: State, reason: str) -> str:
        return f", first {self.first[reason]}" if state == "failed" else ""


def closing(tally: Tally, report: RunReport, db: str, output: str | None) -> str:
    """The last line: what is new, what was known before, and where it all is."""
    new, changed = tally.total("stored"), tally.total("changed")
    parts = ["stopped by Ctrl-C"] if report.interrupted else []
    parts += [f"{new:,} new article{'' if new == 1 else 's'}"]
    if changed:
        parts.append(f"{changed:,} changed")
    if report.known:
        parts.append(f"{report.known:,} page{' was' if report.known == 1 else 's were'} already known")
    if report.left:
        parts.append(f"{report.left:,} or more are left for another run")
    if report.old:
        are, them = ("is older than its", "it") if report.old == 1 else ("are older than their", "them")
        parts.append(f"{report.old:,} {are} source's horizon (--backfill takes {them})")
    if report.dropped:
        parts.append(f"{report.dropped:,} old page{' is' if report.dropped == 1 else 's are'} no longer kept")
    come = new or changed
    written = (
        f"; the records are in {output}" if output and come else f"; nothing was added to {output}" if output else ""
    )
    path = Path(db)
    size = f" ({_size(path.stat().st_size)})" if path.exists() else ""
    return f"{', '.join(parts)}{written}; the store is {PASSWORD.sub(':***@', db)}{size}"


def left_behind(report: RunReport, paused: Collection[str]) -> str | None:
    """The line on pages that wait for a source that is crawled no more; None where there are none. Those of sources
    that are paused wait on purpose."""
    waiting = Counter({name: n for name, n in report.left_behind.items() if name not in paused})
    if not waiting:
        return None
    total = waiting.total()
    whose = ", ".join(f"{name}: {n:,}" for name, n in waiting.most_common(MOST_REASONS))
    more = f", and {len(waiting) - MOST_REASONS:,} others" if len(waiting) > MOST_REASONS else ""
    which = "page waits" if total == 1 else "pages wait"
    return f"{total:,} {which} for what is crawled no more ({whose}{more}), until another source lists them"


def _reason(outcome: Outcome) -> str:
    """The reason without what differs from page to page, so that like counts with like."""
    result = outcome.result
    if outcome.state == "rejected" and isinstance(result, Rejected) and result.stage == "verdict" and result.verdict:
        scripted = any("JavaScript" in why for why in result.verdict.evidence)
        return result.verdict.kind.replace("_", " ") + (" without JavaScript" if scripted else "")
    return outcome.reason


def _size(n: float) -> str:
    for unit in ("bytes", "kB", "MB"):
        if n < 1000:
            return f"{n:.0f} {unit}" if unit == "bytes" or n >= 10 else f"{n:.1f} {unit}"
        n /= 1000
    return f"{n:.1f} GB"
