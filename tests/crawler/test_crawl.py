"""A whole site: everything on it comes to the end that it should, once, and a second run lets it be."""

import gzip
import json
import signal
import sqlite3
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from tests.crawler import stories
from tests.crawler.web import Site, begin, drive


def link(path: str, n: int) -> str:
    return f'<div class="card"><a href="{path}">{stories.title(n)}</a></div>'


@pytest.fixture
def courier(site: Site) -> Site:
    """A small newspaper: 10 stories, each found in a way of its own, and what stands between them on a real site."""
    site.add("/robots.txt", f"User-agent: *\nDisallow: /private/\nSitemap: {site.url}/sitemap_index.xml\n")
    site.add(
        "/",
        '<html><head><title>The Test Courier</title><link rel="alternate" type="application/rss+xml" href="/feed/">'
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed/"></head><body>'
        '<nav><a href="/world/">World</a><a href="/culture/">Culture</a><a href="/about/">About us</a>'
        '<a href="/2026/11/">November</a></nav>'
        + link("/2026/11/20/story-1/?utm_source=front", 1)
        + link("/2026/11/20/story-2/", 2)
        + link("https://adverts.example/2026/11/20/buy-this-now/", 3)
        + '<a href="/tag/councils/">councils</a></body></html>',
    )
    items = [
        ("/2026/11/20/story-1/", 1), ("/2026/11/21/story-3/", 3), ("/2026/11/21/copy-of-story-3/", 3),
        ("/2026/11/21/lost/", 4), ("/private/2026/11/21/story-5/", 5), ("/2026/11/21/moved/", 6),
    ]  # fmt: skip
    site.add(
        "/feed/",
        '<?xml version="1.0"?><rss version="2.0"><channel><title>The Test Courier</title>'
        + "".join(f"<item><title>{stories.title(n)}</title><link>{site.url}{path}</link>"
                  "<pubDate>Sat, 21 Nov 2026 10:00:00 +0100</pubDate></item>" for path, n in items)
        + "<item><link>https://adverts.example/2026/11/21/buy-this-too/</link></item></channel></rss>",
        content_type="application/rss+xml",
    )  # fmt: skip
    ns = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    site.add(
        "/sitemap_index.xml",
        f"<sitemapindex {ns}><sitemap><loc>{site.url}/post-sitemap.xml.gz</loc></sitemap>"
        f"<sitemap><loc>{site.url}/category-sitemap.xml</loc></sitemap></sitemapindex>",
    )
    urlset = (
        f"<urlset {ns}><url><loc>{site.url}/</loc></url><url><loc>{site.url}/2026/11/19/story-7/</loc><news:news>"
        "<news:publication_date>2026-11-19T06:30:00+01:00</news:publication_date></news:news></url>"
        f"<url><loc>{site.url}/2026/11/18/story-8/</loc></url></urlset>"
    )
    site.add("/post-sitemap.xml.gz", gzip.compress(urlset.encode()), content_type="application/gzip")
    site.add("/world/", f"<html><body><nav><a href='/'>Home</a></nav>{link('/2026/11/17/story-9/', 9)}</body></html>")
    for n, day in ((1, 20), (2, 20), (3, 21), (7, 19), (8, 18), (9, 17)):
        site.add(f"/2026/11/{day}/story-{n}/", stories.page(n))
    site.add("/2026/11/21/copy-of-story-3/", stories.page(3))
    site.add("/2026/11/21/moved/", status=301, location="/2026/11/21/story-6/")
    site.add("/2026/11/21/story-6/", stories.page(6))
    return site


def ends(site: Site) -> dict[str, str]:
    """Path → state, of all that the courier leads to."""
    stored = ["20/story-1", "20/story-2", "21/story-3", "21/moved", "19/story-7", "18/story-8", "17/story-9"]
    return {
        **{f"{site.url}/2026/11/{path}/": "stored" for path in stored},
        f"{site.url}/2026/11/21/copy-of-story-3/": "duplicate",
        f"{site.url}/2026/11/21/lost/": "failed",
        f"{site.url}/private/2026/11/21/story-5/": "skipped",
    }


def test_each_article_of_a_site_comes_to_its_one_end(courier: Site, tmp_path: Path) -> None:
    db, out = tmp_path / "news.db", tmp_path / "out.jsonl"

    run = drive("crawl", [courier.url], {"CONCURRENT_REQUESTS_PER_DOMAIN": 1}, db=str(db), output=str(out))

    assert {u: o["state"] for u, o in run.outcomes.items()} == ends(courier)
    assert run.report["counts"] == {"stored": 7, "duplicate": 1, "failed": 1, "skipped": 1}
    assert run.report["failures"] == []
    assert run.terminal == ""
    story, copy = (f"{courier.url}/2026/11/21/{name}/" for name in ("story-3", "copy-of-story-3"))
    assert run.outcomes[copy]["reason"] == f"the same title and text as {story}"
    assert run.progress[-1] == [courier.url, 10, 10]
    records = [json.loads(line) for line in out.read_text().splitlines()]
    assert {r["title"] for r in records} == {stories.title(n) for n in (1, 2, 3, 6, 7, 8, 9)}
    with sqlite3.connect(db) as store:
        assert dict(store.execute("select url, state from pages")) == ends(courier)
        both = [json.loads(r)["urls"] for (r,) in store.execute("select record from articles") if "story-3" in r]
        assert [set(urls) for urls in both] == [{story, copy}]
        assert store.execute("pragma integrity_check").fetchone() == ("ok",)


def test_a_second_run_fetches_no_article_that_it_has_and_writes_nothing_new(courier: Site, tmp_path: Path) -> None:
    options: dict[str, Any] = {"db": str(tmp_path / "news.db"), "output": str(tmp_path / "out.jsonl")}
    drive("crawl", [courier.url], **options)
    written = (tmp_path / "out.jsonl").read_bytes()
    courier.log.clear()

    again = drive("crawl", [courier.url], **options)

    assert {p for p in courier.log if p.count("/") == 5} == {"/2026/11/21/lost/"}
    assert again.report["known"] == 8
    assert again.report["counts"] == {"failed": 1, "skipped": 1}
    assert again.report["failures"] == []
    assert (tmp_path / "out.jsonl").read_bytes() == written


@pytest.mark.parametrize(
    ("line", "share"), [(0, 0), (2, 0.5), (3, 0.001), (4, 1)],
    ids=["before the first line", "in a line", "at the start of a line", "after a line"],
)  # fmt: skip
def test_a_crawl_that_was_killed_is_completed_by_the_next_without_a_record_lost_or_doubled(
    courier: Site, tmp_path: Path, line: int, share: float
) -> None:
    options: dict[str, Any] = {"db": str(tmp_path / "news.db"), "output": str(tmp_path / "out.jsonl")}
    process = begin("crawl", [courier.url], die=(line, share), **options)
    assert process.wait(120) == -signal.SIGKILL

    again = drive("crawl", [courier.url], **options)

    assert again.report["known"] >= line + 1, "what was stored is not fetched again, written or not"
    titles = [json.loads(r)["title"] for r in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert sorted(titles) == sorted(stories.title(n) for n in (1, 2, 3, 6, 7, 8, 9))
    with sqlite3.connect(tmp_path / "news.db") as store:
        assert store.execute("pragma integrity_check").fetchone() == ("ok",)


def test_what_a_feed_says_of_a_page_travels_with_it(site: Site, tmp_path: Path) -> None:
    site.add("/council-votes-to-rebuild", stories.page(1))
    site.add(
        "/feed",
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Council votes</title><id>1</id>'
        '<link href="/council-votes-to-rebuild"/><published>2026-11-20T08:30:00+01:00</published></entry></feed>',
        content_type="application/atom+xml",
    )

    run = drive("crawl", [f"{site.url}/feed"], db=str(tmp_path / "news.db"), output=str(tmp_path / "out.jsonl"))

    assert run.report["counts"] == {"stored": 1}, "a feed is a source too"
    record = json.loads((tmp_path / "out.jsonl").read_text())
    assert record["published_at"] == "2026-11-20T07:30:00+00:00"


def versioned(site: Site, path: str, version: str, body: str = "") -> None:
    """The page again, with a version, and with another body where one is given."""
    page = site.pages[path]
    page.headers = {**page.headers, **({"Etag": version} if version[0] in 'W"' else {"Last-Modified": version})}
    if body:
        page.body = body.encode()
        page.headers = {**page.headers, "Content-Length": str(len(page.body))}


def test_what_leads_to_articles_is_not_sent_again_unless_it_has_changed(courier: Site, tmp_path: Path) -> None:
    day = "Sat, 21 Nov 2026 10:00:00 GMT"
    versions = {"/": 'W/"1"', "/feed/": '"a"', "/sitemap_index.xml": day, "/post-sitemap.xml.gz": '"b"', "/world/": day}
    for path, version in versions.items():
        versioned(courier, path, version)
    db = str(tmp_path / "news.db")
    first = drive("crawl", [courier.url], db=db)
    assert courier.unchanged == []
    courier.add("/2026/11/21/lost/", stories.page(4))

    second = drive("crawl", [courier.url], db=db)

    assert set(courier.unchanged) == set(versions)
    assert second.report["known"] == sum(first.report["counts"].values()) - 2
    assert second.report["counts"] == {"stored": 1, "skipped": 1}, "what had failed is still found, and fetched"

    courier.unchanged.clear()
    courier.add("/2026/11/22/story-10/", stories.page(10))
    versioned(courier, "/world/", "Sun, 22 Nov 2026 10:00:00 GMT", link("/2026/11/22/story-10/", 10))
    third = drive("crawl", [courier.url], db=db)

    assert third.report["counts"] == {"stored": 1, "skipped": 1}
    assert set(courier.unchanged) == set(versions) - {"/world/"}


def test_a_site_without_feed_and_sitemap_is_crawled_by_its_lists_page_by_page(site: Site, tmp_path: Path) -> None:
    for n in range(9):
        site.add(f"/2026/11/{20 - n}/story-{n}/", stories.page(n))
    site.add("/", '<nav><a href="/world/">World</a></nav>' + link("/2026/11/20/story-0/", 0))
    for page, older in ((1, "/world/page/2/"), (2, "/world/page/3/"), (3, "/world/page/4/"), (4, "/world/page/5/")):
        listed = "".join(link(f"/2026/11/{20 - n}/story-{n}/", n) for n in range(3 * (page - 1), min(3 * page, 9)))
        site.add(f"/world/page/{page}/" if page > 1 else "/world/", f'{listed}<a href="{older}">Older</a>')
    db = str(tmp_path / "news.db")

    run = drive("crawl", [site.url], db=db)

    assert run.report["counts"] == {"stored": 9}
    assert "/world/page/4/" in site.log
    assert "/world/page/5/" not in site.log, "a page without a story ends the list"
    site.log.clear()
    assert drive("crawl", [site.url], db=db).report["counts"] == {}
    assert "/world/page/2/" not in site.log, "nor is there more to be found where all is known"


def test_a_limit_is_kept_and_said(courier: Site, tmp_path: Path) -> None:
    run = drive("crawl", [courier.url], db=str(tmp_path / "news.db"), limit=2)

    assert len(run.outcomes) == 2
    assert run.report["left"] > 0


def test_a_source_that_cannot_be_read_or_leads_nowhere_is_a_failure_and_the_others_are_crawled(
    courier: Site, tmp_path: Path
) -> None:
    courier.add("/blank/", "<html><body><p>Nothing to see.</p></body></html>")
    targets = [f"{courier.url}/missing", "http://no-such-host.invalid/", f"{courier.url}/blank/", courier.url]

    run = drive("crawl", targets, db=str(tmp_path / "news.db"))

    assert run.report["counts"]["stored"] == 7
    assert dict(run.report["failures"]) == {
        f"{courier.url}/missing": "the server has no such page (404 Not Found)",
        "http://no-such-host.invalid/": "the host name no-such-host.invalid does not exist, or cannot be looked up"
        " from here",
    }


def test_a_site_without_any_article_is_a_failure_that_says_so(site: Site, tmp_path: Path) -> None:
    site.add("/", "<html><body><a href='/about/'>About</a></body></html>")

    run = drive("crawl", [site.url], db=str(tmp_path / "news.db"))

    assert run.report["failures"] == [[site.url, "no article was found: no feed, no sitemap, and no link to one"]]


def test_a_database_of_something_else_is_left_alone(site: Site, tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_bytes(b"Dear diary, " * 100)

    with pytest.raises(AssertionError, match=r"StoreError: .*notes\.db: this file is no Copydesk store; name another"):
        drive("crawl", [site.url], db=str(tmp_path / "notes.db"))
    assert site.log == []


def test_no_page_is_told_the_address_of_the_list_that_named_it_which_may_hold_a_key(site: Site, tmp_path: Path) -> None:
    seen = list[tuple[str, str | None]]()

    def landing(handler: BaseHTTPRequestHandler) -> None:
        seen.append((handler.path, handler.headers.get("Referer")))
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(stories.page(1).encode())

    first, second = "/2026/11/20/story-1/", "/2026/11/20/story-2/"
    site.act(first, landing)
    site.add(second, status=302, location="/2026/11/20/landing-3/")
    site.act("/2026/11/20/landing-3/", landing)
    items = "".join(f"<item><title>A story</title><link>{site.url}{path}</link></item>" for path in (first, second))
    feed = f'<rss version="2.0"><channel>{items}</channel></rss>'
    site.add("/feed?key=s3cret", feed, content_type="application/rss+xml")

    drive("crawl", [f"{site.url}/feed?key=s3cret"], db=str(tmp_path / "news.db"))

    assert sorted(seen) == [("/2026/11/20/landing-3/", None), (first, None)]
