"""`make demo`: crawl a small news site served from fixtures/, and show what came in, what went, and where it is now.

Writes ./demo/copydesk.db, ./demo/copydesk.warc/ and ./demo/articles.jsonl, those of an earlier demo being thrown away.
Exit status: 0 where the crawl did what it is there to show, 1 with a sentence where it did not.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import rmtree
from urllib.parse import unquote, urlsplit

from demo_site import served
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from cleaners.explanation import explain
from cleaners.explanation.plain import one_line
from cleaners.explanation.table import show
from cleaners.model import Article, Cleaned, Rejected
from crawler.cli.progress import crawling
from crawler.outcome import Outcome, RunReport, State
from crawler.start import CrawlOptions, crawl
from crawler.store import StoreError

FOLDER = Path("demo")
DATABASE, RECORDS = FOLDER / "copydesk.db", FOLDER / "articles.jsonl"
SHOWN = "No deal on Syria as Obama and Putin meet"
"""The title of the story that is shown whole."""
BRISK = {"DOWNLOAD_DELAY": 0.05, "AUTOTHROTTLE_ENABLED": False}
"""Our own server needs no politeness; the delay is left so that there is something to watch."""
COLOURS: dict[State, str] = {
    "stored": "green", "duplicate": "cyan", "skipped": "blue", "rejected": "yellow", "failed": "red",
}  # fmt: skip
WIDEST = 120


def main() -> int:
    """Run the demo. Returns the exit status."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter).parse_args()
    try:
        outcomes, report = run()
    except (OSError, StoreError) as error:
        return failed(f"the site could not be crawled: {error}")
    if report.failures:
        return failed("; ".join(f"{name}: {reason}" for name, reason in report.failures))
    seed = next((r for r in map(cleaned, outcomes) if r and r.article.title == SHOWN), None)
    if seed is None:
        return failed(f"“{SHOWN}” did not come in; {len(outcomes)} pages did, see {DATABASE}")
    out = Console(highlight=False, markup=False)
    out.width = min(out.width, WIDEST)
    for part in (came_in(outcomes), record(seed), removed(seed), stored(outcomes)):
        for line in part:
            out.print(line)
    return 0


def run() -> tuple[list[Outcome], RunReport]:
    """Serve the site and crawl it into an empty folder."""
    FOLDER.mkdir(exist_ok=True)
    for old in (RECORDS, *FOLDER.glob(f"{DATABASE.name}*")):
        old.unlink(missing_ok=True)
    rmtree(DATABASE.with_suffix(".warc"), ignore_errors=True)
    outcomes: list[Outcome] = []
    with served() as address, crawling([f"{address}/"]) as saw:
        options = CrawlOptions(db=str(DATABASE), output=str(RECORDS), on_progress=saw, settings=BRISK)
        report = crawl([f"{address}/"], on_outcome=outcomes.append, options=options)
    return outcomes, report


def came_in(outcomes: Sequence[Outcome]) -> Iterator[object]:
    """A row for each page: what it is, whose, from when, how long, and what became of it."""
    yield Rule("What came in", style="dim")
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=0, expand=True)
    table.add_column("title", ratio=1, no_wrap=True, overflow="ellipsis")
    for name, most in (("source", 10), ("author", 12)):
        table.add_column(name, max_width=most, no_wrap=True, overflow="ellipsis")
    table.add_column("date", style="dim", no_wrap=True)
    table.add_column("words", justify="right", no_wrap=True)
    table.add_column("state", no_wrap=True)
    others = Table.grid(padding=(0, 2, 0, 0))
    for outcome in sorted(outcomes, key=_order):
        state = Text(outcome.state, COLOURS[outcome.state])
        table.add_row(*_cells(outcome), state)
        if outcome.state != "stored":
            others.add_row(state, Text(f"{_path(outcome)}: {one_line(outcome.reason)}", overflow="fold"))
    yield table
    yield others


def record(seed: Cleaned) -> Iterator[object]:
    """The story as text, and its fields, each with where the value came from."""
    yield ""
    yield Rule("One record in full", style="dim")
    yield ""
    title, _, story = seed.article.as_text().partition("\n\n")
    yield Padding(Text(title, "bold"), (0, 0, 1, 0))
    yield Padding(Text(story.rstrip()), (0, 4, 1, 0))
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name, style in (("field", "bold"), ("value", ""), ("where from", "dim")):
        table.add_column(name, style=style, overflow="fold")
    for field in explain(seed).fields:
        table.add_row(field.name, show(field.value), field.evidence or "")
    yield table


def removed(seed: Cleaned) -> Iterator[object]:
    """What is no longer there: by whom it was removed, by which rule, and why."""
    yield ""
    yield Rule("What was removed from it, by whom and why", style="dim")
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name, style in (("text", "red"), ("cleaner: rule", "bold"), ("why", ""), ("kept as", "dim")):
        table.add_column(name, style=style, overflow="fold")
    for row in explain(seed).rows:
        if row.cleaner:
            table.add_row(one_line(row.text), f"{row.cleaner}: {row.rule}", row.why or "", row.field or "")
    yield table


def stored(outcomes: Sequence[Outcome]) -> Iterator[object]:
    """Where it all is now, and what to type next."""
    count = sum(outcome.state == "stored" for outcome in outcomes)
    yield Rule("Where it is, and what to try next", style="dim")
    size = f"{DATABASE.stat().st_size // 1000} kB, SQLite"
    yield Text(
        f"{count} records, one a line, are in {RECORDS}; all {len(outcomes)} pages, with their outcomes and what was"
        f" removed from each, are in {DATABASE} ({size})."
    )
    command = Path(sys.executable).with_name("copydesk")
    name = command.relative_to(Path.cwd()) if command.is_relative_to(Path.cwd()) else command
    yield Text(
        f"\n  {name} fixtures/ghanamma.com/no-deal-on-syria.html"
        f"\n  {name} explain fixtures/marketmorning.example/shares-fell.html"
        f"\n  {name} crawl https://YOUR-NEWS-SITE --limit 10 -o articles.jsonl"
        "\n  make demo-site  # serves this site until Ctrl-C, to try sources add, watch, serve on",
        "cyan",
        no_wrap=True,
        overflow="ignore",
    )


def failed(sentence: str) -> int:
    """Say it on stderr; gives the exit status."""
    Console(stderr=True, highlight=False).print(Text(f"demo: {one_line(sentence)}"))
    return 1


def cleaned(outcome: Outcome) -> Cleaned | None:
    """The article of a page that gave one."""
    return outcome.result if isinstance(outcome.result, Cleaned) else None


def _cells(outcome: Outcome) -> tuple[str, str, str, str, str]:
    result = cleaned(outcome)
    if result is None:
        title = outcome.result.title if isinstance(outcome.result, Rejected) else None
        return one_line(title or _path(outcome)), "", "", "", ""
    a = result.article
    title = one_line(a.title or "(no title)")
    return title, _whose(a), ", ".join(a.authors), (a.published_at or "")[:10], f"{a.word_count:,}"


def _order(outcome: Outcome) -> tuple[int, str]:
    """What is stored first, in the order of the site's addresses."""
    return list(COLOURS).index(outcome.state), outcome.url


def _whose(a: Article) -> str:
    return (a.source.name if a.source else None) or a.agency or ""


def _path(outcome: Outcome) -> str:
    return unquote(urlsplit(outcome.url).path)


if __name__ == "__main__":
    sys.exit(main())
