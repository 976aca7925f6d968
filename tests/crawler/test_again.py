"""A crawl that comes back: what has changed has a new version, what has not costs nothing, what waits is not lost."""

import json
import signal
import sqlite3
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from tests.crawler import stories
from tests.crawler.ready import ENVIRONMENT, Ready
from tests.crawler.web import Site

HOUR_AGO = "update pages set due_at = '2026-01-01T00:00:00+00:00' where state = 'stored'"


@dataclass
class Desk:
    """A folder with a file of sources, a store and a file of records, and the command that works on them."""

    folder: Path

    def configure(self, **sources: dict[str, Any]) -> None:
        (self.folder / "sources.toml").write_text(tomlkit.dumps({"sources": sources}), encoding="utf-8")

    def begin(self, *words: str) -> Ready:
        return Ready("crawler.cli", ["crawl", *words, "-o", "out.jsonl"], cwd=self.folder, env=ENVIRONMENT)

    def crawl(self, *words: str) -> subprocess.CompletedProcess[str]:
        process = self.begin(*words)
        out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(process.args, process.wait(), out, err)

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.folder / "copydesk.db") as db:
            return db.execute(statement).fetchall()

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def feed(site: Site, *items: tuple[str, int, str]) -> None:
    """A feed at /feed with these: path, number of the story, day."""
    entries = "".join(
        f"<item><title>{stories.title(n)}</title><link>{site.url}{path}</link><pubDate>{day}</pubDate></item>"
        for path, n, day in items
    )
    site.add("/feed", f'<rss version="2.0"><channel>{entries}</channel></rss>', content_type="application/rss+xml")


def test_an_article_that_has_changed_gets_a_version_and_one_that_has_not_costs_a_question(
    site: Site, desk: Desk
) -> None:
    for n in (1, 2):
        site.add(f"/2026/11/20/story-{n}/", stories.page(n), etag=f'"{n}"')
    feed(site, *((f"/2026/11/20/story-{n}/", n, "2026-11-20T08:00:00Z") for n in (1, 2)))
    desk.configure(courier={"url": site.url, "feeds": [f"{site.url}/feed"], "horizon": "none"})
    desk.crawl("courier")
    desk.sql(HOUR_AGO)
    page = stories.page(1).replace("</article>", "<p>Correction: an earlier version gave a wrong number.</p></article>")
    site.add("/2026/11/20/story-1/", page, etag='"1b"')
    site.log.clear()

    again = desk.crawl("courier")
    third = desk.crawl("courier")

    assert again.returncode == third.returncode == 0
    assert "0 new articles, 1 changed" in again.stderr
    assert sorted(p for p in site.log if "story" in p) == ["/2026/11/20/story-1/", "/2026/11/20/story-2/"]
    assert sorted((r["title"], r["version"]) for r in desk.records) == sorted(
        [(stories.title(1), 1), (stories.title(2), 1), (stories.title(1), 2)]
    )
    ((version, why),) = desk.sql("select version, why from versions")
    assert (version, why) == (1, "text, corrections")
    assert desk.sql("select count(*) from pages where state = 'stored'") == [(2,)]


def test_of_a_source_that_names_its_lists_only_these_are_read_and_only_what_it_wants(site: Site, desk: Desk) -> None:
    for n, path in ((1, "/news/2026/story-1"), (2, "/sport/2026/story-2"), (3, "/news/2026/live-story-3")):
        site.add(path, stories.page(n))
    site.add("/", '<a href="/news/2026/story-9">a headline of some length that is on the front page</a>')
    now = "2026-11-20T08:00:00Z"
    feed(site, ("/news/2026/story-1", 1, now), ("/sport/2026/story-2", 2, now), ("/news/2026/live-story-3", 3, now))
    desk.configure(
        courier={"url": site.url, "feeds": [f"{site.url}/feed"], "include": ["/news/"], "exclude": ["/live-"],
                 "horizon": "none"}
    )  # fmt: skip

    ran = desk.crawl()

    assert ran.returncode == 0
    assert [r["title"] for r in desk.records] == [stories.title(1)]
    assert "/" not in site.log


def test_what_is_older_than_the_horizon_is_left_alone_and_said_until_it_is_asked_for(site: Site, desk: Desk) -> None:
    for n in (1, 2):
        site.add(f"/story-{n}-of-the-council", stories.page(n))
    feed(site, ("/story-1-of-the-council", 1, "2011-11-20T08:00:00Z"), ("/story-2-of-the-council", 2, ""))
    desk.configure(courier={"url": site.url, "feeds": [f"{site.url}/feed"], "horizon": "30d"})

    first = desk.crawl("courier")
    assert [r["title"] for r in desk.records] == [stories.title(2)]
    assert "1 is older than its source's horizon (--backfill takes it)" in first.stderr

    desk.crawl("courier", "--backfill")
    assert {r["title"] for r in desk.records} == {stories.title(1), stories.title(2)}


def test_a_dry_run_shows_what_would_be_fetched_and_stores_nothing(site: Site, desk: Desk) -> None:
    site.add("/story-1-of-the-council", stories.page(1))
    feed(site, ("/story-1-of-the-council", 1, "2026-11-20T08:00:00Z"))
    desk.configure(courier={"url": site.url, "feeds": [f"{site.url}/feed"], "horizon": "none"})

    ran = desk.crawl("--dry-run")

    assert ran.stdout == f"courier\t{site.url}/story-1-of-the-council\n"
    assert ran.returncode == 0
    assert "/story-1-of-the-council" not in site.log
    assert not (desk.folder / "copydesk.db").exists()


def test_one_source_that_is_down_does_not_stop_another_and_is_named(site: Site, desk: Desk) -> None:
    site.add("/story-1-of-the-council", stories.page(1))
    feed(site, ("/story-1-of-the-council", 1, "2026-11-20T08:00:00Z"))
    desk.configure(
        down={"url": "http://127.0.0.1:9/", "feeds": ["http://127.0.0.1:9/feed"]},
        secret={"url": site.url + "/x", "feeds": [f"{site.url}/x"], "headers": {"Authorization": "${NO_SUCH_TOKEN}"}},
        courier={"url": site.url, "feeds": [f"{site.url}/feed"], "horizon": "none"},
    )

    ran = desk.crawl()

    assert ran.returncode == 1
    assert "copydesk: down: 127.0.0.1 refused the connection" in ran.stderr
    assert "copydesk: secret: NO_SUCH_TOKEN is not in the environment" in ran.stderr
    assert [r["title"] for r in desk.records] == [stories.title(1)]
    assert desk.sql("select name, failure is not null from sources order by name") == [
        ("courier", 0), ("down", 1), ("secret", 1)
    ]  # fmt: skip


def test_a_crawl_that_is_asked_to_stop_does_so_soon_and_the_next_goes_on(site: Site, desk: Desk) -> None:
    paths = [f"/story-{n}-of-the-council" for n in range(1, 9)]
    for n, path in enumerate(paths, 1):
        site.add(path, stories.page(n))
    feed(site, *((path, n, "2026-11-20T08:00:00Z") for n, path in enumerate(paths, 1)))
    desk.configure(courier={"url": site.url, "feeds": [f"{site.url}/feed"], "horizon": "none", "delay": 5})
    crawl = desk.begin("courier")
    while "/feed" not in site.log:
        assert crawl.poll() is None, crawl.communicate()
        time.sleep(0.05)

    crawl.send_signal(signal.SIGTERM)
    _, said = crawl.communicate(timeout=60)  # at the source's pace the pages would have taken most of a minute

    assert crawl.returncode == 130
    assert "stopped by Ctrl-C" in said
    assert desk.sql("select count(*) from pages where claimed_by is not null") == [(0,)]
    assert desk.sql("select count(*) from pages where state = 'failed'") == [(0,)]
    assert desk.sql("select ending from runs") == [("shutdown",)]
    desk.configure(courier={"url": site.url, "feeds": [f"{site.url}/feed"], "horizon": "none"})
    desk.crawl("courier")
    assert sorted(r["title"] for r in desk.records) == sorted(stories.title(n) for n in range(1, 9))
