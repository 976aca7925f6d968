"""What a site has is found wherever sites have it, and told as it is; what is of use makes an entry."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from crawler.sources import Source
from crawler.sources.survey import Listing, Survey, entry, form, judged
from tests.crawler.sources import asking
from tests.crawler.web import QUICK, ROOT, Site

MAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def feed(site: Site, *numbers: int, day: str = "21 Nov 2026") -> str:
    items = (
        f"<item><link>{site.url}/2026/11/story-{n}/</link><pubDate>{day} 10:00:00 GMT</pubDate></item>" for n in numbers
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{"".join(items)}</channel></rss>'


def urlset(site: Site, *numbers: int) -> str:
    urls = (
        f"<url><loc>{site.url}/2026/11/story-{n}/</loc><news:news><news:publication_date>2026-11-{n:02}"
        "</news:publication_date></news:news></url>"
        for n in numbers
    )
    return f"<urlset {MAP}>{''.join(urls)}</urlset>"


def alternate(path: str, kind: str = "application/rss+xml") -> str:
    return f'<link rel="alternate" type="{kind}" href="{path}">'


def rich(site: Site) -> None:
    """A site with everything, some of it in a bad way."""
    site.add(
        "/robots.txt",
        f"User-agent: *\nDisallow: /private/\nSitemap: {site.url}/news.xml.gz\nSitemap: {site.url}/all.xml\n",
    )
    heads = [("/feed", "application/rss+xml"), ("/atom", "application/atom+xml"), ("/json", "application/feed+json"),
             ("/rdf", "application/rdf+xml"), ("/gone", "application/rss+xml"), ("/none", "application/rss+xml"),
             ("/private/feed", "application/rss+xml"), ("/partner", "application/rss+xml")]  # fmt: skip
    site.add(
        "/", "".join(alternate(*h) for h in heads) + '<nav><a href="/world/">World</a><a href="/about/">About</a></nav>'
    )
    site.add("/feed", feed(site, 1, 2))
    site.add("/atom", f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="{site.url}/2026/11/story-3/"/>'
                      "<updated>2026-11-20T10:00:00Z</updated></entry></feed>")  # fmt: skip
    site.add("/json", json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [
        {"id": "4", "url": f"{site.url}/2026/11/story-4/", "date_published": "2026-11-19T10:00:00Z"}]}))  # fmt: skip
    site.add("/rdf", '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
                     f"<item><title>t</title><link>{site.url}/2026/11/story-5/</link></item></rdf:RDF>")  # fmt: skip
    site.add("/private/feed", feed(site, 6))
    site.add("/partner", feed(site, 7).replace(site.url, "https://adverts.example"))
    site.add("/none", "<html><body>Subscribe!</body></html>")
    site.add("/news.xml.gz", gzip.compress(urlset(site, 8, 9).encode()))
    inner = "".join(f"<sitemap><loc>{site.url}/posts-{n}.xml</loc></sitemap>" for n in range(5))
    site.add("/all.xml", f"<sitemapindex {MAP}>{inner}</sitemapindex>")
    for n in range(5):
        site.add(f"/posts-{n}.xml", urlset(site, n + 10))
    site.add("/world/", '<a href="/2026/11/story-1/">A headline of more than four words</a>')


def unnamed(site: Site) -> None:
    """A site that names nothing, and has a feed and a sitemap where they usually are."""
    site.add("/", '<a href="/2026/11/story-1/">A headline of more than four words</a>')
    site.add("/rss.xml", feed(site, 1))
    site.add("/sitemap.xml", urlset(site, 1))


def bare(site: Site) -> None:
    """A site with neither."""
    site.add("/", '<nav><a href="/world/">World</a><a href="/sport/">Sport</a></nav>')
    site.add("/world/", '<a href="/2026/11/story-1/">A headline of more than four words</a>')
    site.add("/sport/", "<p>Nothing yet.</p>")


def empty(site: Site) -> None:
    """A page that is made by a script."""
    site.add("/", '<div id="root"></div><script src="/app.js"></script>')


def closed(site: Site) -> None:
    """A site that wants no robots."""
    site.add("/robots.txt", "User-agent: *\nDisallow: /\n")
    site.add("/", feed(site, 1))


def by_feed(site: Site) -> None:
    """A site that is given by the address of its feed."""
    site.add("/our-feed", feed(site, 1))
    site.add("/", "<p>Hello.</p>")


def guarded(site: Site) -> None:
    """A site that lets in who has the word."""
    site.add("/", "<p>Hello.</p>")

    def act(handler: Any) -> None:
        told = handler.headers["X-Word"] == "sesame" and "taste=good" in (handler.headers["Cookie"] or "")
        body = feed(site, 1).encode() if told else b"No."
        handler.send_response(200 if told else 403)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    site.act("/feed", act)


SITES = (rich, unnamed, bare, empty, closed, by_feed, guarded)


@dataclass
class Looked:
    """What came of all of them, in one process."""

    sites: dict[str, Site] = field(default_factory=dict)
    surveys: dict[str, Survey] = field(default_factory=dict)

    def listing(self, name: str, path: str) -> Listing:
        url = self.sites[name].url + path
        (found,) = (a for a in self.surveys[name].listings if a.url == url)
        return found


@pytest.fixture(scope="module")
def looked() -> Iterator[Looked]:
    seen = Looked({build.__name__: Site() for build in SITES})
    for build in SITES:
        build(seen.sites[build.__name__])
    urls = {name: site.url for name, site in seen.sites.items()}
    urls["by_feed"] += "/our-feed"
    toml = f"""
[sources.guarded]
url = "{urls.pop("guarded")}"
feeds = ["{seen.sites["guarded"].url}/feed"]
headers = {{ X-Word = "${{WORD}}" }}
cookies = {{ taste = "good" }}
[sources.shut_out]
url = "{urls["rich"]}"
headers = {{ X-Word = "${{NO_SUCH_WORD}}" }}
[sources.faulty]
url = "http://localhost:{seen.sites["bare"].server.server_port}"
feeds = ["{urls["rich"]}/gone"]
"""
    order = {"sites": list(urls.values()), "toml": toml, "settings": QUICK}
    done = subprocess.run(
        [sys.executable, asking.__file__, json.dumps(order)], capture_output=True, text=True, timeout=120, check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "WORD": "sesame"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    names = (*urls, "guarded", "shut_out", "faulty")
    for name, raw in zip(names, json.loads(done.stdout), strict=True):
        listings = (Listing(**{**a, "articles": frozenset(a["articles"])}) for a in raw.pop("listings"))
        seen.surveys[name] = Survey(**raw, listings=tuple(listings))
    yield seen
    for site in seen.sites.values():
        site.close()


@pytest.mark.parametrize(
    ("path", "kind", "what", "articles", "newest"),
    [
        ("/feed", "feed", "RSS", 2, "2026-11-21"),
        ("/atom", "feed", "Atom", 1, "2026-11-20"),
        ("/json", "feed", "JSON Feed", 1, "2026-11-19"),
        ("/rdf", "feed", "RDF", 1, ""),
        ("/news.xml.gz", "sitemap", "sitemap", 2, "2026-11-09"),
        ("/all.xml", "sitemap", "index", 3, "2026-11-12"),
        ("/world/", "section", "page", 1, ""),
    ],
)
def test_each_kind_of_list_is_found_and_counted(
    looked: Looked, path: str, kind: str, what: str, articles: int, newest: str
) -> None:
    found = looked.listing("rich", path)
    assert (found.kind, found.form, len(found.articles), found.newest) == (kind, what, articles, newest)
    assert found.is_fine


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/gone", "the server has no such page (404 Not Found)"),
        ("/private/feed", "robots.txt of 127.0.0.1 asks not to fetch this"),
        ("/partner", "has no article of this site"),
        ("/none", "this is no feed, but a web page or something else"),
    ],
)
def test_what_is_wrong_with_a_list_is_said(looked: Looked, path: str, problem: str) -> None:
    assert looked.listing("rich", path).problem == problem
    assert "/private/feed" not in looked.sites["rich"].log


def test_of_a_site_the_lists_that_are_of_use_are_written_down_and_no_sections(looked: Looked) -> None:
    source = entry(looked.surveys["rich"], "rich")
    url = looked.sites["rich"].url
    assert source == Source(
        "rich",
        url,
        feeds=tuple(url + path for path in ("/feed", "/atom", "/json", "/rdf")),
        sitemaps=(f"{url}/news.xml.gz", f"{url}/all.xml"),
    )


def test_no_article_is_fetched_and_where_feeds_are_named_none_is_guessed(looked: Looked) -> None:
    log = looked.sites["rich"].log
    assert not [path for path in log if "story" in path]
    assert not {"/rss", "/rss.xml", "/index.xml", "/sitemap.xml"} & set(log)


def test_where_nothing_is_named_it_is_looked_for_in_the_usual_places_and_misses_are_no_faults(looked: Looked) -> None:
    survey = looked.surveys["unnamed"]
    assert {a.url.rpartition("/")[2] for a in survey.listings if a.kind != "front"} == {"rss.xml", "sitemap.xml"}
    assert survey.is_fine
    assert "/atom.xml" not in looked.sites["unnamed"].log


def test_a_site_with_neither_feed_nor_sitemap_gets_its_sections(looked: Looked) -> None:
    source = entry(looked.surveys["bare"], "bare")
    assert source is not None
    assert (source.feeds, source.sitemaps) == ((), ())
    assert source.sections == (f"{looked.sites['bare'].url}/world/",)


def test_a_page_made_by_a_script_says_so_and_makes_no_entry(looked: Looked) -> None:
    survey = looked.surveys["empty"]
    assert "it may need JavaScript" in (looked.listing("empty", "").problem or "")
    assert entry(survey, "empty") is None


def test_a_site_that_wants_no_robots_is_left_alone(looked: Looked) -> None:
    assert looked.surveys["closed"].problem == "robots.txt of 127.0.0.1 asks not to fetch this"
    assert looked.sites["closed"].log == ["/robots.txt"]


def test_a_site_can_be_given_by_its_feed(looked: Looked) -> None:
    url = looked.sites["by_feed"].url
    assert entry(looked.surveys["by_feed"], "x") == Source("x", f"{url}/", feeds=(f"{url}/our-feed",))


def test_a_check_sends_a_source_s_own_headers_and_cookies(looked: Looked) -> None:
    assert looked.surveys["guarded"].is_fine
    assert len(looked.listing("guarded", "/feed").articles) == 1


def test_a_check_tells_which_secret_is_missing_and_which_list_is_gone(looked: Looked) -> None:
    assert looked.surveys["shut_out"].problem == "NO_SUCH_WORD is not in the environment"
    assert [a.status for a in looked.surveys["faulty"].listings] == [200, 404]
    assert not looked.surveys["faulty"].is_fine


# ---- what is of use -------------------------------------------------------------------------------------------------

A = Listing("feed", "https://a.example/a", "RSS", 200, frozenset("123"), "2026-11-20")


def test_a_feed_that_was_left_or_repeats_another_is_not_written_down() -> None:
    left = Listing("feed", "https://a.example/old", "RSS", 200, frozenset("9"), "2019-03-02")
    twin = Listing("feed", "https://a.example/atom", "Atom", 200, frozenset("12"), "2026-11-20")
    more = Listing("feed", "https://a.example/more", "RSS", 200, frozenset("14"), "2026-11-20")
    survey = judged(Survey("a", "https://a.example/", (A, left, twin, more)), date(2026, 11, 22))
    assert [a.problem for a in survey.listings] == [
        None,
        "has been left by its site",
        "has nothing that https://a.example/a has not",
        None,
    ]
    source = entry(survey, "a")
    assert source is not None
    assert source.feeds == (A.url, more.url)


@pytest.mark.parametrize(
    "url", ["https://me:word@a.example/feed", "https://a.example/${HOME}", "https://a.example/a b"]
)
def test_an_address_that_no_file_may_hold_is_left_out(url: str) -> None:
    survey = Survey("a", "https://a.example/", (A, Listing("feed", url, "RSS", 200, frozenset("9"))))
    assert entry(survey, "a") == Source("a", "https://a.example/", feeds=(A.url,))


def test_a_feed_without_dates_is_not_taken_for_one_that_was_left() -> None:
    undated = Listing("feed", "https://a.example/a", "RSS", 200, frozenset("1"))
    assert judged(Survey("a", "u", (undated,)), date(2026, 11, 22)).listings == (undated,)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"\xef\xbb\xbf<?xml version='1.0'?><!-- <feed> --><rss>", "RSS"),
        ('<?xml version="1.0"?><feed>'.encode("utf-16"), "Atom"),
        (b"http://a.example/1\n", "sitemap"),
        (gzip.compress(b"<sitemapindex>", mtime=0), "index"),
        (b"\x1f\x8bbroken", "page"),
        (b"<!doctype html><html>", "page"),
        (b"", "page"),
    ],
)
def test_a_document_is_told_by_its_first_bytes(body: bytes, what: str) -> None:
    assert form(body) == what
