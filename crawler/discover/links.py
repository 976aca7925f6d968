"""A front page or section page → its article links, told from the rest by the shape of the address and the place of
the link; its section links; the feeds that it names."""

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from lxml import etree, html

from cleaners.extract.declared import text_of
from cleaners.extract.decode import flatten
from cleaners.extract.guard import tame
from cleaners.extract.parsing import TOO_DEEP
from crawler.discover.found import Entry, Found, is_address
from crawler.discover.pagination import following

MOST_LINKS = 5000
LONGEST_URL = 1024
HEADLINE_WORDS = 4
"""A link's text of so many words reads like a headline, not like the name of a section."""
FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"})
SECTION_WORDS = frozenset({
    "tag", "tags", "topic", "topics", "category", "categories", "author", "authors", "search", "archive", "archives",
    "page", "pages", "login", "register", "about", "contact", "privacy", "terms", "imprint", "impressum", "feed",
    "rss", "newsletter", "newsletters", "subscribe", "subscription", "account", "cart", "shop", "jobs", "help", "faq",
    "sitemap", "cdn-cgi", "wp-admin", "wp-login.php", "wp-content", "wp-json", "comments", "comment", "share",
    "print",
})  # fmt: skip
"""Path segments that no article has. English words are the convention of the web's software, in any language."""
NO_PAGE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|m4a|zip|css|js|json|xml|rss|ics|docx?|xlsx?)$")
DATED = re.compile(r"/(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2])(?:[/-]?(?:[0-2]?\d|3[01]))?(?:/|-|$)")
FOLDERS = re.compile(
    r"/(?P<year>(?:19|20)\d\d)(?:(?P<sep>[/-])(?P<month>0[1-9]|1[0-2])(?:(?P=sep)(?P<day>[0-3]\d))?|(?P<together>\d{4}))"
    r"/[^/#]"
)
"""A day's or month's folder, with something in it. Six digits are not taken for a month: they may be any number."""
NUMBERED = re.compile(r"(?:^|[-_/.a-z])\d{5,}(?:\.\w+)?$|^\d{4,}$")
NUMBER_QUERY = re.compile(r"(?:^|&)(?:p|id|aid|nid|newsid|article(?:_?id)?|story(?:_?id)?)=\d+(?:&|$)")
CHROME = frozenset({"nav", "header", "footer", "aside"})
STORY = frozenset({"article", "h1", "h2", "h3", "h4"})


class _Link(NamedTuple):
    url: str
    text: str
    in_chrome: bool


def read_page(body: bytes, url: str, content_type: str = "") -> Found:
    """Where a page leads. Links to other hosts are among them: whose site it is, is not known here."""
    try:
        tamed, _ = tame(text_of(body, content_type).replace("\0", ""))
        root = _tree(tamed)
        if TOO_DEEP(root):
            root = _tree(flatten(tamed, kept=("a",))[0])
    except (etree.ParserError, ValueError):  # empty, or nothing that a tree can be made of
        return Found(problem="the page is empty")
    base = _join(url, next(iter(root.xpath("//base/@href")), "")) or url
    links = list(_links(root, base, url))
    articles = dict.fromkeys(k.url for k in links if leads_to_article(*k))
    sections = dict.fromkeys(k.url for k in links if k.url not in articles and _may_be_section(k.url, url))
    return Found(
        tuple(Entry(u) for u in articles),  # a link's text is often cut, or a teaser: no evidence of a title
        sections=tuple(sections),
        feeds=tuple(dict.fromkeys(_feeds(root, base))),
        following=following(url, _named_next(root, base), (k.url for k in links)),
    )


def _tree(text: str) -> html.HtmlElement:
    return html.document_fromstring(text, parser=html.HTMLParser(huge_tree=True))


def leads_to_article(url: str, text: str = "", in_chrome: bool = False) -> bool:
    """Whether the address, or the text and place of a link to it, looks like an article's."""
    if leads_to_section(url):
        return False
    parts = urlsplit(url)
    last = _last(parts.path)
    if DATED.search(parts.path) or NUMBERED.search(last) or NUMBER_QUERY.search(parts.query.lower()):
        return True
    words = [w for w in re.split(r"[-_]", unquote(last).rsplit(".", 1)[0]) if w]
    if in_chrome and 0 < len(text.split()) <= HEADLINE_WORDS:
        return False  # in a menu, so short a text is the name of a section, of however many words
    if len(words) >= 4 or (len(words) == 3 and len(last) >= 20):
        return True
    return not in_chrome and len(text.split()) >= HEADLINE_WORDS and len(words) > 1


def last_day(url: str) -> date | None:
    """The last day that an article can be from by the folders of its address: `/2026/11/22/`, `/20261122/`; `/2026/11/`
    is a month. A date in the article's own name may be what it is about, and says nothing."""
    found = FOLDERS.search(url.partition("?")[0])
    if found is None:
        return None
    year, month, day = (int(part or 0) for part in found.group("year", "month", "day"))
    if found["together"]:
        month, day = divmod(int(found["together"]), 100)
    try:
        return date(year, month, day or monthrange(year, month)[1])
    except ValueError:  # no day of that month
        return None


def leads_to_section(url: str) -> bool:
    """Whether the address is surely not an article's: a list, a form, a file, a trap."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return True
    segments = [s for s in parts.path.lower().split("/") if s]
    if len(url) > LONGEST_URL or not is_address(url) or NO_PAGE.search(parts.path.lower()) or _repeats(segments):
        return True
    if not segments or segments[-1] in ("index.html", "index.php", "index.htm"):
        return not NUMBER_QUERY.search(parts.query.lower())
    if not SECTION_WORDS.isdisjoint(segments[:-1]) or segments[-1] in SECTION_WORDS:
        return True
    return all(s.isdigit() and len(s) <= 4 for s in segments)  # /2026/11/22/ is a day's list


def _may_be_section(url: str, page: str) -> bool:
    parts = urlsplit(url)
    segments = [s for s in parts.path.split("/") if s]
    plain = not parts.query and 1 <= len(segments) <= 2 and not NO_PAGE.search(parts.path.lower())
    names = segments[1:] if segments[:1] in (["category"], ["section"], ["topics"]) else segments
    return plain and url.rstrip("/") != page.rstrip("/") and SECTION_WORDS.isdisjoint(s.lower() for s in names)


def _links(root: html.HtmlElement, base: str, page: str) -> Iterator[_Link]:
    for a in root.xpath(f"(//a[@href])[position() <= {MOST_LINKS}]"):
        url = _join(base, a.get("href") or "")
        if url and url != urldefrag(page).url:
            text = " ".join((a.text_content() or a.get("title") or "").split())
            yield _Link(url, text, _in_chrome(a))


def _feeds(root: html.HtmlElement, base: str) -> Iterator[str]:
    named = [
        _join(base, e.get("href") or "")
        for e in root.xpath("//link[@href]")
        if "alternate" in (e.get("rel") or "").lower().split() and (e.get("type") or "").strip().lower() in FEED_TYPES
    ]
    linked = [_join(base, h) for h in root.xpath("//a/@href") if re.search(r"(?:/feed/?|/rss/?|\.rss|feed\.xml)$", h)]
    for url in named or linked:
        if url and "comment" not in url.lower():
            yield url


def _in_chrome(a: html.HtmlElement) -> bool:
    """Whether the link stands in a menu or the like. The header of a story on a list is none, nor is a headline."""
    for element in a.iterancestors():
        if element.tag in STORY:
            return False
        if element.tag in CHROME or element.get("role") == "navigation":
            return True
    return False


def _named_next(root: html.HtmlElement, base: str) -> list[str]:
    return [_join(base, e.get("href") or "") for e in root.xpath("//link[@href][@rel] | //a[@href][@rel]")
            if "next" in e.get("rel").lower().split()]  # fmt: skip


def _join(base: str, href: str) -> str:
    """The absolute address without its fragment, or an empty string where it is none of the web."""
    try:
        url = urldefrag(urljoin(base, href.strip())).url
        return url if urlsplit(url).hostname and url.startswith(("http://", "https://")) else ""
    except ValueError:
        return ""


def _last(path: str) -> str:
    segments = [s for s in path.split("/") if s]
    return segments[-1].lower() if segments else ""


def _repeats(segments: list[str]) -> bool:
    """Paths that grow in circles: a segment three times, or twice in a row more than once."""
    return any(n >= 3 for n in Counter(segments).values()) or sum(a == b for a, b in pairwise(segments)) > 1
