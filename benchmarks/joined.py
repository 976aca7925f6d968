"""What workers of one fleet do on loopback: killed, without their database, and more and more of them.

    tools/postgres.py .venv/bin/python -m benchmarks.joined kills --hosts 200 --kills 20
    tools/postgres.py .venv/bin/python -m benchmarks.joined kills --hosts 40 --kills 8 --archive s3://bucket/pages
    tools/postgres.py .venv/bin/python -m benchmarks.joined outage --seconds 30
    tools/postgres.py .venv/bin/python -m benchmarks.joined scale --workers 1 2 4 8

`kills`: workers are killed with -9 at random moments, each alone or with all of its processes, and begun again.
`outage`: PostgreSQL is stopped in the middle, and started again. At the end of both each story must be stored once, as
it was served, and no host have been asked faster than it is to be; with `--archive` in an object store as well, where
each worker has a spool of its own. `scale`: sources a minute against servers that take
300 ms for an answer and are asked politely. Prints what it found; exits with 1 where something was wrong.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import cast

from crawler.archive.remote import opened
from crawler.store.store import ARCHIVE
from crawler.watch.engine import BEAT, SILENT
from tests.crawler.databases import POSTGRESQL, Database, database
from tests.crawler.fleet import QUICK, Fleet, publish, sources
from tests.crawler.newsroom_server import Newsroom
from tests.crawler.pacing import ROOM

STOP, START = "COPYDESK_TEST_POSTGRES_STOP", "COPYDESK_TEST_POSTGRES_START"
LATENCY = 0.3
END_SECONDS = 900
IN_A_ROW = 4
"""So many requests of a host tell its pace: of two a busy machine may note the first late."""
ROUNDS = 2
"""Of `scale`: so many crawls has each worker, one after the other."""
DOUBLED = 1.8
"""Of `scale`: what twice as many workers must do, in times."""
MOST = 0.9
"""Of `scale`: the rate is that of so many of the sources; at the last of them one worker is while the others wait."""
TOGETHER = 16
PACES = QUICK | {"together": TOGETHER}
STEADY = PACES | {"beat": BEAT, "silent": SILENT}
"""Of `scale`: nobody is killed there. Where eight workers begin on two cores, one may well be silent for the 3 s after
which the others take it for dead elsewhere; what it was at would be looked at twice."""
TIGHT, BUDGET = "tight", 7
"""Of `kills`: how the names of sources begin that get no more than so many requests a day, and have more stories."""


@dataclass
class Town:
    """Sites on loopback, an empty database, and the folder of a fleet."""

    room: Newsroom
    db: Database
    folder: Path
    urls: list[str]
    delay: float
    tight: frozenset[str] = frozenset()
    wrong: list[str] = field(default_factory=list)

    @property
    def stored(self) -> int:
        """How many articles there are of hosts without a budget; fails as the database does."""
        return len(self._told(f"source not like '{TIGHT}%'"))

    def has(self, number: float) -> bool:
        """Whether so many articles are stored."""
        return self.stored >= number

    def expect(self, truth: bool, sentence: str) -> None:
        """Note what is wrong."""
        if not truth:
            self.wrong.append(sentence)

    def send(self) -> None:
        """What crawls that were killed have left in the spools goes to the object store, as by the next crawls."""
        for spool in self.folder.glob(f"worker-*/{ARCHIVE}"):
            archive = opened(self.db.archive, spool)
            left = archive.waiting().files
            sent = len(list(archive.send()))
            print(f"{spool.parent.name}: {left} files were left in the spool, {sent} were sent", flush=True)
            self.expect(list(spool.glob("*/*")) == [], f"{spool} is not empty")

    def examine(self) -> None:
        """Each story is there, once, as it was served; nobody holds anything; no host was asked too fast."""
        self.send()
        self.db.check()
        told, some = self._told(f"source not like '{TIGHT}%'"), self._told(f"source like '{TIGHT}%'")
        self.expect(sorted(told) == sorted(self.urls), f"{len(told)} of {len(self.urls)} are stored")
        changes = self.db.sql("select kind, count(*) from changes group by kind")
        self.expect(changes == [("new", len(told) + len(some))], f"records were told of as {changes}")
        with self.db.open() as store:
            pages = [(url, store.page(url)) for url in (*self.urls, *some)]
        bad = [url for url, page in pages if page is None or page.body != self.room.body(url)]
        self.expect(not bad, f"the archive has another page: {bad[:3]}")
        self.expect(self.db.sql("select 1 from pages where claimed_by is not null") == [], "a claim is left")
        self.expect(self.db.sql("select 1 from procrastinate_jobs where status = 'doing'") == [], "a source is held")
        pace = min(self.paces().values())
        most = self.budgets()
        over = {host: number for host, number in most.items() if number > BUDGET}
        self.expect(not over, f"hosts were asked more often than {BUDGET} times: {over}")
        self.expect(pace >= ROOM * self.delay, f"a host was asked every {pace:.2f} s, in place of {self.delay:g} s")

    def budgets(self) -> Counter[str]:
        """How often each host that has a budget was asked."""
        return Counter(seen.host for seen in self.room.seen if seen.host in self.tight)

    def asked_twice(self) -> list[str]:
        """The addresses that were asked for more than once."""
        asked = Counter(f"{seen.host}{seen.path}" for seen in self.room.seen)
        return sorted(url for url, times in asked.items() if times > 1)

    def _told(self, which: str) -> list[str]:
        return [url for (url,) in self.db.sql(f"select url from pages where state = 'stored' and {which}")]

    def paces(self) -> dict[str, float]:
        """Of each host the mean seconds between requests, where they stood nearest to each other."""
        asked = defaultdict(list)
        for seen in self.room.seen:
            asked[seen.host].append(seen.at)
        spans = {h: [b - a for a, b in zip(at, at[IN_A_ROW - 1 :], strict=False)] for h, at in asked.items()}
        return {host: min(near) / (IN_A_ROW - 1) for host, near in spans.items() if near}

    def verdict(self, what: str) -> int:
        """Print it; the exit status."""
        pace = min(self.paces().values())
        good = f"0 lost, 0 doubled, no host asked more often than every {pace:.2f} s (its pace: {self.delay:g} s)"
        if self.tight:
            most = max(self.budgets().values())
            good += f", none of {len(self.tight)} hosts that get {BUDGET} requests a day more often than {most} times"
        print(f"{what}: {'; '.join(self.wrong) or good}", flush=True)
        return int(bool(self.wrong))


@contextmanager
def town(
    hosts: int, stories: int, delay: float, *lines: str, archive: str | None = None, tight: int = 0
) -> Iterator[Town]:
    """So many sites with so many stories each, and so many that have a `tight` budget; pages go to `archive`, where
    that is an object store."""
    with (
        tempfile.TemporaryDirectory(prefix="copydesk-joined-") as folder,
        Newsroom(hosts + tight) as room,
        database(POSTGRESQL, Path(folder)) as db,
    ):
        plain, budgeted = room.houses[:hosts], room.houses[hosts:]
        urls = [u for n, h in enumerate(plain) for u in publish(h, range(n * stories, (n + 1) * stories))]
        for n, house in enumerate(budgeted):
            publish(house, range(hosts * stories + n * BUDGET, hosts * stories + (n + 1) * BUDGET))
        file = sources((h.url for h in plain), f"delay = {delay}", *lines)
        few = f"requests_per_day = {BUDGET}"
        file += sources((h.url for h in budgeted), f"delay = {delay}", few, *lines, name=TIGHT)
        own = Path(folder, "worker-0")
        own.mkdir()
        (own / "sources.toml").write_text(file)
        if archive is not None:
            db = replace(db, archive=cast("Path", archive))
        yield Town(room, db, Path(folder), urls, delay, frozenset(h.host for h in budgeted))


def kills(args: argparse.Namespace) -> int:
    """Kill workers at random moments, and begin them again."""
    random, began = Random(args.seed), time.monotonic()
    poll = 'poll = ["30s", "1m"]'
    with town(args.hosts, args.stories, args.delay, poll, archive=args.archive, tight=args.tight) as place:
        with Fleet(place.folder, place.db, args.workers, PACES) as fleet:
            fleet.wait_until(lambda: bool(place.room.seen), 120, "a first request")
            moments = sorted(random.uniform(0, 0.9) * len(place.urls) for _ in range(args.kills))
            for n, moment in enumerate(moments):
                fleet.wait_until(partial(place.has, moment), END_SECONDS, "another story")
                victim, machine = random.randrange(args.workers), random.random() < 0.5
                fleet.replace(victim, machine=machine)
                what = "all of its processes" if machine else "the worker alone"
                print(f"{n + 1:3}  worker {victim}, {what}: {place.stored} of {len(place.urls)} stored", flush=True)
            fleet.wait_until(partial(place.has, len(place.urls)), END_SECONDS, "the last story")
            drain(place, fleet)
        place.examine()
        seconds = time.monotonic() - began
        return place.verdict(f"{args.kills} kills among {args.workers} workers, {args.hosts} hosts, {seconds:.0f} s")


def outage(args: argparse.Namespace) -> int:
    """Stop the database for a while in the middle."""
    with town(args.hosts, args.stories, args.delay, 'poll = ["30s", "1m"]') as place:
        with Fleet(place.folder, place.db, args.workers, PACES) as fleet:
            fleet.wait_until(lambda: bool(place.room.seen), 120, "a first request")
            fleet.wait_until(partial(place.has, len(place.urls) // 3), END_SECONDS, "a third of the stories")
            shell(STOP)
            time.sleep(args.seconds)
            place.expect(all(w.process.poll() is None for w in fleet.workers), "a worker has ended")
            shell(START)
            back, before = time.monotonic(), place.stored
            fleet.wait_until(partial(place.has, before + 1), END_SECONDS, "another story")
            first = time.monotonic() - back
            fleet.wait_until(partial(place.has, len(place.urls)), END_SECONDS, "the last story")
            drain(place, fleet)
        place.examine()
        print(f"{before} of {len(place.urls)} were stored before; the next one {first:.1f} s after it was back")
        return place.verdict(f"no PostgreSQL for {args.seconds:g} s, {args.workers} workers, {args.hosts} hosts")


def scale(args: argparse.Namespace) -> int:
    """Sources a minute, with more and more workers, each of which has as many sources as the others had; 1 where twice
    as many workers do not look at nearly twice as many."""
    rates: list[float] = []
    for number in args.workers:
        with town(number * TOGETHER * ROUNDS, args.stories, args.delay, 'poll = ["1h", "4h"]') as place:
            place.room.latency = LATENCY
            looked = "select count(*) from sources where due_at is not null"
            sources = len(place.room.houses)
            with Fleet(place.folder, place.db, number, STEADY) as fleet:
                fleet.wait_until(lambda: bool(place.room.seen), 300, "a first request")
                began = time.monotonic()
                fleet.wait_until(is_so(place, looked, most := int(sources * MOST)), END_SECONDS, "most sources")
                rates.append(most / (time.monotonic() - began) * 60)
                fleet.wait_until(is_so(place, looked, sources), END_SECONDS, "the last source")
            more = f", {rates[-1] / rates[-2]:.2f} times as many" if len(rates) > 1 else ""
            print(f"{number} workers: {rates[-1]:.0f} sources a minute{more}", flush=True)
            place.expect(place.stored == len(place.urls), f"{place.stored} of {len(place.urls)} are stored")
            place.expect(not (twice := place.asked_twice()), f"asked for more than once: {twice}")
            if place.wrong:
                return place.verdict(f"{number} workers")
    grown = [b / a for a, b in pairwise(rates)]
    doubled = [b == 2 * a for a, b in pairwise(args.workers)]
    return int(any(times < DOUBLED for times, twice in zip(grown, doubled, strict=True) if twice))


def is_so(place: Town, statement: str, number: int) -> Callable[[], bool]:
    """Whether the database gives this number, or more."""
    return lambda: int(place.db.sql(statement)[0][0]) >= number


def drain(place: Town, fleet: Fleet) -> None:
    """Ask all workers to end, once the one that was begun last has begun."""
    pids, at_work = {worker.process.pid for worker in fleet.workers}, "select pid from runs where ended_at is null"
    fleet.wait_until(lambda: pids <= {pid for (pid,) in place.db.sql(at_work)}, 60, "the beginning of all workers")
    for worker in fleet.workers:
        worker.process.terminate()
    ends = [worker.process.wait(120) for worker in fleet.workers]
    place.expect(set(ends) == {0}, f"exit statuses {ends}: {fleet.said}")
    fleet.wait_until(lambda: not any(worker.processes() for worker in fleet.workers), 60, "the end of all crawls")


def shell(variable: str) -> None:
    """Run the command that this variable holds."""
    subprocess.run(os.environ[variable], shell=True, check=True, stdout=subprocess.DEVNULL, cwd="/")


def main() -> int:
    """What the first word says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_subparsers(required=True)
    for do, hosts, stories, delay in ((kills, 200, 2, 0.4), (outage, 60, 4, 0.5), (scale, 0, 2, 20.0)):
        one = what.add_parser(do.__name__)
        one.set_defaults(do=do)
        one.add_argument("--hosts", type=int, default=hosts)
        one.add_argument("--stories", type=int, default=stories, help="of each host")
        one.add_argument("--delay", type=float, default=delay, help="seconds between two requests to a host")
        if do is scale:
            one.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4, 8])
        else:
            one.add_argument("--workers", type=int, default=3)
        one.add_argument("--kills", type=int, default=20)
        one.add_argument("--seconds", type=float, default=30.0, help="without PostgreSQL")
        one.add_argument("--seed", type=int, default=1)
        if do is kills:
            one.add_argument("--tight", type=int, default=10, help="hosts beside those that have a budget of a day")
            one.add_argument("--archive", metavar="URL", help="an object store")
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # no worker is to outlive us
    return int(args.do(args))


if __name__ == "__main__":
    sys.exit(main())
