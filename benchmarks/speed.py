"""What one page costs: our `clean` beside trafilatura's extraction with metadata and whatever else is installed, set by
set, and where our time goes.

    python -m benchmarks.speed ../shared/corpus --pages 40     # --stages: where it goes; --large: ten times larger
    build/peers/bin/python -m benchmarks.speed ../shared/corpus --peers newspaper4k    # installed as in peers.py

Every page is timed in each, in turns, and the least of several times counts, in seconds of this thread's processor, so
that what else runs on the machine disturbs little. With --rounds 1 each page is new to all, and each has twenty in a
row, as in a crawl (--turn 1: page by page). Prints one table, and says what machine it ran on; asserts nothing.
"""

import argparse
import base64
import gc
import gzip
import json
import os
import platform
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

import trafilatura
from trafilatura.meta import reset_caches

from benchmarks.peers import PEERS
from benchmarks.processor import processor
from cleaners import clean

STAGES = {
    "parse": ("cleaners.extract.document", "parse"), "segment": ("cleaners.extract.document", "segment"),
    "metadata": ("cleaners.extract.document", "read_metadata"), "votes": ("cleaners.extract.body", "vote"),
    "models of the page": ("cleaners.extract.body", "own_opinion"),
    "model of the votes": ("cleaners.extract.body", "voted_opinion"), "story": ("cleaners.extract.body", "_decide"),
    "rest of the document": ("cleaners.extract.document", "choose"), "verdict": ("cleaners.pipeline", "judge"),
    "removers": ("cleaners.pipeline", "apply"), "provenance": ("cleaners.pipeline", "attribute"),
    "language": ("cleaners.normalise", "language_of"), "record": ("cleaners.pipeline", "make_article"),
}  # fmt: skip
"""Each stage and the function that is it, where it is called. A stage's time is without those in it."""
Row = tuple[bytes, str | None]
Run = Callable[[bytes, str | None], object]
clock = time.thread_time


def ours(html: bytes, url: str | None) -> None:
    """A page as the benchmark of quality has it."""
    clean(html, url, require_article=False)


def theirs(html: bytes, url: str | None) -> None:
    """The same page by trafilatura."""
    trafilatura.bare_extraction(html, url=url, with_metadata=True, include_comments=False)


def gold(corpus: Path, name: str) -> Iterator[Row]:
    """The pages of a set, with their addresses."""
    for path in sorted(corpus.glob(f"{name}.*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                yield base64.b64decode(row["html"]), row["url"]


def least(who: Sequence[Run], page: Row, rounds: int = 3) -> list[float]:
    """The seconds that each of them takes for a page, the least of so many times; when it comes again it finds nothing
    that trafilatura kept of it."""
    times = [float("inf")] * len(who)
    for _ in range(rounds):
        for n, clean_it in enumerate(who):
            reset_caches()
            start = clock()
            clean_it(*page)
            times[n] = min(times[n], clock() - start)
    return times


def once(who: Sequence[Run], pages: Sequence[Row], turn: int) -> list[float]:
    """The seconds that each of them takes for pages that are new to it, so many in a row before it is another's turn:
    as in a crawl, where nothing is forgotten between two pages and the processor's caches are one extractor's."""
    times = [0.0] * len(who)
    turn = max(1, turn)
    for at in range(0, len(pages), turn):
        for n, clean_it in enumerate(who):
            gc.collect()  # nobody pays for another's garbage
            for page in pages[at : at + turn]:
                start = clock()
                clean_it(*page)
                times[n] += clock() - start
    return times


@contextmanager
def watched() -> Iterator[dict[str, float]]:
    """Seconds by stage of what is cleaned inside."""
    spent: dict[str, float] = defaultdict(float)
    inner: list[float] = []
    names = {place: stage for stage, place in STAGES.items()}
    originals = {place: getattr(import_module(place[0]), place[1]) for place in names}

    def watch(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **more: Any) -> Any:
            inner.append(0.0)
            start = clock()
            try:
                return function(*args, **more)
            finally:
                took = clock() - start
                spent[stage] += took - inner.pop()
                if inner:
                    inner[-1] += took

        return timed

    for place, function in originals.items():
        setattr(import_module(place[0]), place[1], watch(names[place], function))
    try:
        yield spent
    finally:
        for place, function in originals.items():
            setattr(import_module(place[0]), place[1], function)


LARGE = {
    "paragraphs": "<p>Paragraph {i} tells of things that no other paragraph of this page has told of.</p>",
    "links": "<li><a href=/{i}>link number {i}</a></li>" * 8,
    "inline in one paragraph": "some words before <em>word {i}</em> and some after, ",
    "open elements": "<div>",
    "one paragraph": "The council met and voted to repair the old bridge. " * 8,
}
"""What large pages are made of, so many times over."""


def growth(size: int) -> Iterator[str]:
    """A line for each kind of large page: its time, and that of one ten times larger."""
    for kind, piece in LARGE.items():
        small, large = (
            least([ours], ("".join(piece.replace("{i}", str(i)) for i in range(n)).encode(), None))[0]
            for n in (size, 10 * size)
        )
        yield f"{kind:24} {1000 * small:9.1f} ms {1000 * large:9.1f} ms   {large / small:5.1f} times"


def table(asked: argparse.Namespace, peers: Mapping[str, Run]) -> Iterator[tuple[str, list[Row]]]:
    """A line for each set, with its pages: milliseconds a page of each, and how many times another's time ours is."""
    who = {"Copydesk": ours, **peers}
    yield f"{'ms a page':10}{'pages':>6}" + "".join(f"{name:>14}" for name in who) + "   ours, times theirs", []
    for name in asked.sets.split(","):
        rows = list(islice(gold(asked.corpus, name), asked.pages))
        if not rows:
            sys.exit(f"{asked.corpus} has no pages of {name}")
        runs = list(who.values())
        least(runs, rows[0], 1)  # what is loaded with the first page
        if asked.rounds == 1:
            spent = once(runs, rows, asked.turn)
        else:
            spent = [sum(one) for one in zip(*(least(runs, row, asked.rounds) for row in rows), strict=True)]
        cells = "".join(f"{1000 * seconds / len(rows):14.1f}" for seconds in spent)
        ratios = ", ".join(f"{spent[0] / other:.2f}" for other in spent[1:])
        yield f"{name:10}{len(rows):6}{cells}   {ratios}", rows


def shares(rows: Sequence[Row]) -> Iterator[str]:
    """A line for each stage of ours, the dearest first."""
    with watched() as spent:
        for row in rows:
            ours(*row)
    whole = sum(spent.values())
    for stage, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        yield f"    {stage:22} {1000 * seconds / len(rows):6.2f} ms  {seconds / whole:6.1%}"


def _tried(peer: Run) -> Run:
    """A peer that may fail on a page, which has cost its time then."""

    def tried(html: bytes, url: str | None) -> None:
        with suppress(Exception):
            peer(html, url)

    return tried


def machine(peers: Iterable[str]) -> str:
    """What this is measured on."""
    used = ", ".join(f"{name} {version(name)}" for name in ("lxml", *peers))
    return f"{os.cpu_count()} cores, {processor()}, {platform.system()}; Python {platform.python_version()}, {used}"


def main(argv: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("--sets", default="aeb,fundus,wcxb,traf")
    parser.add_argument("--pages", type=int, default=40, help="so many of each set")
    parser.add_argument("--rounds", type=int, default=3, help="so many times each; 1: what a page costs that is new")
    parser.add_argument("--turn", type=int, default=20, help="with --rounds 1: so many pages in a row for each")
    parser.add_argument("--peers", default="", help="comma-separated names of others in peers.py, beside trafilatura")
    parser.add_argument("--stages", action="store_true", help="where our time goes")
    parser.add_argument("--large", action="store_true", help="how the time grows with the page")
    parser.add_argument("--pieces", type=int, default=1200, help="so many in the smaller of two large pages")
    asked = parser.parse_args(argv)
    peers = {"trafilatura": theirs, **{name: _tried(PEERS[name][1]) for name in filter(None, asked.peers.split(","))}}
    print(machine(peers))
    if asked.large or asked.corpus is None:
        for line in growth(asked.pieces):
            print(line, flush=True)
        return
    for line, rows in table(asked, peers):
        print(line, flush=True)
        if asked.stages and rows:
            print("\n".join(shares(rows)), flush=True)


if __name__ == "__main__":
    main()
