"""What we have already: the same address written otherwise, the same text under another address."""

from crawler.dedupe.urls import addresses, own_address, same_site, url_key

__all__ = ["addresses", "own_address", "same_site", "url_key"]
