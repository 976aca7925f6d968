"""Bytes → one string of HTML that the parser will not cut: decoded as browsers do, and never nested too deep."""

import re
from collections.abc import Container
from dataclasses import dataclass

from w3lib.encoding import to_unicode

from cleaners.extract.declared import declared
from cleaners.extract.guess import guess, of_form
from cleaners.model import Page, Rejected, Verdict

MAX_BYTES = 20 << 20
"""Larger bodies are cut here, and the record says so. Trafilatura's own limit is the same."""
MAX_DEPTH = 200
"""libxml2 drops in silence what is nested deeper than 256."""

_MAGIC = (
    (b"%PDF-", "a PDF"), (b"\x89PNG", "a PNG image"), (b"\xff\xd8\xff", "a JPEG image"), (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive"), (b"\x1f\x8b", "gzip-compressed data"), (b"\x00\x00\x00\x18ftyp", "a video"),
    (b"{\\rtf", "an RTF document"), (b"\xd0\xcf\x11\xe0", "an Office document"), (b"RIFF", "a media file"),
    (b"\x7fELF", "a program"),
)  # fmt: skip
_CONTROLS = bytes(c for c in range(32) if c not in b"\0\t\n\f\r\x1b")
"""Bytes that no text has; UTF-16 has zeros, and ISO-2022-JP escapes."""
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*+)[^<>]*+>")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_LEAF = frozenset(
    """area base br col embed hr img input link meta param source track wbr p li dt dd option tr td th thead tbody
    tfoot""".split()
)
"""Void elements, and those that their siblings close: their open tags do not nest."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's markup, and why it may lack something of the page (empty: it does not)."""

    html: str
    degraded: tuple[str, ...] = ()
    source: bytes | None = None
    """The markup in UTF-8, where the page came so."""


def decode(page: Page) -> Decoded | Rejected:
    """Decode a page's body by BOM, header and meta, as browsers do; Rejected for what is no HTML at all."""
    body, degraded = page.body, list[str]()
    source: bytes | None = None
    if len(body) > MAX_BYTES:
        body = body[:MAX_BYTES]
        degraded.append(f"only the first {MAX_BYTES >> 20} MiB were read")
    if isinstance(body, bytes):
        for magic, name in _MAGIC:
            if body.startswith(magic):
                return Rejected(page.url, "extract", f"the body is {name}, not HTML", Verdict("not_html", (name,)))
        if _is_binary(body):
            return Rejected(
                page.url, "extract", "the body is binary data, not HTML", Verdict("not_html", ("control codes",))
            )
        header = next((v for k, v in page.headers.items() if k.lower() == "content-type"), None)
        encoding, body = declared(body, header)
        html = to_unicode(body, encoding or "utf-8")
        if encoding is None and (encoding := _undeclared(body, html)):
            html = to_unicode(body, encoding)
        encoding = encoding or "utf-8"
        has_null = 0 in body  # asked of bytes, for in a string of wider characters it takes long to tell
        if encoding == "utf-8" and "\ufffd" in html:
            html, note = _misdeclared(body, html)
            degraded += note
        elif encoding == "utf-8" and not has_null:
            source = body
    else:
        html = body.encode("utf-8", "replace").decode()  # half a surrogate pair is no character
        has_null = "\x00" in html
    if has_null:
        html = html.replace("\x00", "")
    if not html or html.isspace():
        return Rejected(page.url, "extract", "the body is empty", Verdict("empty", ("no bytes but spaces",)))
    return Decoded(html, tuple(degraded), source)


def _undeclared(body: bytes, html: str) -> str | None:
    """The encoding of a page that declares none, where it is not UTF-8, of which a byte may be broken now and then;
    `html` is what it is in UTF-8."""
    if told := of_form(body):
        return told
    broken = html.count("\ufffd")
    return guess(body) if broken and 2 * broken > sum(map(len, _NOT_ASCII.findall(html))) else None


def _misdeclared(body: bytes, html: str) -> tuple[str, list[str]]:
    """A page that is no UTF-8 though it says or is taken for it: Windows-1252 where no letter of it is UTF-8 (a text
    in any other encoding has some), else as it is, with a note."""
    if not _UTF8_LETTER.search(body):
        return body.decode("windows-1252", "replace"), []
    lost = html.count("\ufffd")
    return html, [f"{lost} characters could not be decoded"] if lost > body.count(b"\xef\xbf\xbd") else []


def _is_binary(body: bytes) -> bool:
    """Whether the first bytes are no text in any encoding, but one of twenty and more is a control code."""
    head = body[:1024]
    return len(head) - len(head.translate(None, _CONTROLS)) > len(head) / 20


def of_nesting(cut: int) -> str:
    """What is missing of a page from which `flatten` has left out so many tags, as a sentence."""
    return f"nested deeper than {MAX_DEPTH} elements: {cut} tags were left out, their text was kept"


def flatten(html: str, kept: Container[str] = ()) -> tuple[str, int]:
    """Leave out the tags (never the text) of elements nested deeper than MAX_DEPTH, but for those with a name that is
    `kept` at any depth; and how many were left out."""
    open_tags: list[str] = []
    dropped: list[str] = []
    parts, at, cut = [], 0, 0
    for m in _TAG.finditer(html):
        closing, name = m.group(1), m.group(2).lower()
        if name in _LEAF or name in kept or m.group().endswith("/>"):
            continue
        if not closing:
            if len(open_tags) < MAX_DEPTH:
                open_tags.append(name)
                continue
            dropped.append(name)
        elif dropped and dropped[-1] == name:
            dropped.pop()
        else:
            if open_tags and open_tags[-1] == name:
                open_tags.pop()
            continue
        parts.append(html[at : m.start()])
        at, cut = m.end(), cut + 1
    return ("".join([*parts, html[at:]]), cut) if cut else (html, 0)
