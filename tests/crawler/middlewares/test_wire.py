"""Each request that goes out is in the books: whose it was, what for, and what came of it."""

import gzip
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from crawler.middlewares.headers import TOO_MANY
from tests.crawler.middlewares.asking import ask, watch
from tests.crawler.web import Site


def test_pages_lists_robots_hops_and_retries_are_in_the_books_as_the_server_counted_them(site: Site) -> None:
    body = gzip.compress(b"<p>A story.</p>" * 500)
    site.add("/story", body, content_encoding="gzip")
    site.add("/moved", status=301, location="/story")
    site.add("/robots.txt", "User-agent: *\nDisallow: /private\n")
    watch(site, "/busy", 503, 200, retry_after="0")
    requests: list[Any] = [
        f"{site.url}/moved", f"{site.url}/private", f"{site.url}/busy",
        {"url": f"{site.url}/feed", "meta": {"purpose": "feed"}}, "http://nowhere.invalid/",
    ]  # fmt: skip

    books = ask(requests, {"name": "courier"}, settings={"RETRY_TIMES": 1}).books

    assert [(b["purpose"], b["url"].removeprefix(site.url), b["status"], b["bytes"]) for b in books] == [
        ("robots", "/robots.txt", 200, 33), ("page", "/moved", 301, 0), ("page", "/story", 200, len(body)),
        ("page", "/busy", 503, 2), ("page", "/busy", 200, 2), ("feed", "/feed", 404, 13),
    ]  # fmt: skip
    assert [b["url"].removeprefix(site.url) for b in books] == site.log
    assert {(b["source"], b["host"]) for b in books} == {("courier", "127.0.0.1")}
    assert all(0 <= b["seconds"] < 60 for b in books)
    assert all(b["at"].endswith("+00:00") for b in books)


@pytest.mark.parametrize(
    ("lines", "length", "is_read"),
    [(900, 10, True), (14, 16_000, True), (3000, 10, False), (100, 16_000, False)],
    ids=["many short ones", "some long ones", "too many", "too long in all"],
)
def test_an_answer_whose_headers_have_no_end_is_left_and_says_why(
    site: Site, lines: int, length: int, *, is_read: bool
) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n")
        for n in range(lines):
            handler.wfile.write(b"X-%d: %s\r\n" % (n, b"y" * length))
        handler.wfile.write(b"\r\nok")

    site.act("/story", answer)

    found = ask([f"{site.url}/story"], settings={"RETRY_TIMES": 2})

    (end,) = found.ends
    assert (end.get("status"), end.get("state"), end.get("reason")) == (
        (200, None, None) if is_read else (None, "failed", TOO_MANY)
    )
    assert site.log == ["/robots.txt", "/story"], "it is not asked for again"
    assert [b["status"] for b in found.books] == [404, 200 if is_read else None]
