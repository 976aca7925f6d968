"""`copydesk deliver`: tell other systems what became of articles, until each has acknowledged it."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli.say import Misconfigured, say

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
@click.option("--follow", is_flag=True, help="Stay, and deliver what comes in, until SIGTERM or Ctrl-C.")
@click.option("--batch", type=click.IntRange(1, 10_000), metavar="N", help="So many records at once.")
@click.option(
    "--file", "path", type=click.Path(dir_okay=False, path_type=Path), default="sinks.toml", show_default=True,
    envvar="COPYDESK_SINKS", show_envvar=True, metavar="FILE", help="The sinks.",
)  # fmt: skip
@click.option(
    "--db", metavar="FILE|URL", default="copydesk.db", show_default=True, envvar="COPYDESK_DB", help="The store."
)
def deliver(
    names: tuple[str, ...], everywhere: bool, listing: bool, dead: bool, replay: bool, begin: "Begin | None",
    follow: bool, batch: int | None, path: Path, db: str,
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

    config = load(path)
    if "://" not in db and not Path(db).is_file():
        raise Misconfigured(f"{db}: no such store; `copydesk crawl` makes one, and --db names another")
    if listing:
        with checked_store(), open_store(db) as store:
            _list(Changes(store), config)
        return 0
    chosen = _chosen(config, tuple(s.name for s in config.sinks) if everywhere else names)
    if dead and not replay:
        with checked_store(), open_store(db) as store:
            return _show_dead(Changes(store), chosen)
    _check(config, chosen)
    if dead:
        return _replay(db, chosen)
    return _deliver(db, chosen, follow, batch, begin)


def load(path: Path) -> "Sinks":
    """The sinks of the file. Ends the command with status 2, each fault told, where it is wrong."""
    from crawler.deliver.config import load_file
    from crawler.sources.problems import BadSources

    try:
        return load_file(path)
    except BadSources as e:
        for problem in e.problems:
            say(str(problem))
    except FileNotFoundError:
        say(f"{path}: no such file; it says where records are delivered to (docs/deliver.md)")
    except OSError as e:
        say(f"{path}: cannot be read: {e.strerror}")
    raise click.exceptions.Exit(2)


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


def _check(config: "Sinks", chosen: "list[SinkConfig]") -> None:
    """Whatever the person can mend is told before anything is sent."""
    from crawler.deliver.config import Unusable

    problems = config.missing(tuple(s.name for s in chosen), os.environ)
    for problem in problems:
        say(str(problem))
    if problems:
        raise click.exceptions.Exit(2)
    for sink in chosen:
        try:
            sink.make(os.environ)
        except Unusable as e:
            raise Misconfigured(str(e)) from e


def _deliver(db: str, chosen: "list[SinkConfig]", follow: bool, batch: int | None, begin: "Begin | None") -> int:
    from crawler.deliver.line import How
    from crawler.deliver.run import deliver_all

    with _stopped_by_signals() as stop:
        how = How(batch, POLL_SECONDS if follow else None, stop=stop, tell=say)
        reports = deliver_all(db, chosen, os.environ, how, begin)
    for report in reports:
        say(_sentence(report))
    return int(any(r.down for r in reports))


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
        click.echo(f"{name} ({kind}): at {there.cursor}{waiting}{dead}{last}")


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
