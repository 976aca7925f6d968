"""Addresses: one form to compare them by, links resolved, whose site it is."""

import hashlib
import ipaddress
import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from cleaners.normalise.suffixes import registered_labels

TRACKING = frozenset(
    "fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid igshid igsh li_fat_id mc_cid mc_eid "
    "mkt_tok oly_anon_id oly_enc_id _hsenc _hsmi __hssc __hstc __hsfp hsctatracking vero_id wickedid s_cid cmpid "
    "ns_campaign ns_mchannel ns_source ns_linkname ns_fee ocid ncid smid smtyp spm ito xtor at_medium at_campaign "
    "at_custom1 at_custom2 at_custom3 at_custom4 wt_mc wt_zmc wt.mc_id pk_campaign pk_kwd pk_source pk_medium "
    "mtm_campaign mtm_source mtm_medium guccounter guce_referrer guce_referrer_sig soc_src soc_trk sr_share "
    "share_id sharetype _ga _gl _openstat rb_clickid epik srsltid phpsessid jsessionid".split()
)
"""Query parameters that say how a reader came, not what is read: the well-known ones of advertising and mail services
and of web statistics (Google, Meta, Microsoft, Yandex, HubSpot, Mailchimp, Matomo, AT Internet, Webtrekk), and
session ids. A parameter that chooses content on some site (`ref`, `source`, `id`, `p`) is not in it."""

_TRACKING_PREFIX = ("utm_", "itm_", "hsa_", "mtm_", "pk_vid", "stm_")
_UNDIVIDED = frozenset("com org net info biz news de ch nl cz dk eu ru".split())
"""Some top-level domains of which no registry has divided off a part, as `co` of `uk`: by the public suffix list what
is registered there is one label below, but for users of hosting services, and `www` is no user."""
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SURROGATE = re.compile("[\ud800-\udfff]")
_WHOLE = re.compile(r"https?://[a-z0-9.-]+(?:/[\w/.~%+,=&-]*(?:\?[\w/.~%+,=&-]+)?)?", re.ASCII)
"""An address that joining with another leaves as it is."""
_PLAIN = re.compile(r"https?://((?:[a-z0-9-]{1,63}\.){1,30}[a-z0-9-]{1,63}/[\w/.~-]*)", re.ASCII)
"""An address that has no more to it than host and path, and no escapes: all of it but the scheme. (Where no step begins
with a dot, which may be a way up.)"""
_SCHEME = re.compile(r"[a-z][a-z0-9+.\-]*:", re.I)


def split(url: str | None) -> SplitResult:
    """`urlsplit` for addresses that pages and callers give: empty parts for what is no address. Never raises."""
    try:
        return urlsplit(url or "")
    except ValueError:  # brackets without an address in them, characters that no host has
        return SplitResult("", "", "", "", "")


def encodable(url: str | None) -> str | None:
    """The address without half surrogates, which no encoding of a record can hold: U+FFFD stands for each."""
    return url if url is None or url.isascii() else _SURROGATE.sub("\ufffd", url)


def canonical(url: str) -> str:
    """The form of an address that identifies a page: equal for two addresses that differ only in how one came there.

    Lower-case host, no default port, no fragment, no tracking parameters, the others sorted, escapes unified. `http`
    becomes `https`, because where both answer they show the same story and a site's move to TLS must not double its
    archive; an address with a port of its own keeps its scheme. A trailing slash stays (sites tell pages apart by it),
    an empty path becomes `/`. It is a key, never fetched. Never raises: what is no address comes back stripped.

    >>> canonical("HTTP://Example.org:80/a?utm_source=x&b=2&a=1#top")
    'https://example.org/a?a=1&b=2'
    """
    url = url.strip()
    if "/." not in url and (plain := _PLAIN.fullmatch(url)):
        return f"https://{plain[1]}"
    try:
        parts = urlsplit(url)
        port = parts.port
        if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
            return url
        netloc = parts.netloc.rpartition("@")[2]
        scheme = parts.scheme
        if port is None or port == _DEFAULT_PORTS[scheme]:
            netloc, scheme = netloc.removesuffix(f":{port}").removesuffix(":"), "https"
        query = urlencode([(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(k)])
        return canonicalize_url(urlunsplit((scheme, netloc, parts.path, query, "")))
    except ValueError:  # a bad port, brackets without an address, characters that no host has
        return url


def _tracks(parameter: str) -> bool:
    name = parameter.lower()
    return name in TRACKING or name.startswith(_TRACKING_PREFIX)


def resolve(base: str | None, href: str | None) -> str | None:
    """`href` as an absolute http(s) address, seen from `base`; as it stands where `base` is not known and it is
    relative; None where it leads to no page (`mailto:`, `javascript:`, a bare fragment, nothing). Never raises."""
    if href and _WHOLE.fullmatch(href):
        return href
    href = "".join((href or "").splitlines()).strip()  # as browsers do
    if not href or href.startswith("#"):
        return None
    try:
        url = urljoin(base, href) if base else href
        scheme = urlsplit(url).scheme
    except ValueError:
        return None
    if scheme not in _DEFAULT_PORTS and _SCHEME.match(url):
        return None
    return url


@lru_cache(maxsize=4096)
def registered_domain(url: str | None) -> str | None:
    """The part of an address's host that somebody registered: `example.co.uk` for `https://www.example.co.uk/a`.

    A numeric address and a host without dots are their own; under a suffix that the public suffix list does not know,
    the last two labels. A user's part of a hosting service (`user.github.io`) counts as registered, being whose site
    it is. None where there is no host.
    """
    host = _host(url)
    if not host:
        return None
    first, *others = host.split(".")
    if host.isascii() and (len(others) < 2 or (first == "www" and len(others) == 2 and others[1] in _UNDIVIDED)):
        return ".".join([first, *others][-2:])  # whatever the list says of them: no need to load it
    if _is_numeric(host):
        return host
    return ".".join(registered_labels(host) or host.split(".")[-2:])


def _host(url: str | None) -> str:
    url = (url or "").strip()
    return (split(url if "//" in url else f"//{url}").hostname or "").strip(".")


def _is_numeric(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def same_page(one: str | None, other: str | None) -> bool:
    """Whether two addresses differ at most in scheme, `www.`, query's tracking, fragment and trailing slash."""
    return bool(one and other) and _bare(one or "") == _bare(other or "")


def _bare(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", canonical(url)).rstrip("/")


def is_front_page(url: str | None) -> bool:
    """Whether an address has no path and no query: a site's front page."""
    parts = split((url or "").strip())
    return bool(parts.netloc) and parts.path in ("", "/") and not parts.query


def article_id(url: str) -> str:
    """The stable id of the article at an address: the first 32 hex digits of its canonical form's SHA-256."""
    return hashlib.sha256(canonical(url).encode("utf-8", "surrogatepass")).hexdigest()[:32]
