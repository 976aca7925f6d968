"""Sitemaps in every form that is met: those in sitemaps.toml, and those in the tests of Scrapy and trafilatura."""

import ast
import gzip
import tarfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scrapy.utils.sitemap import Sitemap

from crawler.discover import Look
from crawler.discover.links import leads_to_section
from crawler.discover.look import look, unpack
from crawler.discover.sitemaps import CHILDREN

SITE = "https://courier.test"
MARKS = (b"<urlset", b"<sitemapindex", b"<url>&")
CASES = tomllib.loads(Path(__file__).with_name("sitemaps.toml").read_text(encoding="utf-8"))["case"]


def here(urls: list[str]) -> list[str]:
    return [url.replace("{S}", SITE) for url in urls]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_a_sitemap_lists_is_found(case: dict[str, Any]) -> None:
    body = case["body"].replace("{S}", SITE).encode(case.get("encoding", "utf-8"))
    for _ in range(case.get("packed", 0)):
        body = gzip.compress(body)

    found = look(Look(body, f"{SITE}/sitemap.xml", "sitemap", "text/html"))

    assert [e.url for e in found.articles] == here(case.get("articles", []))
    assert [e.url for e in found.sitemaps] == here(case.get("sitemaps", []))
    assert (found.problem is not None) == case.get("problem", False)
    if "dates" in case:
        assert [e.published_at or e.modified_at or "" for e in found.articles] == case["dates"]


def documents(fixtures: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each sitemap in the tests of others: a file, or a text in a module."""
    with tarfile.open(fixtures / "suites" / "sitemaps.tar.gz") as suite:
        for member in suite:
            file = suite.extractfile(member) if member.isfile() else None
            if file is not None and "/resources/" in member.name:
                yield member.name, file.read()
            elif file is not None and member.name.endswith(".py"):
                for node in ast.walk(ast.parse(file.read())):
                    value = node.value if isinstance(node, ast.Constant) else None
                    body = value.encode() if isinstance(value, str) else value
                    if isinstance(body, bytes) and any(
                        mark in body for mark in (b"<urlset", b"<sitemapindex", b"<url>&")
                    ):
                        yield f"{member.name}:{node.lineno}", body  # type: ignore[attr-defined]


def test_all_is_found_that_scrapy_finds_in_the_tests_of_others_but_for_lists(fixtures: Path) -> None:
    read, located, missed = 0, 0, []
    for name, body in documents(fixtures):
        found = look(Look(body, "http://example.com/sitemap.xml", "sitemap"))
        ours = {e.url for e in (*found.articles, *found.sitemaps)}
        sitemap = Sitemap(unpack(body))
        theirs = {entry["loc"] for entry in sitemap if entry.get("loc")}
        below = {url: sum(other.startswith(url.rstrip("/") + "/") for other in theirs) for url in theirs}
        articles = {url for url in theirs if not leads_to_section(url) and below[url] < CHILDREN}
        wanted = theirs if sitemap.type == "sitemapindex" else articles
        read, located = read + 1, located + len(ours)
        if ours != wanted:
            missed.append((name, ours ^ wanted))

    assert missed == []
    assert (read, located) == (29, 156)
