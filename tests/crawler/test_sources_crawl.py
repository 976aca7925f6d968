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


def test_a_rehearsal_does_not_show_as_fetched_what_robots_txt_forbids_and_says_why(site: Site, desk: Desk) -> None:
    site.add("/robots.txt", "User-agent: *\nDisallow: /secret", content_type="text/plain")
    paths = ("/story-1-of-the-council", "/secret/story-2-of-the-council", "/secret/story-3-of-the-council")
    feed(site, *((path, n, DAY) for n, path in enumerate(paths, 1)))
    desk.configure(courier={"url": site.url, "feeds": [f"{site.url}/feed"], "horizon": "none"})

    ran = desk.crawl("--dry-run")

    assert ran.stdout.splitlines() == [f"courier\t{site.url}{paths[0]}"]
    assert f"courier: not fetched: {site.url}{paths[1]} (and 1 other page): robots.txt of 127.0.0.1 asks" in ran.stderr
    assert ran.returncode == 0


def test_a_source_whose_budget_is_spent_waits_for_another_run_and_is_not_broken(site: Site, desk: Desk) -> None:
    feed(site, ("/story-1-of-the-council", 1, DAY))
    desk.configure(courier={"url": site.url, "feeds": [f"{site.url}/feed"], "requests_per_day": 1})

    ran = desk.crawl()

    assert ran.returncode == 0, ran.stderr
    assert "copydesk: courier: 127.0.0.1 has had the 1 requests of a day" in ran.stderr
    assert "/feed" not in site.log
    assert desk.sql("select count(*) from sources where failure is not null or succeeded_at is not null") == [(0,)]


def test_a_page_of_a_section_that_fails_makes_the_source_fail_and_the_next_run_reads_on(site: Site, desk: Desk) -> None:
    for n in range(1, 4):
        site.add(f"/story-{n}-of-the-council", stories.page(n))

    def section(n: int) -> str:
        following = f'<a rel="next" href="/world/page/{n + 1}">Next</a>'
        return f'<h2><a href="/story-{n}-of-the-council">{stories.title(n)}</a></h2>{following if n < 3 else ""}'

    site.add("/world", section(1))
    site.add("/world/page/2", "Later.", status=503, retry_after="0")
    site.add("/world/page/3", section(3))
    desk.configure(courier={"url": site.url, "sections": [f"{site.url}/world"], "horizon": "none"})

    first = desk.crawl()

    bad = f"{site.url}/world/page/2"
    assert first.returncode == 1
    assert f"courier: a list could not be read, and will be read again: {bad}: the server failed (503" in first.stderr
    assert [r["title"] for r in desk.records] == [stories.title(1)], "what was read of it counts"
    assert desk.sql("select failed_url, succeeded_at, reading_since is null from sources") == [(bad, None, 0)]

    site.add("/world/page/2", section(2))
    assert desk.crawl().returncode == 0
    assert sorted(r["title"] for r in desk.records) == [stories.title(n) for n in (1, 2, 3)]
    assert desk.sql("select failure from sources") == [(None,)]


def test_of_the_address_of_an_article_that_alone_is_fetched_and_no_source_is_made_of_it(site: Site, desk: Desk) -> None:
    path, other = "/2026/11/20/story-1-of-the-council", "/2026/11/20/story-2-of-the-council"
    site.add(path, stories.page(1).replace("</article>", f'<a href="{other}">{stories.title(2)}</a></article>'))
    site.add(other, stories.page(2))

    ran = desk.crawl(f"{site.url}{path}")

    assert ran.returncode == 0, ran.stderr
    assert [r["title"] for r in desk.records] == [stories.title(1)]
    assert [p for p in site.log if "story" in p] == [path]
    assert "this is the address of one article, and nothing else was fetched" in ran.stderr
    assert f"`copydesk crawl {site.url}/` crawls its site" in ran.stderr
    assert desk.sql("select count(*) from sources") == [(0,)]
    again = desk.crawl(f"{site.url}{path}")
    assert (again.returncode, len(desk.records)) == (0, 1)


SIGNED = (
    '<meta property="og:type" content="article"><script type="application/ld+json">{"@type": "NewsArticle",'
    ' "datePublished": "2026-11-20T08:00:00Z", "author": {"@type": "Person", "name": "Marta Oduya"}}</script>'
)
"""In the head of an article that says what it is."""


def test_where_the_address_does_not_tell_the_page_tells_that_it_is_one_article(site: Site, desk: Desk) -> None:
    link = f'<h2><a href="/other-story-of-the-council">{stories.title(2)}</a></h2>'
    site.add("/africa/cocoa-scales/", stories.page(1, SIGNED).replace("</article>", f"</article>{link}"))
    site.add("/other-story-of-the-council", stories.page(2))

    ran = desk.crawl(f"{site.url}/africa/cocoa-scales/")

    assert ran.returncode == 0, ran.stderr
    assert [r["title"] for r in desk.records] == [stories.title(1)]
    assert "this is the address of one article, and nothing else was fetched" in ran.stderr
    assert "/other-story-of-the-council" not in site.log
    assert desk.sql("select count(*) from sources") == [(0,)]


def test_the_address_of_an_article_that_the_store_has_is_one_whatever_the_page_says(site: Site, desk: Desk) -> None:
    link = f'<h2><a href="/other-story-of-the-council">{stories.title(2)}</a></h2>'
    site.add("/cocoa-scales", stories.page(1).replace("</article>", f"</article>{link}"))
    feed(site, ("/cocoa-scales", 1, DAY))
    desk.configure(courier={"url": site.url, "feeds": [f"{site.url}/feed"], "horizon": "none"})
    desk.crawl()

    ran = desk.crawl(f"{site.url}/cocoa-scales")

    assert "this is the address of one article" in ran.stderr
    assert "/other-story-of-the-council" not in site.log


@pytest.mark.parametrize("path", ["/", "/africa"])
def test_a_front_page_and_a_section_with_few_links_are_crawled_whatever_they_call_themselves(
    path: str, site: Site, desk: Desk
) -> None:
    told = '<meta property="og:type" content="article">'
    teasers = "".join(
        f'<h2><a href="/story-{n}-of-the-council">{stories.title(n)}</a></h2><p>{stories.paragraphs(n)[0]}</p>'
        for n in (1, 2)
    )
    site.add(path, f"<html><head><title>Africa</title>{told}</head><body><main>{teasers}</main></body></html>")
    for n in (1, 2):
        site.add(f"/story-{n}-of-the-council", stories.page(n))

    ran = desk.crawl(f"{site.url}{path}")

    assert ran.returncode == 0, ran.stderr
    assert "the address of one article" not in ran.stderr
    assert sorted(r["title"] for r in desk.records) == [stories.title(n) for n in (1, 2)]
    assert desk.sql("select count(*) from sources") == [(1,)]


def test_what_waits_for_a_source_that_is_no_more_is_told_and_what_waits_for_a_paused_one_is_not(
    site: Site, desk: Desk
) -> None:
    for n in range(1, 5):
        site.add(f"/story-{n}-of-the-council", stories.page(n))
    feed(site, *((f"/story-{n}-of-the-council", n, DAY) for n in range(1, 4)))
    site.add("/other", rss(f"{site.url}/story-4-of-the-council"))
    courier = {"url": f"{site.url}/c", "feeds": [f"{site.url}/feed"], "horizon": "none"}
    other = {"url": f"{site.url}/o", "feeds": [f"{site.url}/other"], "horizon": "none"}
    desk.configure(courier=courier, other=other)
    assert "crawled no more" not in desk.crawl("courier", "--limit", "1").stderr

    desk.configure(courier=courier | {"paused": True}, other=other)
    paused = desk.crawl("other")
    desk.configure(other=other)
    gone = desk.crawl("other")

    assert "crawled no more" not in paused.stderr
    assert "2 pages wait for what is crawled no more (courier: 2), until another source lists them" in gone.stderr
