"""What a page's source shows at a glance, without a parse: a few elements counted, the words on its body element."""

import re
from collections import Counter

import re2

from cleaners.model import Page

SOURCE_BYTES = 250_000
"""So much of the page is looked at."""
TAG_BYTES = 2_000
BODY_WORDS = {
    "article": frozenset("single post article story blogpost entry postid".split()),
    "forum": frozenset("forum topic thread discussion question".split()),
    "product": frozenset("product woocommerce".split()),
    "index": frozenset(
        """archive category home collection blog listing search front catalog tag taxonomy index frontpage
        homepage""".split()
    ),
    "page": frozenset({"page"}),
}
"""What content management systems write on the body element, by the kind of page."""
_MARKS = re2.compile(
    rb"(?i)<(?:img|button|article|time)\b|schema\.org/(?:comment|answer|discussionforumposting|interactioncounter)\b"
    rb"|add[-_]?to[-_]?(?:cart|basket|bag)|class=[\"'][^\"'<>]{0,80}\bprice|price:amount|itemprop=.price\b"
)
"""All in one pass; what a match begins with tells which it is."""
_NAMED = re.compile(r"(?:class|id|data-[\w-]*(?:type|template|page)[\w-]*)\s*=\s*[\"']([^\"']*)")
_LETTERS = re.compile(r"[^a-z]+")


def source_numbers(page: Page, words: int) -> dict[str, float]:
    """The numbers of a page's source; `words` has its story."""
    head = page.body[:SOURCE_BYTES]
    source = head.encode("utf-8", "replace") if isinstance(head, str) else head
    on_body = _body_words(source)
    found = {f"body {kind}": float(not own.isdisjoint(on_body)) for kind, own in BODY_WORDS.items()}
    seen = Counter(mark[:4].lower() for mark in _MARKS.findall(source))
    return found | {
        "images per word": seen[b"<img"] / (words + 20), "buttons per word": seen[b"<but"] / (words + 20),
        "articles marked": min(60, seen[b"<art"]), "times marked": min(60, seen[b"<tim"]),
        "comments marked": min(20, seen[b"sche"]),
        "cart marked": min(20, seen[b"add-"] + seen[b"add_"] + seen[b"addt"]),
        "prices marked": min(60, seen[b"clas"]), "price marked": min(1, seen[b"pric"] + seen[b"item"]),
    }  # fmt: skip


def _body_words(source: bytes) -> frozenset[str]:
    start = source.find(b"<body")
    if start < 0:
        return frozenset()
    tag = source[start : start + TAG_BYTES].partition(b">")[0].decode("latin-1").lower()
    return frozenset(_LETTERS.split(" ".join(_NAMED.findall(tag))))
