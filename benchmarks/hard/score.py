"""What a row of the scorecard is, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


class NotRun(Exception):
    """A row cannot be run here; the message says what it needs."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, whether that is within the limit, and what was wrong, case by case."""

    said: str
    good: bool
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lab:
    """Where rows are run: an empty folder for each, and the folder of the suites of others, where there is one.
    `small`: with less of everything, so that all rows together take a minute."""

    folder: Path
    suites: Path | None = None
    small: bool = False

    def suite(self, path: str) -> Path:
        """A file or folder of a suite. Raises NotRun where it is not there."""
        found = self.suites / path if self.suites else None
        if found is None or not found.exists():
            raise NotRun(f"needs {path.partition('/')[0]} in the folder of suites")
        return found


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number and what it counts, the limit, what others were measured at, and how it is run."""

    number: int
    what: str
    limit: str
    peers: str
    run: Callable[[Lab], Figure]
