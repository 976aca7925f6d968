"""Delivery to sinks of a configuration, each on a line of its own: one that is down or slow holds up no other."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from crawler.deliver.config import SinkConfig, Unusable
from crawler.deliver.line import How, Line
from crawler.store import StoreError, open_store
from crawler.store.changes import Changes, Standing

Begin = Literal["start", "now"]


@dataclass(frozen=True, slots=True)
class Report:
    """How it went with one sink: deliveries that it took and that it refused for good; `down`: why it takes nothing, or
    could not be tried; `standing`: how far it is now, None where the store did not say."""

    name: str
    sent: int = 0
    refused: int = 0
    down: str | None = None
    standing: Standing | None = None


def deliver(
    db: str | Path, sink: SinkConfig, environ: Mapping[str, str], how: How | None = None, begin: Begin | None = None
) -> Report:
    """Deliver to one sink. `begin` has it get everything again, or only what comes from now on. Raises nothing that is
    the sink's or the store's fault: the report says it."""
    how = how or How()
    try:
        made = sink.make(environ)
        with open_store(db) as store:
            changes = Changes(store)
            with changes.held(sink.name):
                changes.subscribe(sink.name)
                if begin:
                    (changes.rewind if begin == "start" else changes.skip)(sink.name)
                line = Line(changes, sink.name, made, sink.selection, replace(how, batch=how.batch or sink.batch))
                line.run()
            changes.prune()
            return Report(sink.name, line.sent, line.refused, line.down, standing(changes, sink.name))
    except (StoreError, Unusable) as e:
        return Report(sink.name, down=str(e))


def deliver_all(
    db: str | Path, sinks: Sequence[SinkConfig], environ: Mapping[str, str], how: How | None = None,
    begin: Begin | None = None,
) -> tuple[Report, ...]:  # fmt: skip
    """Deliver to all of these at once, each on a thread and with a connection of its own; returns when all are done."""
    if not sinks:
        return ()
    with ThreadPoolExecutor(len(sinks), "deliver") as threads:
        return tuple(threads.map(lambda sink: deliver(db, sink, environ, how, begin), sinks))


def standing(changes: Changes, name: str) -> Standing | None:
    """How far a sink is."""
    return next((s for s in changes.standings() if s.name == name), None)
