"""A feed (RSS, RDF, Atom, JSON Feed) → its articles, with the title, date and authors that it gives them."""

import io
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from time import strftime, struct_time
from typing import Any
from urllib.parse import urljoin

import fastfeedparser
import feedparser
from lxml import etree

from crawler.discover.found import Entry, Found, is_address

MOST_ENTRIES = 2000
_HALF = re.compile(
    rb"&#(?:[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2}"
    rb"|0*(?:55(?:29[6-9]|[3-9]\d\d)|56\d{3}|57(?:[0-2]\d\d|3(?:[0-3]\d|4[0-3]))))(?!\w);?"
)
"""References to halves of characters, on which feedparser breaks down."""
_STRICT = etree.XMLParser(resolve_entities=False, no_network=True)
_OVERGROWN = re.compile(rb"""<[\w:.-]++(?:\s++[\w:.-]++(?:\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+'|[^\s<>"']++))?+){200}""")
"""An element with more attributes than any of a feed has: both parsers take the square of them."""
MORE = {"include_content": False, "include_tags": False, "include_media": False, "include_enclosures": False}


def read_feed(body: bytes, url: str) -> Found:
    """The feed's entries in its order. A fast parser reads most feeds; what it refuses, and what is no well-formed XML,
    a forgiving one reads: the fast one would drop a bare `&` of an address with the name behind it."""
    if _OVERGROWN.search(body):
        return Found(problem="the feed has an element with hundreds of attributes")
    entries: list[Entry | None] = []
    if _is_well_formed(body):
        with suppress(Exception):  # it raises what it likes; the other parser has the last word
            entries = [_fast(e, url) for e in fastfeedparser.parse(body, **MORE).entries[:MOST_ENTRIES]]
    if not any(entries):
        # a stream, for given bytes or a string feedparser may open a file of that name or fetch
        whole = io.BytesIO(_HALF.sub(b"", body))
        try:
            feed = feedparser.parse(whole, sanitize_html=False, resolve_relative_uris=False)
        except Exception as e:  # it reads what nobody has written down how to read
            return Found(problem=f"the feed cannot be read ({type(e).__name__})")
        entries = [_forgiving(e, url) for e in feed.entries[:MOST_ENTRIES]]
    found = tuple(e for e in entries if e is not None)
    return Found(found, problem=None if found else "the feed has no entries that can be read")


def _is_well_formed(body: bytes) -> bool:
    """Whether it is, or is no XML at all."""
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return True
    try:
        etree.fromstring(body, _STRICT)
    except (etree.XMLSyntaxError, ValueError):
        return False
    return True


def _fast(entry: Mapping[str, Any], base: str) -> Entry | None:
    return _entry(entry, base, entry.get("published"), entry.get("updated"))


def _forgiving(entry: Mapping[str, Any], base: str) -> Entry | None:
    return _entry(entry, base, _utc(entry.get("published_parsed")), _utc(entry.get("updated_parsed")))


def _entry(entry: Mapping[str, Any], base: str, published: str | None, updated: str | None) -> Entry | None:
    link = entry.get("link") or entry.get("id") or ""
    try:
        url = urljoin(base, link.strip())
    except ValueError:
        return None
    if not link or not is_address(url):
        return None
    names = _names(entry.get("authors") or ())
    return Entry(url, _text(entry.get("title")), _text(published), _text(updated), names)


def _names(authors: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    names = (_text(a.get("name")) for a in authors if isinstance(a, Mapping))
    return tuple(dict.fromkeys(n for n in names if n))


def _text(value: object) -> str | None:
    text = " ".join(value.split()) if isinstance(value, str) else ""
    return text.encode("utf-8", "replace").decode() or None  # JSON can hold halves of characters, text cannot


def _utc(parsed: struct_time | None) -> str | None:
    return strftime("%Y-%m-%dT%H:%M:%S+00:00", parsed) if parsed else None
