"""What a crawl says of its sources: what is broken, what only has nothing today; and what a rehearsal of it shows."""

from pathlib import Path

import pytest

from tests.crawler import stories
from tests.crawler.test_again import HOUR_AGO, Desk, feed
from tests.crawler.web import Site

DAY = "2026-11-20T08:00:00Z"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def rss(*urls: str) -> str:
    items = "".join(f"<item><title>A headline of some length</title><link>{url}</link></item>" for url in urls)
    return f'<rss version="2.0"><channel>{items}</channel></rss>'


def test_a_source_whose_lists_name_nothing_for_it_today_is_not_broken_and_is_told_of(site: Site, desk: Desk) -> None:
    for n in (1, 2):
        site.add(f"/news/story-{n}-of-the-council", stories.page(n))
    feed(site, *((f"/news/story-{n}-of-the-council", n, DAY) for n in (1, 2)))
    site.add("/wire", rss("https://wire.test/2026/11/20/a-story", "https://wire.test/2026/11/20/another"))
    kinds = {"first": {}, "second": {}, "sport": {"include": ["/sport/"]}, "wire": {"feeds": [f"{site.url}/wire"]}}
    lists = {"feeds": [f"{site.url}/feed"], "horizon": "none"}
    desk.configure(**{name: {"url": f"{site.url}/{name}"} | lists | more for name, more in kinds.items()})

    ran = desk.crawl()

    assert ran.returncode == 0, ran.stderr
    assert "copydesk: wire: 2 items of another site (wire.test)" in ran.stderr
    assert "copydesk: sport: include and exclude let through nothing that its lists name" in ran.stderr
    assert sorted(r["title"] for r in desk.records) == [stories.title(1), stories.title(2)]
    assert desk.sql("select count(*) from sources where failure is null and succeeded_at is not null") == [(4,)]


def test_a_rehearsal_keeps_to_horizon_and_limit_shows_what_waits_and_is_due_and_changes_nothing(
    site: Site, desk: Desk
) -> None:
    def path(n: int) -> str:
        return f"/story-{n}-of-the-council"

    for n in range(1, 6):
        site.add(path(n), stories.page(n))
    days = {1: "2026-11-21T08:00:00Z", 2: "2026-11-20T08:00:00Z", 3: "2026-11-19T08:00:00Z", 4: "2011-11-19T08:00:00Z"}
    feed(site, *((path(n), n, day) for n, day in days.items()))
    source = {"url": site.url, "feeds": [f"{site.url}/feed"], "horizon": "3000d"}
    desk.configure(courier=source)
    desk.crawl("--limit", "1")
    desk.sql(HOUR_AGO)
    desk.sql(
        "insert into pages (key, url, source, state, reason, discovered_at, listed_at, position, attempts)"
        f" values ('shell', '{site.url}/shell', 'courier', 'rejected', 'empty; it asks for JavaScript', '', '', 0, 1)"
    )
    desk.configure(courier=source | {"render": True})
    feed(site, (path(5), 5, "2026-11-22T08:00:00Z"), *((path(n), n, day) for n, day in days.items()))
    before = [desk.sql(f"select * from {table}") for table in ("pages", "sources", "articles")]
    site.log.clear()

    ran = desk.crawl("--dry-run", "--limit", "2")

    shown = [line.removeprefix(f"courier\t{site.url}") for line in ran.stdout.splitlines()]
    assert shown == [path(5), path(2), path(1), "/shell"]
    assert not [p for p in site.log if "story" in p]
    assert [desk.sql(f"select * from {table}") for table in ("pages", "sources", "articles")] == before


def test_a_source_whose_budget_is_spent_waits_for_another_run_and_is_not_broken(site: Site, desk: Desk) -> None:
    feed(site, ("/story-1-of-the-council", 1, DAY))
    desk.configure(courier={"url": site.url, "feeds": [f"{site.url}/feed"], "requests_per_day": 1})

    ran = desk.crawl()

    assert ran.returncode == 0, ran.stderr
    assert "copydesk: courier: 127.0.0.1 has had the 1 requests of a day" in ran.stderr
    assert "/feed" not in site.log
    assert desk.sql("select count(*) from sources where failure is not null or succeeded_at is not null") == [(0,)]
