"""Newspapers on several hosts, crawled three times: each URL comes to its end, at the pace that each host asks for."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.crawler import stories
from tests.crawler.conftest import need_postgres
from tests.crawler.databases import KINDS, POSTGRESQL, Database, database
from tests.crawler.newsroom_server import Seen
from tests.crawler.pacing import ROOM, pace
from tests.crawler.press import CRAWL_DELAY, DAY, RETRY_AFTER, TITLES, Press
from tests.crawler.web import ROOT, Result, drive

DELAY = 0.1
SETTINGS = {"DOWNLOAD_DELAY": DELAY, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "RETRY_TIMES": 1}


@dataclass
class Crawled:
    """The newspapers, where they were crawled into, and what the first crawl told and asked for."""

    press: Press
    db: Database
    output: Path
    first: Result
    seen: list[Seen]

    def again(self) -> tuple[Result, list[Seen]]:
        """One more crawl."""
        before = len(self.press.seen)
        result = crawl(self.press, self.db, self.output)
        return result, self.press.seen[before:]

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.output.read_text(encoding="utf-8").splitlines()]


def crawl(press: Press, db: Database, output: Path) -> Result:
    options = {**db.options, "output": str(output), "allow_networks": ["127.0.0.0/8"], "timeout": 2}
    return drive("crawl", press.sources, SETTINGS, **options)


@pytest.fixture(scope="module", params=KINDS)
def crawled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    if request.param == POSTGRESQL:
        need_postgres()
    folder = tmp_path_factory.mktemp("newsroom")
    with Press() as press, database(request.param, folder) as db:
        output = folder / "out.jsonl"
        first = crawl(press, db, output)
        yield Crawled(press, db, output, first, list(press.seen))


def test_each_url_comes_to_its_one_end(crawled: Crawled) -> None:
    assert {url: o["state"] for url, o in crawled.first.outcomes.items()} == crawled.press.ends
    assert dict(crawled.db.sql("select url, state from pages")) == crawled.press.ends
    assert {url for url, _ in crawled.first.report["failures"]} == crawled.press.failures
    crawled.db.check()


def test_the_records_are_the_stories_whole_and_each_once(crawled: Crawled) -> None:
    texts = {r["title"]: r["text"] for r in crawled.records}

    assert sorted(r["title"] for r in crawled.records) == sorted(TITLES)
    for n in (1, 2, 3, 4, 5, 6, 8, 12, 18, 19, 20, 21, 30, 31, 40, 41):
        assert texts[stories.title(n)] == "\n\n".join(stories.paragraphs(n)) + "\n"


def test_no_host_gets_requests_faster_than_its_pace(crawled: Crawled) -> None:
    paces = {crawled.press.tribune.host: CRAWL_DELAY, crawled.press.courier.host: DELAY}
    for host, delay in paces.items():
        times = [s.at for s in crawled.seen if s.host == host and s.path != "/robots.txt"]
        assert len(times) >= 5
        assert pace(times) > ROOM * delay


def test_a_busy_host_is_left_alone_for_as_long_as_it_asks(crawled: Crawled) -> None:
    own = [s for s in crawled.seen if s.host == crawled.press.courier.host]
    (busy,) = [n for n, s in enumerate(own) if s.status == 429]

    assert own[busy + 1].at - own[busy].at >= RETRY_AFTER - 0.1


def test_nothing_is_asked_for_that_a_robots_txt_forbids(crawled: Crawled) -> None:
    asked = {(s.host, s.path) for s in crawled.press.seen}
    press = crawled.press

    assert not {path for _, path in asked if path.startswith("/private/")}
    assert {a for a in asked if a[0] in (press.broken.host, press.closed.host)} == {
        (press.broken.host, "/robots.txt"), (press.closed.host, "/robots.txt")
    }  # fmt: skip


def test_a_second_crawl_fetches_nothing_it_knows_and_leaves_the_file_untouched(crawled: Crawled) -> None:
    before, written = crawled.output.stat(), crawled.output.read_bytes()

    second, seen = crawled.again()

    states = crawled.press.ends
    settled = {url for url, state in states.items() if state in ("stored", "duplicate", "rejected")}
    asked = {f"http://{s.host}:{port(crawled.press, s.host)}{s.path}" for s in seen}
    assert not asked & settled
    assert second.report["counts"].keys() <= {"failed", "skipped"}
    assert crawled.output.read_bytes() == written
    assert crawled.output.stat().st_mtime_ns == before.st_mtime_ns
    versioned = [s for s in seen if versions(crawled.press, s) and s.path.count("/") < 5]
    assert len(versioned) >= 5
    assert all(s.conditional and s.status == 304 for s in versioned)


def test_the_second_crawl_says_that_nothing_is_new(crawled: Crawled) -> None:
    herald = crawled.press.herald.url
    command = [sys.executable, "-m", "crawler.cli", "crawl", herald, "--db", crawled.db.address]
    command += ["--archive", str(crawled.db.archive), "-o", str(crawled.output)]
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}

    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0
    assert "0 new articles" in done.stderr


def test_what_has_changed_since_has_a_new_version_and_what_is_gone_stays_stored(crawled: Crawled) -> None:
    courier = crawled.press.courier
    page = stories.page(1).replace("</article>", "<p>Correction: the first vote was on a Monday.</p></article>")
    courier.add(f"{DAY}/story-1/", page, etag='"1b"')
    courier.add(f"{DAY}/packed-with-gzip-2/", status=410)
    courier.add(f"{DAY}/lost-10/", stories.page(10))
    courier.add(f"{DAY}/endless-13/", status=410)
    before = len(crawled.records)
    crawled.db.sql("update pages set due_at = '2026-01-01T00:00:00+00:00' where state = 'stored'")

    _, seen = crawled.again()

    new = {(r["title"], r["version"]) for r in crawled.records[before:]}
    assert new == {(stories.title(1), 2), (stories.title(10), 1)}
    assert "Correction" in next(r["text"] for r in crawled.records if r["version"] == 2)
    looked = [s for s in seen if versions(crawled.press, s) and s.path.startswith(DAY) and "cut" not in s.path]
    assert len(looked) >= 8
    assert all(s.conditional for s in looked if "lost" not in s.path)
    ((state, gone),) = crawled.db.sql("select state, gone_at from pages where url like '%packed-with-gzip-2/'")
    assert (state, gone is not None) == ("stored", True)
    crawled.db.check()


def port(press: Press, host: str) -> int:
    return next(int(h.server.server_port) for h in press.houses if h.host == host)


def versions(press: Press, seen: Seen) -> bool:
    """Whether the server tells of a version of what was asked for."""
    house = next(h for h in press.houses if h.host == seen.host)
    answer = house.pages.get(seen.path)
    return answer is not None and bool(answer.headers.keys() & {"Etag", "Last-Modified"})
