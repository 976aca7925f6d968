"""Addresses that lead to the same page have the same key."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from w3lib.url import canonicalize_url

TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "hsa_", "vero_", "oly_", "_hs", "wt_", "itm_")
TRACKING = frozenset({
    "fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "ttclid", "igshid", "igsh",
    "mc_cid", "mc_eid", "mkt_tok", "cmpid", "cmp", "ncid", "ocid", "smid", "taid", "xtor", "at_medium", "at_campaign",
    "at_custom1", "at_link_id", "at_link_type", "at_format", "at_ptr_name", "at_link_origin", "ref_src", "ref_url",
    "guccounter", "guce_referrer", "guce_referrer_sig", "fb_action_ids", "fb_action_types", "fb_source", "spm",
    "s_cid", "srsltid",
})  # fmt: skip
"""Parameters that say who sent a reader, never what the reader gets."""
PORTS = {"http": 80, "https": 443}


def url_key(url: str) -> str:
    """The key of an address: without scheme, `www.`, fragment, tracking parameters and last slash; its query in order.

    A malformed address is its own key. The key is for comparing, not for fetching."""
    try:
        parts = urlsplit(canonicalize_url(url.strip(), keep_blank_values=True))
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return url.strip()
    if not host:
        return url.strip()
    place = host if port in (None, PORTS.get(parts.scheme)) else f"{host}:{port}"
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(k.lower())])
    return f"{place}{parts.path.rstrip('/') or '/'}{'?' if query else ''}{query}"


def own_address(canonical: str | None, url: str) -> str | None:
    """The address that a page calls its own, where it can be that: a deep page whose canonical address is the site's
    front page (a fault of many a template) is not the same as all others that say so."""
    if not canonical:
        return None
    try:
        deep, claimed = urlsplit(url), urlsplit(canonical)
    except ValueError:
        return None
    named = claimed.path.strip("/") or claimed.query
    return canonical if named or not (deep.path.strip("/") or deep.query) else None


def _tracks(name: str) -> bool:
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)
