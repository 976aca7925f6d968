"""An examination as metrics, in Prometheus's text form (exposition format 0.0.4)."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from sqlalchemy import func, select

from crawler.health.model import STATES, Report
from crawler.schedule import instant, parse
from crawler.store import Store
from crawler.store.requests import DAY
from crawler.store.tables import changes, requests

Labels = Mapping[str, str]
Sample = tuple[Labels, float | None]
_ESCAPED = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


class Family(NamedTuple):
    """A metric with its samples, of which those without a value are left out."""

    name: str
    kind: Literal["gauge", "counter"]
    help: str
    samples: Iterable[Sample]


def text(store: Store, report: Report) -> str:
    """All metrics. Raises StoreError."""
    return lines(_families(store, report))


def lines(families: Iterable[Family]) -> str:
    """The text form of metrics."""
    return "".join(line + "\n" for family in families for line in _lines(family))


def write(path: Path, content: str) -> None:
    """Replace the file at once: who collects it never sees a half. Raises OSError."""
    part = path.with_name(f".{path.name}.{os.getpid()}")  # does not end as the files do that are collected
    try:
        part.write_text(content, encoding="utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _lines(family: Family) -> Iterator[str]:
    yield f"# HELP {family.name} {family.help}"
    yield f"# TYPE {family.name} {family.kind}"
    for labels, value in family.samples:
        if value is not None:
            said = ",".join(f'{name}="{label.translate(_ESCAPED)}"' for name, label in labels.items())
            yield f"{family.name}{f'{{{said}}}' if said else ''} {value:.10g}"


def _families(store: Store, report: Report) -> Iterator[Family]:
    yield from _of_sources(report)
    yield from _of_sinks(report)
    kinds = [({"source": f.source or "", **({"sink": f.sink} if f.sink else {}), "kind": f.kind}, 1.0)
             for f in report.findings]  # fmt: skip
    yield Family("copydesk_finding", "gauge", "What is not as it should be; docs/health.md names the kinds.",
                 list({tuple(labels.items()): (labels, one) for labels, one in kinds}.values()))  # fmt: skip
    urls = [({"source": b.source or "", "state": s}, float(b.states.get(s, 0))) for b in report.books for s in STATES]
    yield Family("copydesk_urls", "gauge", "URLs by state; discovered: they wait to be fetched.", urls)
    balanced = all(b.is_balanced for b in report.books)
    yield Family("copydesk_books_balanced", "gauge", "Whether each URL is accounted for.", [({}, balanced)])
    yield from _of_store(store)


def _of_sources(report: Report) -> Iterator[Family]:
    def of(values: Iterable[tuple[str, float | None]]) -> list[Sample]:
        return [({"source": name}, value) for name, value in values]

    all_ = report.sources
    yield Family("copydesk_source_up", "gauge", "Whether the lists of the source could be read, last time.",
                 of((s.name, float(not s.failed_since) if s.polled_at else None) for s in all_))  # fmt: skip
    for name, what, key in (
        ("last_success", "its lists were read", "succeeded_at"), ("last_failure", "it failed", "failed_at"),
        ("last_article", "its newest article came", "last_article_at"), ("next_poll", "watch looks next", "due_at"),
    ):  # fmt: skip
        yield Family(f"copydesk_source_{name}_timestamp_seconds", "gauge", f"When {what}.",
                     of((s.name, _seconds(getattr(s, key))) for s in all_))  # fmt: skip
    yield Family("copydesk_source_articles_last_day", "gauge", "Articles of the last 24 hours.",
                 of((s.name, s.articles) for s in all_))  # fmt: skip
    yield Family("copydesk_source_articles_usual_day", "gauge", "Median of the 28 days before.",
                 of((s.name, s.usual) for s in all_))  # fmt: skip
    for window in ("now", "before"):
        yield Family(
            f"copydesk_source_measure_{'week' if window == 'now' else 'month'}", "gauge",
            "Shares of 1, and words, over "
            f"{'the last week' if window == 'now' else 'the four weeks before it'}; docs/health.md names them.",
            [({"source": s.name, "measure": m}, getattr(c, window)) for s in all_ for m, c in s.measures.items()],
        )  # fmt: skip


def _of_sinks(report: Report) -> Iterator[Family]:
    for name, what, value in (
        ("up", "Whether the sink takes records.", lambda s: float(not s.failed_since)),
        ("waiting", "Changes that it has yet to acknowledge.", lambda s: s.behind),
        ("waiting_since_timestamp_seconds", "When the first of them happened.", lambda s: _seconds(s.waiting_since)),
        ("last_success_timestamp_seconds", "When it acknowledged, last time.", lambda s: _seconds(s.acknowledged_at)),
        ("last_failure_timestamp_seconds", "When it took nothing, last time.", lambda s: _seconds(s.failed_at)),
        ("refused", "Records that it has refused for good.", lambda s: s.dead),
    ):
        samples = [({"sink": s.name}, value(s)) for s in report.sinks]
        yield Family(f"copydesk_sink_{name}", "gauge", what, samples)


def _of_store(store: Store) -> Iterator[Family]:
    day = requests.c.at >= instant(store.clock() - DAY)
    by = (requests.c.host, requests.c.purpose, requests.c.status)
    with store.reading() as connection:
        told = connection.scalar(select(func.max(changes.c.number))) or 0
        asked = connection.execute(select(*by, func.count()).where(day).group_by(*by).order_by(*by)).all()
    yield Family("copydesk_changes_total", "counter", "Articles that were new, have changed or were forgotten, ever.",
                 [({}, float(told))])  # fmt: skip
    labelled = [({"host": h, "purpose": p, "status": str(s or "none")}, float(n)) for h, p, s, n in asked]
    yield Family("copydesk_requests_last_day", "gauge", "Requests that went out in the last 24 hours.", labelled)
    yield Family("copydesk_store_bytes", "gauge", "Bytes of the store on disk; 0 of one on a server.",
                 [({}, float(store.size))])  # fmt: skip


def _seconds(at: str | None) -> float | None:
    moment = parse(at)
    return moment.timestamp() if moment else None
