"""A feed (RSS, RDF, Atom, JSON Feed) → its articles, with the title, date and authors that it gives them."""

import io
from collections.abc import Iterable, Mapping
from time import strftime, struct_time
from typing import Any
from urllib.parse import urljoin

import fastfeedparser
import feedparser

from crawler.discover.found import Entry, Found, is_address

MOST_ENTRIES = 2000
MORE = {"include_content": False, "include_tags": False, "include_media": False, "include_enclosures": False}


def read_feed(body: bytes, url: str) -> Found:
    """The feed's entries in its order. A fast parser reads most feeds; what it refuses, a forgiving one reads."""
    try:
        entries = [_fast(e, url) for e in fastfeedparser.parse(body, **MORE).entries[:MOST_ENTRIES]]
    except Exception:  # it raises what it likes; the other parser has the last word
        entries = []
    if not any(entries):
        # a stream, for given bytes or a string feedparser may open a file of that name or fetch
        feed = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
        entries = [_forgiving(e, url) for e in feed.entries[:MOST_ENTRIES]]
    found = tuple(e for e in entries if e is not None)
    return Found(found, problem=None if found else "the feed has no entries that can be read")


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
