"""What a page's source shows at a glance, without a parse: a few elements counted, the words on its body element."""

import re
from collections import Counter

import re2
from ahocorasick_rs import MATCHKIND_LEFTMOST_FIRST, BytesAhoCorasick

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
_TAGS = (b"<img", b"<button", b"<article", b"<time")
_HINTS = (
    b"schema.org/comment", b"schema.org/answer", b"schema.org/discussionforumposting", b"schema.org/interactioncounter",
    b"addto", b"add-to", b"add_to", b"price",
)  # fmt: skip
"""What is in any of `_MARKS`."""
_LITERALS = BytesAhoCorasick((*_TAGS, *_HINTS), matchkind=MATCHKIND_LEFTMOST_FIRST)
"""Of so few strings, and none inside another, sixteen bytes are looked at at once."""
_MARKS = re2.compile(
    rb"schema\.org/(?:comment|answer|discussionforumposting|interactioncounter)\b"
    rb"|add[-_]?to[-_]?(?:cart|basket|bag)|class=[\"'][^\"'<>]{0,80}\bprice|price:amount|itemprop=.price\b"
)
"""What a match begins with tells which it is."""
_BEFORE, _AFTER = 100, 50
"""So many bytes before and behind the beginning of a hint reach any mark that it is in."""
_PARTED = b"<"
"""What no mark goes across."""
_IN_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789_")
_NAMED = re.compile(r"(?:class|id|data-[\w-]*(?:type|template|page)[\w-]*)\s*=\s*[\"']([^\"']*)")
_LETTERS = re.compile(r"[^a-z]+")


def source_numbers(page: Page, words: int) -> dict[str, float]:
    """The numbers of a page's source; `words` has its story."""
    head = page.body[:SOURCE_BYTES]
    source = head.encode("utf-8", "replace") if isinstance(head, str) else head
    on_body = _body_words(source)
    found = {f"body {kind}": float(not own.isdisjoint(on_body)) for kind, own in BODY_WORDS.items()}
    tags, marks = _counted(source.lower())
    return found | {
        "images per word": tags[b"<img"] / (words + 20), "buttons per word": tags[b"<button"] / (words + 20),
        "articles marked": min(60, tags[b"<article"]), "times marked": min(60, tags[b"<time"]),
        "comments marked": min(20, marks[b"sche"]),
        "cart marked": min(20, marks[b"add-"] + marks[b"add_"] + marks[b"addt"]),
        "prices marked": min(60, marks[b"clas"]), "price marked": min(1, marks[b"pric"] + marks[b"item"]),
    }  # fmt: skip


def _counted(source: bytes) -> tuple[Counter[bytes], Counter[bytes]]:
    """How often each tag is opened, and each mark is there by its first four letters."""
    tags = Counter[bytes]()
    around: list[list[int]] = []
    for n, start, end in _LITERALS.find_matches_as_indexes(source):
        if n < len(_TAGS):
            if end == len(source) or source[end] not in _IN_WORD:
                tags[_TAGS[n]] += 1
        elif around and start - _BEFORE <= around[-1][1]:
            around[-1][1] = start + _AFTER
        else:
            around.append([max(0, start - _BEFORE), start + _AFTER])
    hinted = _PARTED.join([source[start:end] for start, end in around])
    return tags, Counter([mark[:4] for mark in _MARKS.findall(hinted)])


def _body_words(source: bytes) -> frozenset[str]:
    start = source.find(b"<body")
    if start < 0:
        return frozenset()
    tag = source[start : start + TAG_BYTES].partition(b">")[0].decode("latin-1").lower()
    return frozenset(_LETTERS.split(" ".join(_NAMED.findall(tag))))
