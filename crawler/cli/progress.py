"""Progress for a person who waits: on stderr, on a terminal, and gone when the work is done."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from heapq import nlargest
from typing import TYPE_CHECKING

from crawler.cli.say import is_terminal

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

WORTH_SHOWING = 20
"""Fewer files than this are done before a person has read a progress bar."""
MOST_BARS = 12
"""Bars that fit on a terminal, with what stands above them."""


@contextmanager
def cleaning(total: int, *, between_lines: bool = False) -> Iterator[Callable[[], None]]:
    """A bar over so many files; gives the function that advances it by one.

    None is shown where the documents go to the same terminal: they are the progress. `between_lines`: what is printed
    there are single lines, and the bar stays below them."""
    hidden = is_terminal(sys.stdout) and not between_lines
    if total < WORTH_SHOWING or not is_terminal(sys.stderr) or hidden:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("cleaning"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    above = is_terminal(sys.stdout)
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=above) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)


@contextmanager
def crawling(targets: Sequence[str]) -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each source, there before its first article is found; of very many one for all of them, and for those
    that have most to do. Gives the function that is told a source, how many of its pages are done, and how many were
    found so far; both count also what is looked at again."""
    if not is_terminal(sys.stderr):
        yield lambda _source, _done, _found: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        yield _Bars(bar, targets).saw


class _Bars:
    """Those of a crawl."""

    def __init__(self, progress: "Progress", targets: Sequence[str]) -> None:
        self._progress = progress
        self._many = len(targets) > MOST_BARS
        self._all = self._add(f"{len(targets):,} sources", visible=self._many)
        self._of = {target: self._add(target, visible=not self._many) for target in targets}
        self._counts: dict[str, tuple[int, int]] = {}
        self._shown = set[str]()

    def saw(self, source: str, done: int, found: int) -> None:
        """So many pages of a source are done, of so many."""
        if source not in self._of:
            self._of[source] = self._add(source, visible=not self._many)
        self._counts[source] = (done, found)
        self._update(self._of[source], done, found)
        if self._many:
            self._update(self._all, *map(sum, zip(*self._counts.values(), strict=True)))
            busiest = {name for name in nlargest(MOST_BARS - 1, self._counts, key=self._open) if self._open(name)}
            for name in busiest ^ self._shown:
                self._progress.update(self._of[name], visible=name in busiest)
            self._shown = busiest

    def _open(self, source: str) -> int:
        done, found = self._counts[source]
        return found - done

    def _add(self, name: str, *, visible: bool) -> "TaskID":
        return self._progress.add_task(name, total=None, visible=visible, rate="looking for articles")

    def _update(self, task: "TaskID", done: int, found: int) -> None:
        speed = self._progress.tasks[task].speed
        rate = f"{speed:.1f} pages/s" if speed else ""
        self._progress.update(task, completed=done, total=found, rate=rate)
