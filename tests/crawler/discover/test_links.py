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


@pytest.mark.parametrize(
    ("path", "text", "in_menu", "is_article"),
    [
        ("/africa/cocoa-scales/", "Cocoa farmers learn to read the scales", False, True),
        ("/africa/cocoa-scales/", "Cocoa", True, False),
        ("/world/middle-east-and-north-africa/", "Middle East & Africa", True, False),
        ("/world/council-votes-to-rebuild-harbour/", "Council votes to rebuild the harbour", True, True),
        ("/world/council-votes-to-rebuild-harbour/", "", True, True),
        ("/world/", "All that happens in the world", False, False),
        ("/life-and-style/", "Life and style", True, False),
    ],
)  # fmt: skip
def test_a_slug_and_the_words_and_place_of_its_link_are_judged_together(
    path: str, text: str, in_menu: bool, is_article: bool
) -> None:
    assert leads_to_article(BASE + path, text, in_menu) == is_article


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


def test_the_header_of_a_story_on_a_list_is_no_menu() -> None:
    body = b"""<header><a href="/old-harbour-of-brackwater/">Old harbour</a></header>
    <article><header><h2><a href="/council-votes-to-rebuild/">Council votes</a></h2></header></article>
    <aside><h3><a href="/bridge-opens-after-repairs/">Bridge opens</a></h3></aside>"""

    assert [e.url.removeprefix(BASE) for e in read_page(body, f"{BASE}/").articles] == [
        "/council-votes-to-rebuild/", "/bridge-opens-after-repairs/",
    ]  # fmt: skip


def test_a_list_goes_on_where_it_says_so_or_where_the_next_number_leads() -> None:
    named = b'<link rel="next" href="/world/page/2/"><a href="/world/page/3/">3</a>'
    numbered = b'<a href="/2026/11/21/harbour">x</a><a href="/world/page/2/">Older</a>'
    story = b'<a rel="next" href="/2026/11/22/next-story">Next story</a>'

    assert [read_page(body, f"{BASE}/world/").following for body in (named, numbered, story)] == [
        f"{BASE}/world/page/2/", f"{BASE}/world/page/2/", None,
    ]  # fmt: skip


def test_a_feed_that_is_only_linked_is_found_too() -> None:
    assert read_page(b'<a href="/rss">RSS</a>', f"{BASE}/").feeds == (f"{BASE}/rss",)


@pytest.mark.parametrize("body", [b"", b"\0", b"<", b"<!-- -->", b"\xff" * 100])
def test_a_page_of_nothing_leads_nowhere(body: bytes) -> None:
    assert read_page(body, f"{BASE}/").articles == ()


@pytest.mark.parametrize("deep", ["<div>", "<b>", "<section><ul><li>", "<table><tr><td>"])
def test_links_are_found_however_deep_they_stand(deep: str) -> None:
    paths = [f"/2026/11/21/harbour-{n}" for n in range(20)]
    links = "".join(f'<div><a href="{path}">The harbour reopens <b>again</b></a></div>' for path in paths)

    found = read_page(f"<html><body>{deep * 3_000}{links}</body></html>".encode(), BASE)

    assert [entry.url for entry in found.articles] == [BASE + path for path in paths]


def test_links_in_links_without_an_end_do_not_hide_the_last() -> None:
    links = "".join(f'<div><a href="/2026/11/21/harbour-{n}">The harbour' for n in range(3_000))

    found = read_page(f"<html><body>{links}</body></html>".encode(), BASE)

    assert len(found.articles) == 3_000
