"""Rows 16 to 19: crawls are killed, disks are full, crawls meet, sinks go down."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from benchmarks.hard.score import Figure, Lab, NotRun
from crawler.export.parquet import write_parquet
from tests.crawler import stories
from tests.crawler.databases import Database
from tests.crawler.export.records import plain
from tests.crawler.newsroom_server import Newsroom
from tests.crawler.web import ROOT, begin, read

KILLS, PAGES = 50, 300
RECORDS = 3_000
URLS, CRAWLS, HOSTS = 2_000, 4, 20


def _run(words: Sequence[str], seconds: float = 3600) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=seconds, check=False)


def kills(lab: Lab) -> Figure:
    """Row 16: kill -9 of crawls into SQLite and PostgreSQL, with their JSONL and WARC; and of exports to Parquet."""
    if lab.small:  # the crawls are killed in a drill of their own
        cut = _killed_exports(lab.folder, 5)
        return Figure(f"{'damage' if cut else '0 / 0 / 0'}; Parquet: 5 kills", not cut, tuple(cut))
    drill = [sys.executable, "-m", "benchmarks.kills", "--kills", str(KILLS), "--pages", str(PAGES)]
    server = [sys.executable, "tools/postgres.py", *drill, "--db", "postgresql"]
    said, wrong = [], []
    there = _run([*server[:2], "sh", "-c", 'test -n "$COPYDESK_TEST_POSTGRES"']).returncode == 0
    if not there:
        said.append("PostgreSQL: not run, there is no server")
    for name, words in (("SQLite", drill), ("PostgreSQL", server))[: 1 + there]:
        done = _run(words)
        last = (done.stdout.splitlines() or [""])[-1]
        found = re.match(r"(\d+) kills.*?(\d+) pages fetched again.*?: (.*)", last)
        kills, again = found.group(1, 2) if found else ("0", "?")
        said.append(f"{name}, JSONL, WARC: {kills} kills, {again} pages fetched again")
        if done.returncode or not found:
            wrong.append(f"{name}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    cut = _killed_exports(lab.folder, KILLS)
    said.append(f"Parquet: {KILLS} kills")
    wrong += cut
    return Figure(f"{'0 / 0 / 0' if not wrong else 'damage'}; {'; '.join(said)}", not wrong, tuple(wrong))


def _killed_exports(folder: Path, kills: int) -> list[str]:
    """Exports that are killed at random: the file that was there is whole, whatever was written over it."""
    target, source = folder / "out.parquet", folder / "records.jsonl"
    source.write_bytes(b"".join(msgspec.json.encode(plain(n)) + b"\n" for n in range(RECORDS)))
    with target.open("wb") as out:
        write_parquet(source.read_bytes().splitlines(), out)
    random, wrong = Random(1), []
    words = [sys.executable, "-m", "benchmarks.hard.exporting", str(source), str(target)]
    for _ in range(kills):
        process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()  # it begins to write now
        time.sleep(random.random() * 0.2)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        try:
            rows = pq.read_table(target).num_rows
        except Exception as e:
            wrong.append(f"Parquet: {e!r}")
            continue
        wrong += [f"Parquet: {rows} rows"] if rows != RECORDS else []
    return wrong


def disk(lab: Lab) -> Figure:  # noqa: ARG001
    """Row 17: the disk is full under the store, the archive, the file of records; and has room again."""
    if os.geteuid():
        raise NotRun("needs root, for a small disk")
    done = _run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/crawler/test_full_disk.py"])
    found = re.search(r"(\d+) passed", done.stdout)
    good = done.returncode == 0 and "skipped" not in done.stdout
    said = f"{found[1] if found else 0} of 4 disks: a sentence, a status other than 0, nothing damaged, all there after"
    return Figure(said, good, () if good else (done.stdout[-3000:],))


def together(lab: Lab) -> Figure:
    """Row 18: four crawls of the same sites into one store at once."""
    db = Database(str(lab.folder / "news.db"), lab.folder / "news.warc")
    options: dict[str, Any] = {"allow_networks": ["127.0.0.0/8"], "limit": URLS, **db.options}
    with Newsroom(HOSTS) as room:
        for first, house in enumerate(room.houses):
            items = ""
            for n in range(first, URLS, HOSTS):
                house.add(f"/2026/11/20/story-{n}/", stories.page(n))
                items += f"<item><link>{house.url}/2026/11/20/story-{n}/</link></item>"
            rss = f'<rss version="2.0"><channel>{items}</channel></rss>'
            house.add("/feed", rss, content_type="application/rss+xml")
        feeds = [f"{house.url}/feed" for house in room.houses]
        running = [begin("crawl", feeds, **options) for _ in range(CRAWLS)]
        ends = [process.communicate(timeout=1800) for process in running]
        late = db.sql("select reason, count(*) from pages where state <> 'stored' group by reason")
        if late:  # what failed for a moment is asked for again by the next run
            running.append(begin("crawl", feeds, **options))
            ends.append(running[-1].communicate(timeout=1800))
        asked = [s.path for s in room.seen if "story" in s.path]
    locked = sum("locked" in out + err for out, err in ends)
    failed = [err[-500:] for process, (_, err) in zip(running, ends, strict=True) if process.returncode]
    stored = sum(read(out, err).report["counts"].get("stored", 0) for out, err in ends if out)
    ((rows, titles),) = db.sql("select count(*), count(distinct title) from articles")
    again = sum(n for _, n in late)  # asked for twice, and stored once
    lost, doubled = URLS - titles, rows - titles + max(0, len(asked) - len(set(asked)) - again)
    said = f"{lost} / {doubled} / {locked} of {URLS:,} URLs in {CRAWLS} crawls"
    if late:
        said += f"; {sum(n for _, n in late)} came with the next run"
    good = not (lost or doubled or locked or failed) and stored == URLS
    return Figure(said, good, (*failed, *(f"{n}: {reason}" for reason, n in late)))


def sinks(lab: Lab) -> Figure:  # noqa: ARG001
    """Row 19: deliveries over wires and to servers that break down again and again."""
    helped = [sys.executable, "tools/postgres.py", sys.executable, "tools/redis_server.py"]
    done = _run([*helped, sys.executable, "benchmarks/deliver.py", "2000"])
    cells = [[cell.strip() for cell in line.split("|")] for line in done.stdout.splitlines()]
    rows = [row for row in cells if len(row) > 8 and row[2].replace(",", "").isdigit()]
    lost, others, faults = (sum(int(row[n].replace(",", "")) for row in rows) for n in (3, 5, 7))
    said = f"{lost} lost, {others} under another key, in {len(rows)} sinks with {faults} faults"
    good = bool(rows) and not lost and not others
    return Figure(said, good, () if good else (done.stdout[-2000:], done.stderr[-500:]))
