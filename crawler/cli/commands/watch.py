"""`copydesk watch`: stays up, and looks at each source when it is likely to have something new."""

import os
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli import joining, options, sinksfile, sourcefile, spooled
from crawler.cli.numbers import Whole
from crawler.cli.say import say

if TYPE_CHECKING:
    from crawler.cli.delivering import Delivering
    from crawler.cli.handed import Handed
    from crawler.sources import Source
    from crawler.store import Store
    from crawler.watch import Command, Looked, Watch

MOST_NAMED = 5
"""So many sources are named when a watch begins; of more, their number."""


@click.command()
@click.argument("targets", metavar="[NAME|URL]...", nargs=-1)
@sourcefile.option
@options.path("-o", "--output", help="Append the new and changed records there, one JSON record a line.")
@options.store
@options.path("--log", "log_file", help="Write the crawls' own log there.")
@options.allow_network
@options.path("--metrics", help="Keep metrics in this file, for node_exporter's textfile collector.")
@click.option("--crawls", type=Whole(1, 20), default=3, show_default=True, metavar="N", help="So many crawls at once.")
@sinksfile.option("--sinks")
@click.option("--no-delivery", is_flag=True, help="Deliver to no sink.")
@click.option("--join", is_flag=True, help="Be one of several workers on one PostgreSQL store, here or elsewhere.")
def watch(
    targets: tuple[str, ...], path: Path, output: str | None, db: str, archive: str | None, log_file: str | None,
    allow_networks: tuple[str, ...], metrics: str | None, crawls: int, sinks: Path, no_delivery: bool, join: bool,
) -> int:  # fmt: skip
    """Crawl sources as they publish, until it is stopped.

    Looks at each source at its own pace, within the bounds of its `poll` in sources.toml, and at articles again when
    their time comes; what comes in is delivered to the sinks of sinks.toml, where there is one. Both files are read
    again when they change. SIGTERM and Ctrl-C stop it, and nothing is lost.

    \b
    Examples:
      copydesk watch
      copydesk watch courier tribune --db news.db -o articles.jsonl
      copydesk watch --join --db postgresql://user@host/news
    """
    import tempfile

    from crawler.cli.delivering import Delivering
    from crawler.cli.followed import Followed
    from crawler.cli.handed import Handed
    from crawler.cli.shared import Shared
    from crawler.cli.work import checked_store
    from crawler.store import open_store
    from crawler.watch import AlreadyWatched, Beside, Limits, Watch

    if join:
        joining.check(targets, output, db)
    else:
        sourcefile.wanted(targets, path)  # where there is nothing to watch no store is made
    with tempfile.TemporaryDirectory(prefix="copydesk-watch-") as folder:
        environment = _environment(db, archive)
        words = [("-o", output), ("--log", log_file), *(("--allow-network", network) for network in allow_networks)]
        told = [word for name, value in words if value for word in (name, value)]
        delivering = None if no_delivery else Delivering(sinks, {**os.environ, "COPYDESK_DB": db})
        with checked_store(), open_store(db, archive) as store:
            handed, limits = Handed(Path(folder)), Limits(rounds=crawls)
            crawl = partial(_crawl, told=told, environment=environment, handed=handed)
            followed = Shared(store, path, Path(folder)) if join else Followed(targets, path)
            followed.taken = handed.take
            watching: Watch
            if isinstance(followed, Shared):
                watching = joining.worker(store, db, followed, (crawl, limits))
            else:
                watching = Watch(store, followed.read, crawl, limits)
            watching.tell, watching.trouble = _tell, say
            watching.begun = lambda sources, first: say(_beginning(store, sources, first, delivering))
            if join:
                watching.begun = lambda sources, _: say(f"joins the fleet on {store.name}: {len(sources):,} sources")
            spooled.watch_over(store, watching)
            if metrics and join:
                joining.measure(watching, Path(metrics))
            elif metrics:
                watching.after = _measuring(store, Path(metrics))
            if delivering:
                watching.beside = Beside(delivering.wanted)
                watching.beside.trouble = say
            try:
                _until_stopped(watching)
            except AlreadyWatched as e:
                say(str(e))
                return 1
    say("stopped; nothing is lost")
    return 0


def _until_stopped(watching: "Watch") -> None:
    import asyncio
    import signal

    async def run() -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, watching.stop)
        await watching.run()

    asyncio.run(run())


def _beginning(
    store: "Store", sources: "Sequence[Source]", first: datetime | None, delivering: "Delivering | None"
) -> str:
    """What a person wants to know who has started a watch and waits for its first line."""
    names = ", ".join(s.name for s in sources[:MOST_NAMED])
    more = f" and {len(sources) - MOST_NAMED:,} more" if len(sources) > MOST_NAMED else ""
    number = f"{len(sources):,} source{'' if len(sources) == 1 else 's'}"
    when = "now" if first is None or first <= store.clock() else f"at {_local(first)}"
    to = f"; what comes in is delivered to {', '.join(delivering.names)}" if delivering and delivering.names else ""
    return f"watches {number} ({names}{more}) into {store.name}; the first look is {when}{to}"


def _environment(db: str, archive: str | None) -> dict[str, str]:
    """What each crawl is told besides its sources. Not among its words, which everybody on the machine may read: a
    database's address may hold a password."""
    return {**os.environ, "COPYDESK_DB": db, **({"COPYDESK_ARCHIVE": archive} if archive else {})}


def _crawl(names: Sequence[str], told: Sequence[str], environment: dict[str, str], handed: "Handed") -> "Command":
    from crawler.watch import Command

    file, of_sources = handed.give(names)
    return Command.ours(("crawl", *told, "--", *names), {**environment, **of_sources}, file)


def _tell(source: "Source", how: "Looked", following: datetime) -> None:
    """A line for each look: when, which source, what came of it, when the next is."""
    from cleaners.explanation.plain import one_line

    came = f"{how.new:,} new, {how.changed:,} changed"
    what = came if not how.failure else f"failed: {how.failure}" if not how.new else f"{came}, failed: {how.failure}"
    what += f", put off: {how.put_off}" if how.put_off else ""
    left = f", {how.left:,} left for the next look" if how.left else ""
    left += ", its lists not read to the end in the time of a round" if how.cut else ""
    click.echo(one_line(f"{_local(datetime.now())} {source.name}: {what}{left}; next look {_local(following)}"))


def _local(at: datetime) -> str:
    """An instant as the clock on the wall shows it."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _measuring(store: "Store", file: Path) -> Callable[["Sequence[Source]", "Sequence[Source]"], None]:
    """What keeps the metrics up to date. A file that cannot be written is told, and stops no watch."""
    from crawler.health import metrics
    from crawler.health.current import Current

    current = Current(store)

    def measure(sources: "Sequence[Source]", looked: "Sequence[Source]") -> None:
        report = current.report({s.name: s.url for s in sources}, {s.name: s.url for s in looked})
        try:
            metrics.write(file, metrics.text(store, report))
        except OSError as e:
            say(f"{file}: the metrics cannot be written: {e.strerror}")

    return measure
