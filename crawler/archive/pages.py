"""WARC and ARC files → pages, whoever made them."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import BinaryIO

from cleaners.model import Page
from crawler.archive import http, note, payload
from crawler.archive.model import MOST_BODY, Broken, Kept, Place, Problem, Skipped
from crawler.archive.records import Fields, Record, records
from crawler.archive.unpack import Unpacked

HTML = frozenset({"text/html", "application/xhtml+xml"})
READ = frozenset({"response", "resource"})
FETCHED = READ | {"revisit", "conversion", "continuation"}
"""Kinds of records that hold what was fetched; the others are notes on it."""
MOST_BLOCK = MOST_BODY + (1 << 20)
_OPENS = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body|!--|\?xml)", re.IGNORECASE)
_WEB = ("http://", "https://")

Unfit = Callable[[http.Message], str | None]
"""Why an answer is not asked for, in words that can be counted; None of one that is."""


def is_warc(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a WARC or ARC file; some thousand are enough."""
    try:
        return Unpacked(BytesIO(head)).read(11).startswith((b"WARC/", b"filedesc://"))
    except Broken:
        return False


def no_html(message: http.Message) -> str | None:
    """Takes what a reader would have been shown: HTML under the status 200."""
    if message.status != 200:
        return f"status {message.status}"
    kind = http.header(message.headers, "content-type").partition(";")[0].strip().lower()
    return None if kind in HTML or (not kind and _OPENS.match(message.body)) else "no HTML"


def pages(file: BinaryIO, name: str, unfit: Unfit = no_html, start: int = 0) -> Iterator[Kept | Skipped | Problem]:
    """What becomes of each record that holds what was fetched. `file` stands at the offset `start`; `name` is its
    name in places. Raises OSError where the file cannot be read at all."""
    for record in records(file, _is_wanted, start):
        if isinstance(record, Problem):
            yield record
        elif record.kind in FETCHED:
            kept = _kept(record, name, unfit)
            yield Skipped(record.at, kept) if isinstance(kept, str) else kept


def _is_wanted(kind: str, _fields: Fields, length: int) -> bool:
    return kind in READ and length <= MOST_BLOCK


def _kept(record: Record, name: str, unfit: Unfit) -> Kept | str:
    url = record.fields.get_header("WARC-Target-URI") or ""
    if record.kind not in READ:
        return record.kind
    if record.fields.get_header("WARC-Segment-Number"):
        return "in segments"
    if not url.lower().startswith(_WEB):
        return "not of the web"
    if record.block is None:
        return f"larger than {MOST_BODY >> 20} MB"
    message = _message(record, record.block)
    if message is None:
        return "no answer of a web server"
    if reason := unfit(message):
        return reason
    try:
        body = payload.unpack(*message[1:])
    except Broken as e:
        return str(e)
    told = note.read(record.fields.get_header(note.FIELD))
    page = Page(body, url, message.headers, message.status, _date(record.fields), told.hints)
    is_cut = record.fields.get_header("WARC-Truncated") is not None
    return Kept(record.at, Place(name, record.offset, record.length), page, told.asked or url, told.source, is_cut)


def _message(record: Record, block: bytes) -> http.Message | None:
    if record.kind == "response":
        return http.parse(block)
    return http.Message(200, {"Content-Type": record.fields.get_header("Content-Type") or ""}, block)


def _date(fields: Fields) -> str | None:
    try:
        date = datetime.fromisoformat(fields.get_header("WARC-Date") or "")
    except ValueError:
        return None
    return date.replace(tzinfo=date.tzinfo or UTC).isoformat(timespec="seconds")
