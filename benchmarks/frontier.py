"""What a look at lists costs as the store grows: 10,000 known URLs and 10 new ones are entered, and some are claimed.

    python -m benchmarks.frontier                                   # stores of 10,000, 100,000 and 1,000,000 URLs
    tools/postgres.py .venv/bin/python -m benchmarks.frontier --db postgresql

The known ones are spread over the whole store, which is worse than the newest ones of a real list. A tenth of each
store waits, all under one date, as what a sitemap without dates lists. Each figure is the median of several
rounds. Exits with 1 where looking up a URL costs more than twice as much in the largest store as in the smallest.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

from sqlalchemy import insert, text

from crawler.dedupe import url_key
from crawler.discover import Entry
from crawler.store import Store
from crawler.store.frontier import Frontier
from crawler.store.tables import pages
from tests.crawler.databases import KINDS, SQLITE, database

SIZES = (10_000, 100_000, 1_000_000)
KNOWN, NEW, CLAIMED = 10_000, 10, 100
ROUNDS = 5
SOURCE = "courier"
MOST_GROWTH = 2.0
HINTS = '{"title":"The council votes to rebuild its old harbour","published_at":"2026-11-20T08:00:00+00:00"}'
DAY = "2026-11-20T08:00:00+00:00"


def address(n: int) -> str:
    """Of URL n."""
    return f"https://www.courier.test/2026/11/{n % 28 + 1:02}/the-council-votes-to-rebuild-its-harbour-{n}/"


def fill(store: Store, start: int, end: int) -> None:
    """URLs `start` to `end`: of ten, one waits, one is due again, eight are settled."""
    for first in range(start, end, 10_000):
        rows = [_row(n) for n in range(first, min(first + 10_000, end))]
        with store.writing() as connection:
            connection.execute(insert(pages), rows)
    with store.writing() as connection:
        connection.execute(text("ANALYZE"))


def _row(n: int) -> dict[str, object]:
    kind = n % 10
    state = ("discovered", "failed")[kind] if kind < 2 else "stored"
    row = {"key": url_key(address(n)), "url": address(n), "source": SOURCE, "state": state, "reason": "an article",
           "discovered_at": DAY, "listed_at": DAY, "position": n, "hints": HINTS,
           "due_at": None, "status": None, "final_url": None, "etag": None}  # fmt: skip
    if state == "failed":
        row |= {"due_at": f"2026-11-20T{n // 10 % 24:02}:00:00+00:00"}
    if state == "stored":
        row |= {"status": 200, "final_url": address(n), "etag": f'"{n:x}"'}
    return row


def measure(store: Store, size: int, random: Random) -> tuple[float, float, float]:
    """Microseconds for each known URL that is entered; for each claimed that waits; for each that is due again."""
    frontier, run = Frontier(store), store.runs.begin("benchmark")
    entered, claimed, again = [], [], []
    for round_ in range(ROUNDS):
        fresh = range(10**9 + NEW * round_, 10**9 + NEW * (round_ + 1))
        entries = [Entry(address(n)) for n in (*random.sample(range(size), KNOWN), *fresh)]
        entered.append(_seconds(partial(frontier.discover, SOURCE, entries)) / len(entries))
        claimed.append(_seconds(lambda: frontier.claim(SOURCE, run, CLAIMED)) / CLAIMED)
        again.append(_seconds(lambda: frontier.claim(SOURCE, run, CLAIMED, again=True)) / CLAIMED)
    store.runs.end(run, "finished", {})
    return tuple(1e6 * statistics.median(times) for times in (entered, claimed, again))  # type: ignore[return-value]


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def main() -> int:
    """Fill, measure, fill on; print a line for each size and the growth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", choices=KINDS, default=SQLITE, help="postgresql: beside tools/postgres.py")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    args = parser.parse_args()
    print(f"{args.db}: µs for each URL\n{'URLs':>10} {'looked up':>10} {'claimed':>10} {'again':>10}")
    first: tuple[float, ...] = ()
    with tempfile.TemporaryDirectory(prefix="copydesk-frontier-") as folder, database(args.db, Path(folder)) as db:
        filled = 0
        with db.open() as store:
            for size in args.sizes:
                fill(store, filled, size)
                filled = size
                times = measure(store, size, Random(size))
                first = first or times
                print(f"{size:>10,} " + " ".join(f"{t:10.1f}" for t in times), flush=True)
    growth = [last / then for last, then in zip(times, first, strict=True)]
    print(f"{'growth':>10} " + " ".join(f"{g:10.2f}" for g in growth))
    return int(growth[0] > MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
