"""One document, looked at as what it is taken for or, failing that, as what its bytes say that it is."""

import re
import zlib

from crawler.discover.feeds import read_feed
from crawler.discover.found import Entry, Found, Look
from crawler.discover.links import read_page
from crawler.discover.robots import Rules
from crawler.discover.sitemaps import read_sitemap

GZIP = b"\x1f\x8b"
LAYERS = 2
"""So often a document may be gzipped: by who made it, and once more by who serves it."""
MOST_BYTES = 50 << 20
"""What a sitemap may hold uncompressed (sitemaps.org); more is not unpacked."""

_ROOT = re.compile(rb"<(?!\?|!)(?:[\w.-]+:)?([\w.-]+)")


def look(at: Look) -> Found:
    """Where this document leads. Does not raise for what it holds: `problem` tells."""
    try:
        body = unpack(at.body)
    except ValueError as e:
        return Found(problem=str(e))
    sort = at.sort if at.sort in ("robots", "page") else _sort(body)
    if sort == "robots":
        return Found(sitemaps=tuple(Entry(url) for url in Rules.of(body).sitemaps()))
    if sort == "sitemap":
        return read_sitemap(body, at.url)
    if sort == "feed":
        return read_feed(body, at.url)
    if at.sort in ("feed", "sitemap"):
        return Found(problem=f"this is no {at.sort}, but a web page or something else")
    return read_page(body, at.url, at.content_type)


def unpack(body: bytes) -> bytes:
    """The document of a gzip file, or the body itself. Raises ValueError where it is too large or broken."""
    for _ in range(LAYERS):
        if body.startswith(GZIP):
            body = _unpacked(body)
    return body


def _unpacked(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        plain = unpacker.decompress(body, MOST_BYTES)
    except zlib.error as e:
        raise ValueError(f"its gzip compression is broken: {e}") from e
    if unpacker.unconsumed_tail:
        raise ValueError(f"unpacked it is larger than {MOST_BYTES >> 20} MB")
    return plain


def _sort(body: bytes) -> str:
    head = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{"):
        return "feed"
    if head.startswith((b"http://", b"https://")):
        return "sitemap"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = body[:4096].decode("utf-16", "ignore").encode()
    match = _ROOT.search(head)
    root = match[1].lower() if match else b""
    return {b"rss": "feed", b"feed": "feed", b"rdf": "feed", b"urlset": "sitemap", b"sitemapindex": "sitemap"}.get(
        root, "page"
    )
