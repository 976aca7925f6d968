#!/usr/bin/env python3
"""How well copies are told from look-alikes, and what finding them costs as the store grows.

    benchmarks/stories.py                   precision and recall on the pairs of story_pairs.py; exit status 1 where
                                            precision is below 0.99 or recall below 0.95
    benchmarks/stories.py --half tune       the same on the half that the thresholds were chosen on
    benchmarks/stories.py --groups          the same of the stories that many tellings of events of one template make
    benchmarks/stories.py --growth          time to look up and insert one article at 10,000, 100,000 and 1,000,000

The gold pages among the texts lie beside the checkout (--shared, see benchmarks/README.md); without them the invented
items remain.
"""

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from sqlalchemy import Connection

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.story_pairs import Pair, pairs, tellings  # noqa: E402
from crawler.dedupe.grouping import groups  # noqa: E402
from crawler.dedupe.near import SCHEME, Fingerprint, fingerprint, likeness  # noqa: E402
from crawler.store import Store, open_store  # noqa: E402
from crawler.store.stories import Stories  # noqa: E402

LEAST = {"precision": 0.99, "recall": 0.95}
SIZES = (10_000, 100_000, 1_000_000)
MOST_GROWTH = 1.5
PLACED = 400
"""So many articles are placed at each size; every tenth is a copy of one that is there."""
WORDS = 300
BATCH = 20_000
STAGE = "CREATE TABLE stage (value INTEGER, article_key TEXT)"
FROM_STAGE = f"INSERT INTO bands SELECT {SCHEME}, value, article_key FROM stage ORDER BY value, article_key"
COMMON = 200
"""So many passages are shared by one article in a hundred each: the standing texts of sites and templates."""


def main(argv: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder with corpus/")
    parser.add_argument("--half", choices=("test", "tune"), default="test", help="which half (%(default)s)")
    parser.add_argument("--growth", action="store_true", help="measure time instead")
    parser.add_argument("--groups", action="store_true", help="score stories, not pairs")
    args = parser.parse_args(argv)
    if args.groups:
        return score_groups(args.half)
    return growth() if args.growth else score(p for p in pairs(args.shared) if p.half == args.half)


# ---- precision and recall -------------------------------------------------------------------------------------------


def found(pair: Pair) -> bool:
    """Whether the second text of a pair would be found, and linked, where the first is in the store."""
    one, other = fingerprint(pair.one), fingerprint(pair.other)
    return not set(one.values).isdisjoint(other.values) and likeness(one.signature, other.signature).is_copy


def score(chosen: Iterable[Pair]) -> int:
    """Print the figures of each kind of pair and of all."""
    kinds = defaultdict[tuple[bool, str], list[bool]](list)
    for pair in chosen:
        kinds[pair.same, pair.kind].append(found(pair))
    print(f"{'copies':40} {'pairs':>6} {'found':>6}")
    for (same, kind), hits in sorted(kinds.items(), key=lambda k: (not k[0][0], k[0][1])):
        print(f"{kind if same else 'not: ' + kind:40} {len(hits):6} {sum(hits):6}")
    right = sum(sum(hits) for (same, _), hits in kinds.items() if same)
    wrong = sum(sum(hits) for (same, _), hits in kinds.items() if not same)
    copies = sum(len(hits) for (same, _), hits in kinds.items() if same)
    rest = sum(len(hits) for (same, _), hits in kinds.items() if not same)
    figures = {"precision": right / (right + wrong), "recall": right / copies}
    print(f"{copies + rest} pairs, {rest} of them no copies; "
          + ", ".join(f"{name} {figure:.4f} (at least {LEAST[name]})" for name, figure in figures.items()))  # fmt: skip
    return int(any(figure < LEAST[name] for name, figure in figures.items()))


def score_groups(half: str) -> int:
    """Print the figures of pairs that come into one story, where all tellings of a template are grouped at once."""
    right = wrong = missed = 0
    for told in tellings(half):
        story = {f"{n} {m}": n for n, texts in enumerate(told) for m in range(len(texts))}
        found = groups(
            {f"{n} {m}": fingerprint(t).signature for n, texts in enumerate(told) for m, t in enumerate(texts)}
        )
        home = {name: group for group in found for name in group}
        for one, other in combinations(story, 2):
            same, together = story[one] == story[other], home[one] is home[other]
            right, wrong, missed = (
                right + (same and together),
                wrong + (together and not same),
                missed + (same and not together),
            )
    figures = {"precision": right / (right + wrong), "recall": right / (right + missed)}
    print("pairs in one story: " + ", ".join(f"{name} {figure:.4f}" for name, figure in figures.items()))
    return int(any(figure < LEAST[name] for name, figure in figures.items()))


# ---- growth ---------------------------------------------------------------------------------------------------------


def growth() -> int:
    """Print the time of one `place` at each size, and the ratio of the last to the first."""
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "news.db") as store:
        times = list[float]()
        there = 0
        for size in SIZES:
            fill(store, there, size)
            times.append(placing(store, size))
            there = size + PLACED
            print(f"{size:9,} articles: {1000 * times[-1]:.2f} ms of processor time for one more", flush=True)
    ratio = times[-1] / times[0]
    print(f"the last to the first: {ratio:.2f} (less than {MOST_GROWTH})")
    return int(ratio >= MOST_GROWTH)


def made_up(number: int) -> Fingerprint:
    """The fingerprint of an invented article, with two passages that one in a hundred shares."""
    rng = np.random.default_rng(number)
    values = rng.integers(-(2**63), 2**63 - 1, 14)
    common = rng.integers(0, COMMON, 2)
    signature = np.concatenate(([3], rng.integers(0, 2**14, WORDS))).astype("<u2").tobytes()
    return Fingerprint((*values.tolist(), *sorted({int(c) for c in common})), signature, WORDS)


def placing(store: Store, size: int) -> float:
    """Seconds that an article takes, the middle of many; each in a transaction, as a crawl does it. It is the time of
    the processor: others who use the machine do not count, nor does the disk, which is written to after commits."""
    stories, times = Stories(store), list[float]()
    for n in range(size, size + PLACED):
        same = n % 10 == 0
        taken = made_up((n * 7919) % size if same else n)
        with store.writing() as connection:
            insert_articles(connection, [n])
        began = time.process_time()
        with store.together():
            stories.place(key(n), taken)
        times.append(time.process_time() - began)
    return float(np.median(times))


def fill(store: Store, start: int, end: int) -> None:
    """Put invented articles into the store, in bulk: in the order of its indexes, which else would take hours."""
    with store.writing() as connection:
        for statement in ("PRAGMA cache_size = -1000000", "DROP INDEX bands_by_article", STAGE):
            connection.exec_driver_sql(statement)
        for first in range(start, end, BATCH):
            insert_batch(connection, range(first, min(first + BATCH, end)))
        for statement in (FROM_STAGE, "DROP TABLE stage", "CREATE INDEX bands_by_article ON bands (article_key)"):
            connection.exec_driver_sql(statement)
    with store.reading() as connection:
        connection.exec_driver_sql("PRAGMA cache_size = -2000")  # SQLite's own default


def insert_batch(connection: Connection, numbers: Sequence[int]) -> None:
    """Articles with their fingerprints, each a story of its own."""
    insert_articles(connection, numbers)
    prints = [(key(n), made_up(n)) for n in numbers]
    connection.exec_driver_sql(
        "INSERT INTO fingerprints (article_key, signature, shingles) VALUES (?, ?, ?)",
        [(k, f.signature, f.shingles) for k, f in prints],
    )
    rows = [(value, k) for k, f in prints for value in f.values]
    connection.exec_driver_sql("INSERT INTO stage (value, article_key) VALUES (?, ?)", rows)


def insert_articles(connection: Connection, numbers: Sequence[int]) -> None:
    """Rows of articles with next to nothing in their records."""
    connection.exec_driver_sql(
        "INSERT INTO articles (key, id, content_hash, first_seen_at, story_id, record) VALUES (?, ?, ?, ?, ?, ?)",
        [(key(n), f"{n:x}", f"{n:x}", "2026-11-22T00:00:00Z", f"s{n:x}", "{}") for n in numbers],
    )


def key(number: int) -> str:
    """The address of an invented article, as the store writes it."""
    return f"courier.test/news/2026/11/{number:08}-the-story-of-the-day"


if __name__ == "__main__":
    sys.exit(main())
