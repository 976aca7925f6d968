"""A page in numbers, without understanding a word of it: what the page model looks at, beside the signs of each kind.

Counts are capped, so that a page twice as long is not twice as sure.
"""

import codecs
import re
from collections import Counter
from collections.abc import Sequence
from encodings.cp1252 import encoding_table
from functools import lru_cache
from typing import get_args

from cleaners.extract.address import Address, leads
from cleaners.model import Block, Document, Zone

PROSE_WORDS = 25
"""A paragraph of so many words is prose."""
TINY_LETTERS = 40
"""A block of fewer is a label, a button, a name."""
TEXT_LETTERS = 20_000
"""So much of the story is looked at for its characters."""
PLACES = {
    "forum": "thread topic posts message messages forum forums discussion user userinfo member username avatar "
    "signature votes vote answer answers question reactions postbody postprofile",
    "product": "product products price prices cart basket checkout sku variant variants swatch swatches quantity buy "
    "shop shopping add addtocart rating ratings stars",
    "card": "card cards tile tiles grid item items carousel slider slide swiper slick col teaser teasers listing "
    "results result row",
    "hero": "hero cta banner testimonial testimonials section pricing plan plans feature features faq accordion tab "
    "tabs button btn",
    "documentation": "toc docs doc documentation markdown rst api highlight codehilite tree book chapter",
    "article": "article entry post story byline author single blog prose dek standfirst published",
}
"""Parts of class and id words, by the kind of page whose templates have them."""
_PLACES = {kind: frozenset(words.split()) for kind, words in PLACES.items()}
_PART = re.compile(r"[-_:\s.#]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)")
_PRICE = re.compile(r"[$€£¥₹₽₩]\s?\d|\d\s?(?:[$€£¥₹₽₩]|(?:USD|EUR|GBP|CHF|zł|kr)\b)")
_DIGIT = re.compile(r"\d")
_WESTERN_NO_DIGITS = bytes(b for b in range(256) if b not in b"0123456789")
"""Most texts' letters and signs are one byte each in cp1252, and bytes are sifted faster than characters."""
_END = re.compile(r"[.!?…。！？।؟۔][\"'”’»)\]」』\s]*$")
_QUESTION = ("?", "？", "؟")
_KINDS = ("heading", "paragraph", "list_item", "code")
_UNDER = ("article", "main", "section", "li", "form")
_MARKS = {"quotes": '"“„«「', "commas": ",、，،", "exclamations": "!", "code marks": "{}=<>_`"}


def story_numbers(story: Sequence[Block], counts: Sequence[int]) -> dict[str, float]:
    """The story's form; `counts` has the words of each of its blocks."""
    words, letters = sum(counts), sum(len(b.text) for b in story)
    n = len(story)
    prose = [i for i, b in enumerate(story) if is_prose(b, counts[i])]
    prose_words = sum(counts[i] for i in prose)
    headings = [b for b in story if b.kind == "heading"]
    holders, paths = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    for i in prose:
        holders[story[i].path[:-1]] += counts[i]
        paths[story[i].path] += 1
    ended = [_END.search(b.text[-12:]) is not None for b in story]
    text = "\n".join([b.text for b in story])[:TEXT_LETTERS]
    found = {
        "words": min(words, 3000), "story blocks": min(n, 300), "prose": min(len(prose), 60),
        "prose words": min(prose_words, 3000), "prose share": _share(prose_words, words),
        "words per prose": _share(prose_words, len(prose)), "words per block": _share(words, n),
        "headings": min(len(headings), 60), "prose per heading": _share(len(prose), len(headings) + 1),
        "words per heading": _share(words, len(headings) + 1),
        "linked headings": min(40, sum(1 for b in headings if b.link_share > 0.8)),
        "asking headings": _share(sum(1 for b in headings if b.text.endswith(_QUESTION)), len(headings)),
        "link share": _share(sum(len(b.text) * b.link_share for b in story), letters),
        "whole links": _share(sum(1 for b in story if b.link_share > 0.8), n),
        "links per words": _share(sum(len(b.links) for b in story), words),
        "short blocks": _share(sum(1 for c in counts if c <= 6), n),
        "ended prose": _share(sum([ended[i] for i in prose]), len(prose)), "ended blocks": _share(sum(ended), n),
        "one holder": _share(max(holders.values(), default=0), prose_words),
        "holders": _share(len(holders), len(prose)), "one path": _share(max(paths.values(), default=0), len(prose)),
        "prose in p": _share(sum(1 for i in prose if story[i].path and _tag(story[i].path[-1]) == "p"), len(prose)),
        "depth": _share(sum(len(story[i].path) for i in prose), len(prose)), "longest run": _run(story, counts),
        "first prose": min(40, prose[0] if prose else 40),
        "digits": _share(_digits(text), len(text)),
    }  # fmt: skip
    for kind in _KINDS:
        found[f"{kind}s of story"] = _share(sum(1 for b in story if b.kind == kind), n)
        found[f"words in {kind}s"] = _share(sum(c for b, c in zip(story, counts, strict=True) if b.kind == kind), words)
    for name, marks in _MARKS.items():
        found[name] = 1000 * _share(sum(map(text.count, marks)), len(text))
    return found


def _digits(text: str) -> int:
    try:
        row: bytes = codecs.charmap_encode(text, "strict", encoding_table)[0]
    except UnicodeEncodeError:
        return len(_DIGIT.findall(text))
    return len(row.translate(None, _WESTERN_NO_DIGITS))


def page_numbers(document: Document, story: Sequence[Block], words: int, address: Address) -> dict[str, float]:
    """The whole page beside its story."""
    blocks = document.blocks
    zone_of = [b.zone for b in blocks]
    zones: dict[Zone, int] = dict.fromkeys(get_args(Zone), 0)
    for zone, block in zip(zone_of, blocks, strict=True):
        zones[zone] += len(block.text)
    total = sum(zones.values())
    letters = _share(zones["story"], words) or 5.0
    tiny = [b.text for b in blocks if len(b.text) < TINY_LETTERS]
    repeated = [n for n in Counter(tiny).values() if n > 2]
    hrefs = [link.href for b in blocks if b.links for link in b.links]
    headings = [b for b in blocks if b.kind == "heading"]
    digits = [t for t in tiny if _DIGIT.search(t)]
    first, last = (story[0].id, story[-1].id) if story else (0, 0)
    found = {
        "page blocks": min(len(blocks), 800), "page words": min(total / letters, 6000),
        "story of page": _share(zones["story"], total), "attached of page": _share(zones["attached"], total),
        "attached words": min(zones["attached"] / letters, 2000),
        "attached blocks": min(300, zone_of.count("attached")),
        "linked of page": _share(sum([len(b.text) * b.link_share for b in blocks if b.link_share]), total),
        "story span": _share(len(story), last - first + 1), "story ends at": _share(last, len(blocks)),
        "headings elsewhere": min(80, sum(1 for b in headings if b.zone != "story")),
        "h1s": min(6, sum(1 for b in headings if b.level == 1)),
        "repeated lines": min(150, sum(repeated)), "most repeated line": min(40, max(repeated, default=0)),
        "lines with digits": _share(len(digits), len(blocks)),
        "price lines": min(60, sum(1 for t in digits if _PRICE.search(t))), "links": min(600, len(hrefs)),
    }  # fmt: skip
    led = leads(hrefs, address)
    found |= {f"links {where}": share for where, share in led.items()}
    found["user links"], found["links below it"] = led["users"] * len(hrefs), led["below"] * len(hrefs)
    return found | _places(story)


def is_prose(block: Block, words: int) -> bool:
    """Whether a block is a paragraph of running text."""
    return words >= PROSE_WORDS and block.kind in ("paragraph", "quote") and block.link_share < 0.4


def _places(story: Sequence[Block]) -> dict[str, float]:
    """The share of the story's blocks that stand in places named for each kind of page, and in certain elements."""
    inside = Counter[str]()
    for path, n in Counter(b.path for b in story).items():
        known = [_step(s) for s in path]
        for name in {kind for _, kinds in known for kind in kinds} | {f"<{tag}>" for tag, _ in known}:
            inside[name] += n
    names = (*_PLACES, *(f"<{tag}>" for tag in _UNDER))
    return {f"in {name}": _share(inside[name], len(story)) for name in names}


@lru_cache(maxsize=4096)
def _step(step: str) -> tuple[str, frozenset[str]]:
    parts = {p.lower() for p in _PART.split(step)[1:]}
    return _tag(step), frozenset(kind for kind, words in _PLACES.items() if not words.isdisjoint(parts))


def _tag(step: str) -> str:
    return step.partition(".")[0].partition("#")[0]


def _run(story: Sequence[Block], counts: Sequence[int]) -> int:
    """The most paragraphs of prose one after the other; captions do not interrupt."""
    best = run = 0
    for block, words in zip(story, counts, strict=True):
        run = run + 1 if is_prose(block, words) else run if block.kind == "caption" else 0
        best = max(best, run)
    return min(30, best)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
