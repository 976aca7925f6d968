"""Rows 10, 11, 14 and 15: whatever is on a page, it costs no more than itself."""

import asyncio
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.hard.child import in_a_child
from benchmarks.hard.score import Figure, Lab
from benchmarks.serve import tree
from cleaners import clean
from cleaners.model import Cleaned, Page, Rejected
from cleaners.phrases import PROSE
from crawler.jobs import Job
from crawler.workers import Fault, Limits, Pool
from tests.hard.bombs import HTML
from tests.hard.mutation import mutated, reworded, seeds

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
URL = "https://foo.example/2026/11/20/bridge"
MOST_SECONDS = 10
MUTATED = 10_000
WORKERS = 16
STEP = 100
DOCUMENTS = 10_000
MOST_OF_BROKEN = 5
MOST_GROWTH = 1.0
"""MiB per 1,000 pages."""


def bombs(lab: Lab) -> Figure:  # noqa: ARG001
    """Row 10: each bomb in a child; the story comes out, or what came out is marked."""
    slow, dead, lost, marked, wrong = 0, 0, 0, 0, []
    for name, make in HTML.items():
        body = make().encode()
        done = in_a_child(lambda body=body: _end(body))  # type: ignore[misc]
        dead += done.result is None
        slow += done.seconds > MOST_SECONDS
        whole, degraded = done.result or (False, False)
        lost += not whole and not degraded
        marked += not whole and degraded
        if done.result is None or done.seconds > MOST_SECONDS or not (whole or degraded):
            wrong.append(f"{name}: {done.seconds:.1f} s, signal {done.signal}, whole {whole}, marked {degraded}")
    said = (
        f"{slow} over {MOST_SECONDS} s, {dead} deaths, {lost} of {len(HTML)} lost unmarked ({marked} lost and marked)"
    )
    return Figure(said, not (slow or dead or lost), tuple(wrong))


def _end(body: bytes) -> tuple[bool, bool]:
    """Whether the story is whole, and whether something is said to be missing."""
    outcome = clean(body, URL)
    whole = isinstance(outcome, Cleaned) and all(p in outcome.article.text for p in PROSE)
    return whole, bool(outcome.document and outcome.document.degraded)


def broken(lab: Lab) -> Figure:
    """Row 11: pages with something broken in them, through the pool as a crawl has it. A page that takes longer than
    its seconds by the clock is tried once more, by the processor's."""
    count = 500 if lab.small else MUTATED
    pages = list(mutated(seeds(FIXTURES), count))
    reasons = asyncio.run(_through_the_pool(iter(pages), Limits(seconds=MOST_OF_BROKEN)))
    faults = Counter(reason for reason in reasons if reason and "longer than" not in reason)
    late = [page for page, reason in zip(pages, reasons, strict=True) if "longer than" in reason]
    slow = sum(in_a_child(lambda page=page: _end(page)).seconds > MOST_OF_BROKEN for page in late)  # type: ignore[misc]
    raised = sum(n for reason, n in faults.items() if "fault in" in reason)
    said = f"{raised} exceptions, {slow} over {MOST_OF_BROKEN} s, {faults.total() - raised} crashes of {len(pages):,}"
    return Figure(said, not faults and not slow, tuple(f"{n}: {reason}" for reason, n in faults.items()))


async def _through_the_pool(pages: Iterator[bytes], limits: Limits) -> list[str]:
    """For each page an empty text, or what befell its worker."""
    ends = []
    with Pool(2, limits) as pool:
        while batch := list(islice(pages, 100)):
            found = await asyncio.gather(*(pool.attempt(Job(Page(page, URL))) for page in batch))
            ends += [f.reason if isinstance(f, Fault) else "" for f in found]
    return ends


def growth(lab: Lab) -> Figure:
    """Row 14: what the processes of a crawl (this one and those that clean for it, of which each is replaced after 500
    pages) take more and more of while they clean distinct pages; and what one process takes that is never replaced."""
    pages = MUTATED // 10 if lab.small else MUTATED
    ours = in_a_child(lambda: asyncio.run(_held(pages)), seconds=3600).result
    alone = in_a_child(lambda: list(_resident(pages)), seconds=3600).result
    slopes = [slope(sizes[len(sizes) // 2 :]) for sizes in (ours, alone)]
    said = f"{slopes[0]:+.2f} MiB per 1,000 pages in a crawl's processes (at the most {max(ours):.0f} MiB)"
    said += f"; {slopes[1]:+.2f} in one that is never replaced ({alone[0]:.0f} to {alone[-1]:.0f} MiB)"
    return Figure(said, max(slopes[: 1 if lab.small else 2]) <= MOST_GROWTH)  # a few pages are but a beginning


def slope(sizes: list[float]) -> float:
    """By how much so many sizes, one after each STEP pages, grow in a thousand pages: the line of least squares."""
    middle, mean = (len(sizes) - 1) / 2, sum(sizes) / len(sizes)
    squares = sum((n - middle) ** 2 for n in range(len(sizes)))
    return sum((n - middle) * (size - mean) for n, size in enumerate(sizes)) / squares * 1000 / STEP


async def _held(count: int) -> list[float]:
    """MiB that this process and those below it hold, after each STEP pages that two workers have cleaned."""
    pages, sizes = reworded(seeds(FIXTURES), count), []
    with Pool(2) as pool:
        number = 0
        while batch := list(islice(pages, STEP)):
            await asyncio.gather(*(pool.clean(Job(Page(p, f"{URL}-{number + n}"))) for n, p in enumerate(batch)))
            number += STEP
            sizes.append(sum(map(_proportional, tree(os.getpid()))))
    return sizes


def _proportional(pid: int) -> float:
    """MiB of a process, of what it shares with others its part."""
    with suppress(OSError, IndexError):
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return int(text.split("Pss:")[1].split()[0]) / 1024
    return 0.0


def _resident(count: int) -> Iterator[float]:
    """MiB that are resident after each STEP pages."""
    for number, page in enumerate(reworded(seeds(FIXTURES), count), 1):
        clean(page, f"{URL}-{number}")
        if number % STEP == 0:
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            yield pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def crashes(lab: Lab) -> Figure:
    """Row 15: many workers say what one process says, and one of them that dies costs its page."""
    count = 100 if lab.small else DOCUMENTS
    pages = list(mutated(seeds(FIXTURES), count, seed=3))
    os.environ["FATAL"] = "/fatal"
    jobs = [Job(Page(page, f"{URL}-{n}" if n != count // 2 else f"{URL}/fatal")) for n, page in enumerate(pages)]
    with Pool(WORKERS, Limits(seconds=60), "tests.crawler.misfortunes:clean_unless_fatal") as pool:
        found = list(pool.run(jobs))
    died = [n for n, outcome in enumerate(found) if isinstance(outcome, Rejected) and "died" in outcome.reason]
    differ = [
        n for n, page in enumerate(pages) if n not in died and _text(found[n]) != _text(clean(page, f"{URL}-{n}"))
    ]
    said = f"{len(differ)} of {count:,} differ with {WORKERS} workers; a SIGSEGV costs {len(died)} page"
    return Figure(said, not differ and died == [count // 2], tuple(map(str, (*died, *differ)))[:5])


def _text(outcome: Any) -> tuple[str, str]:
    if isinstance(outcome, Cleaned):
        return outcome.article.text, str(outcome.article.title)
    return outcome.stage, outcome.reason
