"""Each request that goes out is in the books: whose it was, what for, and what came of it."""

import gzip
from typing import Any

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
