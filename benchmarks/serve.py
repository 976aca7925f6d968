"""Many clients at once: whether each request that the service takes on is answered, and what memory that needs.

    python -m benchmarks.serve                          # 200 clients for 60 seconds
    python -m benchmarks.serve --clients 20 --seconds 10

Of ten requests six have a page cleaned, one of them a very long one; the others list, search and read. Who is told to
come again does so when told. Each page has a headline of its own, which must be in its answer. Exits with 1 where a
request that was taken on was lost, or where all processes together held more memory than is allowed.
"""

import argparse
import asyncio
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import httpx

from crawler.store import open_store
from tests.crawler import stories
from tests.crawler.shelf import Shelf

ARTICLES = 50
LONG = "<p>The minutes of the meeting go on for a long while, as they have done every month since then.</p>" * 2000
MOST_MIB = 1_200


@dataclass
class Books:
    """What became of the requests. `seconds`: how long those took that were answered; `memory`: MiB, once a second."""

    ends: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


def tree(pid: int) -> list[int]:
    """A process and all that it has begun."""
    found, parents = [pid], dict[int, list[int]]()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    for one in found:
        found += parents.get(one, ())
    return found


def memory(pid: int) -> float:
    """MiB of a process and its children; pages that they share are counted once."""
    total = 0
    for one in tree(pid):
        try:
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
        except OSError:
            continue
        total += int(re.findall(r"^Pss:\s+(\d+)", rollup, re.M)[0])
    return total / 1024


async def one(client: httpx.AsyncClient, n: int, books: Books) -> float:
    """One request, and what came of it; the seconds to wait before the next."""
    kind = n % 10
    page = stories.page(n).replace("</article>", (LONG if kind == 0 else "") + "</article>")
    asked = {
        6: ("GET", "/api/v1/articles?limit=50"),
        7: ("GET", "/api/v1/search?q=council+harbour"),
        8: ("GET", "/api/v1/stories"),
        9: ("GET", "/articles?q=council"),
    }.get(kind, ("POST", "/api/v1/clean"))
    began = monotonic()
    try:
        answer = await client.request(*asked, json={"html": page} if kind < 6 else None)
    except httpx.HTTPError as e:
        books.lost[type(e).__name__] += 1
        return 0
    if answer.status_code == 503 and "Retry-After" in answer.headers:
        books.ends["told to come again"] += 1
        return float(answer.headers["Retry-After"])
    is_whole = answer.status_code == 200 and (kind >= 6 or answer.json()["article"]["title"] == stories.title(n))
    if is_whole:
        books.ends["answered"] += 1
        books.seconds.append(monotonic() - began)
    else:
        books.lost[f"status {answer.status_code}"] += 1
    return 0


async def load(address: str, pid: int, clients: int, seconds: float) -> Books:
    """So many clients, each with one request after another."""
    books, end = Books(), monotonic() + seconds

    async def visit(first: int) -> None:
        # no certificates are read: 200 times that would be most of the work
        async with httpx.AsyncClient(base_url=address, timeout=90, verify=False) as client:
            n = first
            while monotonic() < end:
                await asyncio.sleep(await one(client, n, books))
                n += clients + 1

    async def weigh() -> None:
        while monotonic() < end:
            books.memory.append(memory(pid))
            await asyncio.sleep(1)

    await asyncio.gather(weigh(), *(visit(n) for n in range(clients)))
    return books


def show(books: Books, seconds: float) -> None:
    """The table."""
    took = sorted(books.seconds) or [0.0]
    print(f"{'answered':>24}  {books.ends['answered']:,} ({books.ends['answered'] / seconds:,.0f} a second)")
    print(f"{'told to come again':>24}  {books.ends['told to come again']:,}")
    print(f"{'taken on and lost':>24}  {books.lost.total():,} {dict(books.lost) or ''}")
    print(f"{'seconds, median / 99 %':>24}  {took[len(took) // 2]:.2f} / {took[int(len(took) * 0.99)]:.2f}")
    third = max(1, len(books.memory) // 3)
    told = " / ".join(
        f"{max(books.memory[n : n + third]):,.0f}" for n in range(0, 3 * third, third) if books.memory[n:]
    )
    print(f"{'MiB, most of each third':>24}  {told}")


def main(arguments: Sequence[str]) -> int:
    """Run it; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--most-mib", type=float, default=MOST_MIB)
    told = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        db = str(Path(folder) / "news.db")
        with open_store(db) as store:
            for n in range(ARTICLES):
                Shelf(store).story(n)
        words = [sys.executable, "-m", "crawler.cli", "serve", "--port", "0", "--db", db, "--quiet", "--no-fetch"]
        with subprocess.Popen(words, stderr=subprocess.PIPE, text=True, env=os.environ) as service:
            assert service.stderr is not None
            address = next(found[1] for line in service.stderr if (found := re.search(r"serving at (\S+)", line)))
            books = asyncio.run(load(address, service.pid, told.clients, told.seconds))
            service.send_signal(signal.SIGTERM)
            status = service.wait(90)
    show(books, told.seconds)
    is_bounded = max(books.memory) <= told.most_mib
    return int(bool(books.lost) or not is_bounded or status != 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
