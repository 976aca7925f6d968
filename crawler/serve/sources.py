"""Sources and how they are, and all of it as metrics. What was looked at is kept for a while: it costs a look at the
last weeks of each source."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from crawler.health import Finding, Report, SourceHealth, examine
from crawler.health import metrics as prometheus
from crawler.serve.articles import json
from crawler.serve.desk import Desk, desk_of
from crawler.serve.routes import COMMON, problems
from crawler.store import Store

router = APIRouter(tags=["sources"])


@dataclass(frozen=True, slots=True)
class SourceAnswer:
    """A source, how it is, and what is not as it should be."""

    name: str
    is_well: bool
    health: SourceHealth
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class SourceList:
    """The sources, by name, and when they were examined."""

    at: str
    sources: tuple[SourceAnswer, ...]


@router.get("/sources", responses=COMMON | problems(404), response_model=SourceList)
async def sources(request: Request) -> Response:
    """The sources that the store knows, each held against its own past. At most half a minute old."""
    return json(await health_of_sources(desk_of(request)))


async def health_of_sources(desk: Desk) -> SourceList:
    """How the sources are. Raises Trouble."""
    report = await examined(desk)
    found = [SourceAnswer(s.name, not own, s, own) for s in report.sources for own in [_own(report, s.name)]]
    return SourceList(report.at, tuple(sorted(found, key=lambda s: s.name)))


async def examined(desk: Desk) -> Report:
    """The examination, of now or of just now. Raises Trouble."""
    return await desk.recent.get(lambda: desk.shelf.ask(_examine))


async def metrics_of(desk: Desk) -> str:
    """The same as metrics. Raises Trouble."""
    report = await examined(desk)
    return await desk.shelf.ask(lambda store: prometheus.text(store, report))


def _examine(store: Store) -> Report:
    return examine(store, {name: row["url"] for name, row in store.sources.all().items()}, thorough=False)


def _own(report: Report, name: str) -> tuple[Finding, ...]:
    return tuple(f for f in report.findings if f.source == name)
