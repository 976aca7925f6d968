"""A crawl from end to end, beside the spider that everybody writes, and what it holds in memory.

    python -m benchmarks.crawl                       # 1,000 pages, three rounds
    python -m benchmarks.crawl --memory 20000        # memory, by quarters of the pages
    python -m benchmarks.crawl_growth                # one insert in stores of 10,000, 100,000 and 1,000,000 records

Pages are served on loopback, by ten hosts (crawl_site.py), to each run in its turn and under the same settings:

    copydesk    `copydesk crawl` into SQLite: records, removals, fingerprints, stories, search, WARC
    everyday    Scrapy, trafilatura.bare_extraction(with_metadata=True) in the callback, JSON lines
    scrapy      Scrapy alone: what is fetched is dropped
    stages      ours, each alone: the crawl with nothing done to its pages; `clean` in one process; the store

The sum of the stages' times is what one core would take for a page: `cores` of them could do so many pages a second,
and a crawl can come near that. Seconds are by the clock, without imports. On a machine that others use they say little;
`by CPU` is what this machine could do were it ours alone, from the processor time that each process has used, and is
bounded by the crawl's own process, of which there is one. Linux only. Exits with 1 where a run has lost pages.
"""

import argparse
import json
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from itertools import pairwise
from typing import Any, NamedTuple

from benchmarks.crawl_site import ROOT, Site, served
from benchmarks.crawl_watch import Watch, watched
from benchmarks.processor import processor

PAGES, HOSTS, ROUNDS = 1_000, 10, 3
LISTED = 1_000
"""Pages that each host lists where memory is measured."""
KINDS = ("everyday", "copydesk", "scrapy", "fetch")
QUARTERS = 4
MOST_GROWTH = 1.10
WANTED = 1.9
"""Times the pages a second of the everyday spider, on two cores."""
NEAR = 0.85
"""Of what the stages allow."""
HEAD = (
    f"{'':<10}{'pages/s':>9}{'ratio':>7} |{'own ms':>8}{'others':>8}{'by CPU':>8}{'ratio':>7} |{'MiB':>6}{'worker':>8}"
)


class Ran(NamedTuple):
    """One run: seconds by the clock; seconds of CPU of its process, and of those below it; what it told."""

    seconds: float
    own: float
    others: float
    told: dict[str, Any]
    watch: Watch

    def by_cpu(self, pages: int, cores: int) -> float:
        """Pages a second that so many cores could do."""
        return pages / max(self.own, (self.own + self.others) / cores)


def run(kind: str, given: Sequence[str]) -> Ran:
    """Run one to its end. Raises RuntimeError where it fails."""
    with tempfile.TemporaryDirectory(prefix="copydesk-crawl-") as folder:
        command = [sys.executable, "-m", "benchmarks.crawl_child", kind, folder, *given]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
            said, watch = watched(process)
        if process.returncode:
            raise RuntimeError(f"{kind} ended with {process.returncode}")
    told = json.loads(said.splitlines()[-1])
    return Ran(told["seconds"], told["used"], watch.workers, told, watch)


def machine(site: Site) -> str:
    """What this is measured on."""
    used = ", ".join(f"{name} {version(name)}" for name in ("scrapy", "trafilatura", "lxml"))
    served_ = f"{site.pages:,} {site.kind} on {len(site.fronts)} hosts from {site.server}"
    return (f"{_cores()} cores, {processor()}; Python {platform.python_version()}, {used}, "
            f"SQLite {sqlite3.sqlite_version}; {served_}; load {os.getloadavg()[0]:.1f}")  # fmt: skip


def race(site: Site, rounds: int) -> int:
    """All kinds in turns; the table; 1 where one has lost pages."""
    runs: dict[str, list[Ran]] = {kind: [] for kind in KINDS}
    stages = list[dict[str, Any]]()
    for number in range(rounds):
        for kind, all_ in runs.items():
            all_.append(run(kind, site.fronts))
        stages.append(run("stages", [str(site.pages)]).told)
        print(f"round {number + 1}: " + ", ".join(f"{k} {r[-1].seconds:.1f} s" for k, r in runs.items()), flush=True)
    print(f"\nratio: times the pages a second of the everyday spider (wanted of copydesk on 2 cores: {WANTED})\n{HEAD}")
    for kind, all_ in runs.items():
        print(_row(kind, all_, runs["everyday"], site.pages))
    for name, at in (("by the clock", 0), ("by CPU", 1)):
        print(_stages(name, at, runs, stages, site.pages))
    lost = [f"{k}: {r.told['counts']}" for k in ("copydesk", "fetch") for r in runs[k] if not _is_whole(r, site)]
    print(*(f"copydesk ended with {r.told['counts']}" for r in runs["copydesk"][:1]), *lost, sep="\n")
    return int(bool(lost))


def _row(kind: str, runs: list[Ran], everyday: list[Ran], pages: int) -> str:
    cores, middle = _cores(), statistics.median
    ratio = middle(one.seconds / ran.seconds for one, ran in zip(everyday, runs, strict=True))
    by_cpu = [ran.by_cpu(pages, cores) for ran in runs]
    of_cpu = middle(ours / one.by_cpu(pages, cores) for one, ours in zip(everyday, by_cpu, strict=True))
    peaks = [ran.watch.peaks(0, ran.told["end"]) for ran in runs]
    own, other = (max(p[n] for p in peaks) >> 20 for n in (0, 1))
    cpu = [1000 * middle(t) / pages for t in ([r.own for r in runs], [r.others for r in runs])]
    return (f"{kind:<10}{middle(pages / r.seconds for r in runs):9.1f}{ratio:7.2f} |{cpu[0]:8.1f}{cpu[1]:8.1f}"
            f"{middle(by_cpu):8.1f}{of_cpu:7.2f} |{own:6}{other:8}")  # fmt: skip


def _stages(name: str, at: int, runs: dict[str, list[Ran]], stages: list[dict[str, Any]], pages: int) -> str:
    """How near the crawl comes to what its stages allow."""
    middle, cores = statistics.median, _cores()
    fetched = middle((r.seconds, r.own)[at] for r in runs["fetch"]) / pages
    parts = {"fetch": fetched, **{part: middle(s[part][at] for s in stages) for part in ("clean", "store")}}
    rates = [(pages / r.seconds, r.by_cpu(pages, cores))[at] for r in runs["copydesk"]]
    bound = cores / sum(parts.values())
    said = " + ".join(f"{part} {1000 * seconds:.1f}" for part, seconds in parts.items())
    return f"stages {name}: {said} ms: {bound:.1f} pages/s at most; {middle(rates) / bound:.2f} of it (wanted: {NEAR})"


def _is_whole(ran: Ran, site: Site) -> bool:
    return sum(ran.told["counts"].values()) == site.pages and not ran.told["failures"]


def memory(site: Site) -> int:
    """The peaks of each quarter of the pages; 1 where pages were lost, or the last is above the second."""
    ran = run("copydesk", site.fronts)
    marks = [ran.told["opened"], *ran.told["marks"]]
    edges = [marks[round(n * (len(marks) - 1) / QUARTERS)] for n in range(QUARTERS + 1)]
    peaks = [ran.watch.peaks(a, b) for a, b in pairwise(edges)]
    print(f"{site.pages:,} pages in {ran.seconds:.0f} s: {ran.told['counts']}")
    print(f"{'MiB at most in':<16}" + "".join(f"{n + 1:>8}" for n in range(QUARTERS)) + "  last / second")
    growth = [peaks[3][n] / max(peaks[1][n], 1) for n in (0, 1)]
    for n, name in enumerate(("the crawl", "a worker")):
        print(f"{name:<16}" + "".join(f"{p[n] / 2**20:8.1f}" for p in peaks) + f"{growth[n]:15.2f}")
    return int(not _is_whole(ran, site) or max(growth) > MOST_GROWTH)


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=PAGES, help="no more than there are (%(default)s)")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--memory", type=int, metavar="PAGES", help="measure memory instead, over so many pages")
    args = parser.parse_args()
    if args.memory:
        listed = min(LISTED, args.memory)
        with served(listed, max(1, args.memory // listed), same=True) as site:
            print(machine(site), flush=True)
            return memory(site)
    with served(args.pages, min(HOSTS, args.pages)) as site:
        print(machine(site), flush=True)
        return race(site, args.rounds)


if __name__ == "__main__":
    sys.exit(main())
