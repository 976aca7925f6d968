"""What one more article costs as the store grows: all that a crawl does when it comes in, in stores of 10,000, 100,000
and 1,000,000 records.

    python -m benchmarks.crawl_growth                        # fills three stores
    python -m benchmarks.crawl_growth --sizes 1000 10000

Each of the articles that are placed waits in the frontier, is new, and is settled as a crawl does it: looked for by
its addresses, its text and its fingerprint, recorded with what was removed from it, entered into the search and into
its story, its page archived, all in one transaction. Each is placed in all stores, one after another, so that what
else the machine is at slows all of them. One in ten is a repost of one that is there; each shares two passages with one
in a hundred of all articles. The stores are filled in bulk, with articles of some 80 words; the largest takes 15 GB of
disk. Each figure is the median. Exits with 1 where one more costs half as much again in the largest as in the smallest.
"""

import argparse
import hashlib
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

from sqlalchemy import Connection, insert

from benchmarks.stories import COMMON, FROM_STAGE, made_up
from cleaners.model import Article, Cleaned, Page
from cleaners.pipeline import clean
from crawler.dedupe import url_key
from crawler.dedupe.fingerprinted import Fingerprinted, fingerprinted
from crawler.discover import Entry
from crawler.flow import Visit, settle
from crawler.store import Store, open_store
from crawler.store.frontier import Frontier
from crawler.store.search import search
from crawler.store.settling import encode
from crawler.store.tables import articles, changes, pages, removals

SIZES = (10_000, 100_000, 1_000_000)
PLACED = 300
MOST_GROWTH = 1.5
BATCH = 10_000
STAGE = "CREATE TEMP TABLE stage (value INTEGER, article_key TEXT)"  # of the connection, of which there is one
WORDS, PARAGRAPHS, VOCABULARY = 20, 4, 30_000
DAY = "2026-11-20T08:00:00+00:00"
SOURCE = "courier"


def _vocabulary() -> tuple[list[str], list[float]]:
    chance = Random(1)
    syllables = [a + b for a in "bcdfghklmnprstvw" for b in "aeiou"]
    words = ["".join(chance.choices(syllables, k=chance.randint(1, 5))) for _ in range(VOCABULARY)]
    return words, list(accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))  # as often as words of a language are


VOCABULARY_OF = _vocabulary()


def story(number: int) -> list[str]:
    """The paragraphs of an invented article."""
    chance, (words, weights) = Random(number), VOCABULARY_OF
    chosen = chance.choices(words, cum_weights=weights, k=WORDS * PARAGRAPHS)
    return [" ".join(chosen[n : n + WORDS]).capitalize() + "." for n in range(0, len(chosen), WORDS)]


def address(number: int, site: str = "www.courier.test") -> str:
    """Of an invented article."""
    return f"https://{site}/news/2026/11/20/{number:08}-the-story-of-the-day/"


# ---- the store ------------------------------------------------------------------------------------------------------


def fill(store: Store, size: int) -> None:
    """Put so many invented articles into the store, in bulk: in the order of its indexes, which else takes hours."""
    _do(store, "PRAGMA cache_size = -2000000", "DROP INDEX bands_by_article", STAGE)
    for first in range(0, size, BATCH):
        with store.writing() as connection:
            _insert(connection, range(first, min(first + BATCH, size)))
    _do(store, FROM_STAGE, "DROP TABLE stage", "CREATE INDEX bands_by_article ON bands (article_key)")
    _do(store, "PRAGMA cache_size = -2000", "PRAGMA shrink_memory")  # SQLite's own default


def _do(store: Store, *statements: str) -> None:
    with store.writing() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def _insert(connection: Connection, numbers: Sequence[int]) -> None:
    """Articles with all that the store has of each."""
    told = [(n, url_key(address(n)), story(n)) for n in numbers]
    connection.execute(insert(articles), [_article(n, key, text) for n, key, text in told])
    connection.execute(insert(pages), [_page(n, key) for n, key, _ in told])
    connection.execute(insert(removals), [
        {"article_key": key, "number": m, "block": m, "cleaner": "related_links", "rule": "a list of links",
         "why": "it leads elsewhere", "text": text[0], "field": None}
        for _, key, text in told for m in range(3)
    ])  # fmt: skip
    connection.execute(insert(changes), [
        {"article_key": key, "id": f"{n:x}", "kind": "new", "version": 1, "at": DAY} for n, key, _ in told
    ])  # fmt: skip
    connection.execute(insert(search), [{"number": n + 1, "article_key": key} for n, key, _ in told])
    connection.exec_driver_sql("INSERT INTO search_words (rowid, words) VALUES (?, ?)",
                               [(n + 1, " ".join(text).casefold()) for n, _, text in told])  # fmt: skip
    prints = [(key, made_up(n)) for n, key, _ in told]
    connection.exec_driver_sql("INSERT INTO fingerprints (article_key, signature, shingles) VALUES (?, ?, ?)",
                               [(key, f.signature, f.shingles) for key, f in prints])  # fmt: skip
    rows = [(value, key) for key, f in prints for value in f.values]
    connection.exec_driver_sql("INSERT INTO stage (value, article_key) VALUES (?, ?)", rows)


@cache
def _template() -> Article:
    """A record with all that one has."""
    return next(arrivals(0)).result.article


def _article(number: int, key: str, text: list[str]) -> dict[str, object]:
    title, whole = text[0][:60], "\n\n".join(text) + "\n"
    content = hashlib.sha256(whole.encode()).hexdigest()
    record = replace(
        _template(), id=f"{number:x}", url=address(number), urls=(address(number),), content_hash=content, title=title,
        text=whole, version=1, first_seen_at=DAY,
    )  # fmt: skip
    return {"key": key, "id": f"{number:x}", "source": SOURCE, "canonical_key": key, "content_hash": content,
            "title": title, "language": "en", "first_seen_at": DAY, "changed_at": DAY, "fetched_at": DAY,
            "words": WORDS * PARAGRAPHS, "noise": 0.2, "has_authors": False, "reserved": False,
            "story_id": f"s{number:x}", "record": encode(record)}  # fmt: skip


def _page(number: int, key: str) -> dict[str, object]:
    return {"key": key, "url": address(number), "source": SOURCE, "state": "stored", "reason": "an article",
            "status": 200, "final_url": address(number), "discovered_at": DAY, "listed_at": DAY, "position": number,
            "settled_at": DAY, "fetched_at": DAY, "etag": f'"{number:x}"', "archive_file": "20261120/a.warc.gz",
            "archive_offset": number * 20_000, "archive_length": 20_000, "article_key": key}  # fmt: skip


# ---- one more -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Arrived:
    """A page that has come in, and what a worker has made of it."""

    page: Page
    result: Fingerprinted


def arrivals(start: int) -> Iterator[Arrived]:
    """The articles that are placed: one in ten repeats one of those before it, on another site."""
    for n in range(start, start + PLACED):
        same = n % 10 == 9
        url = address(n, "www.tribune.test" if same else "www.courier.test")
        lines = story(n - 5 if same else n)
        body = "".join(f"<p>{line}</p>" for line in lines)
        html = f"<html lang='en'><title>{lines[0][:60]}</title><article><h1>{lines[0][:60]}</h1>{body}</article></html>"
        page = Page(html.encode(), url, {"Content-Type": "text/html"}, 200, DAY)
        cleaned = clean(page, require_article=False)
        assert isinstance(cleaned, Cleaned), cleaned
        result = fingerprinted(cleaned)
        shared = Random(n).sample(range(COMMON), 2)
        print_ = replace(result.fingerprint, values=(*result.fingerprint.values, *shared))
        yield Arrived(page, replace(result, fingerprint=print_))


def placing(store: Store, came: Sequence[Arrived]) -> Iterator[tuple[float, float]]:
    """Settle these one by one, as they are asked for: milliseconds of this process's CPU, and by the clock."""
    frontier, run = Frontier(store), store.runs.begin("benchmark")
    frontier.discover(SOURCE, [Entry(str(one.page.url)) for one in came])
    claimed = {asked.url: asked for asked in frontier.claim(SOURCE, run, PLACED)}
    for one in came:
        visit = Visit(claimed[str(one.page.url)], one.page, 200, one.page.url)
        cpu, clock = time.process_time(), time.perf_counter()
        outcome = settle(visit, one.result, store)
        yield 1000 * (time.process_time() - cpu), 1000 * (time.perf_counter() - clock)
        assert outcome.change == "new", outcome


def main() -> int:
    """Fill the stores, place the articles in all by turns; print a line for each size, and the growth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    sizes = parser.parse_args().sizes
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="copydesk-growth-")))
        stores = [stack.enter_context(open_store(folder / f"{size}.db")) for size in sizes]
        for store, size in zip(stores, sizes, strict=True):
            begun = time.monotonic()
            fill(store, size)
            print(
                f"{size:,} records filled in: {time.monotonic() - begun:.0f} s, {store.size / 1e6:,.0f} MB", flush=True
            )
        came = list(arrivals(max(sizes)))
        rounds = list(zip(*(placing(store, came) for store in stores), strict=True))
    print(f"{'records':>10}{'ms of CPU':>11}{'ms':>8}")
    times = [
        [statistics.median(one[at] for one in of_store) for at in (0, 1)] for of_store in zip(*rounds, strict=True)
    ]
    for size, (cpu, clock) in zip(sizes, times, strict=True):
        print(f"{size:>10,}{cpu:11.2f}{clock:8.2f}")
    growth = [last / first for first, last in zip(times[0], times[-1], strict=True)]
    print(f"{'growth':>10}{growth[0]:11.2f}{growth[1]:8.2f}   (of CPU: less than {MOST_GROWTH})")
    return int(growth[0] >= MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
