"""Which article a page repeats: by the addresses that lead to both of them, and by the text.

Where the server has led is a fact. What a page calls its own address is a claim, and there are sites whose every page
claims the same one: it is believed of two pages that have the same text.
"""

from functools import cached_property
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, bindparam, case, or_, select

from cleaners.model import Article
from crawler.dedupe import own_address, same_site, url_key
from crawler.dedupe.near import Fingerprint, fingerprint, is_short, likeness
from crawler.store.tables import articles, fingerprints, pages

MOST_COMPARED = 20
"""So many articles that claim one address are compared with a page, the newest first: a page and its twin are found
about the same time, and where more claim it the address says nothing."""


class Twin(NamedTuple):
    """The address of an article that another one repeats, and in what they are the same."""

    url: str
    what: str


class _Told(msgspec.Struct):
    """The part of a record that is compared."""

    url: str | None = None
    text: str = ""


class Telling:
    """An article as a page has told it: the address that was asked for, where that has led, if elsewhere, and the
    text's fingerprint, where it was taken already."""

    def __init__(self, url: str, article: Article, final: str | None = None, taken: Fingerprint | None = None) -> None:
        self.article, self.key = article, url_key(url)
        self.url, self.final = url, final or url
        self._taken = taken

    def elsewhere(self, connection: Connection) -> Twin | None:
        """The article that is at one of its addresses, and that it is."""
        own = own_address(self.article.canonical_url, self.final)
        addresses = dict[str, str]()
        for address, what in ((own, "canonical address"), (self.final, "address"), (self.url, "address")):
            if address:
                addresses.setdefault(url_key(address), what)
        for key, what in addresses.items():
            if found := self._at(connection, key):
                return Twin(found, what)
        return None

    def with_its_text(self, connection: Connection) -> Twin | None:
        """The article of this title and text. On another site it is a repost, and an article of its own."""
        told = self.article.content_hash
        copies = connection.scalars(_OF_TEXT, {"own": self.key, "told": told}) if told else ()
        found = next((copy for copy in copies if same_site(copy, self.final)), None)
        return Twin(found, "title and text") if found else None

    def _at(self, connection: Connection, key: str) -> str | None:
        """The address of the first of the articles at an address that is this one."""
        repeated = connection.scalar(_REPEATED, {"at": key})
        there = connection.execute(_THERE, {"own": self.key, "at": key, "repeated": repeated or key})
        rows = sorted(there.all(), key=lambda row: (row.first_seen_at, row.key))
        return next((str(row.url) for row in rows if self._has_led_to(row, key) or self._is_told_by(row)), None)

    def _has_led_to(self, row: Row[Any], key: str) -> bool:
        """Whether the server has led here to the very page that a stored article was made of."""
        told = msgspec.json.decode(row.record, type=_Told)
        return key in map(url_key, (self.url, self.final)) and key in (row.key, url_key(told.url or ""))

    def _is_told_by(self, row: Row[Any]) -> bool:
        """Whether a stored article is this one by what it tells."""
        if self.article.content_hash and row.content_hash == self.article.content_hash:
            return True
        theirs = row.signature or fingerprint(msgspec.json.decode(row.record, type=_Told).text).signature
        if is_short(self.signature) or is_short(theirs):  # of a flash there is little but its title to compare
            return bool(row.title) and row.title == self.article.title
        return likeness(self.signature, theirs).is_copy

    @cached_property
    def signature(self) -> bytes:
        """The signature of its text's fingerprint."""
        return (self._taken or fingerprint(self.article.text)).signature


# ---- statements, made once: to make one costs more than to execute it ---------------------------------------------

_REPEATED = select(pages.c.article_key).where(pages.c.key == bindparam("at"))
_LED = or_(articles.c.key == bindparam("at"), articles.c.key == bindparam("repeated"))
_THERE = (
    select(pages.c.url, articles, fingerprints.c.signature)
    .join(articles, articles.c.key == pages.c.key)
    .outerjoin(fingerprints, fingerprints.c.article_key == articles.c.key)
    .where(articles.c.key != bindparam("own"), _LED | (articles.c.canonical_key == bindparam("at")))
    .order_by(case((_LED, 0), else_=1), articles.c.first_seen_at.desc(), articles.c.key)
    .limit(MOST_COMPARED)
)
_OF_TEXT = (
    select(pages.c.url)
    .join(articles, articles.c.key == pages.c.key)
    .where(articles.c.key != bindparam("own"), articles.c.content_hash == bindparam("told"))
    .order_by(articles.c.first_seen_at)
)
