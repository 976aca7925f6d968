"""The encoding that a page declares, and its text: as browsers read it, by the Encoding and HTML standards.

Python knows encodings that no browser does, and codecs that are no encodings at all: a page that names one of them
(`rot13`, `unicode_escape`) declares nothing."""

import re
from collections.abc import Iterator

from w3lib.encoding import http_content_type_encoding, read_bom, resolve_encoding, to_unicode

PRESCAN = 4096
"""Bytes in which a page may declare its encoding; the standard asks for 1024 at the least."""
_OF_THE_WEB = frozenset(
    """utf-8 utf-16 utf-16-le utf-16-be gb18030 big5hkscs euc_jp iso2022_jp cp932 cp949 koi8-r koi8-u mac-roman
    mac-cyrillic cp866 cp874 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 iso8859-2 iso8859-3
    iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16""".split()
)
"""The Encoding standard's, by Python's names. Those that are left out (hz, iso-2022-kr, utf-7, utf-32) it refuses."""
_LABEL = re.compile(r"[a-z0-9_.:-]+")
_VALUE = r"""(?:"([^"]*+)"|'([^']*+)'|([^\s>"'][^\s>]*+)?)"""
_ATTRIBUTE = re.compile(rf"[\s/]*+([^\s/>][^\s/>=]*+)(?:\s*+=\s*+{_VALUE})?")
_PIECE = re.compile(r"<!--|<meta(?=[\s/])|<\?xml(?=\s)|</?[a-z][^\s>]*+|<[!/?]", re.I)
_CLOSED_BY = {"<!--": "-->", "<!": ">", "</": ">", "<?": ">"}
_CHARSET = re.compile(r"""charset\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s;"']++))""", re.I)


def known(label: str | None) -> str | None:
    """The encoding of the web that a label names, as Python calls it; None for any other.

    >>> known("Latin1"), known("x-sjis"), known("rot13")
    ('cp1252', 'cp932', None)
    """
    label = (label or "").strip().lower()
    if not _LABEL.fullmatch(label):
        return None
    name = resolve_encoding(label) or resolve_encoding(label.removeprefix("x-"))
    return name if name in _OF_THE_WEB else None


def of_server(content_type: str | None) -> str | None:
    """The encoding that a server tells, if browsers know it."""
    return known(http_content_type_encoding(content_type))


def declared(body: bytes, content_type: str | None) -> tuple[str | None, bytes]:
    """The encoding that the first bytes, the server or the markup declare, in this order, or None; and the body
    without its byte order mark."""
    mark, bytes_of_mark = read_bom(body)
    if mark is not None and bytes_of_mark is not None:
        return mark, body[len(bytes_of_mark) :]
    encoding = of_server(content_type)
    if encoding is not None and encoding.startswith("utf-16") and 0 not in body[:PRESCAN]:
        encoding = None  # markup in two bytes a letter has zeros
    return encoding or _in_markup(body[:PRESCAN].decode("latin-1")), body


def text_of(body: bytes, content_type: str | None) -> str:
    """The body as text, in the encoding that it declares, else in UTF-8. Never raises."""
    encoding, body = declared(body, content_type)
    return to_unicode(body, encoding or "utf-8")


def _in_markup(head: str) -> str | None:
    """What the first `meta` says that names an encoding, else the XML declaration. Comments, and the attributes of
    other tags, say nothing."""
    at, of_xml = 0, None
    while (piece := _PIECE.search(head, at)) is not None:
        at, opening = piece.end(), piece[0].lower()
        if opening in _CLOSED_BY:
            at = head.find(_CLOSED_BY[opening], at - 2)
            if at < 0:
                break
        else:
            attributes = list(_attributes(head, at))
            at = attributes[-1][2] if attributes else at
            said = {name: value for name, value, _ in reversed(attributes)}  # of two of a name the first counts
            if opening == "<meta" and (found := _of_meta(said)):
                return found
            of_xml = of_xml or (known(said.get("encoding")) if opening == "<?xml" else None)
    return _one_byte(of_xml)


def _attributes(head: str, at: int) -> Iterator[tuple[str, str, int]]:
    """Names and values of the tag that goes on here, and where each ends."""
    while (found := _ATTRIBUTE.match(head, at)) is not None and found.end() > at:
        at = found.end()
        yield found[1].lower(), (found[2] or found[3] or found[4] or "").lower(), at


def _of_meta(said: dict[str, str]) -> str | None:
    if "charset" in said:
        return _one_byte(known(said["charset"]))
    if said.get("http-equiv") != "content-type":
        return None
    named = _CHARSET.search(said.get("content", ""))
    return _one_byte(known(next(filter(None, named.groups()), None))) if named else None


def _one_byte(encoding: str | None) -> str | None:
    """Markup that could be read as ASCII is in no encoding of two bytes a letter, whatever it says."""
    return "utf-8" if encoding is not None and encoding.startswith("utf-16") else encoding
