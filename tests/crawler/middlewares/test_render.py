"""A page that scripts make is made by a browser, where a source asks for that; the browser is let to nothing else."""

import asyncio
import json
import os
import shutil
from base64 import b64encode
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest

from crawler.middlewares.gate import Gate
from tests.crawler.conftest import NO_SKIPS
from tests.crawler.middlewares.asking import ask, watch
from tests.crawler.web import Site

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SHELL = """<!doctype html><html><head><title>Courier</title><script src="/app.js"></script></head>
<body><div id="root"></div><noscript>Please enable JavaScript.</noscript></body></html>"""
APP = """addEventListener('load', async () => {
  const ask = async url => { try { return await (await fetch(url)).text() } catch (e) { return 'nothing' } };
  const said = await Promise.all(%s.map(ask));
  document.getElementById('root').textContent = 'rendered: ' + said.join(', ') + document.cookie;
});"""


OPENING = """
  open('/private/popup'); open('/private/alone', '_blank', 'noopener');
  const blank = open(''); if (blank) blank.document.write('<script src="/private/blank.js"></' + 'script>');
  try { new WebSocket('ws://' + location.host + '/private/socket') } catch (e) {}
  try { new SharedWorker('/private/shared.js') } catch (e) {}
  try { new Worker('/private/worker.js') } catch (e) {}
  const work = "new WebSocket('ws://" + location.host + "/private/by-worker')";
  try { new Worker(URL.createObjectURL(new Blob([work]))) } catch (e) {}
  navigator.sendBeacon('/private/beacon');
  addEventListener('load', () => setTimeout(() => fetch('/late').then(() => {
    document.getElementById('root').textContent = 'rendered'; }), 300));
"""
"""All the ways out that a script has beside `fetch`, into what robots.txt forbids; and the page has time for them."""


def chromium() -> dict[str, Any]:
    """How the browser is started."""
    if find_spec("scrapy_playwright") is None or CHROMIUM is None:
        why = "Chromium: it is not on this machine, or scrapy-playwright is not"
        (pytest.fail if os.environ.get(NO_SKIPS) else pytest.skip)(why)
    return {"executable_path": CHROMIUM, "chromium_sandbox": False, "args": []}


@pytest.fixture
def neighbour() -> Iterator[Site]:
    """Another host, in a network where nobody has anything to look for."""
    site = Site("127.0.0.2")
    yield site
    site.close()


def test_a_page_is_rendered_and_loads_nothing_that_robots_txt_or_the_guard_forbids(site: Site, neighbour: Site) -> None:
    launch = chromium()
    secret = watch(site, "/api/story")
    inside = f"{neighbour.url}/metadata"
    site.add("/robots.txt", "User-agent: *\nDisallow: /private/\n")
    site.add("/redirect", status=302, location=inside)
    site.add(
        "/app.js",
        APP % json.dumps(["/api/story", "/private/diary", "/redirect", inside]),
        content_type="text/javascript",
    )
    site.add("/story", SHELL + '<img src="/photo.jpg"><iframe src="/frame"></iframe>')
    site.add("/moved", status=301, location="/story")
    site.add("/paper.json", "{}", content_type="application/json")
    settings = {"PLAYWRIGHT_LAUNCH_OPTIONS": launch, "COPYDESK_ALLOW_NETWORKS": ["127.0.0.1"]}
    manners = {
        "own": [site.url],
        "render": True,
        "headers": {"Authorization": "s3cret"},
        "cookies": {"login": "s3cret"},
    }

    found = ask([f"{site.url}/moved", f"{site.url}/paper.json"], manners, settings=settings)

    assert [end["status"] for end in found.ends] == [200, 200]
    assert found.ends[0]["url"] == f"{site.url}/story"
    assert "rendered: ok, nothing, nothing, nothing<" in found.ends[0]["body"], found.log
    assert sorted(site.log) == sorted(
        ["/robots.txt", "/moved", "/story", "/app.js", "/api/story", "/redirect", "/paper.json"]
    )
    assert neighbour.log == []
    answered = {entry["url"].removeprefix(site.url) for entry in found.books if entry["status"]}
    assert answered | {"/redirect"} == {*site.log}  # where that leads is refused: the browser may forget its answer
    assert sorted(entry["url"].removeprefix(site.url) for entry in found.books) == sorted(site.log)
    assert not {"Authorization", "Cookie", "Proxy-Authorization"} & {*secret.headers[0]}
    assert secret.headers[0]["User-Agent"].startswith("Copydesk/")


def test_neither_a_page_that_a_script_opens_nor_a_socket_nor_a_worker_gets_past_robots_txt(site: Site) -> None:
    settings = {"PLAYWRIGHT_LAUNCH_OPTIONS": chromium()}
    site.add("/robots.txt", "User-agent: *\nDisallow: /private/\n")
    site.add("/app.js", OPENING, content_type="text/javascript")
    site.add("/late", "ok")
    site.add("/story", SHELL)

    found = ask([f"{site.url}/story"], {"own": [site.url], "render": True}, settings=settings)

    assert "rendered<" in found.ends[0]["body"], found.log
    assert sorted(site.log) == ["/app.js", "/late", "/robots.txt", "/story"]
    assert sorted(entry["url"].removeprefix(site.url) for entry in found.books) == sorted(site.log)


def test_where_nothing_is_installed_that_renders_the_url_fails_and_says_what_to_install(site: Site) -> None:
    watch(site, "/story")

    found = ask([f"{site.url}/story"], {"render": True}, without="scrapy_playwright")

    assert (found.ends[0]["state"], found.ends[0]["reason"]) == (
        "failed",
        "this source is to be rendered by a browser: pip install 'copydesk[render]', then playwright install chromium",
    )
    assert "/story" not in site.log


def through_gate(request: bytes, site: Site, *, login: bool = True, allowed: bool = True) -> bytes:
    """What a browser gets that sends this; `%` stands for the site's host and port."""

    async def resolve(host: str, _: int) -> tuple[str, ...]:
        if not allowed:
            raise OSError(f"{host} leads inside")
        return "::ffff:127.250.0.1", "127.0.0.1"  # at the first nobody listens

    async def talk() -> bytes:
        gate = Gate(resolve)
        proxy = await gate.open()
        reader, writer = await asyncio.open_connection("127.0.0.1", int(proxy["server"].rpartition(":")[2]))
        key = b64encode(f"{proxy['username']}:{proxy['password']}".encode()) if login else b"bm9ib2R5"
        where = site.url.removeprefix("http://").replace("127.0.0.1", "courier.test").encode()
        writer.write(request.replace(b"%", where) + b"Proxy-Authorization: Basic " + key + b"\r\n\r\n")
        if request.startswith(b"CONNECT") and login and allowed:
            assert (await reader.readline()).startswith(b"HTTP/1.1 200")
            await reader.readline()
            writer.write(b"GET /story HTTP/1.1\r\nHost: courier.test\r\nConnection: close\r\n\r\n")
            writer.write_eof()
        answer = await asyncio.wait_for(reader.read(), 60)
        writer.close()
        gate.close()
        return answer

    return asyncio.run(talk())


GET = b"GET http://%/story HTTP/1.1\r\nHost: %\r\n"


@pytest.mark.parametrize("request_", [GET, b"CONNECT % HTTP/1.1\r\n"], ids=["a request", "a tunnel"])
def test_the_gate_connects_who_has_its_password_to_what_the_guard_allows(site: Site, request_: bytes) -> None:
    seen = watch(site, "/story")

    assert through_gate(request_, site).endswith(b"ok")
    assert "Proxy-Authorization" not in seen.headers[0]
    for refused, status in (({"login": False}, b" 407 "), ({"allowed": False}, b" 403 ")):
        assert status in through_gate(request_, site, **refused)
    assert site.log == ["/story"]


@pytest.mark.parametrize("request_", [b"GET\r\n", b"GET http://[broken/ HTTP/1.1\r\n", b"\xff\xff\xff\r\n"])
def test_the_gate_refuses_what_it_cannot_read(site: Site, request_: bytes) -> None:
    assert b" 403 " in through_gate(request_, site)
