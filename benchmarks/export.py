"""What an export costs: time, size and memory of each format over so many synthetic records.

    python -m benchmarks.export                       # a million records through each format
    python -m benchmarks.export -n 200000 parquet rss

Each format runs in a process of its own, whose peak of resident memory is shown; the bytes are counted, not kept.
Exits with 1 where a peak is above the limit.
"""

import argparse
import io
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from random import Random
from typing import Any

import msgspec

from cleaners.model import Article, ArticleBlock, Credit, Image, Link, Rights, Site
from crawler.export.formats import NAMES, named

RECORDS = 1_000_000
MOST_MIB = 300
KINDS = 200
"""So many different articles are made; the records are these under a million identities."""
WORDS = (
    "the council of harbour voted bridge to close repairs until march engineers warned years pillar was sinking".split()
)
MARK = "0" * 64


class Counted(io.RawIOBase):
    """A file that keeps only how long it is."""

    length = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        size = memoryview(data).nbytes
        self.length += size
        return size

    def tell(self) -> int:
        return self.length


def synthetic(number: int) -> Iterator[bytes]:
    """So many records, as a store would give them: most of a usual length, one in a hundred very long."""
    random = Random(7)
    kinds = [
        msgspec.json.encode(_article(random, 200 if n % 100 == 0 else random.randint(4, 40))) for n in range(KINDS)
    ]
    for n in range(number):
        yield kinds[n % KINDS].replace(MARK.encode(), f"{n:064x}".encode(), 1)


def _article(random: Random, paragraphs: int) -> Article:
    blocks, at = [], 0
    for _ in range(paragraphs):
        text = " ".join(random.choices(WORDS, k=random.randint(15, 60)))
        links = (Link(0, 3, f"https://www.example.org/{random.random()}"),) if random.random() < 0.2 else ()
        blocks.append(ArticleBlock("paragraph", text, links=links, start=at, end=at + len(text)))
        at += len(text) + 2
    text = "\n\n".join(b.text for b in blocks) + "\n"
    url = f"https://www.example.org/news/{random.random()}"
    return Article(
        id=MARK, url=url, canonical_url=url, title=" ".join(random.choices(WORDS, k=9)), deck=None,
        description="A summary of what the council voted.", blocks=tuple(blocks), text=text,
        word_count=len(text.split()), language="en", authors=("Jane Doe", "Cy Third"), posted_by=None,
        published_at="2026-05-03T10:15:00+02:00", modified_at=None, site=Site("The Example", "example.org"),
        source=None, agency="AFP", dateline=None, credits=(Credit("editing", "Cy Third"),), republished_from=None,
        rights=Rights("© The Example"), corrections=(), section="World", tags=("harbour", "bridge", "council"),
        images=(Image("https://www.example.org/a.jpg", "The bridge", "AFP", lead=True),), flags=(),
        evidence={"title": "h1", "authors": "byline"}, removal_counts={"byline": 1, "share_bar": 2},
        content_hash=f"{random.getrandbits(256):064x}", urls=(url,), version=1, story_id=None,
        fetched_at="2026-05-03T11:00:00+00:00", first_seen_at="2026-05-03T11:00:00+00:00",
    )  # fmt: skip


def measure(name: str, number: int) -> None:
    """Write so many records in this format, and print records, bytes, seconds and MiB."""
    out, begun = Counted(), time.monotonic()
    count = named(name).write(synthetic(number), out)  # type: ignore[arg-type]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    print(count, out.length, f"{time.monotonic() - begun:.1f}", f"{peak:.0f}")


def main() -> int:
    """Measure the formats that were asked for; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("formats", nargs="*", choices=[*NAMES, []], metavar="FORMAT", help=", ".join(NAMES))
    parser.add_argument("-n", "--records", type=int, default=RECORDS)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.here:
        measure(chosen.formats[0], chosen.records)
        return 0
    worst = 0.0
    print(f"{'format':<12}{'records':>12}{'MB':>10}{'seconds':>10}{'records/s':>12}{'peak MiB':>10}")
    for name in chosen.formats or NAMES:
        command = [sys.executable, "-m", "benchmarks.export", "--here", "-n", str(chosen.records), name]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        count, size, seconds, peak = int(told[0]), int(told[1]), float(told[2]), float(told[3])
        rate = count / max(seconds, 0.1)
        print(f"{name:<12}{count:>12,}{size / 1e6:>10,.0f}{seconds:>10.1f}{rate:>12,.0f}{peak:>10.0f}", flush=True)
        worst = max(worst, peak)
    return int(worst > MOST_MIB)


if __name__ == "__main__":
    sys.exit(main())
