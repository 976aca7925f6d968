"""Cleaning a store's pages again: how fast, beside the pool alone, and that a killed run ends where any other does.

    benchmarks/reclean.py [--pages 10000]

Pages of invented prose are settled in a store. A rule is then added that touches one page in ten, and the store is
cleaned again by `copydesk reclean`: once in one go; once, on a copy, killed in the middle and run again. Both must end
with the same records and versions, and exactly the pages that the rule touches must have a second version.

What the pool does alone is measured on the same pages, from the archive and by the same rule, before and after: on a
machine that others use the two are only then worth comparing.
"""

import argparse
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from cleaners.model import Page  # noqa: E402
from cleaners.rules import load_rules  # noqa: E402
from crawler.flow import Asked, Visit, settle  # noqa: E402
from crawler.jobs import Job, job_of  # noqa: E402
from crawler.store import open_store  # noqa: E402
from crawler.store.fetched import Chosen, FetchedPages  # noqa: E402
from crawler.workers import Pool  # noqa: E402

RULE = """
[[remove]]
phrase = "members of the harbour club"
why = "the site's own club"
example = { text = "Members of the harbour club get a calendar." }
"""
SAMPLE = 1_000
"""So many pages the pool cleans alone, before and after."""
CLUB = "<p>Members of the harbour club get a calendar with twelve pictures.</p>"
SAME = ("select key, version, record from articles order by key",
        "select article_key, version, why, record from versions order by 1, 2")  # fmt: skip


def prose(number: int) -> str:
    """A page of some 3,000 letters that has nothing in common with another."""
    chance = random.Random(number)
    letters = "bcdfghklmnprstvw"
    words = [
        "".join(chance.choice(letters) + chance.choice("aeiou") for _ in range(chance.randint(1, 4)))
        for _ in range(500)
    ]
    lines = [" ".join(words[n : n + 50]).capitalize() + "." for n in range(0, 500, 50)]
    body = "".join(f"<p>{line}</p>" for line in lines) + (CLUB if number % 10 == 0 else "")
    title = " ".join(words[:6]).capitalize()
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{title}</title></head><body><nav><a href="/">Home</a></nav>'
        f"<article><h1>{title}</h1>{body}</article><footer>The Harbour Courier</footer></body></html>"
    )


def pages(count: int) -> Iterator[Page]:
    """So many pages, as they are fetched."""
    for n in range(count):
        url = f"https://courier.example/news/{n}"
        yield Page(prose(n).encode(), url, {"Content-Type": "text/html"}, 200, "2026-11-20T10:00:00+00:00")


def fill(db: Path, count: int) -> None:
    """Settle the pages in a store."""
    with open_store(db) as store, Pool() as pool:
        jobs = (Job(page, to_store=True) for page in pages(count))
        for page, result in zip(pages(count), pool.run(jobs), strict=True):
            settle(Visit(Asked(str(page.url), "courier"), page, 200, page.url), result, store)


def alone(db: Path, count: int) -> float:
    """Clean so many of the pages by the rule, and do nothing with what comes of them; how many seconds."""
    rules = load_rules(RULE)
    with open_store(db) as store, Pool() as pool:
        fetched = FetchedPages(store)
        kept = (fetched.page(one) for one in fetched.each(Chosen(limit=count)))
        begun = time.perf_counter()
        for _ in pool.run(job_of(page, rules.facts_for(page.url)) for page in kept if page):
            pass
        return time.perf_counter() - begun


def reclean(folder: Path, kill_at: int | None = None) -> float:
    """Run the command; how many seconds. `kill_at`: as soon as there are so many new versions it is killed."""
    command = [sys.executable, "-m", "crawler.cli", "reclean", "--rules", "rules.toml"]
    begun = time.perf_counter()
    run = subprocess.Popen(command, cwd=folder, env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
                           stdout=subprocess.DEVNULL)  # fmt: skip
    while kill_at is not None and run.poll() is None:
        if rows(folder, "select count(*) from versions")[0][0] >= kill_at:
            run.send_signal(signal.SIGKILL)
            kill_at = None
        time.sleep(0.01)
    run.wait()
    return time.perf_counter() - begun


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    """What a query gives."""
    with sqlite3.connect(folder / "copydesk.db", timeout=30) as db:
        return db.execute(query).fetchall()


def main() -> None:
    """Measure, and check."""
    options = argparse.ArgumentParser()
    options.add_argument("--pages", type=int, default=10_000)
    count = options.parse_args().pages
    with tempfile.TemporaryDirectory() as place:
        whole, killed = Path(place, "whole"), Path(place, "killed")
        whole.mkdir()
        (whole / "rules.toml").write_text(RULE, encoding="utf-8")
        db, sample = whole / "copydesk.db", min(count, SAMPLE)
        fill(db, count)
        shutil.copytree(whole, killed)
        before = alone(db, sample)
        seconds = reclean(whole)
        pool = 2 * sample / (before + alone(db, sample))
        rate = count / seconds
        print(f"{count:,} pages cleaned again in {seconds:.0f} s, {rate:.0f} a second; the pool alone: {pool:.0f}")
        print(f"at {rate / pool:.2f} of the speed of the pool", flush=True)
        reclean(killed, kill_at=count // 20)
        (done,) = rows(killed, "select count(*) from versions")
        reclean(killed)
        touched = rows(whole, "select article_key from versions order by 1")
        expected = sorted(f"courier.example/news/{n}" for n in range(0, count, 10))
        same = all(rows(whole, query) == rows(killed, query) for query in SAME)
        right = [key for (key,) in touched] == expected
        print(f"exactly the {len(expected):,} that the rule touches have a second version: {right}")
        print(f"killed after {done[0]} versions and run again, it is the same: {same}")
        raise SystemExit(not (same and right))


if __name__ == "__main__":
    main()
