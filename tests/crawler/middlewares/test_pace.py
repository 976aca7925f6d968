"""One host has one pace and one budget, whoever asks it for whatever."""

from collections.abc import Iterator

import pytest
from scrapy import Request

from crawler.middlewares.budget import DAY, Ledger
from crawler.middlewares.pace import host_of
from crawler.middlewares.throttle import RECOVERY, Strain, strain
from tests.crawler.middlewares.asking import ask, watch
from tests.crawler.pacing import ROOM, pace
from tests.crawler.web import Site

BOUNDS = (0.25, 60.0)


@pytest.fixture
def neighbour() -> Iterator[Site]:
    """Another host."""
    site = Site("127.0.0.2")
    yield site
    site.close()


@pytest.fixture
def twin() -> Iterator[Site]:
    """The same host by another port."""
    site = Site()
    yield site
    site.close()


def test_of_the_sources_that_share_a_host_the_slowest_sets_its_pace_also_where_another_asks(
    site: Site, twin: Site
) -> None:
    first, second = watch(site, "/story"), watch(twin, "/story")
    urls = [f"{s.url}/story#{n}" for n in range(2) for s in (site, twin)]
    settings = {"CONCURRENT_REQUESTS_PER_DOMAIN": 8, "ROBOTSTXT_OBEY": False}

    quick, slow = {"own": [site.url], "delay": 0.1}, {"own": [twin.url], "delay": 1.0}
    ask(urls, quick, slow, settings=settings, at_once=True)

    assert len(first.moments) == len(second.moments) == 2
    assert pace(first.moments + second.moments) > ROOM * 1.0


def test_a_redirect_counts_for_the_host_that_it_leads_to(site: Site, neighbour: Site) -> None:
    there = watch(neighbour, "/story")
    for n in range(3):
        site.add(f"/to-{n}", status=302, location=f"{neighbour.url}/story")
    manners = {"own": [neighbour.url], "delay": 0.6}

    found = ask([f"{site.url}/to-{n}" for n in range(3)], {}, manners, settings={"ROBOTSTXT_OBEY": False}, at_once=True)

    assert [end["status"] for end in found.ends] == [200] * 3
    assert pace(there.moments) > ROOM * 0.6
    assert [entry["host"] for entry in found.books].count("127.0.0.2") == 3


@pytest.mark.parametrize(
    "url",
    [
        "http://courier.test/", "https://courier.test/a", "https://www.courier.test", "https://COURIER.test:8443/",
        "https://courier.test./",
    ],
)  # fmt: skip
def test_neither_scheme_nor_port_nor_www_makes_another_host(url: str) -> None:
    assert host_of(Request(url)) == "courier.test"


def test_beyond_its_budget_a_host_gets_nothing_and_what_is_left_is_left_for_another_run(
    site: Site, neighbour: Site
) -> None:
    for n in range(4):
        watch(site, f"/{n}")
    watch(neighbour, "/0")
    site.add("/moved", status=301, location="/0")
    manners = {"own": [site.url], "requests_per_day": 9}
    urls = [f"{site.url}/0", f"{site.url}/moved", *(f"{site.url}/{n}" for n in range(1, 4))]

    found = ask([*urls, {"url": f"{neighbour.url}/0", "source": 1}], manners, {}, today={"127.0.0.1": 4})

    assert site.log == ["/robots.txt", "/0", "/moved", "/0", "/1"]
    spent = ("skipped", "127.0.0.1 has had the 9 requests of a day; this one is left for another run")
    ends = [end.get("status") or (end["state"], end["reason"]) for end in found.ends]
    assert ends == [200, 200, 200, spent, spent, 200]
    assert len([entry for entry in found.books if entry["host"] == "127.0.0.1"]) == 5


def test_a_budget_is_of_the_last_24_hours_also_in_a_process_that_runs_for_weeks() -> None:
    ledger = Ledger()

    assert ledger.spent("courier.test", 0) == 0
    ledger.spend("courier.test", 10)
    ledger.spend("courier.test", DAY / 2)
    assert ledger.spent("courier.test", DAY - 1) == 2
    assert ledger.spent("courier.test", DAY + 20) == 1


def test_a_request_that_found_no_host_is_none_and_comes_out_of_the_books_again(site: Site) -> None:
    manners = {"own": ["http://no-such.invalid"], "requests_per_day": 9}

    found = ask(["http://no-such.invalid/1", f"{site.url}/1"], manners, settings={"ROBOTSTXT_OBEY": False})

    assert found.withdrawn >= 1
    assert [entry["host"] for entry in found.books] == ["127.0.0.1"]


def test_a_host_that_was_too_busy_is_asked_half_as_often_until_it_answers_well_again() -> None:
    after = strain(None, True, 0.5, BOUNDS)
    assert after == Strain(1.0)
    assert strain(after, True, 1.0, BOUNDS) == after, "what was under way already does not count again"
    good = strain(after, False, 1.0, BOUNDS)
    assert good == Strain(1.0, 1)
    assert strain(good, True, 1.0, BOUNDS) == Strain(2.0)

    delays = [found.delay if (found := after) else 0]
    for _ in range(2 * RECOVERY):
        after = strain(after, False, 1.0, BOUNDS)
        delays.append(after.delay if after else 0)
    assert [delays.count(d) for d in (1.0, 0.5, 0)] == [RECOVERY, RECOVERY, 1]


def test_a_host_that_is_always_busy_is_asked_no_less_than_the_throttle_allows() -> None:
    assert strain(Strain(60.0, 3), True, 60.0, BOUNDS) == Strain(60.0)


def test_a_host_that_was_busy_is_asked_half_as_often_from_then_on(site: Site) -> None:
    busy = watch(site, "/busy", 503, 200, retry_after="0")
    quick = watch(site, "/quick")
    settings = {"AUTOTHROTTLE_ENABLED": True, "AUTOTHROTTLE_START_DELAY": 0.5, "DOWNLOAD_DELAY": 0.5, "RETRY_TIMES": 1,
                "ROBOTSTXT_OBEY": False}  # fmt: skip

    ask([f"{site.url}/quick", f"{site.url}/quick", f"{site.url}/busy", f"{site.url}/quick"], settings=settings)

    assert len(busy.moments) == 2
    assert pace(busy.moments + quick.moments[2:]) > ROOM * 1.0
