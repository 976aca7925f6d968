"""Delivery to sinks of a configuration, each on a line of its own: one that is down or slow holds up no other."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from crawler.deliver.config import SinkConfig, Unusable
from crawler.deliver.contract import Sink
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
    the sink's or the store's fault: the report says it. Who follows is not ended by a store that cannot be reached."""
    how = how or How()
    try:
        made = sink.make(environ)
    except Unusable as e:
        return Report(sink.name, down=str(e))
    report, failures = _once(db, sink, made, how, begin), 0
    while how.follow is not None and not how.stop.is_set():
        failures += 1
        if failures == 1:
            how.tell(f"{sink.name}: {report.down}; records wait")
        how.stop.wait(how.pauses.after(failures, 0))
        again = _once(db, sink, made, how, None)
        if again.sent:
            failures = 0
        report = replace(again, sent=report.sent + again.sent, refused=report.refused + again.refused)
    return report


def deliver_all(
    db: str | Path, sinks: Sequence[SinkConfig], environ: Mapping[str, str], how: How | None = None,
    begin: Begin | None = None,
) -> tuple[Report, ...]:  # fmt: skip
    """Deliver to all of these at once, each on a thread and with a connection of its own; returns when all are done."""
    if not sinks:
        return ()
    with ThreadPoolExecutor(len(sinks), "deliver") as threads:
        return tuple(threads.map(lambda sink: deliver(db, sink, environ, how, begin), sinks))


def _once(db: str | Path, sink: SinkConfig, made: Sink, how: How, begin: Begin | None) -> Report:
    """Deliver until the line ends, or the store fails."""
    line: Line | None = None
    try:
        with open_store(db) as store:
            changes = Changes(store)
            with changes.held(sink.name):
                changes.subscribe(sink.name)
                if begin:
                    (changes.rewind if begin == "start" else changes.skip)(sink.name)
                line = Line(changes, sink.name, made, sink.selection, replace(how, batch=how.batch or sink.batch))
                line.run()
            standing = next((s for s in changes.standings() if s.name == sink.name), None)
            return Report(sink.name, line.sent, line.refused, line.down, standing)
    except StoreError as e:
        return Report(sink.name, line.sent if line else 0, line.refused if line else 0, str(e))
