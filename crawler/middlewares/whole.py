"""A compressed body that was cut is no page. Scrapy takes as much as it can unpack, and says nothing."""

import zlib
from collections.abc import Callable
from typing import Self

import brotli
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Response

# what Scrapy unpacks with: its name is another on each Python
from scrapy.utils._compression import zstd as zstd  # type: ignore[attr-defined]

STEP = 1 << 20


class WholeBodyMiddleware:
    """Raises ResponseDataLossError for a compressed body without its end. Stands where bodies are not unpacked yet."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002
        encoding = (response.headers.get("Content-Encoding") or b"").lower().split(b",")[-1].strip()
        has_end = HAS_END.get(encoding)
        if has_end is not None and response.body and not has_end(response.body, self._limit):
            raise ResponseDataLossError(f"the {encoding.decode()} body of {response.url} has no end")
        return response


def _zlib_has_end(body: bytes, limit: int, wbits: int = 16 + zlib.MAX_WBITS) -> bool:
    """Whether the stream has its end. What is broken otherwise, or larger than the limit, is for others to refuse."""
    unpacker, data, size = zlib.decompressobj(wbits), body, 0
    try:
        while data and not unpacker.eof and size <= limit:
            size += len(unpacker.decompress(data, STEP))
            data = unpacker.unconsumed_tail
    except zlib.error:
        return True
    return unpacker.eof or bool(data)


def _deflate_has_end(body: bytes, limit: int) -> bool:
    raw = body[0] & 0x0F != 8 or int.from_bytes(body[:2]) % 31 != 0  # without the header of RFC 1950, as some send it
    return _zlib_has_end(body, limit, -zlib.MAX_WBITS if raw else zlib.MAX_WBITS)


def _brotli_has_end(body: bytes, limit: int) -> bool:
    unpacker, data, size = brotli.Decompressor(), body, 0
    try:
        while not unpacker.is_finished() and size <= limit:
            plain = unpacker.process(data, output_buffer_limit=STEP)
            if not plain and not unpacker.is_finished():
                return False
            data, size = b"", size + len(plain)
    except brotli.error:
        return True
    return True


def _zstd_has_end(body: bytes, limit: int) -> bool:
    unpacker, data, size = zstd.ZstdDecompressor(), body, 0
    try:
        while not unpacker.eof and size <= limit:
            if not data and unpacker.needs_input:
                return False
            plain = unpacker.decompress(data, STEP)
            data, size = b"", size + len(plain)
    except zstd.ZstdError:
        return True
    return True


HAS_END: dict[bytes, Callable[[bytes, int], bool]] = {
    b"gzip": _zlib_has_end, b"x-gzip": _zlib_has_end, b"deflate": _deflate_has_end, b"br": _brotli_has_end,
    b"zstd": _zstd_has_end,
}  # fmt: skip
"""Content-Encoding → whether a body of it has its end; the last-named encoding is the outermost."""
