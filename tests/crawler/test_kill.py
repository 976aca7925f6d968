"""Crawls that are killed, and crawls that meet: nothing is lost, nothing is doubled, and each page is fetched once."""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crawler import stories
from tests.crawler.databases import POSTGRESQL, Database, hang_up
from tests.crawler.newsroom_server import Newsroom
from tests.crawler.ready import ENVIRONMENT, Ready
from tests.crawler.web import ROOT

NUMBER, HOSTS = 20, 4
SECONDS = 90


@dataclass
class Desk:
    """Sites with a feed each, a store for them and a file, and `copydesk crawl` of them all."""

    room: Newsroom
    db: Database
    output: Path
    path: str = "/feed"

    def begin(self, *words: str) -> Ready:
        """One crawl, begun."""
        sources = [house.url + self.path for house in self.room.houses]
        places = ["--db", self.db.address, "--archive", str(self.db.archive), "-o", str(self.output)]
        return Ready("crawler.cli", ["crawl", *sources, *places, *words], env=ENVIRONMENT)

    def crawl(self) -> str:
        """One crawl to its end; what it said."""
        return self.end(self.begin())

    def end(self, process: Ready) -> str:
        _, said = process.communicate(timeout=SECONDS)
        assert process.returncode == 0, said
        return said

    def fetched(self) -> Counter[str]:
        """How often each story was asked for."""
        return Counter(s.path for s in list(self.room.seen) if "story" in s.path)

    def is_complete(self) -> bool:
        """Each story is there once, in the store and in the file."""
        self.db.check()
        titles = sorted(stories.title(n) for n in range(NUMBER))
        stored = sorted(t for (t,) in self.db.sql("select title from articles"))
        written = sorted(json.loads(line)["title"] for line in self.output.read_text(encoding="utf-8").splitlines())
        states = self.db.sql("select state, count(*) from pages group by state")
        return stored == written == titles and states == [("stored", NUMBER)]


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom(HOSTS) as room:
        yield room


@pytest.fixture
def desk(room: Newsroom, database: Database, tmp_path: Path) -> Desk:
    for first, house in enumerate(room.houses):
        items = ""
        for n in range(first, NUMBER, HOSTS):
            house.add(f"/2026/11/20/story-{n}/", stories.page(n))
            items += f"<item><link>{house.url}/2026/11/20/story-{n}/</link></item>"
        house.add("/feed", f'<rss version="2.0"><channel>{items}</channel></rss>', content_type="application/rss+xml")
    return Desk(room, database, tmp_path / "out.jsonl")


def until(reached: Callable[[], bool], process: Ready) -> None:
    """Poll until it is so, or the process has ended."""
    limit = time.monotonic() + SECONDS
    while not reached() and process.poll() is None:
        assert time.monotonic() < limit
        time.sleep(0.005)
    assert process.poll() is None, process.communicate()


def test_two_crawls_at_once_share_a_source_and_what_a_killed_one_held_comes_with_the_next(desk: Desk) -> None:
    desk.room.hold = "story"
    one, two = desk.begin("--limit", "3"), desk.begin("--limit", "3")
    until(lambda: desk.fetched().total() > 0, one)
    until(lambda: desk.db.sql("select count(distinct claimed_by) from pages") == [(2,)], one)
    desk.room.hold = ""
    until(lambda: desk.fetched().total() >= 6, one)
    one.kill()
    one.communicate()
    desk.end(two)

    assert set(desk.fetched().values()) == {1}, "no page is fetched twice"
    assert desk.fetched().total() < NUMBER, "what the killed one held was still its own"
    before = desk.fetched()
    desk.crawl()
    again = [path for path, times in desk.fetched().items() if times > 1]
    assert len(again) <= 2 * HOSTS, "only what was on its way when its crawl was killed"
    assert before.total() + len(again) <= desk.fetched().total() == NUMBER + len(again)
    assert desk.is_complete()


@pytest.mark.parametrize("database", [POSTGRESQL], indirect=True)
def test_a_crawl_whose_database_hangs_up_ends_with_a_sentence_and_the_next_completes_it(desk: Desk) -> None:
    process = desk.begin()
    until(lambda: desk.fetched().total() >= 5, process)
    limit = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < limit:
        hang_up(desk.db.address)
    _, said = process.communicate(timeout=SECONDS)

    assert process.returncode == 75, said
    (sentence,) = [line for line in said.splitlines() if line.startswith("copydesk: ")]
    assert "the database's server is not there" in sentence
    assert "what was stored before is safe" in sentence
    desk.crawl()
    assert desk.is_complete()


def test_what_a_killed_crawl_had_not_come_to_on_later_pages_of_a_list_is_found_by_the_next(tmp_path: Path) -> None:
    with Newsroom(1) as room:
        (house,) = room.houses
        desk = Desk(room, Database(str(tmp_path / "news.db"), tmp_path / "news.warc"), tmp_path / "out.jsonl", "/")
        for n in range(4):
            house.add(f"/2026/11/20/story-{n}/", stories.page(n))
        older = '<a rel="next" href="/page/{}/">Older</a>'
        house.add("/", card(0))
        desk.crawl()
        house.add("/", card(1) + older.format(2))
        house.add("/page/2/", card(2) + older.format(3))
        house.drip("/page/3/", card(3), 2, 60)

        killed = desk.begin()
        until(lambda: desk.db.sql("select count(*) from articles") == [(3,)], killed)
        killed.kill()
        killed.communicate()
        house.add("/page/3/", card(3) + card(0))
        desk.crawl()

        assert sorted(t for (t,) in desk.db.sql("select title from articles")) == sorted(map(stories.title, range(4)))


REFUSED = """
import sys
from crawler.cli.guard import run
from crawler.spiders import pages
from crawler.store import StoreError
from crawler.store.hosts import Hosts
from crawler.store.runs import Runs

def refuse(self, *_):
    raise StoreError("news.db: the disk is full")

pages.BEAT_SECONDS = 0.1
setattr(Hosts if sys.argv[1] == "turn" else Runs, sys.argv[1], refuse)
sys.exit(run(sys.argv[2:]))
"""


@pytest.mark.parametrize("moment", ["begin", "turn", "beat", "end"])
def test_a_store_that_refuses_even_that_a_run_lives_or_takes_its_turn_ends_it_with_a_sentence(
    room: Newsroom, tmp_path: Path, moment: str
) -> None:
    (house, *_) = room.houses
    house.add("/feed", f"<rss><channel><item><link>{house.url}/2026/11/20/story-1/</link></item></channel></rss>")
    house.drip("/2026/11/20/story-1/", stories.page(1), 4, 0.2)
    words = [moment, "crawl", f"{house.url}/feed", "--db", str(tmp_path / "news.db")]

    done = subprocess.run(
        [sys.executable, "-c", REFUSED, *words], env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (2, "copydesk: news.db: the disk is full\n")


def card(n: int) -> str:
    """A link with a headline."""
    return f'<div class="card"><a href="/2026/11/20/story-{n}/">{stories.title(n)}</a></div>'
