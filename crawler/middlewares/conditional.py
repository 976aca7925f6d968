"""Feeds, sitemaps, lists and pages are asked for only where they have changed since they were last read."""

from typing import TYPE_CHECKING, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.middlewares import CONDITIONAL, VALIDATORS
from crawler.middlewares.validators import HEADERS, Validators
from crawler.spiders.pages import PageSpider

if TYPE_CHECKING:
    from crawler.store.documents import Documents

MOST_BYTES = 5 << 20
"""A larger document is not kept, and so always fetched."""


class ConditionalMiddleware:
    """Sends what the server said of a document's version. Of documents that are kept (`meta["conditional"]`) gives the
    kept one where that is still it; to who knows a page's version (`meta["validators"]`, a Validators or its first two)
    gives the 304 itself.

    Stands where redirects are followed and bodies unpacked. A run without a store keeps no documents."""

    def __init__(self, documents: "Documents | None") -> None:
        self._documents = documents

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        spider = crawler.spider
        if not isinstance(spider, PageSpider) or spider.run.store is None:
            return cls(None)
        from crawler.store.documents import Documents  # who stores nothing pays for no SQLAlchemy

        return cls(Documents(spider.run.store))

    def process_request(self, request: Request) -> None:
        """Adds If-None-Match and If-Modified-Since; takes off those of the address that has led here."""
        wanted = request.meta.get(CONDITIONAL) and self._documents
        kept = request.meta["kept"] = self._documents.get(request.url) if wanted and self._documents else None
        known = (kept.etag, kept.last_modified) if kept else _known(request)
        for header, value in zip(HEADERS, known, strict=True):
            request.headers.pop(header, None)
            if value:
                request.headers[header] = value

    def process_response(self, request: Request, response: Response) -> Response:
        """The document as it is now, which is the kept one where the answer is 304."""
        kept = request.meta.get("kept")
        if not request.meta.get(CONDITIONAL) or self._documents is None:
            return response
        if response.status == 304 and kept is not None:
            headers = {**response.headers, "Content-Type": kept.content_type}
            return response.replace(status=200, body=kept.body, headers=headers)
        said = {name: (response.headers.get(name) or b"").decode("latin-1") for name in ("ETag", "Last-Modified")}
        if response.status == 200 and any(said.values()) and len(response.body) <= MOST_BYTES:
            kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
            self._documents.keep(request.url, response.body, kind, (said["ETag"], said["Last-Modified"]))
        return response


def _known(request: Request) -> tuple[str | None, str | None]:
    validators = Validators(*request.meta.get(VALIDATORS, ()))
    asked = request.meta.get("redirect_urls", [request.url])[0]
    return validators[:2] if request.url == (validators.url or asked) else (None, None)
