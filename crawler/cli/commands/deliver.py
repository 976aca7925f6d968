"""`copydesk deliver`: tell other systems what became of articles, until each has acknowledged it."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli import options, sinksfile
from crawler.cli.kept import expect
from crawler.cli.say import say

if TYPE_CHECKING:
    from crawler.deliver.config import SinkConfig, Sinks
    from crawler.deliver.run import Begin, Report
    from crawler.store.changes import Changes

POLL_SECONDS = 5.0
"""How often `--follow` looks whether something is new."""


@click.command()
@click.option("--to", "names", metavar="NAME", multiple=True, help="The sink; may be given again.")
@click.option("--all", "everywhere", is_flag=True, help="To all sinks of the file.")
@click.option("--list", "listing", is_flag=True, help="Print how far each sink is.")
@click.option("--dead", is_flag=True, help="Print what the sink has refused for good.")
@click.option("--replay", is_flag=True, help="With --dead: send it once more.")
@click.option("--from-start", "begin", flag_value="start", help="Send everything, also what the sink has had.")
@click.option("--from-now", "begin", flag_value="now", help="Send nothing of what is there now.")
@click.option("--forget", is_flag=True, help="The sink is no more: forget how far it is, and what it has refused.")
@click.option("--follow", is_flag=True, help="Stay, and deliver what comes in, until SIGTERM or Ctrl-C.")
@click.option("--batch", type=click.IntRange(1, 10_000), metavar="N", help="So many records at once.")
@sinksfile.option("--file")
@options.db
def deliver(
    names: tuple[str, ...], everywhere: bool, listing: bool, dead: bool, replay: bool, begin: "Begin | None",
    forget: bool, follow: bool, batch: int | None, sinks: Path, db: str,
) -> int:  # fmt: skip
    """Deliver new, changed and forgotten records to other systems.

    sinks.toml says where to (docs/deliver.md). The store remembers what each sink has acknowledged: one that was down
    gets what it has missed. A sink that is new gets everything, unless --from-now.

    \b
    Examples:
      copydesk deliver --to search
      copydesk deliver --all --follow
      copydesk deliver --list
      copydesk deliver --to search --dead --replay
    """
    from crawler.cli.work import checked_store
    from crawler.store import open_store
    from crawler.store.changes import Changes

    expect(db)
    if forget:
        return _forget(db, names)
    config = sinksfile.load(sinks)
    if listing:
        with checked_store(), open_store(db) as store:
            _list(Changes(store), config)
        return 0
    chosen = _chosen(config, tuple(s.name for s in config.sinks) if everywhere else names)
    if dead and not replay:
        with checked_store(), open_store(db) as store:
            return _show_dead(Changes(store), chosen)
    sinksfile.check(config, chosen)
    if dead:
        return _replay(db, chosen)
    if beside := os.environ.get(sinksfile.BESIDE):
        _end_with(int(beside))
    return _deliver(db, chosen, follow, batch, begin)


def _chosen(config: "Sinks", names: tuple[str, ...]) -> "list[SinkConfig]":
    if not names:
        raise click.UsageError("where to? --to NAME, or --all; --list shows what there is")
    chosen = []
    for name in dict.fromkeys(names):
        sink = config.get(name)
        if sink is None:
            there = ", ".join(s.name for s in config.sinks) or "none"
            raise click.UsageError(f"{config.name} has no sink '{name}'; there is {there}")
        chosen.append(sink)
    return chosen


def _deliver(db: str, chosen: "list[SinkConfig]", follow: bool, batch: int | None, begin: "Begin | None") -> int:
    from crawler.deliver.line import How
    from crawler.deliver.run import deliver_all

    with _stopped_by_signals() as stop:
        how = How(batch, POLL_SECONDS if follow else None, stop=stop, tell=say)
        reports = deliver_all(db, chosen, os.environ, how, begin)
    for report in reports:
        say(_sentence(report))
    return int(any(r.down for r in reports))


def _end_with(process: int) -> None:
    """End as soon as the process that has begun us is no more, killed as it may have been: the next that it begins must
    find the sinks free. What is cut off comes again."""

    def attend() -> None:
        while os.getppid() == process:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=attend, daemon=True).start()


@contextmanager
def _stopped_by_signals() -> Iterator[threading.Event]:
    """An event that SIGTERM and Ctrl-C set: what is being sent is sent and acknowledged first."""
    stop = threading.Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _sentence(report: "Report") -> str:
    told = f"{report.name}: {report.sent:,} delivered"
    if report.refused:
        told += f", {report.refused:,} refused (--dead shows them)"
    if report.down is None:
        return told
    there = report.standing
    if there is None or not there.behind:
        return f"{told}; {report.down}"
    return f"{told}; takes nothing: {report.down}; {there.behind:,} wait, since {there.waiting_since}"


def _list(changes: "Changes", config: "Sinks") -> None:
    from cleaners.explanation.plain import one_line

    known = {s.name: s for s in changes.standings()}
    for name in [*(s.name for s in config.sinks), *(n for n in known if config.get(n) is None)]:
        there, sink = known.get(name), config.get(name)
        kind = sink.kind if sink else "not in the file"
        if there is None:
            click.echo(f"{name} ({kind}): never delivered to")
            continue
        waiting = f", {there.behind:,} wait since {there.waiting_since}" if there.behind else ", up to date"
        dead = f", {there.dead:,} refused" if there.dead else ""
        last = f", last acknowledged {there.acknowledged_at}" if there.acknowledged_at else ""
        down = f", takes nothing since {there.failed_since}: {there.failure}" if there.failed_since else ""
        click.echo(one_line(f"{name} ({kind}): at {there.cursor}{waiting}{dead}{last}{down}"))


def _forget(db: str, names: tuple[str, ...]) -> int:
    from crawler.cli.work import checked_store
    from crawler.store import open_store
    from crawler.store.changes import Changes

    if not names:
        raise click.UsageError("which sink is no more? --to NAME; --list shows what there is")
    with checked_store(), open_store(db) as store:
        for name in names:
            if not Changes(store).unsubscribe(name):
                raise click.UsageError(f"the store knows no sink '{name}'; --list shows what there is")
            say(f"{name}: forgotten")
    return 0


def _show_dead(changes: "Changes", chosen: "list[SinkConfig]") -> int:
    for sink in chosen:
        for letter in changes.dead(sink.name):
            what = letter.change
            name = f"{what.kind} {what.id} version {what.version}" if what else "out of date"
            click.echo(f"{sink.name} {letter.number} {letter.at} {name}: {' '.join(letter.reason.split())}")
    return 0


def _replay(db: str, chosen: "list[SinkConfig]") -> int:
    from crawler.cli.work import checked_store
    from crawler.deliver.contract import Unavailable
    from crawler.deliver.line import How, Line
    from crawler.store import open_store
    from crawler.store.changes import Busy, Changes

    status = 0
    with checked_store(), open_store(db) as store:
        changes = Changes(store)
        for sink in chosen:
            line = Line(changes, sink.name, sink.make(os.environ), sink.selection, How())
            try:
                with changes.held(sink.name):
                    say(f"{sink.name}: {line.replay():,} of the dead letters taken")
            except (Unavailable, Busy) as e:
                say(f"{sink.name}: takes nothing: {e}")
            status |= bool(changes.dead(sink.name))
    return status
