"""Progress for a person who waits: on stderr, on a terminal, and gone when the work is done."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from crawler.cli.say import is_terminal

WORTH_SHOWING = 20
"""Fewer files than this are done before a person has read a progress bar."""


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
    """A bar for each source, there before its first article is found; gives the function that is told a source, how
    many of its pages are done, and how many were found so far."""
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
        tasks = {target: bar.add_task(target, total=None, rate="looking for articles") for target in targets}

        def saw(source: str, done: int, found: int) -> None:
            if source not in tasks:
                tasks[source] = bar.add_task(source, total=None, rate="")
            speed = bar.tasks[tasks[source]].speed
            bar.update(tasks[source], completed=done, total=found, rate=f"{speed:.1f} pages/s" if speed else "")

        yield saw
