"""What a server sent → the page's body: chunks put together, encodings undone, nothing larger than the limit.

Archives differ in what they keep: the bytes as they came (wget), or unpacked ones under headers that still speak of
packing. So a header is believed only where the bytes agree with it.
"""

import re
import zlib
from collections.abc import Callable

import brotli

from crawler.archive.http import header
from crawler.archive.model import MOST_BODY, STEP, Broken
from crawler.archive.unpack import Member, Unpacker
from crawler.archive.zst import Frame

MOST_CODINGS = 3
"""So many encodings one over the other are undone; real pages have one."""
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,999})?\r?\n")
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")


def unpack(headers: dict[str, str], body: bytes) -> bytes:
    """The body that was sent under these headers. Raises Broken."""
    for coding in _outermost_first(header(headers, "transfer-encoding")):
        if coding == "chunked":
            body = _plain_or(body, _unchunked)
    for coding in _outermost_first(header(headers, "content-encoding")):
        if decode := DECODERS.get(coding):
            body = _plain_or(body, decode)
    return body


def _outermost_first(value: str) -> list[str]:
    return [c.strip().lower() for c in reversed(value.split(",")) if c.strip()][:MOST_CODINGS]


def _plain_or(body: bytes, decode: Callable[[bytes], bytes]) -> bytes:
    """Whatever is packed does not begin as HTML does."""
    return body if not body or _MARKUP.match(body) else decode(body)


def _unchunked(body: bytes) -> bytes:
    parts: list[bytes] = []
    at = 0
    while chunk := _CHUNK.match(body, at):
        start, size = chunk.end(), int(chunk[1], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(body[start : start + size])
        at = start + size
        at += 2 if body.startswith(b"\r\n", at) else body.startswith(b"\n", at)
    raise Broken("the page is cut, or its chunks are damaged")


def _unpacked(body: bytes, unpacker: Unpacker) -> bytes:
    parts: list[bytes] = []
    size = 0
    while not unpacker.eof:
        plain, rest = unpacker.unpack(body)
        if not plain and rest == body and not unpacker.eof:
            raise Broken("the page is cut")
        size += len(plain)
        if size > MOST_BODY:
            raise Broken(f"the page is larger than {MOST_BODY >> 20} MB")
        parts.append(plain)
        body = rest
    return b"".join(parts)


def _inflated(body: bytes) -> bytes:
    has_header = body[0] & 0x0F == 8 and int.from_bytes(body[:2]) % 31 == 0  # of RFC 1950; some leave it out
    return _unpacked(body, Member(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS))


def _unbrotlied(body: bytes) -> bytes:
    unpacker, data, parts = brotli.Decompressor(), body, []
    size = 0
    try:
        while not unpacker.is_finished():
            parts.append(unpacker.process(data, output_buffer_limit=STEP))
            size += len(parts[-1])
            if not parts[-1] and not unpacker.is_finished():
                raise Broken("the page is cut")
            if size > MOST_BODY:
                raise Broken(f"the page is larger than {MOST_BODY >> 20} MB")
            data = b""
    except brotli.error as e:
        raise Broken("the page's brotli data is damaged") from e
    return b"".join(parts)


def _gunzipped(body: bytes) -> bytes:
    return _unpacked(body, Member())


DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": _gunzipped, "x-gzip": _gunzipped, "deflate": _inflated, "br": _unbrotlied,
    "zstd": lambda body: _unpacked(body, Frame()),
}  # fmt: skip
"""Content-Encoding → what undoes it; raises Broken."""
