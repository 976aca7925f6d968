"""Crawls that are killed at random moments and run again: nothing may be lost, doubled or damaged.

    python -m benchmarks.kills --kills 50 --pages 500                    # kill -9 of `copydesk crawl`, on SQLite
    tools/postgres.py .venv/bin/python -m benchmarks.kills --db postgresql --victims crawl,worker,server

One crawl of so many stories on loopback is killed, begun again, killed again, until it comes to its end; then another
one, in a new store, until there were so many kills. `worker` kills one of its cleaning processes, `server` has the
PostgreSQL server crash and come up again. After each kill the store is examined, at each end everything.
Prints a line for each kill and a verdict; exits with 1 where something was wrong.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import msgspec

from benchmarks.kills_site import FAILED, Town, town
from tests.crawler.databases import KINDS, SQLITE, Database, database

RESTART = "COPYDESK_TEST_POSTGRES_RESTART"
VICTIMS = ("crawl", "worker", "server")
STARTING = 0.15
"""Share of the kills that come before a crawl's first request, by the clock."""
START_SECONDS = 4.0
END_SECONDS = 600
ON_THE_WAY = 32
"""Requests that a crawl has open at the most: those alone are lost with it, and made again."""
MARK = "COPYDESK_KILLS"


@dataclass
class Books:
    """What came of a drill: how many kills and ends there were, how many stories were fetched more than once, and what
    was wrong."""

    kills: int = 0
    ends: int = 0
    refetched: int = 0
    wrong: list[str] = field(default_factory=list)

    def expect(self, truth: bool, sentence: str) -> None:
        """Note what is wrong."""
        if not truth:
            self.wrong.append(sentence)
            print("    WRONG:", sentence, flush=True)


class Run:
    """One `copydesk crawl` of the town, in a process of its own."""

    def __init__(self, place: Town, folder: Path, db: Database) -> None:
        self.place, self.begun, self.mark = place, len(place.room.seen), uuid.uuid4().hex
        words = ["crawl", *place.urls, "--db", db.address, "--archive", str(db.archive), "-o", "out.jsonl"]
        root = str(Path(__file__).resolve().parents[1])
        env = {"PATH": os.environ["PATH"], "PYTHONPATH": root, MARK: self.mark}
        with (folder / "stderr").open("wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "crawler.cli", *words], cwd=folder, env=env, stderr=err
            )

    @property
    def requests(self) -> int:
        """How many requests it has made."""
        return len(self.place.room.seen) - self.begun

    def lives_until(self, reached: Callable[[], bool], seconds: float = END_SECONDS) -> bool:
        """Wait for that; False where the run ended before. Raises TimeoutError."""
        limit = time.monotonic() + seconds
        while not reached():
            if self.process.poll() is not None:
                return False
            if time.monotonic() > limit:
                self.process.kill()
                raise TimeoutError(f"the crawl was at it for {seconds:g} s")
            time.sleep(0.002)
        return self.process.poll() is None

    def others(self) -> list[int]:
        """Its cleaning processes, as far as they live: those that have inherited its mark."""
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            with suppress(OSError):
                if f"{MARK}={self.mark}".encode() in path.read_bytes() and int(path.parent.name) != self.process.pid:
                    found.append(int(path.parent.name))
        return sorted(found)


class Drill:
    """Kills crawls of one town, and examines what they leave in one store."""

    def __init__(self, place: Town, folder: Path, db: Database, books: Books, random: Random) -> None:
        self.place, self.folder, self.db, self.books, self.random = place, folder, db, books, random
        self.before = books.kills

    def until_its_end(self, victims: list[str], most: int) -> None:
        """Kill and run again until a run comes to its end, or there were so many kills; then let it, and examine."""
        while self.books.kills < most and self.strike(self.random.choice(victims)):
            self.examine()
        self.finish()

    def strike(self, victim: str) -> bool:
        """One run, with one kill at a random moment; False where it ended before."""
        run = Run(self.place, self.folder, self.db)
        share = self.random.random()
        number, pause = self.random.randrange(1, self.place.requests * 2 // 3), self.random.random() * 0.2
        if share < STARTING:
            moment = time.monotonic() + START_SECONDS * share / STARTING
            struck = run.lives_until(lambda: time.monotonic() > moment)
        else:
            struck = run.lives_until(lambda: run.requests >= number)
            moment = time.monotonic() + pause
            struck = struck and run.lives_until(lambda: time.monotonic() > moment)
        if not struck:
            self.ended_well(run)
            return False
        self.books.kills += 1
        print(f"{self.books.kills:3}  {victim:6} after {run.requests:3} requests", end="", flush=True)
        {"crawl": self.kill, "worker": self.kill_worker, "server": self.restart}[victim](run)
        return True

    def kill(self, run: Run) -> None:
        """The crawl itself; the processes that clean for it end by themselves."""
        run.process.kill()
        run.process.wait()
        limit = time.monotonic() + 60
        while run.others() and time.monotonic() < limit:
            time.sleep(0.01)
        self.books.expect(not run.others(), "a cleaning process has outlived its crawl")

    def kill_worker(self, run: Run) -> None:
        """One of the processes that clean; the crawl goes on to its end."""
        if others := run.others():
            with suppress(ProcessLookupError):
                os.kill(self.random.choice(others[1:] or others), signal.SIGKILL)
        run.lives_until(lambda: False)
        self.ended_well(run)

    def restart(self, run: Run) -> None:
        """The database's server: the crawl goes on, or ends with one sentence that names the database."""
        subprocess.run(os.environ[RESTART], shell=True, check=True, stdout=subprocess.DEVNULL)
        run.lives_until(lambda: False)
        if run.process.returncode:
            said = [s for s in self.said.splitlines() if s.startswith("copydesk: ")]
            print(f"; it ended with {run.process.returncode}: {said[-1] if said else self.said!r}", end="")
            self.books.expect(run.process.returncode == 2 and len(said) == 1, f"no clear error: {self.said}")

    @property
    def said(self) -> str:
        return (self.folder / "stderr").read_text(errors="replace")

    def ended_well(self, run: Run) -> None:
        run.process.wait(60)
        self.books.expect(run.process.returncode == 0, f"exit status {run.process.returncode}: {self.said}")

    def examine(self) -> dict[str, str]:
        """The store is sound, its pages are as they were served, the file has each record once. URL → state."""
        states: dict[str, str] = {}
        with self.db.open() as store:
            self.db.check()
            for url, state, file in self.db.sql("select url, state, archive_file from pages"):
                states[url] = state
                if file is not None:
                    page = store.page(url)
                    whole = page is not None and page.url is not None and page.body == self.place.room.body(page.url)
                    self.books.expect(whole, f"{url}: the archive has another page")
            records = list(store.articles())
        lines = self.lines()
        titles = [r["title"] for r in records]
        self.books.expect(len(titles) == len(set(titles)), "an article is stored twice")
        self.books.expect(len(lines) == len(set(lines)), "a record is written twice")
        self.books.expect({line[0] for line in lines} <= {r["id"] for r in records}, "a record was written, not stored")
        print(f": {len(titles):3} articles, {len(lines):3} lines", flush=True)
        return states

    def lines(self) -> list[tuple[str, int]]:
        """Id and version of each whole line of the file; what the last kill has cut is none."""
        file = self.folder / "out.jsonl"
        whole = file.read_bytes().split(b"\n")[:-1] if file.exists() else []
        records = map(msgspec.json.decode, whole)
        return [(r["id"], r["version"]) for r in records]

    def finish(self) -> None:
        """Run to the end, and see that all of it is there, once, and that a further run finds nothing to do."""
        self.books.ends += 1
        for _ in range(4):  # a page whose cleaning process was killed is asked for again by the next run
            run = Run(self.place, self.folder, self.db)
            run.lives_until(lambda: False)
            self.ended_well(run)
            bad = self.db.sql("select url from pages where state in ('failed', 'discovered')")
            if all(FAILED in url for (url,) in bad):
                break
        print(f"     end {self.books.ends}", end="")
        states = self.examine()
        self.books.expect(self.place.is_complete(states), f"lost: {self.place.missing(states)}")
        titles = sorted(t for (t,) in self.db.sql("select title from articles"))
        self.books.expect(titles == sorted(self.place.titles), "an article is missing, or one too many")
        asked = Counter((s.host, s.path) for s in self.place.room.seen if self.place.is_story(s.path))
        again, kills = asked.total() - len(asked), self.books.kills - self.before
        self.books.refetched += again
        self.books.expect(again <= kills * ON_THE_WAY, f"{again} stories were fetched again after {kills} kills")
        self.books.expect(len(self.lines()) == len(titles), "the file lacks a record")
        self.books.expect(self.db.sql("select * from outbox") == [], "the file is still owed a record")
        self.books.expect(self.db.sql("select 1 from pages where claimed_by is not null") == [], "a claim is left")
        self.once_more()

    def once_more(self) -> None:
        """Nothing is fetched that is known, and the file is not touched."""
        file = self.folder / "out.jsonl"
        before, since = file.stat(), len(self.place.room.seen)
        run = Run(self.place, self.folder, self.db)
        run.lives_until(lambda: False)
        self.ended_well(run)
        again = [s.path for s in self.place.room.seen[since:] if self.place.is_story(s.path)]
        self.books.expect(not again, f"fetched again: {again[:3]}")
        self.books.expect(file.stat().st_mtime_ns == before.st_mtime_ns, "the file was written to")


def drills(args: argparse.Namespace) -> Iterator[Drill]:
    """Drills in new stores, one after another, as long as there are kills to come."""
    books, random = Books(), Random(args.seed)
    while books.kills < args.kills:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="copydesk-kills-")))
            place = stack.enter_context(town(args.pages))
            db = stack.enter_context(database(args.db, folder))
            yield Drill(place, folder, db, books, random)


def main() -> int:
    """Kill as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--db", choices=KINDS, default=SQLITE, help="postgresql: beside tools/postgres.py")
    parser.add_argument("--victims", default="crawl", help=f"some of {','.join(VICTIMS)}")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    began, books = time.monotonic(), Books()
    for drill in drills(args):
        books = drill.books
        drill.until_its_end(args.victims.split(","), args.kills)
    verdict = "; ".join(books.wrong) or "0 lost, 0 doubled, the store sound, every line whole"
    print(f"{books.kills} kills of crawls of {args.pages} pages, {books.ends} ends, {args.db}, "
          f"{books.refetched} pages fetched again, seed {args.seed}, "
          f"{time.monotonic() - began:.0f} s: {verdict}")  # fmt: skip
    return int(bool(books.wrong))


if __name__ == "__main__":
    sys.exit(main())
