"""A disk that is full: one clear sentence, nothing damaged, and the next crawl goes on where there is room again."""

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.store import open_store
from tests.crawler import stories
from tests.crawler.databases import Database
from tests.crawler.newsroom_server import Newsroom
from tests.crawler.web import ROOT

NUMBER, HOSTS = 16, 4
PADDING = 40_000
"""Bytes of chance in a page, which no packing makes smaller."""


@dataclass
class Desk:
    """A crawl of some sites with a store, an archive and a file, each where a test puts it."""

    room: Newsroom
    db: Database
    output: Path

    def crawl(self, before: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
        feeds = [f"{house.url}/feed" for house in self.room.houses]
        command = [sys.executable, "-m", "crawler.cli", "crawl", *feeds, "--db", self.db.address]
        command += ["--archive", str(self.db.archive), "-o", str(self.output)]
        env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
        return subprocess.run(
            command, env=env, capture_output=True, text=True, timeout=120, check=False, preexec_fn=before
        )

    def examine(self) -> int:
        """How many articles there are, once all of it is known to be sound."""
        self.db.check()
        with open_store(self.db.address, self.db.archive) as store:
            stored = [r["url"] for r in store.articles()]
            for url in stored:
                page = store.page(url)
                assert page is not None
                assert page.body == self.room.body(url)
        lines = [json.loads(line) for line in self.output.read_text(encoding="utf-8").splitlines()]
        assert len({r["url"] for r in lines}) == len(lines)
        assert {r["url"] for r in lines} <= set(stored)
        return len(stored)

    def is_complete(self) -> bool:
        written = [json.loads(line)["url"] for line in self.output.read_text(encoding="utf-8").splitlines()]
        return self.examine() == len(set(written)) == len(written) == NUMBER


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Newsroom(HOSTS) as room:
        for first, house in enumerate(room.houses):
            items = ""
            for n in range(first, NUMBER, HOSTS):
                house.add(f"/2026/11/20/story-{n}/", stories.page(n, head=f"<!-- {os.urandom(PADDING).hex()} -->"))
                items += f"<item><link>{house.url}/2026/11/20/story-{n}/</link></item>"
            rss = f'<rss version="2.0"><channel>{items}</channel></rss>'
            house.add("/feed", rss, content_type="application/rss+xml")
        yield Desk(room, Database(str(tmp_path / "news.db"), tmp_path / "news.warc"), tmp_path / "out.jsonl")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 512 KiB, which takes root; the test is skipped where we are not."""
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a small disk")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def enlarge(place: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=64m", str(place)], check=True)


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """The one that a crawl ended with."""
    (said,) = [s for s in done.stderr.splitlines() if s.startswith("copydesk: ")][-1:]
    assert "Traceback" not in done.stderr
    assert "fault of copydesk" not in done.stderr
    return said


@pytest.mark.parametrize(
    ("full", "status", "words"),
    [
        ("archive", 2, "the archive cannot be used: {}/news.warc: No space left on device"),
        ("store", 2, "{}/news.db: the disk is full; what was stored before is safe"),
        ("output", 1, "{}/out.jsonl: No space left on device"),
    ],
    ids=["under the archive", "under the store", "under the file of records"],
)
def test_a_crawl_onto_a_full_disk_ends_with_a_sentence_and_the_next_completes_it(
    desk: Desk, small_disk: Path, full: str, status: int, words: str
) -> None:
    if full == "archive":
        desk.db = Database(desk.db.address, small_disk / "news.warc")
    elif full == "store":
        desk.db = Database(str(small_disk / "news.db"), desk.db.archive)
    else:
        desk.output = small_disk / "out.jsonl"
    if full != "archive":  # what is written there is little: most of the disk is taken
        (small_disk / "taken").write_bytes(b"\0" * {"store": 130_000, "output": 500_000}[full])

    done = desk.crawl()

    assert done.returncode == status, done.stderr
    assert sentence(done) == "copydesk: " + words.format(small_disk)
    assert not desk.is_complete()
    enlarge(small_disk)
    assert desk.crawl().returncode == 0
    assert desk.is_complete()


def small_files() -> None:
    """No file of this process may grow beyond 400 KB; what is beyond fails, as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))


def test_files_that_may_not_grow_end_a_crawl_likewise(desk: Desk) -> None:
    done = desk.crawl(small_files)

    assert done.returncode in (1, 2)
    assert sentence(done)
    assert not desk.is_complete()
    assert desk.crawl().returncode == 0
    assert desk.is_complete()
