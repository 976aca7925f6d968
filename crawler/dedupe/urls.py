"""Addresses that lead to the same page have the same key."""

import re
from functools import lru_cache
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode, urlsplit

from w3lib.url import canonicalize_url

from cleaners.normalise.urls import TRACKING as OF_READERS
from cleaners.normalise.urls import registered_domain

TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "hsa_", "vero_", "oly_", "_hs", "wt_", "itm_")
TRACKING = OF_READERS | {
    "cmp", "taid", "at_link_id", "at_link_type", "at_format", "at_ptr_name", "at_link_origin", "ref_src", "ref_url",
    "guce_referrer_sig", "fb_action_ids", "fb_action_types", "fb_source", "spm",
}  # fmt: skip
"""Parameters that say who sent a reader, never what the reader gets."""
_SESSION = re.compile(r"(?:php|asp|j)?(?:sess(?:ion)?(?:_?id)?|sid)|oscsid|zenid|cftoken|s")
_NUMBER_OF_ONE = re.compile(r"[0-9a-fA-F-]{16,}|[0-9A-Za-z]{24,}")
"""What a server numbers its visitors by: no page is another for it, and each visit has a new one."""
_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;?]*", re.IGNORECASE)
PORTS = {"http": 80, "https": 443}
LONGEST_KEY = 2000
"""Bytes. PostgreSQL's indexes take values of up to 2,704; what is longer is told by its hash."""
READABLE = 200
INDEXES = tuple(f"/{name}" for name in ("index.html", "index.htm", "index.shtml", "index.php"))
"""What servers read where a folder is asked for."""


def url_key(url: str) -> str:
    """The key of an address: without scheme, `www.`, fragment, tracking parameters, numbers of sessions, the name of a
    folder's index and last slash; its query in order. What is another page on some site (a host `m.`, `/amp`,
    `?print=1`) has another key: there its canonical address or its text tells.

    A malformed address is its own key. The key is for comparing, not for fetching."""
    return _remembered(url) if len(url) <= LONGEST_KEY else _storable(_key(url.strip()))


@lru_cache(maxsize=4096)  # of one page the same are asked for a dozen times, of a story those of all its members
def _remembered(url: str) -> str:
    return _storable(_key(url.strip()))


def _key(url: str) -> str:
    try:
        parts = urlsplit(canonicalize_url(url, keep_blank_values=True))
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return url
    if not host:
        return url
    place = host if port in (None, PORTS.get(parts.scheme)) else f"{host}:{port}"
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(k.lower(), v)])
    path = _IN_PATH.sub("", parts.path)
    path = next((path.removesuffix(name) for name in INDEXES if path.endswith(name)), path)
    return f"{place}{path.rstrip('/') or '/'}{'?' if query else ''}{query}"


def _storable(key: str) -> str:
    """The key as every database takes it: whole characters, and no more of them than an index holds."""
    said = key.encode("utf-8", "replace")
    if len(said) <= LONGEST_KEY:
        return said.decode()
    return f"{said[:READABLE].decode('utf-8', 'ignore')}#{sha256(said).hexdigest()}"


def same_site(one: str, other: str) -> bool:
    """Whether two addresses, or keys of such, are of one site: `m.`, `amp.` and `www.` of one domain."""
    return registered_domain(one) == registered_domain(other)


def own_address(canonical: str | None, url: str) -> str | None:
    """The address that a page calls its own, where it can be that. An address on another site is the original's, of
    which this is a repost. And a deep page whose canonical address is the site's front page (a fault of many a
    template) is not the same as all others that say so."""
    if not canonical or not same_site(canonical, url):
        return None
    try:
        deep, claimed = urlsplit(url), urlsplit(canonical)
    except ValueError:
        return None
    named = claimed.path.strip("/") or claimed.query
    return canonical if named or not (deep.path.strip("/") or deep.query) else None


def addresses(asked: str, final: str | None, canonical: str | None) -> tuple[str, ...]:
    """The addresses that a page is known by: as it was asked for, where that led, what it calls its own."""
    own = own_address(canonical, final or asked)
    return tuple(dict.fromkeys(url for url in (asked, final, own) if url))


def _tracks(name: str, value: str) -> bool:
    if name in TRACKING or name.startswith(TRACKING_PREFIXES):
        return True
    return bool(_SESSION.fullmatch(name) and _NUMBER_OF_ONE.fullmatch(value))
