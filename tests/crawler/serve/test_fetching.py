"""Pages of the web are fetched by a process that is kept, behind the same guard as everywhere."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import httpx
import msgspec
import pytest

from crawler.errands import LENGTH, Errand, Fetched, pack
from crawler.serve import Limits, ServeOptions
from tests.crawler import stories
from tests.crawler.serve.conftest import Serve, served, until
from tests.crawler.web import QUICK, ROOT, Site, wait_for

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
    beginning = "this is no address that begins with http:// or https://"
    assert refused("ftp://example.org/") == (422, "invalid", beginning)
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


# ---- what nobody waits for any more ---------------------------------------------------------------------------------


SLOW = "User-agent: *\nCrawl-delay: 60\n"


def asked(client: httpx.Client, url: str) -> socket.socket:
    """A request for a page, on a connection that can be hung up."""
    body = json.dumps({"url": url})
    head = f"POST {FETCH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    sock = socket.create_connection((client.base_url.host, client.base_url.port or 80), timeout=30)
    sock.sendall(f"{head}\r\n\r\n{body}".encode())
    return sock


def in_work(client: httpx.Client, kind: str) -> int:
    return int(client.get("/metrics").text.partition(f'copydesk_serve_in_work{{kind="{kind}"}} ')[2].split()[0])


def test_a_page_is_not_fetched_when_who_asked_has_gone(serve: Serve, site: Site) -> None:
    site.add("/robots.txt", SLOW, content_type="text/plain")
    told: list[str] = []
    client = serve(fetcher=command(allow_networks=["127.0.0.0/8"]), limits=Limits(fetching=3), tell=told.append)

    waiting = [asked(client, f"{site.url}/story-{n}") for n in range(3)]
    until(lambda: in_work(client, "pages") == 3 and "/robots.txt" in site.log)
    refused = client.post(FETCH, json={"url": f"{site.url}/story"})
    for sock in waiting:
        sock.close()
    until(lambda: in_work(client, "pages") == 0)

    assert (refused.status_code, refused.json()["error"]) == (503, "busy")
    assert in_work(client, "fetching") == 0
    assert site.log == ["/robots.txt"]
    assert sum(line.startswith(f"POST {FETCH} 499 ") for line in told) == 3


def test_a_page_is_not_fetched_when_the_time_of_its_request_is_up(serve: Serve, site: Site) -> None:
    site.add("/robots.txt", SLOW, content_type="text/plain")
    client = serve(fetcher=command(allow_networks=["127.0.0.0/8"]), limits=Limits(seconds=3))

    answer = client.post(FETCH, json={"url": f"{site.url}/story"})

    assert (answer.status_code, answer.json()["error"]) == (504, "timeout")
    until(lambda: in_work(client, "pages") == 0)
    assert "/story" not in site.log


def test_an_errand_ends_at_its_time_also_where_nobody_says_that_it_is_given_up(site: Site) -> None:
    site.add("/robots.txt", SLOW, content_type="text/plain")
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = subprocess.Popen(
            [*command(allow_networks=["127.0.0.0/8"]), str(theirs.fileno())], pass_fds=[theirs.fileno()], cwd=ROOT
        )
        theirs.close()
        ours.sendall(pack(Errand(7, f"{site.url}/story", 2.0)))
        length = LENGTH.unpack(ours.recv(LENGTH.size))[0]
        said = msgspec.msgpack.decode(ours.recv(length), type=Fetched)
        ours.close()

        assert (said.number, said.came, said.reason) == (7, None, "nobody waits for it any more")
        assert process.wait(30) == 0
    assert "/story" not in site.log


def test_a_process_that_is_replaced_ends_when_it_has_answered_all(
    serve: Serve, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.add("/robots.txt", "", content_type="text/plain")
    site.add("/story", stories.page(1))
    go_on = threading.Event()

    def slowly(answer: BaseHTTPRequestHandler) -> None:
        wait_for(go_on)
        answer.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + stories.page(2).encode())

    site.act("/slow", slowly)
    monkeypatch.setattr("crawler.serve.fetching.MOST_ERRANDS", 1)
    before = set(children(os.getpid()))
    client = serve(fetcher=command(allow_networks=["127.0.0.0/8"]))

    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(client.post, FETCH, json={"url": f"{site.url}/slow"})
        until(lambda: "/slow" in site.log)
        first = set(children(os.getpid())) - before
        assert client.post(FETCH, json={"url": f"{site.url}/story"}).status_code == 200
        assert first < set(children(os.getpid())), "it has not answered yet"
        go_on.set()
        assert slow.result().json()["article"]["title"] == stories.title(2)
    until(lambda: not first & set(children(os.getpid())))
    assert site.log.count("/slow") == 1, "nobody else was sent"


def test_a_process_that_hangs_is_replaced(serve: Serve, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.add("/robots.txt", "", content_type="text/plain")
    site.add("/story", stories.page(3))
    monkeypatch.setattr("crawler.serve.fetching.END_SECONDS", 0.1)
    before = set(children(os.getpid()))
    client = serve(fetcher=command(allow_networks=["127.0.0.0/8"]), limits=Limits(seconds=3))

    def status() -> int:
        return client.post(FETCH, json={"url": f"{site.url}/story"}).status_code

    until(lambda: status() == 200)
    (child,) = set(children(os.getpid())) - before

    os.kill(child, signal.SIGSTOP)

    assert status() == 504
    with monkeypatch.context() as impatient:
        impatient.setattr("crawler.serve.fetching.PATIENCE", 0.0)
        until(lambda: status() > 0 and child not in children(os.getpid()))
    until(lambda: status() == 200)


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
