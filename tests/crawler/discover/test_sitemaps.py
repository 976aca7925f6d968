"""Sitemaps: the articles in them, newest first; bombs do not go off."""

import pytest

from crawler.discover.sitemaps import read_sitemap

NS = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
BASE = "https://courier.test/sitemap.xml"


def url(loc: str, more: str = "") -> str:
    return f"<url><loc>\n {loc} </loc>{more}</url>"


def test_news_come_with_their_title_and_date_and_the_newest_first() -> None:
    body = f"""<?xml version="1.0"?><urlset {NS}>
    {url("https://courier.test/2026/11/old-story", "<lastmod>2026-11-01</lastmod>")}
    {
        url(
            "/2026/11/new-story",
            '''<image:image><image:loc>https://courier.test/picture.html</image:loc></image:image>
         <news:news><news:publication><news:name>Courier</news:name></news:publication><news:title>New &amp; true
         </news:title><news:publication_date>2026-11-21T10:00+01:00</news:publication_date></news:news>''',
        )
    }
    </urlset>"""

    new, old = read_sitemap(body.encode(), BASE).articles

    assert (new.url, new.title, new.published_at) == (
        "https://courier.test/2026/11/new-story", "New & true", "2026-11-21T10:00+01:00",
    )  # fmt: skip
    assert (old.url, old.published_at, old.modified_at) == (
        "https://courier.test/2026/11/old-story",
        None,
        "2026-11-01",
    )


def test_an_address_with_several_below_it_is_a_section_unless_it_is_news() -> None:
    paths = ("/world/", "/world/a", "/world/b", "/world/c", "/harbour/", "/harbour/2")
    news = "<news:news><news:title>Culture is over</news:title></news:news>"
    body = (
        f"<urlset {NS}>{''.join(url('https://courier.test' + p) for p in paths)}"
        f"{url('https://courier.test/culture', news)}"
        f"{''.join(url(f'https://courier.test/culture/{n}') for n in 'abc')}</urlset>"
    )

    found = {e.url.removeprefix("https://courier.test") for e in read_sitemap(body.encode(), BASE).articles}

    assert found == {*paths, "/culture", "/culture/a", "/culture/b", "/culture/c"} - {"/world/"}


def test_what_is_surely_no_article_is_left_out_and_what_may_be_one_stays() -> None:
    paths = (
        "/",
        "/tag/harbour",
        "/author/ann/",
        "/category/world/",
        "/2026/11/21/",
        "/picture.jpg",
        "/harbour",
        "/a/b.html",
    )
    body = f"<urlset {NS}>{''.join(url('https://courier.test' + p) for p in paths)}</urlset>"

    assert [e.url for e in read_sitemap(body.encode(), BASE).articles] == [
        "https://courier.test/harbour", "https://courier.test/a/b.html",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "followed"),
    [
        ("post-sitemap2.xml", True), ("news-sitemap.xml", True), ("sitemap-2026-11.xml", True),
        ("wp-sitemap-posts-post-1.xml", True),
        ("category-sitemap.xml", False), ("post_tag-sitemap.xml", False), ("author-sitemap.xml", False),
        ("wp-sitemap-users-1.xml", False), ("wp-sitemap-taxonomies-category-1.xml", False),
        ("video-sitemap.xml", False),
    ],
)  # fmt: skip
def test_of_an_index_the_sitemaps_of_articles_are_followed(name: str, followed: bool) -> None:
    entry = f"<sitemap><loc>https://courier.test/{name}</loc><lastmod>2026-11-21</lastmod></sitemap>"
    body = f"<sitemapindex {NS}>{entry}</sitemapindex>"

    assert [s.url for s in read_sitemap(body.encode(), BASE).sitemaps] == [f"https://courier.test/{name}"] * followed


def test_a_list_of_addresses_is_a_sitemap_too() -> None:
    body = b"https://courier.test/first-story\r\nhttps://courier.test/second-story\n"

    assert len(read_sitemap(body, BASE).articles) == 2


def test_what_was_read_before_a_break_counts_and_what_cannot_be_read_at_all_has_a_reason() -> None:
    cut = f"<urlset {NS}>{url('https://courier.test/story')}<url><loc>https://cour"

    assert [e.url for e in read_sitemap(cut.encode(), BASE).articles] == ["https://courier.test/story"]
    assert read_sitemap(b"\0\0\0", BASE).problem == "the sitemap has no entries that can be read"


def test_entities_are_neither_expanded_nor_read_from_files(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "secret").write_text("https://courier.test/secret")
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    body = f"""<!DOCTYPE urlset [<!ENTITY a0 "ha"><!ENTITY x SYSTEM "file://{tmp_path}/secret">{laughs}]>
    <urlset {NS}>{url("https://courier.test/&x;")}{url("https://courier.test/&a11;")}{url("https://courier.test/ok")}</urlset>"""

    found = read_sitemap(body.encode(), BASE)

    assert "secret" not in str(found)
    assert sum(len(e.url) for e in found.articles) < 1000


def test_no_more_is_read_than_a_sitemap_may_list() -> None:
    body = f"<urlset {NS}>" + "".join(url(f"https://courier.test/story-{n}") for n in range(50_100)) + "</urlset>"

    assert len(read_sitemap(body.encode(), BASE).articles) == 50_000
