"""A document is read as what it is, whatever its name."""

import gzip

import pytest

from crawler.discover import Look
from crawler.discover.look import MOST_BYTES, look
from crawler.discover.site import site_of

RSS = b"<?xml version='1.0'?><!-- x --><rss version='2.0'><channel><item><link>/story</link></item></channel></rss>"
MAP = b"\xef\xbb\xbf<urlset><url><loc>https://courier.test/story</loc></url></urlset>"
PAGE = b"<!doctype html><a href='/2026/11/21/story'>x</a>"
JSON = b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "url": "https://courier.test/story"}]}'


KINDS = {
    "a feed": RSS, "a sitemap": MAP, "a page": PAGE, "a feed in JSON": JSON, "a gzip file": gzip.compress(MAP, mtime=0),
    "a sitemap that is a list": b"https://courier.test/story\n",
}  # fmt: skip


@pytest.mark.parametrize("body", KINDS.values(), ids=KINDS)
def test_the_bytes_tell_what_a_document_is(body: bytes) -> None:
    (entry,) = look(Look(body, "https://courier.test/x")).articles

    assert entry.url.endswith("/story")


@pytest.mark.parametrize("sort", ["feed", "sitemap"], ids="in place of a {}".format)
def test_a_page_in_place_of_a_feed_or_sitemap_leads_nowhere(sort: str) -> None:
    found = look(Look(PAGE, "https://courier.test/x", sort))  # type: ignore[arg-type]

    assert found.articles == ()
    assert found.problem == f"this is no {sort}, but a web page or something else"


def test_robots_txt_names_sitemaps_of_the_web_only() -> None:
    body = b"User-agent: *\nDisallow: /\n" + b"Sitemap: https://courier.test/a.xml\n" * 2 + b"SITEMAP: file:///b\n"

    found = look(Look(body, "https://courier.test/robots.txt", "robots"))

    assert [s.url for s in found.sitemaps] == ["https://courier.test/a.xml"]


def test_a_bomb_is_not_unpacked_and_a_broken_file_has_a_reason() -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * (MOST_BYTES + 1))

    assert look(Look(bomb, "https://courier.test/a.gz")).problem == "unpacked it is larger than 50 MB"
    assert "broken" in (look(Look(b"\x1f\x8b broken", "https://courier.test/a.gz")).problem or "")


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.courier.co.uk/a", "courier.co.uk"), ("https://blog.courier.com/", "courier.com"),
        ("https://www.courier.test/", "courier.test"),
        ("https://ann.github.io/", "ann.github.io"), ("http://127.0.0.1:8080/a", "127.0.0.1:8080"),
        ("http://localhost/a", "localhost"), ("http://[broken", ""),
    ],
)  # fmt: skip
def test_a_site_is_its_registered_domain(url: str, site: str) -> None:
    assert site_of(url) == site
