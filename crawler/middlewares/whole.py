"""A gzip body that was cut is no page. Scrapy takes as much as it can unpack, and says nothing."""

import zlib
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Response

STEP = 1 << 20


class WholeBodyMiddleware:
    """Raises ResponseDataLossError for a gzip body without its end. Stands where bodies are not unpacked yet."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002
        encoding = (response.headers.get("Content-Encoding") or b"").strip().lower()
        if encoding in (b"gzip", b"x-gzip") and response.body and not _is_whole(response.body, self._limit):
            raise ResponseDataLossError(f"the gzip body of {response.url} has no end")
        return response


def _is_whole(body: bytes, limit: int) -> bool:
    """Whether the stream has its end. What is broken otherwise, or larger than the limit, is for others to refuse."""
    unpacker, data, size = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS), body, 0
    try:
        while data and not unpacker.eof and size <= limit:
            size += len(unpacker.decompress(data, STEP))
            data = unpacker.unconsumed_tail
    except zlib.error:
        return True
    return unpacker.eof or bool(data)
