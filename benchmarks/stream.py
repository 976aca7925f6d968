"""How much faster a stream is cleaned on more cores: `copydesk clean --jsonl` with one worker, and with several.

    python -m benchmarks.stream                          # 10,000 pages, 1 worker and 2
    python -m benchmarks.stream -n 2000 --jobs 1 2 4

The pages are those of fixtures/, again and again, each under an address of its own. Seconds are those from the first
answer to the last: how long it takes to begin is shown apart. CPU is what the command used, which reads and writes, and
what its workers did (Linux). Where the workers' is far below seconds times workers, others used the machine: then the
ratio says little, and `by CPU` more, which is what the larger of two allows: the workers' share of each, the command's
own. Exits with 1 where an answer is missing or out of order.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PAGES = 10_000
HEAD = "workers" + "".join(
    f"{name:>11}" for name in ("begin s", "seconds", "pages/s", "own CPU", "their CPU", "ratio", "by CPU", "load")
)


class Ran(NamedTuple):
    """One run: seconds until the first answer, and from there to the last; those of CPU of the command, and of its
    workers; the numbers of the answers."""

    begin: float
    seconds: float
    own: float
    workers: float
    numbers: list[int]


def questions(path: Path, number: int) -> None:
    """A file of so many lines that ask."""
    pages = [p.read_text(encoding="utf-8", errors="replace") for p in sorted((ROOT / "fixtures").glob("*/*.html"))]
    with path.open("w", encoding="utf-8") as out:
        for n in range(number):
            asked = {"html": pages[n % len(pages)], "url": f"https://www.example.org/{n}", "n": n}
            out.write(json.dumps(asked, ensure_ascii=False) + "\n")


def clean(path: Path, jobs: int, number: int) -> Ran:
    """Clean the file of so many pages with so many workers."""
    command = [sys.executable, "-m", "crawler.cli", "clean", "--jsonl", "--jobs", str(jobs), str(path)]
    begun, first, numbers, used = time.monotonic(), 0.0, [], (0.0, 0.0)
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        for line in process.stdout:
            first = first or time.monotonic()
            numbers.append(json.loads(line)["n"])
            if len(numbers) == number:
                used = _cpu(process.pid)
        end = time.monotonic()
    return Ran(first - begun, end - first, *used, numbers)


def _cpu(pid: int) -> tuple[float, float]:
    """Seconds of a process, and of all that it has begun, those that have ended since included."""
    own, ended, children = dict[int, float](), dict[int, float](), dict[int, list[int]]()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields, number = stat.read_text().rpartition(")")[2].split(), int(stat.parent.name)
            used = [int(field) / os.sysconf("SC_CLK_TCK") for field in fields[11:15]]
            own[number], ended[number] = sum(used[:2]), sum(used[2:])
            children.setdefault(int(fields[1]), []).append(number)
    below, found = [pid], list[int]()
    while below:
        found += (new := children.get(below.pop(), []))
        below += new
    return own.get(pid, 0.0), sum(own[number] + ended[number] for number in found)


def main() -> int:
    """Print a row for each number of workers; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", "--pages", type=int, default=PAGES)
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    chosen = parser.parse_args()
    print(HEAD)
    with tempfile.TemporaryDirectory(prefix="copydesk-stream-") as folder:
        questions(path := Path(folder, "in.jsonl"), chosen.pages)
        alone, bound, whole = 0.0, 0.0, True
        for jobs in chosen.jobs:
            ran = clean(path, jobs, chosen.pages)
            least = max(ran.own, ran.workers / jobs, 0.01)
            alone, bound = alone or ran.seconds, bound or least
            whole = whole and ran.numbers == list(range(chosen.pages))
            rate, load = chosen.pages / ran.seconds, os.getloadavg()[0]
            cells = (ran.begin, ran.seconds, rate, ran.own, ran.workers, alone / ran.seconds, bound / least, load)
            print(f"{jobs:>7}" + "".join(f"{cell:>11.2f}" for cell in cells), flush=True)
    return int(not whole)


if __name__ == "__main__":
    sys.exit(main())
