"""How `copydesk health` shows what it has found."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from crawler.health import Report, SourceHealth
    from crawler.health.model import Measure
    from crawler.outcome import Requested
    from crawler.store import Store

HEAD = (
    "source",
    "last success",
    "last day",
    "usual",
    "failed",
    "refused",
    "words",
    "noise",
    "title",
    "authors",
    "date",
)
MEASURES: "tuple[Measure, ...]" = ("failed", "refused", "words", "noise", "title", "authors", "date")
MOST_LINES = 40
"""Sources that a person reads through; of more, those that are well are only counted."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is examined: sources with their addresses; which are expected to be looked at, and after which pause at the
    latest; the names of all that are configured; whether all of the store is, and the sinks are."""

    sources: Mapping[str, str | None]
    expected: Mapping[str, timedelta]
    configured: Collection[str]
    thorough: bool


def show(store: "Store", asked: Asked, form: str | None, *, quiet: bool) -> int:
    """Examine and print; the exit status."""
    from crawler.health import examine, with_sinks
    from crawler.health.metrics import text

    thorough = asked.thorough and form != "metrics"
    report = examine(
        store, asked.sources, thorough=thorough, expected=asked.expected, configured=asked.configured
    )  # fmt: skip
    if asked.thorough:
        report = with_sinks(store, report)
    if form == "metrics":
        click.echo(text(store, report), nl=False)
    elif form == "json":
        if not (quiet and report.is_well):
            click.echo(_json(report))
    elif quiet:
        _print(*(str(finding) for finding in report.findings))
    else:
        told = (*(str(finding) for finding in report.findings), *report.notes)
        _print(*_table(report), *_sinks(report), *told, *_books(report))
    return int(not report.is_well)


def show_requests(store: "Store", names: Sequence[str], *, as_json: bool) -> None:
    """Print the requests of the last day: what they come to, then each."""
    from crawler.store.requests import DAY, RequestLog

    log = RequestLog(store)
    for name in names:
        asked = list(log.of_source(name, store.clock() - DAY))
        if as_json:
            click.echo(_requests_json(name, asked))
        else:
            _print(*_sums(name, asked), *(_line(entry) for entry in asked))


def _table(report: "Report") -> Iterator[str]:
    """A line for each source; of very many only those with which something is wrong."""
    ill = {finding.source for finding in report.findings}
    shown = [s for s in report.sources if len(report.sources) <= MOST_LINES or s.name in ill]
    rows = [HEAD, *(_row(s) for s in shown)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEAD))]
    for row in rows if shown else ():
        yield "  ".join(c.ljust(w) if i < 2 else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True)))
    if len(shown) < len(report.sources):
        yield f"{len(report.sources) - len(shown):,} other sources are well"
    yield ""


def _sinks(report: "Report") -> Iterator[str]:
    """A line for each sink."""
    from crawler.health.judge import minute

    for sink in report.sinks:
        last = f"last delivery {minute(sink.acknowledged_at)}" if sink.acknowledged_at else "nothing delivered yet"
        waiting = f"{sink.behind:,} waiting since {minute(sink.waiting_since)}" if sink.waiting_since else "up to date"
        down = f", takes nothing since {minute(sink.failed_since)}: {sink.failure}" if sink.failed_since else ""
        dead = f", {sink.dead:,} refused" if sink.dead else ""
        yield f"sink {sink.name}: {last}, {waiting}{dead}{down}"
    if report.sinks:
        yield ""


def _row(source: "SourceHealth") -> tuple[str, ...]:
    from crawler.health.judge import minute

    last = minute(source.succeeded_at) if source.succeeded_at else "never"
    cells = [_cell(m, source.measures[m].now) for m in MEASURES]
    return (source.name, last, f"{source.articles:,}", f"{source.usual:g}", *cells)


def _cell(measure: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if measure == "words" else f"{100 * value:.0f} %"


def _books(report: "Report") -> Iterator[str]:
    """The sums over all books that were looked at."""
    sums = Counter[str]()
    for one in report.books:
        sums.update(one.states)
    words = {"rejected": "refused", "discovered": "waiting"}
    parts = " + ".join(f"{n:,} {words.get(state, state)}" for state, n in sums.most_common())
    yield f"{sum(b.discovered for b in report.books):,} URLs = {parts or 0}"
    if report.is_well:
        yield "all is well"


def _json(report: "Report") -> str:
    import json
    from dataclasses import asdict

    said = asdict(report) | {"well": report.is_well}
    said["books"] = [asdict(b) | {"balanced": b.is_balanced} for b in report.books]
    return json.dumps(said, indent=2, ensure_ascii=False)


def _sums(name: str, asked: "Sequence[Requested]") -> Iterator[str]:
    """What the requests come to: by host, hour, purpose and status."""
    size = sum(entry.bytes for entry in asked)
    yield f"{name}: {len(asked):,} requests in the last 24 hours, {size:,} bytes"
    for what, of in (
        ("host", lambda e: e.host), ("hour", lambda e: f"{e.at[:10]} {e.at[11:13]}:00"),
        ("purpose", lambda e: e.purpose), ("status", lambda e: str(e.status or "no answer")),
    ):  # fmt: skip
        counts = sorted(Counter(of(entry) for entry in asked).items())
        yield f"  by {what}: {', '.join(f'{key} {n:,}' for key, n in counts) or '-'}"


def _line(entry: "Requested") -> str:
    end = f"{entry.status or 'no answer'}  {entry.bytes} bytes  {entry.seconds:.3f} s"
    return f"{entry.at}  {entry.purpose:<7}  {end}  {entry.url}"


def _requests_json(name: str, asked: "Sequence[Requested]") -> str:
    import json
    from dataclasses import asdict

    by = {key: Counter(str(asdict(e)[key] or "none") for e in asked) for key in ("host", "purpose", "status")}
    totals = {**by, "hour": Counter(entry.at[:13] for entry in asked)}
    said = {"source": name, "hours": timedelta(days=1) // timedelta(hours=1), "requests": len(asked)}
    return json.dumps({**said, "totals": totals, "log": [asdict(entry) for entry in asked]}, ensure_ascii=False)


def _print(*lines: str) -> None:
    from cleaners.explanation.plain import printable

    for line in lines:
        click.echo(printable(line).replace("\n", " "))
