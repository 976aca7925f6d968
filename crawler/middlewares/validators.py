"""What a server says of a page's version, and its answer that the page is still the one that we have."""

from typing import NamedTuple

from scrapy.http import Response

HEADERS = ("If-None-Match", "If-Modified-Since")


class Validators(NamedTuple):
    """What a server said of a page's version when it was fetched: ETag and Last-Modified. `url` is the address that
    said so, where that is not the one that is asked for: after a redirect they go there, and to no other page."""

    etag: str | None = None
    last_modified: str | None = None
    url: str | None = None


def is_unchanged(response: Response) -> bool:
    """Whether this answer says that the page is as it was: 304, and to a request that has asked whether it is."""
    asked = response.request is not None and any(name in response.request.headers for name in HEADERS)
    return bool(response.status == 304 and asked)
