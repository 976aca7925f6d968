"""A sitemap or an index of sitemaps → the addresses in it, with Google News' title and date where they are given."""

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

from lxml import etree

from crawler.discover.found import Entry, Found
from crawler.discover.links import leads_to_section
from crawler.discover.mended import mended

MOST_ENTRIES = 50_000
"""What one sitemap may list (sitemaps.org)."""
CHILDREN = 3
"""So many addresses below one make it a section's; fewer may be the further pages, or pictures, of an article."""
NO_ARTICLES = ("categor", "tag", "author", "user", "taxonom", "image", "video", "page", "product", "attachment")
"""Words in the file names of sub-sitemaps that list no articles, as WordPress and its plugins name them."""


def read_sitemap(body: bytes, url: str) -> Found:
    """Its articles, newest first where it has dates; or, of an index, the sitemaps that may list articles."""
    if body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"http://", b"https://")):
        lines = body.decode("utf-8-sig", "replace").split()[:MOST_ENTRIES]
        return Found(_articles(Entry(u) for u in lines))
    articles, sitemaps = list[Entry](), list[Entry]()
    try:
        for sort, entry in _read(mended(body), url):
            (sitemaps if sort == "sitemap" else articles).append(entry)
            if len(articles) + len(sitemaps) >= MOST_ENTRIES:
                break
    except etree.XMLSyntaxError:
        pass  # what came before counts
    if not articles and not sitemaps:
        return Found(problem="the sitemap has no entries that can be read")
    return Found(_articles(articles), sitemaps=_newest_first(s for s in sitemaps if _may_list_articles(s.url)))


def _read(body: bytes, base: str) -> Iterator[tuple[str, Entry]]:
    # No entity is resolved and nothing loaded: there is nothing to expand. An element is forgotten once read.
    options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "recover": True}
    for _, element in etree.iterparse(io.BytesIO(body), events=("end",), remove_comments=True, **options):  # type: ignore[call-overload]
        sort = _name(element)
        if sort not in ("url", "sitemap"):
            continue
        said = {_name(child): (child.text or "").strip() for child in element}
        news = {_name(c): (c.text or "").strip() for child in element if _name(child) == "news" for c in child}
        if said.get("loc"):
            title, day = news.get("title") or None, news.get("publication_date") or None
            yield sort, Entry(_join(base, said["loc"]), title, day, said.get("lastmod") or None)
        element.clear()
        parent = element.getparent()
        while parent is not None and _name(parent) not in ("url", "sitemap") and element.getprevious() is not None:
            del parent[0]  # not of an entry that was not closed: its own address may be there


def _name(element: etree._Element) -> str:
    # image:loc and video:title have the same local names, but are not children of <url> itself
    # a prefix that is declared nowhere stays part of the name
    return element.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""


def _join(base: str, location: str) -> str:
    try:
        return urljoin(base, location)
    except ValueError:
        return ""


def _articles(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Those that may be articles. An address with several others below it is that of a section."""
    may_be = [e for e in entries if e.url.startswith("http") and not leads_to_section(e.url)]
    parents = Counter(e.url.rstrip("/").rpartition("/")[0] for e in may_be)
    return _newest_first(e for e in may_be if parents[e.url.rstrip("/")] < CHILDREN or e.title)


def _newest_first(entries: Iterator[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda e: e.day, reverse=True))


def _may_list_articles(url: str) -> bool:
    name = url.rsplit("/", 1)[-1].lower()
    return "news" in name or "post" in name.replace("post_tag", "") or not any(word in name for word in NO_ARTICLES)
