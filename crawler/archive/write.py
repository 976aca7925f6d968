"""A page → the bytes of its WARC record.

What is kept is the unpacked body, so the headers that speak of packing would be false. They stay under the name that
Common Crawl gives them in the same case, `X-Crawl-Content-Encoding` and so on, and Content-Length is the body's own.
Cookies and passwords are nobody's to keep: no Set-Cookie, no `user:password@` in an address, and no request at all.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from urllib.parse import quote, urlsplit

from isal import isal_zlib
from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from cleaners.model import Page
from cleaners.version import CLEANER_VERSION
from crawler.archive import note

OF_PACKING = frozenset({"content-encoding", "transfer-encoding", "content-length"})
SECRET = frozenset({"set-cookie", "set-cookie2", "authorization", "proxy-authorization", "cookie"})
LEVEL = 3
"""Of ISA-L's gzip: 0.6 ms for a page of 168 kB, which is 40 kB then. zlib's own level 3 takes three times as long for
as much, its level 6, as most tools have it, six times as long for a tenth less."""
ABOUT = {
    "format": "WARC File Format 1.1",
    "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    "description": "bodies are unpacked; neither requests nor cookies are kept",
}
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_BREAK = re.compile(r"[\r\n\0]+\s*")


def response(page: Page, told: note.Note, ip: str | None = None) -> bytes:
    """A response record, packed as one gzip member. Raises ValueError for a page without address."""
    if not page.url:
        raise ValueError("a page without an address cannot be archived")
    body = page.body if isinstance(page.body, bytes) else page.body.encode("utf-8", "replace")
    fields = {"WARC-Date": _date(page.fetched_at), "WARC-IP-Address": ip, note.FIELD: note.write(told)}
    plain = BytesIO()
    writer = WARCWriter(plain, gzip=False, warc_version="1.1")
    record = writer.create_warc_record(
        address(page.url),
        "response",
        payload=BytesIO(body),
        length=len(body),
        http_headers=StatusAndHeaders(_status(page.status), list(_headers(page, len(body))), protocol="HTTP/1.1"),
        warc_headers_dict={name: value for name, value in fields.items() if value},
    )
    writer.write_record(record)
    return _packed(plain)


def about_file(name: str) -> bytes:
    """The record at a file's start, packed: what it is, and who wrote it."""
    plain = BytesIO()
    writer = WARCWriter(plain, gzip=False, warc_version="1.1")
    writer.write_record(writer.create_warcinfo_record(name, {"software": f"Copydesk {CLEANER_VERSION}", **ABOUT}))
    return _packed(plain)


def address(url: str) -> str:
    """The address without user and password, in characters that a record's field can hold."""
    try:
        parts = urlsplit(url)
        url = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    except ValueError:
        url = re.sub(r"//[^/?#]*@", "//", url, count=1)
    return re.sub(r"[\s\x00-\x20\x7f<>]", lambda c: quote(c[0]), url)


def _packed(plain: BytesIO) -> bytes:
    return isal_zlib.compress(plain.getvalue(), LEVEL, 16 + isal_zlib.MAX_WBITS)


def _status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"


def _date(fetched_at: str | None) -> str:
    try:
        date = datetime.fromisoformat(fetched_at or "")
    except ValueError:
        date = datetime.now(UTC)
    date = date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    return date.isoformat(timespec="seconds").removesuffix("+00:00") + "Z"


def _headers(page: Page, length: int) -> Iterator[tuple[str, str]]:
    for name, value in page.headers.items():
        value, plain = _BREAK.sub(" ", value).strip(), name.lower()
        if plain in SECRET or not _NAME.fullmatch(name) or (plain, value) == ("content-length", str(length)):
            continue
        if plain in OF_PACKING:
            yield f"X-Crawl-{name}", value
        elif plain == "content-type" and isinstance(page.body, str):
            yield name, f"{value.partition(';')[0]}; charset=utf-8"  # a text's bytes are ours
        else:
            yield name, value
    yield "Content-Length", str(length)
