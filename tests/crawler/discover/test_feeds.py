"""Feeds of every form give their articles; what is no feed gives a reason."""

import pytest

from crawler.discover import Entry
from crawler.discover.feeds import read_feed

RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><item>
<title>Harbour  reopens &amp; more</title><link>https://courier.test/a</link><dc:creator>Ann Rook</dc:creator>
<pubDate>Sat, 21 Nov 2026 10:00:00 +0100</pubDate></item><item><title>No address</title></item></channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://courier.test/"><title>T</title></channel>
<item rdf:about="https://courier.test/a"><title>Harbour reopens &amp; more</title><link>https://courier.test/a</link>
<dc:creator>Ann Rook</dc:creator><dc:date>2026-11-21T10:00:00+01:00</dc:date></item></rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>tag:1</id><link href="/a"/>
<title>Harbour reopens &amp;amp; more</title><author><name>Ann Rook</name></author>
<published>2026-11-21T10:00:00+01:00</published></entry></feed>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1",
"url": "https://courier.test/a", "title": "Harbour reopens & more", "authors": [{"name": "Ann Rook"}],
"date_published": "2026-11-21T10:00:00+01:00"}]}"""


@pytest.mark.parametrize("feed", [RSS, RDF, ATOM, JSON], ids=["RSS", "RDF", "Atom", "JSON Feed"])
def test_an_entry_has_its_address_title_author_and_the_instant_it_was_published(feed: str) -> None:
    (entry,) = read_feed(feed.encode(), "https://courier.test/feed").articles

    assert (entry.url, entry.authors) == ("https://courier.test/a", ("Ann Rook",))
    assert entry.title in ("Harbour reopens & more", "Harbour reopens &amp; more")
    assert entry.published_at == "2026-11-21T09:00:00+00:00"
    assert entry.day == "2026-11-21"


def test_a_feed_that_only_a_forgiving_parser_reads_is_read() -> None:
    broken = RSS.replace("<?xml", "\n\n<br>&nbsp;<?xml").replace("</channel></rss>", "")

    found = read_feed(broken.encode(), "https://courier.test/feed")

    assert Entry("https://courier.test/a").url in {e.url for e in found.articles}


@pytest.mark.parametrize(
    "body", [b"", b"<html><body>Hello</body></html>", b"\0\xff\xfe garbage", b"[1, 2]", b"/etc/passwd"]
)
def test_what_is_no_feed_gives_a_reason(body: bytes) -> None:
    found = read_feed(body, "https://courier.test/feed")

    assert found.articles == ()
    assert found.problem == "the feed has no entries that can be read"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "http://[broken", "mailto:a@b.test"])
def test_an_entry_that_leads_out_of_the_web_is_left_out(link: str) -> None:
    body = f"<rss version='2.0'><channel><item><link>{link}</link></item><item><link>/ok</link></item></channel></rss>"

    assert [e.url for e in read_feed(body.encode(), "https://courier.test/feed").articles] == [
        "https://courier.test/ok"
    ]


@pytest.mark.parametrize("half", ["&#xD800;", "&#xdfff", "&#55296;", "&#057343;", "&#x110000;"])
def test_what_is_no_character_does_not_cost_the_feed(half: str) -> None:
    story = "<item><title>힣 &#55203; told</title><link>https://courier.test/a</link></item>"
    body = f"<rss version='2.0'><channel><title>x & {half}</title>{story}<item>{half}</item></channel></rss>"

    found = read_feed(body.encode(), "https://courier.test/feed")

    if half == "&#x110000;":
        assert found.problem is None or found.problem.startswith("the feed cannot be read")
    else:
        assert [entry.title for entry in found.articles] == ["힣 힣 told"]


def test_entities_are_neither_expanded_nor_fetched(tmp_path) -> None:  # type: ignore[no-untyped-def]
    secret = tmp_path / "secret"
    secret.write_text("https://courier.test/secret")
    body = f"""<!DOCTYPE rss [<!ENTITY a SYSTEM "file://{secret}">]><rss version="2.0"><channel>
    <item><title>&a;</title><link>&a;</link></item></channel></rss>"""

    assert "secret" not in str(read_feed(body.encode(), "https://courier.test/feed").articles)


def test_what_cannot_be_asked_for_is_left_out_and_the_rest_of_the_feed_is_read() -> None:
    long = f"https://courier.test/{'%E0%A4%B9' * 300}"
    items = ", ".join(
        f'{{"id": "{n}", "url": "{url}", "title": "Half \\ud800 of it", "date_published": "\\udc00"}}'
        for n, url in enumerate(("https://courier.test/\\ud800", long, "https://courier.test/a"))
    )
    body = f'{{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{items}]}}'

    (entry,) = read_feed(body.encode(), "https://courier.test/feed").articles

    assert (entry.url, entry.title) == ("https://courier.test/a", "Half ? of it")
