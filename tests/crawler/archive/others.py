"""WARC and ARC files in the forms that other programs write them, put together by hand: the page of example.org."""

import gzip

HTML = b"<!doctype html><title>Example Domain</title>" + b"<p>This domain is for use in examples.</p>" * 20
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(HTML) + HTML
URL = "http://example.org/"


def warc(kind: str, block: bytes, url: str = URL, content_type: str = "application/http", length: int = 0) -> bytes:
    """A record of WARC 1.0; `length` in place of the block's own."""
    fields = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-11-20T10:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:12345678-feed-1234-abcd-{kind:0>12.12}>\r\nContent-Type: {content_type}\r\n"
        f"Content-Length: {length or len(block)}\r\n\r\n"
    )
    return fields.encode() + block + b"\r\n\r\n"


def arc(url: str, block: bytes, content_type: str = "text/html") -> bytes:
    """A record of ARC 1."""
    return f"{url} 192.0.2.7 20261120100000 {content_type} {len(block)}\n".encode() + block + b"\n"


def packed(*records: bytes) -> bytes:
    """A gzip member for each."""
    return b"".join(gzip.compress(r, mtime=0) for r in records)


HEAD = arc(
    "filedesc://example.arc",
    b"1 0 Example\nURL IP-address Archive-date Content-type Archive-length\n",
    "text/plain",
)
INFO = warc("warcinfo", b"software: example/1.0\r\n", content_type="application/warc-fields")
REQUEST = warc("request", b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n")
RESPONSE = warc("response", ANSWER)
REVISIT = warc("revisit", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
ALL = (INFO, RESPONSE, REQUEST, REVISIT)
OLD = arc(URL, ANSWER)
MIDDLE = RESPONSE.index(b"<p>", 600)

FILES: dict[str, bytes] = {
    "a plain WARC file": b"".join(ALL),
    "a gzip member for each record": packed(*ALL),
    "all in one gzip member": packed(b"".join(ALL)),
    "a plain ARC file": HEAD + OLD,
    "an ARC file in gzip members": packed(HEAD, OLD),
    "a page as a resource": packed(INFO, warc("resource", HTML, content_type="text/html")),
    "addresses in <>, as an old wget wrote them": packed(INFO, warc("response", ANSWER, f"<{URL}>")),
    "a record that is longer than it says": INFO + warc("response", ANSWER, length=len(ANSWER) - 100),
    "a record in two gzip members": packed(RESPONSE[:MIDDLE], RESPONSE[MIDDLE:]),
    "an ARC file of no answers": HEAD + arc(URL, b"what a name server said") + arc(URL, b"and said again"),
}
