"""How records get through to sinks that fail: how many are lost, come twice, or under another key; how long it takes.

    tools/postgres.py python tools/redis_server.py python benchmarks/deliver.py [RECORDS [SINK]...]

Each sink gets RECORDS (10,000) articles, every tenth of which changes and every hundredth of which is forgotten, over a
wire that breaks down again and again: connections that break in the middle, a server that hangs up, one that never
answers, answers of 500 (where it is HTTP); and from a process that is killed between what the sink has taken and what
the store knows of it. Then it is left alone, and what arrived is held against what happened. PostgreSQL and Redis are
real servers; the webhook's receiver and the index are those of the tests.
"""

import logging
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from crawler.deliver.config import load_file  # noqa: E402
from crawler.deliver.line import How, Pauses  # noqa: E402
from crawler.deliver.run import Report, deliver  # noqa: E402
from crawler.store import open_store  # noqa: E402
from crawler.store.changes import Changes  # noqa: E402
from tests.crawler.deliver import desk  # noqa: E402
from tests.crawler.deliver.places import KINDS, WIRED, Place, place  # noqa: E402

KILLS = 5
QUICK = Pauses(first=0.01, longest=0.05, tries=10)
BEGIN = "Engineers had warned for years that the eastern pillar was sinking by almost a centimetre every winter. "


def main() -> None:
    """Deliver to each kind of sink, and print a table."""
    logging.getLogger("psycopg").addHandler(logging.NullHandler())  # it tells of every connection that is cut
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    print("| sink | told | lost | repeated | other keys | dead | faults | alone, per s | with faults, per s |")
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="copydesk-deliver-") as folder:
        db = Path(folder) / "news.db"
        told, stands = _news(db, records)
        for kind in sys.argv[2:] or KINDS:
            # a store of its own for each: what one has had is not kept for the next
            shutil.copytree(folder, own := Path(folder) / f"of-{kind}", ignore=shutil.ignore_patterns("of-*"))
            print(_row(kind, own, own / db.name, told, stands), flush=True)


def _news(db: Path, records: int) -> tuple[list[str], dict[str, int]]:
    """A store with all that happened; the keys that are to be told, in order, and what stands at the end."""
    changed, gone = range(1, records + 1, 10), range(1, records + 1, 100)
    text = BEGIN * 30
    with open_store(db) as store, store.together():
        for n in range(1, records + 1):
            desk.publish(store, n, text=text)
        for n in changed:
            desk.publish(store, n, 2, text=text)
        for n in gone:
            desk.forget(store, n)
    stands = {desk.identity(n): 2 if n in changed else 1 for n in range(1, records + 1) if n not in gone}
    told = [desk.key(n) for n in range(1, records + 1) if n not in gone]
    told += [desk.key(n, 2, "changed") for n in changed if n not in gone]
    return [*told, *(desk.key(n, 2, "forgotten") for n in gone)], stands


def _row(kind: str, folder: Path, db: Path, told: list[str], stands: dict[str, int]) -> str:
    with open_store(db) as store:
        Changes(store).subscribe(kind)
    alone = folder / "alone"
    alone.mkdir()
    with place(kind, alone) as there:
        started = time.monotonic()
        report = _deliver(there, alone, db, "alone")
        quick = len(told) / (time.monotonic() - started)
        assert (report.down, there.held()) == (None, stands)
    own = folder / "troubled"
    own.mkdir()
    with place(kind, own) as there:
        started = time.monotonic()
        faults = _kills(there, own, db, kind)
        with _trouble(kind, there) as counted:
            while (report := _deliver(there, own, db, kind)).down:
                pass
        slow = len(told) / (time.monotonic() - started)
        keys, held = there.keys(), there.held()
    seen = Counter(keys or ())
    lost = len(set(told) - set(seen)) if keys is not None else len(stands.items() - held.items())
    other = len(set(seen) - set(told)) if keys is not None else len(held.items() - stands.items())
    repeated = f"{seen.total() - len(seen):,}" if keys is not None else "0 (by id)"
    assert held == stands
    assert report.standing is not None
    return (
        f"| {kind} | {len(told):,} | {lost} | {repeated} | {other} | {report.standing.dead} "
        f"| {faults + counted[0]} | {quick:,.0f} | {slow:,.0f} |"
    )


def _deliver(there: Place, folder: Path, db: Path, name: str) -> Report:
    (folder / "sinks.toml").write_text(f"[sinks.{name}]\n{there.toml.replace('batch = 10', 'batch = 100')}\n")
    (sink,) = load_file(folder / "sinks.toml").sinks
    return deliver(db, sink, os.environ, How(pauses=QUICK))


def _kills(there: Place, folder: Path, db: Path, name: str) -> int:
    """Processes that are killed when the sink has taken a batch that the store does not know of yet."""
    (folder / "sinks.toml").write_text(f"[sinks.{name}]\n{there.toml.replace('batch = 10', 'batch = 100')}\n")
    command = [sys.executable, "-m", "tests.crawler.deliver.killed", str(folder / "sinks.toml"), str(db)]
    for kill in range(KILLS):
        ended = subprocess.run([*command, str(kill)], cwd=ROOT, check=False)
        assert ended.returncode == -signal.SIGKILL, ended
    return KILLS


@contextmanager
def _trouble(kind: str, there: Place) -> Iterator[list[int]]:
    """While it lasts, something goes wrong again and again; how often, in the end."""
    counted, done = [0], threading.Event()

    def trouble() -> None:
        chance = random.Random(7)
        while not done.wait(chance.uniform(0.02, 0.3)):
            mode = chance.choice(["breaking", "down", "silent", "500"] if kind in WIRED else ["down"])
            service = getattr(there, "service", None)
            if mode == "500":
                if service is None:
                    continue
                service.next += [(500, {}, b"")] * 3
            else:
                there.turn(mode)
                done.wait(chance.uniform(0.02, 0.6))
                there.turn("open")
            counted[0] += 1

    thread = threading.Thread(target=trouble)
    thread.start()
    try:
        yield counted
    finally:
        done.set()
        thread.join()


if __name__ == "__main__":
    main()
