"""Whose address it is: the registered domain, by which a site's own articles are told from others'."""

from functools import cache
from urllib.parse import urlsplit

from tldextract import TLDExtract


@cache
def _extract() -> TLDExtract:
    # the list of suffixes that comes with the package: no look-up on the network, no cache on the disk
    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def site_of(url: str) -> str:
    """The registered domain of an address; host and port where there is none (an IP address, localhost)."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return ""
    return _extract()(host).top_domain_under_public_suffix or (f"{host}:{port}" if port else host)
