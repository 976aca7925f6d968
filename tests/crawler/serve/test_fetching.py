"""Pages of the web are fetched by a process that is kept, behind the same guard as everywhere."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from crawler.serve import Limits, ServeOptions
from tests.crawler import stories
from tests.crawler.serve.conftest import Serve, served
from tests.crawler.web import QUICK, Site, wait_for

FETCH = "/api/v1/fetch"


def command(**told: object) -> tuple[str, ...]:
    """The fetching process, as polite to a site of our own as need be."""
    settings = {name: value for name, value in QUICK.items() if name != "COPYDESK_WORKERS"}
    return sys.executable, "-m", "crawler.cli.fetcher", json.dumps({"settings": settings, **told})


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """A service that may fetch from loopback."""
    told = command(allow_networks=["127.0.0.0/8"], timeout=5)
    with served(ServeOptions(workers=1, fetcher=told)) as started:
        yield started


def children(of: int) -> list[int]:
    """The fetching processes that a process has begun."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            words = (stat.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if parent == of and b"crawler.cli.fetcher" in words:
            found.append(int(stat.parent.name))
    return found


def test_a_page_is_fetched_and_cleaned(client: httpx.Client, site: Site) -> None:
    site.add("/robots.txt", "User-agent: *\nDisallow: /private\n", content_type="text/plain")
    site.add("/story", stories.page(1))
    site.add("/moved", status=301, location="/story")

    direct = client.post(FETCH, json={"url": f"{site.url}/story", "removals": True}).json()
    moved = client.post(FETCH, json={"url": f"{site.url}/moved"}).json()

    assert direct["article"]["title"] == stories.title(1)
    assert direct["article"]["fetched_at"]
    assert isinstance(direct["removals"], list)
    assert moved["article"]["url"] == f"{site.url}/story"
    assert site.log.count("/robots.txt") == 1


def test_what_was_not_fetched_is_told_by_its_code(client: httpx.Client, site: Site) -> None:
    site.add("/robots.txt", "User-agent: *\nDisallow: /private\n", content_type="text/plain")
    site.add("/private", stories.page(1))
    site.add("/picture", b"GIF89a", content_type="image/gif")

    def refused(url: str) -> tuple[int, str, str]:
        answer = client.post(FETCH, json={"url": url})
        return answer.status_code, answer.json()["error"], answer.json()["what"]

    status, code, what = refused(f"{site.url}/private")
    assert (status, code) == (403, "robots")
    assert what.endswith("asks not to fetch this")
    assert refused(f"{site.url}/none")[:2] == (422, "not_fetched")
    assert refused(f"{site.url}/picture")[2] == "this is an image, not a web page"
    assert refused("http://nowhere.invalid/")[1] == "not_fetched"
    assert refused("ftp://example.org/")[:2] == (422, "invalid")
    assert refused("http://")[:2] == (422, "invalid")
    assert refused("http://[/")[1] == "not_fetched"
    assert "/private" not in site.log


def test_nobody_is_let_into_a_private_network(serve: Serve, site: Site) -> None:
    site.add("/", stories.page(1))
    client = serve(fetcher=command())
    port = site.server.server_port

    for host in ("127.0.0.1", "localhost", "0x7f000001", "[::1]", "169.254.169.254", "10.0.0.1"):
        answer = client.post(FETCH, json={"url": f"http://{host}:{port}/"})
        assert (answer.status_code, answer.json()["error"]) == (403, "private_address"), answer.text
        assert "yourself" not in answer.json()["what"]
        assert "copydesk serve --allow-network" in answer.json()["hint"]
    assert site.log == []


def test_no_redirect_leads_into_a_private_network(client: httpx.Client, site: Site) -> None:
    site.add("/robots.txt", "", content_type="text/plain")
    for n, inside in enumerate(("http://10.0.0.1/", "http://169.254.169.254/latest/", "file:///etc/passwd")):
        site.add(f"/{n}", "", status=302, location=inside)

    answers = [client.post(FETCH, json={"url": f"{site.url}/{n}"}).json() for n in range(3)]

    assert [answer["error"] for answer in answers] == ["private_address", "private_address", "not_fetched"]


def test_a_page_that_does_not_come_costs_its_own_request_alone(client: httpx.Client, site: Site) -> None:
    site.add("/robots.txt", "", content_type="text/plain")
    site.add("/story", stories.page(2))
    site.act("/never", lambda _: wait_for(site.over))

    with ThreadPoolExecutor(1) as threads:
        never = threads.submit(client.post, FETCH, json={"url": f"{site.url}/never"})
        quick = client.post(FETCH, json={"url": f"{site.url}/story"})

        assert quick.status_code == 200
        assert not never.done()
        assert never.result().json()["error"] == "not_fetched"


def test_what_takes_longer_than_a_request_may_is_given_up(serve: Serve, site: Site) -> None:
    site.act("/robots.txt", lambda _: wait_for(site.over))
    client = serve(fetcher=command(allow_networks=["127.0.0.0/8"]), limits=Limits(seconds=3))

    answer = client.post(FETCH, json={"url": f"{site.url}/story"})

    assert (answer.status_code, answer.json()["error"]) == (504, "timeout")


def test_a_fetching_process_that_dies_is_replaced(client: httpx.Client, site: Site) -> None:
    site.add("/robots.txt", "", content_type="text/plain")
    site.add("/story", stories.page(3))
    client.post(FETCH, json={"url": f"{site.url}/story"})
    (child,) = children(os.getpid())

    os.kill(child, signal.SIGKILL)

    assert client.post(FETCH, json={"url": f"{site.url}/story"}).status_code == 200
    assert child not in children(os.getpid())


def test_a_service_that_fetches_nothing_says_so(cleaner: httpx.Client) -> None:
    answer = cleaner.post(FETCH, json={"url": "https://example.org/"})

    assert (answer.status_code, answer.json()["error"]) == (404, "no_fetching")
