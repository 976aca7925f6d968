"""robots.txt is read again each day, is asked by who we are to the site, and what it reserves reaches the page."""

import asyncio
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.flow import Asked
from crawler.middlewares.manners import Manners
from crawler.middlewares.refused import Refused
from crawler.middlewares.robots import FRESH, UNREAD_FRESH, RobotsMiddleware
from tests.crawler.middlewares.asking import ask, watch
from tests.crawler.web import Site

URL = "https://courier.test/story"


class Engine:
    """An engine whose only host has this robots.txt."""

    def __init__(self) -> None:
        self.answer: tuple[int, bytes] = (200, b"User-agent: *\nDisallow: /private/\n")
        self.asked: list[Request] = []
        self.downloader = self
        self.per_slot_settings: dict[str, Any] = {}
        self.slots: dict[str, Any] = {}

    async def download_async(self, request: Request) -> Response:
        self.asked.append(request)
        return Response(request.url, status=self.answer[0], body=self.answer[1])


class Crawler:
    """What the middleware needs of one, with a clock of our own."""

    def __init__(self) -> None:
        self.engine, self.now = Engine(), 0.0
        self.settings = Settings({"ROBOTSTXT_OBEY": True, "ROBOTSTXT_USER_AGENT": "Copydesk"})
        self.settings.set("COPYDESK_CRAWL_DELAY_MAX", 60)
        self.robots = RobotsMiddleware(self, clock=lambda: self.now)  # type: ignore[arg-type]

    def end(self, url: str = URL, at: float = 0, **meta: Any) -> str:
        """What the middleware says to a request at this moment."""
        self.now = at
        try:
            asyncio.run(self.robots.process_request(Request(url, meta=meta)))
        except Refused as refused:
            return refused.reason
        return "fetched"


def test_rules_are_kept_for_a_day_and_no_longer_however_long_the_process_lives() -> None:
    crawler = Crawler()
    assert crawler.end() == "fetched"
    crawler.engine.answer = (200, b"User-agent: *\nDisallow: /\n")

    assert crawler.end(at=FRESH - 1) == "fetched"
    assert crawler.end(at=FRESH) == "robots.txt of courier.test asks not to fetch this"
    assert len(crawler.engine.asked) == 2


def test_a_robots_txt_that_could_not_be_read_is_asked_for_again_soon() -> None:
    crawler = Crawler()
    crawler.engine.answer = (503, b"")
    assert "could not be read (503)" in crawler.end()
    crawler.engine.answer = (404, b"")

    assert "could not be read (503)" in crawler.end(at=UNREAD_FRESH - 1)
    assert crawler.end(at=UNREAD_FRESH) == "fetched"


def test_a_person_who_has_named_the_page_is_told_how_to_insist() -> None:
    crawler = Crawler()
    said = "robots.txt of courier.test asks not to fetch this"
    page = "https://courier.test/private/1"

    assert crawler.end(page, asked=Asked(page)) == said
    assert crawler.end(page, asked=Asked(page, named=True)) == f"{said}; --ignore-robots does so all the same"


def test_a_source_that_goes_by_another_name_is_judged_by_it_on_its_own_site_alone() -> None:
    crawler = Crawler()
    crawler.engine.answer = (
        200,
        b"User-agent: CourierBot\nDisallow: /story\n\nUser-agent: Copydesk\nDisallow: /other\n",
    )
    manners = Manners(own=("https://courier.test",), user_agent="Mozilla/5.0 (compatible; CourierBot/1.0)")

    assert "asks not to" in crawler.end(source=manners)
    assert crawler.end("https://courier.test/other", source=manners) == "fetched"
    assert crawler.end("https://foreign.test/story", source=manners) == "fetched"
    assert "asks not to" in crawler.end("https://foreign.test/other", source=manners)


@pytest.mark.parametrize("purpose", ["page", "feed"])
def test_where_reserved_pages_are_not_wanted_they_are_not_fetched_but_lists_are(site: Site, purpose: str) -> None:
    site.add("/robots.txt", "User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /\n")
    watch(site, "/1")
    watch(site, "/2")
    requests = [{"url": f"{site.url}/{n + 1}", "source": n, "meta": {"purpose": purpose}} for n in range(2)]

    kept, skipped = ask(requests, {}, {"reservations": "skip"}).ends

    assert (kept["status"], kept["reservations"]) == (200, ["robots: disallows GPTBot, CCBot"])
    if purpose == "page":
        assert skipped["reason"] == "its publisher reserves it (robots: disallows GPTBot, CCBot)"
        assert (skipped["state"], site.log) == ("skipped", ["/robots.txt", "/1"])
    else:
        assert skipped["status"] == 200
