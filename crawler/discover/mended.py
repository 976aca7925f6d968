"""What a parser of XML would lose of a sitemap that is none: so that it reads what is meant."""

import re

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_DECLARATION = re.compile(rb"^\s*<\?xml[^>]{0,200}\?>")
_BARE = re.compile(rb"&(?!#?\w{1,32};)")
_CDATA = b"<![CDATA["


def mended(body: bytes) -> bytes:
    """The document without what is known to be wrong with many: it says UTF-16 and is not, an address has a bare `&`
    (with which a parser drops the name behind it), or it was cut in an address, of which there is then but a part."""
    if body.startswith(_UTF_16):
        body = body.decode("utf-16", "replace").encode("utf-8", "replace")
    if b"\0" in body[:4]:  # UTF-16 without its mark: what is below is about bytes
        return body
    declared = _DECLARATION.match(body)
    if declared and b"utf-16" in declared[0].lower():
        body = body[declared.end() :]
    return _without_a_part(_escaped(body) if b"&" in body else body)


def _escaped(body: bytes) -> bytes:
    """With its bare ampersands escaped; in CDATA there are none."""
    first, *others = body.split(_CDATA)
    parts = [_BARE.sub(b"&amp;", first)]
    for part in others:
        plain, end, rest = part.partition(b"]]>")
        parts.append(plain + end + _BARE.sub(b"&amp;", rest))
    return _CDATA.join(parts)


def _without_a_part(body: bytes) -> bytes:
    last = body.rfind(b"loc>")
    tag = body.rfind(b"<", 0, last) if last >= 0 else -1
    return body[:tag] if tag >= 0 and body[tag + 1 : tag + 2] != b"/" else body
