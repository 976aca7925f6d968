"""Pages that send their reader on by a `<meta http-equiv=refresh>`: Scrapy follows it, but decodes every page whole to
look for one."""

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.http import Response

LOOKED_AT = 8 * 4096
"""Bytes that hold the characters into which Scrapy looks: four for each, and as many to change scripts."""


class RefreshMiddleware(MetaRefreshMiddleware):
    """Scrapy's own, asked only about pages that name a refresh where it looks, or in which letters have a zero byte."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        head = response.body[:LOOKED_AT]
        if b"refresh" in head.lower() or b"\0" in head:
            return super().process_response(request, response)
        return response
