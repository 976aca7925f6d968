"""What `copydesk sources` asks of the web, and how it shows the answers."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from crawler.cli.say import is_terminal

if TYPE_CHECKING:
    from crawler.sources import Source
    from crawler.sources.survey import Listing, Survey

HEAD = f"  {'what':<9}  {'articles':>8}  {'newest':<10}  where"


def ask(sites: Sequence[str], sources: "Sequence[Source]", network: dict[str, Any]) -> "list[Survey]":
    """The surveys of these sites and sources, in their order; `network` are fields of FetchOptions. Raises
    KeyboardInterrupt where a person stopped it."""
    from crawler.start import FetchOptions, survey

    found = dict[str, "Survey"]()
    with _waiting(len(sites) + len(sources)) as advance:

        def take(one: "Survey") -> None:
            found[one.asked] = one
            advance()

        report = survey(sites, sources, on_survey=take, options=FetchOptions(**network))
    if report.interrupted:
        raise KeyboardInterrupt
    return [found[asked] for asked in (*sites, *(s.name for s in sources))]


def table(listings: "Iterable[Listing]") -> Iterator[str]:
    """A line for each list: what it is, how many articles it leads to, the newest day, where it is, what is wrong."""
    from cleaners.explanation.plain import one_line

    for a in listings:
        what = a.kind if a.form == "page" or not a.form else a.form
        number = f"{len(a.articles):,}" if a.articles else "-"
        said = "; ".join(filter(None, (a.note, a.problem)))
        where = one_line(f"{a.url} ({said})" if said else a.url)
        yield f"{' ' if a.is_fine else '!'} {what:<9}  {number:>8}  {a.newest or '-':<10}  {where}"


@contextmanager
def _waiting(total: int) -> Iterator[Callable[[], None]]:
    """A bar over the sites, for a person who waits; gives the function that advances it by one."""
    if not is_terminal(sys.stderr):
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("looking for lists of articles"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)
