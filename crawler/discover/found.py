"""What is looked at to find articles, and what was found in it."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

Sort = Literal["page", "feed", "sitemap", "robots", "any"]
"""What a document is taken for; any: the document tells."""


LONGEST_ADDRESS = 2000
"""Bytes, as a request has it. No browser's or server's limit is lower."""
_AS_IT_IS = "!$%&'()*+,/:;=?@#[]|"
"""What a request does not write as three bytes, beside letters, digits and `-._~`."""


def is_address(url: str) -> bool:
    """Whether a URL can be asked for: one of the web, not too long, without halves of characters."""
    try:
        return url.startswith(("http://", "https://")) and len(quote(url, safe=_AS_IT_IS)) <= LONGEST_ADDRESS
    except UnicodeEncodeError:
        return False


@dataclass(frozen=True, slots=True)
class Look:
    """A document to look for articles in. `url` is its address, which relative addresses are resolved against;
    `content_type` is that of the response, and need not be right."""

    body: bytes
    url: str
    sort: Sort = "any"
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An address that leads to an article, with what the feed, sitemap or link that named it said of it.

    `published_at` and `modified_at` are ISO 8601 as given, or in UTC where the feed's form is not ISO."""

    url: str
    title: str | None = None
    published_at: str | None = None
    modified_at: str | None = None
    authors: tuple[str, ...] = ()

    @property
    def day(self) -> str:
        """The day it is from, or an empty string: newest first is by this."""
        return (self.published_at or self.modified_at or "")[:10]


@dataclass(frozen=True, slots=True)
class Found:
    """Where a document leads: to articles, and to further places to look in. `following` is the next page of a list
    that goes on. `problem` says in one sentence why it could not be read; `passes`: it may be read another time."""

    articles: tuple[Entry, ...] = ()
    sections: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[Entry, ...] = ()
    following: str | None = None
    problem: str | None = None
    passes: bool = False
