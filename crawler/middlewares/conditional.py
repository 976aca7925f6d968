"""Feeds, sitemaps and pages of links are asked for only where they have changed since they were last read."""

from typing import TYPE_CHECKING, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from crawler.middlewares import CONDITIONAL
from crawler.spiders.pages import PageSpider

if TYPE_CHECKING:
    from crawler.store.documents import Documents

MOST_BYTES = 5 << 20
"""A larger document is not kept, and so always fetched."""


class ConditionalMiddleware:
    """Sends what the server said of a document's version, and gives the kept document where that is still the one.

    Stands where redirects are followed and bodies unpacked. Not there for a run without a store."""

    def __init__(self, documents: "Documents") -> None:
        self._documents = documents

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        spider = crawler.spider
        if not isinstance(spider, PageSpider) or spider.run.store is None:
            raise NotConfigured
        from crawler.store.documents import Documents  # who stores nothing pays for no SQLAlchemy

        return cls(Documents(spider.run.store))

    def process_request(self, request: Request) -> None:
        """Adds If-None-Match and If-Modified-Since."""
        kept = self._documents.get(request.url) if request.meta.get(CONDITIONAL) else None
        request.meta["kept"] = kept
        for header, value in (
            ("If-None-Match", kept and kept.etag), ("If-Modified-Since", kept and kept.last_modified)
        ):  # fmt: skip
            request.headers.pop(header, None)
            if value:
                request.headers[header] = value

    def process_response(self, request: Request, response: Response) -> Response:
        """The document as it is now, which is the kept one where the answer is 304."""
        kept = request.meta.get("kept")
        if not request.meta.get(CONDITIONAL):
            return response
        if response.status == 304 and kept is not None:
            headers = {**response.headers, "Content-Type": kept.content_type}
            return response.replace(status=200, body=kept.body, headers=headers)
        said = {name: (response.headers.get(name) or b"").decode("latin-1") for name in ("ETag", "Last-Modified")}
        if response.status == 200 and any(said.values()) and len(response.body) <= MOST_BYTES:
            kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
            self._documents.keep(request.url, response.body, kind, (said["ETag"], said["Last-Modified"]))
        return response
