"""Several who ask one host, in one crawl or in two at once: by the server's own log it is asked no faster than it is to
be, nor more often."""

from tests.crawler import stories
from tests.crawler.databases import Database
from tests.crawler.pacing import ROOM, pace
from tests.crawler.test_again import Desk, desk
from tests.crawler.test_kill import until
from tests.crawler.web import Site, begin, read

__all__ = ["desk"]
DELAY = 0.4


def publish(site: Site, name: str, numbers: range) -> str:
    """A feed of the site with these stories; its address."""
    for n in numbers:
        site.add(f"/story-{n}-of-the-council", stories.page(n))
    items = "".join(f"<item><link>{site.url}/story-{n}-of-the-council</link></item>" for n in numbers)
    body = f'<rss version="2.0"><channel>{items}</channel></rss>'
    site.add(f"/{name}", body, content_type="application/rss+xml")
    return f"{site.url}/{name}"


def test_two_crawls_at_once_keep_the_pace_of_a_host_together(site: Site, database: Database) -> None:
    site.add("/robots.txt", "User-agent: *\nCrawl-delay: 9\n", content_type="text/plain")
    feeds = [publish(site, "one", range(1, 5)), publish(site, "two", range(5, 9))]

    crawls = [begin("crawl", [feed], {"COPYDESK_CRAWL_DELAY_MAX": DELAY}, **database.options) for feed in feeds]
    runs = [read(*crawl.communicate(timeout=120)) for crawl in crawls]

    assert [run.report["counts"] for run in runs] == [{"stored": 4}] * 2
    asked = [at for at, path in zip(site.moments, site.log, strict=True) if path.startswith("/story")]
    assert len(asked) == 8
    assert pace(asked) > ROOM * DELAY


def test_two_sources_of_one_crawl_that_share_a_host_keep_its_pace_and_its_budget_together(
    site: Site, desk: Desk
) -> None:
    feeds = {name: publish(site, name, numbers) for name, numbers in (("one", range(1, 6)), ("two", range(6, 11)))}
    budgets = {"one": 8, "two": 500}
    desk.configure(**{
        name: {"url": f"{site.url}/{name}/", "feeds": [feed], "horizon": "none", "delay": DELAY if name == "two" else 0,
               "requests_per_day": budgets[name]}
        for name, feed in feeds.items()
    })  # fmt: skip

    ran = desk.crawl()

    assert len(site.log) == 8, ran.stderr
    assert pace(site.moments) > ROOM * DELAY
    spent = "127.0.0.1 has had the 8 requests of a day; this one is left for another run"
    assert desk.sql("select state, reason, count(*) from pages group by 1, 2 order by 1") == [
        ("skipped", spent, 5), ("stored", "an article", 5)
    ]  # fmt: skip


def test_what_a_crawl_had_sent_that_was_killed_counts_for_the_budget_of_its_host(site: Site, desk: Desk) -> None:
    feed, budget = publish(site, "one", range(1, 16)), 8
    desk.configure(one={"url": f"{site.url}/", "feeds": [feed], "horizon": "none", "requests_per_day": budget})
    for sent in (3, 6):
        crawl = desk.begin()
        until(lambda sent=sent: len(site.log) >= sent, crawl)  # type: ignore[misc]
        crawl.kill()
        crawl.communicate(timeout=120)

    desk.crawl()

    # what was entered may have been stopped before it went out: one of each crawl that was killed
    assert budget - 2 <= len(site.log) <= budget, site.log
    assert desk.sql("select count(*) from requests") == [(budget,)]
