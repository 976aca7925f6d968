"""What we have already: the same address written otherwise, the same text under another address."""

from crawler.dedupe.urls import own_address, url_key

__all__ = ["own_address", "url_key"]
