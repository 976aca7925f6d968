"""What a look at a site has found, and which of it is worth an entry in sources.toml."""

import re
import zlib
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from crawler.sources.model import Source
from crawler.sources.values import Wrong, address

Kind = Literal["front", "feed", "sitemap", "section"]

STALE = timedelta(days=365)
"""A feed without anything new for so long has been left by its site, which seldom takes it down."""
HEAD = 4096
_COMMENT = re.compile(rb"<!--.*?-->", re.S)
_ROOT = re.compile(rb"<(?!\?|!)(?:[\w.-]+:)?([\w.-]+)")
FORMS = {b"rss": "RSS", b"feed": "Atom", b"rdf": "RDF", b"urlset": "sitemap", b"sitemapindex": "index"}


@dataclass(frozen=True, slots=True)
class Listing:
    """A place where a site lists its articles, looked at once. `form` is what it turned out to be (as `form` says);
    `articles` are the addresses of the site's own; `newest` the day of the newest, `YYYY-MM-DD`, empty where it tells
    none; `problem` says in a sentence what is wrong with it, and `note` what else is to be known."""

    kind: Kind
    url: str
    form: str = ""
    status: int | None = None
    articles: frozenset[str] = field(default=frozenset(), repr=False)
    newest: str = ""
    problem: str | None = None
    note: str = ""

    @property
    def is_fine(self) -> bool:
        """Whether it is of use."""
        return self.problem is None


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found at the address `asked`: the site's front page, redirects followed, and the places that list its
    articles. `url` is empty where the front page could not be read, and `problem` says why."""

    asked: str
    url: str
    listings: tuple[Listing, ...] = ()
    problem: str | None = None

    @property
    def is_fine(self) -> bool:
        """Whether nothing is wrong with it, nor with any of its lists."""
        return self.problem is None and all(a.is_fine for a in self.listings)

    def of(self, kind: Kind) -> tuple[Listing, ...]:
        """The listings of one kind."""
        return tuple(a for a in self.listings if a.kind == kind)


def judged(survey: Survey, today: date) -> Survey:
    """The survey with what makes a place useless although it can be read: a feed that has been left, or that tells
    what another tells already."""
    kept = list[Listing]()
    for listing in survey.listings:
        if listing.is_fine and listing.kind == "feed":
            twin = next((k for k in kept if k.kind == "feed" and k.is_fine and listing.articles <= k.articles), None)
            if twin:
                listing = replace(listing, problem=f"has nothing that {twin.url} has not")
            elif listing.newest and listing.newest < str(today - STALE):
                listing = replace(listing, problem="has been left by its site")
        kept.append(listing)
    return replace(survey, listings=tuple(kept))


def entry(survey: Survey, name: str) -> Source | None:
    """The source to write down: all feeds and sitemaps that are of use, sections where there are none of these; None
    where nothing leads to an article. A site may name its lists as it likes: what can be no value in the file (a user
    and password in the address) is left out."""
    feeds, sitemaps, sections = (
        tuple(a.url for a in survey.of(kind) if a.is_fine and _can_be_written(a.url))
        for kind in ("feed", "sitemap", "section")
    )
    if not _can_be_written(survey.url):
        return None
    if not (feeds or sitemaps or sections or any(a.articles for a in survey.of("front"))):
        return None
    return Source(name, survey.url, feeds, sitemaps, () if feeds or sitemaps else sections)


def _can_be_written(url: str) -> bool:
    try:
        return address(url) == url
    except Wrong:
        return False


def form(body: bytes) -> str:
    """What a document is by its first bytes: RSS, Atom, RDF, JSON Feed, sitemap, index (of sitemaps), or page."""
    if body.startswith(b"\x1f\x8b"):
        try:
            body = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS).decompress(body, HEAD)
        except zlib.error:
            return "page"
    head = body[:HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode()
    head = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{"):
        return "JSON Feed"
    if head.startswith((b"http://", b"https://")):
        return "sitemap"
    match = _ROOT.search(_COMMENT.sub(b"", head))
    return FORMS.get(match[1].lower(), "page") if match else "page"
