"""What a server asks of us by way of robots.txt and Retry-After, and what it then sees us do."""

import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.crawler import stories
from tests.crawler.pacing import ROOM, pace
from tests.crawler.web import Site, drive

Act = Callable[[BaseHTTPRequestHandler], None]


def times(site: Site, path: str, body: bytes, *statuses: int, retry_after: str = "") -> list[float]:
    """Give the site a page that answers with these statuses, one after the other; the moments at which it did."""
    moments: list[float] = []

    def act(handler: BaseHTTPRequestHandler) -> None:
        status = statuses[min(len(moments), len(statuses) - 1)]
        moments.append(time.monotonic())
        handler.send_response(status)
        handler.send_header("Content-Type", "text/html; charset=utf-8")
        handler.send_header("Content-Length", str(len(body)))
        if status >= 400 and retry_after:
            handler.send_header("Retry-After", retry_after)
        handler.end_headers()
        handler.wfile.write(body)

    site.act(path, act)
    return moments


@pytest.mark.parametrize("status", [500, 503, 429])
def test_where_robots_txt_cannot_be_read_nothing_is_fetched_unless_a_person_insists(site: Site, status: int) -> None:
    site.add("/robots.txt", status=status)
    urls = [f"{site.url}/{n}" for n in range(3)]
    for n in range(3):
        site.add(f"/{n}", stories.page(n))

    run = drive("fetch", urls)

    assert {(o["state"], o["reason"]) for o in run.outcomes.values()} == {
        ("failed", f"robots.txt of 127.0.0.1 could not be read ({status}): not allowed until it can")
    }
    assert site.log == ["/robots.txt"]
    assert drive("fetch", urls, obey_robots=False).report["counts"] == {"stored": 3}


def test_a_robots_txt_that_is_cut_or_hangs_up_allows_nothing(site: Site) -> None:
    site.add("/robots.txt", b"User-agent: *\n", content_length="5000")
    site.add("/story", stories.page(1))

    run = drive("fetch", [f"{site.url}/story"], timeout=2)

    assert run.report["counts"] == {"failed": 1}
    assert "robots.txt of 127.0.0.1 could not be read" in run.outcomes[f"{site.url}/story"]["reason"]
    assert "/story" not in site.log


@pytest.mark.parametrize(
    ("hops", "state"), [(5, "skipped"), (6, "stored")], ids=["after five redirects it counts", "after six it does not"]
)
def test_robots_txt_is_followed_to_where_it_has_moved(site: Site, hops: int, state: str) -> None:
    site.add("/robots.txt", status=301, location="/robots-1")
    for n in range(1, hops):
        site.add(f"/robots-{n}", status=302, location=f"/robots-{n + 1}")
    site.add(f"/robots-{hops}", "User-agent: Copydesk\nDisallow: /\n", content_type="text/plain")
    site.add("/story", stories.page(1))

    assert drive("fetch", [f"{site.url}/story"]).report["counts"] == {state: 1}


@pytest.mark.parametrize("throttle", [True, False], ids=["with the throttle", "without"])
def test_the_pace_that_robots_txt_asks_for_is_kept(site: Site, throttle: bool) -> None:
    site.add("/robots.txt", "User-agent: *\nCrawl-delay: 9\n", content_type="text/plain")
    moments = times(site, "/story", stories.page(1).encode(), 200)
    settings = {"COPYDESK_CRAWL_DELAY_MAX": 0.4, "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "AUTOTHROTTLE_ENABLED": throttle}

    drive("fetch", [f"{site.url}/story#{n}" for n in range(5)], settings)

    assert len(moments) == 5
    assert pace(moments) > ROOM * 0.4


def test_a_busy_server_is_left_alone_for_as_long_as_it_asks_and_then_asked_again(site: Site) -> None:
    busy = times(site, "/busy", stories.page(1).encode(), 503, 200, retry_after="1")
    others = times(site, "/other", stories.page(2).encode(), 200)
    urls = [f"{site.url}/busy", *(f"{site.url}/other#{n}" for n in range(3))]

    run = drive("fetch", urls, {"RETRY_TIMES": 1, "CONCURRENT_REQUESTS_PER_DOMAIN": 1})

    assert run.report["counts"] == {"stored": 4}
    assert busy[1] - busy[0] >= 1
    assert not [moment for moment in others if busy[0] < moment < busy[0] + 1]


def test_a_server_that_asks_for_a_longer_wait_than_we_have_is_not_asked_again(site: Site) -> None:
    times(site, "/busy", b"", 429, retry_after="7200")
    for n in range(4):
        site.add(f"/{n}", stories.page(n))
    urls = [f"{site.url}/busy", *(f"{site.url}/{n}" for n in range(4))]

    run = drive("fetch", urls, {"RETRY_TIMES": 2, "CONCURRENT_REQUESTS_PER_DOMAIN": 1})

    assert site.log == ["/robots.txt", "/busy"]
    assert run.outcomes[urls[0]]["reason"] == (
        "the server asks for fewer requests (429 Too Many Requests), and asks to be left alone for 7200 s"
    )
    assert {run.outcomes[u]["reason"].rpartition(" another ")[0] for u in urls[1:]} == {
        "127.0.0.1 asks to be left alone for"
    }


def test_the_next_run_leaves_a_server_alone_that_has_asked_the_last_one_for_an_hour(site: Site, tmp_path: Path) -> None:
    times(site, "/busy", b"", 429, retry_after="3600")
    for n in range(3):
        site.add(f"/{n}", stories.page(n))
    urls = [f"{site.url}/busy", *(f"{site.url}/{n}" for n in range(3))]
    first = drive("fetch", urls, {"CONCURRENT_REQUESTS_PER_DOMAIN": 1}, db=str(tmp_path / "news.db"))

    second = drive("fetch", urls, db=str(tmp_path / "news.db"))

    assert first.report["counts"] == {"failed": 1, "skipped": 3}
    assert second.report["counts"] == {"skipped": 4}
    assert all(o["reason"].startswith("127.0.0.1 asks to be left alone for") for o in second.outcomes.values())
    assert site.log == ["/robots.txt", "/busy"]
