"""Which links of a page lead to articles, which to sections, and which nowhere that we want to go."""

from urllib.parse import quote

import pytest

from crawler.discover.links import leads_to_article, read_page

BASE = "https://courier.test"


@pytest.mark.parametrize(
    "path",
    [
        "/2026/11/21/harbour", "/world/2026-11-21-harbour", "/news/20261121/a.html",
        "/politics/council-votes-to-rebuild-harbour", quote("/гавань-снова-открывается"),
        "/article/1234567", "/sport/a-12345678", "/n/harbour-reopens-31337.html", "/?p=4711", "/story.php?id=99",
    ],
)  # fmt: skip
def test_an_address_with_a_date_a_number_or_a_slug_is_an_article(path: str) -> None:
    assert leads_to_article(BASE + path)


@pytest.mark.parametrize(
    "path",
    [
        "/", "/world/", "/world/europe", "/tag/the-old-harbour-of-brackwater", "/author/ann-rook-of-the-courier",
        "/2026/11/", "/2026/11/21/", "/search?q=a", "/page/2", "/world/page/12345",
        "/wp-content/uploads/2026/11/picture.jpg", "/feed/",
        "/about/our-mission-and-our-team", "/a/a/a/2026/11/21/trap", "/index.html", "/privacy",
        "/" + "very-long-slug-" * 100,
    ],
)  # fmt: skip
def test_a_list_a_form_a_file_or_a_trap_is_no_article(path: str) -> None:
    assert not leads_to_article(BASE + path)


def test_a_headline_in_the_page_tells_an_article_where_the_address_does_not_and_one_in_a_menu_does_not() -> None:
    url = f"{BASE}/world/harbour-reopens"

    assert leads_to_article(url, "Brackwater reopens its old harbour", in_chrome=False)
    assert not leads_to_article(url, "Brackwater reopens its old harbour", in_chrome=True)
    assert not leads_to_article(url, "Harbour", in_chrome=False)


PAGE = b"""<html><head><base href="/en/"><link rel="ALTERNATE" type="application/rss+xml" href="feed.xml">
<link rel="alternate" type="application/atom+xml" href="/comments/feed.atom">
<link rel="alternate" hreflang="de" href="/de/">
</head><body><header><a href="/">Home</a>
<nav><a href="/world">World</a><a href="/en/culture/">Culture</a></nav></header>
<div><a href="2026/11/21/harbour#comments"><img alt=""></a><a href="2026/11/21/harbour">Harbour reopens</a>
<a href="javascript:void(0)">x</a><a href="mailto:a@b.test">y</a><a href="http://[broken">z</a>
<a href="//other.test/2026/11/21/b">o</a>
</div></body></html>"""


def test_a_page_leads_to_its_articles_sections_and_feeds() -> None:
    found = read_page(PAGE, f"{BASE}/")

    assert [e.url for e in found.articles] == [f"{BASE}/en/2026/11/21/harbour", "https://other.test/2026/11/21/b"]
    assert found.sections == (f"{BASE}/world", f"{BASE}/en/culture/")
    assert found.feeds == (f"{BASE}/en/feed.xml",)


def test_a_feed_that_is_only_linked_is_found_too() -> None:
    assert read_page(b'<a href="/rss">RSS</a>', f"{BASE}/").feeds == (f"{BASE}/rss",)


@pytest.mark.parametrize("body", [b"", b"\0", b"<", b"<!-- -->", b"\xff" * 100])
def test_a_page_of_nothing_leads_nowhere(body: bytes) -> None:
    assert read_page(body, f"{BASE}/").articles == ()
