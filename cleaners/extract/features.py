"""What can be told of a block without understanding a word of it: the numbers that the body model looks at."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

from cleaners.extract.blocks import RawBlock
from cleaners.extract.votes import is_prose
from cleaners.signals import count_words

GROUPS: dict[str, str] = {
    "share": "share shares sharing sharebar social socials sharedaddy addthis addtoany follow",
    "related": "related recommended recommend recommendation recommendations more readmore similar recirc also popular "
    "trending most latest mostread teaser teasers card cards promo promos promotion outbrain taboola next read list "
    "feed onward inline linklist",
    "author": "author authors byline bylines bio vcard contributor writer avatar profile autor auteur",
    "comment": "comment comments respond reply disqus discussion reader readers community",
    "letter": "newsletter newsletters subscribe subscription signup sign mailchimp mc form email cta paywall piano "
    "register login donate donation membership member",
    "advert": "ad ads adv advert advertisement advertising sponsor sponsored banner dfp gpt slot commercial affiliate",
    "caption": "caption captions credit credits figcaption image img photo picture gallery media figure slideshow "
    "video player audio copyright",
    "embed": "embed embedded twitter tweet instagram facebook youtube oembed iframe",
    "tags": "tag tags topics topic categories category cat keywords kicker label labels section eyebrow rubric",
    "meta": "meta date time timestamp published updated dateline info details data posted stats views reading",
    "nav": "nav navigation menu breadcrumb breadcrumbs pagination pager prev previous header footer sidebar widget "
    "toolbar tools toc contents jump skip bar masthead",
    "legal": "cookie cookies consent gdpr disclaimer disclosure legal notice correction corrections editor note notes "
    "footnote footnotes message alert",
    "box": "box aside infobox factbox sidebox module block callout highlight pull pullquote quote quiz poll survey",
    "body": "body content text article story entry post paragraph paragraphs prose copy main richtext rich wysiwyg",
    "lead": "lead lede intro introduction standfirst deck dek subtitle subheadline subhead subheading summary abstract "
    "excerpt description chapo vorspann teasertext headline title heading",
}
"""Parts of class and id words, by what editors mostly call so. The model learns what each is worth; no word
decides."""
_PART = re.compile(r"[-_:\s]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)")
_WORD_GROUPS: dict[str, list[int]] = {}
for _n, _words in enumerate(GROUPS.values()):
    for _w in _words.split():
        _WORD_GROUPS.setdefault(_w, []).append(_n)
TAGS = (
    "aside", "footer", "header", "nav", "form", "figure", "section", "article", "main", "ul", "table", "blockquote",
    "details",
)  # fmt: skip
_END = re.compile(r"[.!?…。！？।؟۔][\"'”’»)\]」』]*$")
_SEPARATORS = "|•/·"
_WESTERN = "cp1252"
_CHARACTERS = [bytes((b,)).decode(_WESTERN, "replace") for b in range(256)]
_NO_LETTERS = bytes(b for b, c in enumerate(_CHARACTERS) if not c.isalnum() or c.isdecimal())
_NO_CAPITALS = bytes(b for b, c in enumerate(_CHARACTERS) if not c.isupper())
_NO_DIGITS = bytes(b for b, c in enumerate(_CHARACTERS) if not c.isdecimal())
"""Most pages' characters are one byte each here, and bytes are sifted twenty times faster than characters."""
_SENTENCE = re.compile(r"[.!?…。！？।؟۔]+(?:\s|$|[\"'”’»)\]」』])")
MARGIN = 25
"""So many blocks before the first and after the last voted one are looked at."""
KINDS = ("heading", "paragraph", "list_item", "quote", "table", "code", "caption")
_KINDS = {kind: tuple(kind == k for k in KINDS) for kind in KINDS}
_GROUPS = range(len(GROUPS))

NAMES: tuple[str, ...] = (
    "voted", "voted_prev", "voted_next", "voted_before_3", "voted_after_3", "voted_before_8", "voted_after_8",
    "after_first", "before_last", "gap_first", "gap_last", "position", "from_prev_vote", "to_next_vote",
    *(f"kind_{k}" for k in KINDS), "level",
    "chars", "words", "link_share", "links", "whole_link", "whole_strong", "whole_em", "inline_class",
    "ends_sentence", "sentences", "colon_end", "question_end", "digit_share", "upper_share", "starts_lower",
    "separators", "address", "url", "copyright", "newline", "chars_prev", "chars_next", "link_prev", "link_next",
    "prose_before_3", "prose_after_3",
    "up", "down", "same_parent_voted", "signature_voted", "signature_chars", "signature_count", "path_voted",
    *(f"in_{g}" for g in GROUPS), *(f"own_{g}" for g in GROUPS), *(f"tag_{t}" for t in TAGS), "hidden", "div_holder",
    "repeated", "is_title", "in_title", "is_description", "in_author",
    "page_blocks", "page_voted", "voted_share", "run_length", "run_links",
)  # fmt: skip
"""The features in the order of a row."""


@lru_cache(maxsize=4096)
def _step(step: str) -> tuple[str, tuple[int, ...]]:
    """A path step's element name and the word groups of its class and id."""
    tag, _, rest = step.replace("#", ".").partition(".")
    groups: set[int] = set()
    for part in _PART.split(rest.replace(".", " ")):
        groups.update(_WORD_GROUPS.get(part.lower(), ()))
    return tag, tuple(sorted(groups))


@dataclass(frozen=True, slots=True)
class Known:
    """What the page says of itself, as the features use it; letters only."""

    title: str = ""
    description: str = ""
    authors: tuple[str, ...] = ()


def candidates(raws: Sequence[RawBlock], voted: Sequence[bool]) -> list[int]:
    """The blocks that may be the story, in order: all from a little before the first voted one to a little after the
    last; farther off what is still in the element that holds most of the voted, and prose with what stands at it."""
    inside = [i for i, yes in enumerate(voted) if yes]
    if not inside:
        return list(range(len(raws)))
    base = _common([raws[i].path for i in inside])
    near = range(max(0, inside[0] - MARGIN), min(len(raws), inside[-1] + 1 + MARGIN))
    far = range(max(0, inside[0] - 4 * MARGIN), min(len(raws), inside[-1] + 4 * MARGIN))
    found = {*near, *(i for i in far if raws[i].path[: len(base)] == base)}
    for i, raw in enumerate(raws):
        if is_prose(raw):
            found.update(range(max(0, i - 2), min(len(raws), i + 3)))
    return sorted(found)


def rows(raws: Sequence[RawBlock], voted: Sequence[bool], known: Known, wanted: Sequence[int]) -> list[list[float]]:
    """One row of features for each wanted block, in the order of NAMES."""
    page = _Page(raws, voted)
    return [
        [*page.place(i), *page.form(i), *page.neighbours(i), *page.markup(i), *page.words(i, known)] for i in wanted
    ]


class _Page:
    """What the features of all blocks of one page share, counted once."""

    def __init__(self, raws: Sequence[RawBlock], voted: Sequence[bool]) -> None:
        self.raws, self.n = raws, len(raws)
        self.marks = [int(v) for v in voted]
        self.keys = [r.key for r in raws]
        self.sizes = [len(k) for k in self.keys]
        self.links = [r.link_share for r in raws]
        self.prose = [int(s > 80 and share < 0.3) for s, share in zip(self.sizes, self.links, strict=True)]
        self.inside = [i for i in range(self.n) if voted[i]]
        self.first, self.last = (self.inside[0], self.inside[-1]) if self.inside else (0, self.n - 1)
        self.total = sum(s for s, v in zip(self.sizes, voted, strict=True) if v) or 1
        self.share = self.total / max(1, sum(self.sizes))
        long = [raws[i].path for i in self.inside if self.sizes[i] > 80]
        self.base = _common(long or [raws[i].path for i in self.inside])
        self.repeats = Counter(k for k in self.keys if k)
        self.named: dict[tuple[str, ...], tuple[int, int, tuple[bool, ...]]] = {}
        self.signature = [">".join(r.path[-2:]) for r in raws]
        self.count_signatures()
        self.to_prev, self.to_next = self.distances()
        self.run_length, self.run_links = _runs(raws, self.links)

    def count_signatures(self) -> None:
        """How many blocks share a signature (the last two steps), a path, a parent; how much of them is voted."""
        self.sig_n, self.sig_v, self.sig_c = Counter[str](), Counter[str](), Counter[str]()
        self.path_n, self.path_v = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
        self.parent_c = Counter[HtmlElement | None]()  # keyed by the element itself: it must not be forgotten meanwhile
        for raw, sign, mark, size in zip(self.raws, self.signature, self.marks, self.sizes, strict=True):
            self.sig_n[sign] += 1
            self.sig_v[sign] += mark
            self.sig_c[sign] += size * mark
            self.path_n[raw.path] += 1
            self.path_v[raw.path] += mark
            self.parent_c[raw.element.getparent()] += size * mark

    def distances(self) -> tuple[list[int], list[int]]:
        """Blocks back to the voted one before, and on to the next, for each block."""
        back, on = [0] * self.n, [0] * self.n
        last = -30
        for i in range(self.n):
            back[i] = i - last
            last = i if self.marks[i] else last
        last = self.n + 30
        for i in range(self.n - 1, -1, -1):
            on[i] = last - i
            last = i if self.marks[i] else last
        return back, on

    def place(self, i: int) -> tuple[float, ...]:
        m, n = self.marks, self.n
        return (
            m[i], m[i - 1] if i else 0, m[i + 1] if i + 1 < n else 0,
            sum(m[max(0, i - 3) : i]), sum(m[i + 1 : i + 4]), sum(m[max(0, i - 8) : i]), sum(m[i + 1 : i + 9]),
            i >= self.first, i <= self.last, min(30, max(-30, i - self.first)), min(30, max(-30, self.last - i)), i / n,
            min(30, self.to_prev[i]), min(30, self.to_next[i]),
        )  # fmt: skip

    def form(self, i: int) -> tuple[float, ...]:
        raw, text = self.raws[i], self.raws[i].text
        size = max(1, len(text))
        whole = {_step(s)[0] for s in raw.path[-3:]}
        alphabetic, capital, digit = _letter_counts(text)
        return (
            *_KINDS[raw.kind], raw.level or 0,
            min(2000, size), min(400, count_words(text)), self.links[i], min(20, len(raw.links)),
            "a" in whole, bool(whole & {"strong", "b"}), bool(whole & {"em", "i"}), "span" in whole,
            _END.search(text[-12:]) is not None, min(20, len(_SENTENCE.findall(text))),
            text.endswith((":", "：")), text.endswith(("?", "？", "؟")),
            digit / size, capital / max(1, alphabetic), text[:1].islower(), min(9, sum(map(text.count, _SEPARATORS))),
            "@" in text, "http" in text or "www." in text, "©" in text or "(c)" in text or "(C)" in text,
            text.count("\n"),
        )  # fmt: skip

    def neighbours(self, i: int) -> tuple[float, ...]:
        last = self.n - 1
        return (
            min(2000, self.sizes[i - 1]) if i else 0, min(2000, self.sizes[i + 1]) if i < last else 0,
            self.links[i - 1] if i else 0, self.links[i + 1] if i < last else 0,
            sum(self.prose[max(0, i - 3) : i]), sum(self.prose[i + 1 : i + 4]),
        )  # fmt: skip

    def markup(self, i: int) -> tuple[float, ...]:
        raw, sign = self.raws[i], self.signature[i]
        if raw.path not in self.named:
            self.named[raw.path] = self.names(raw.path)
        up, down, names = self.named[raw.path]
        return (
            up, down, self.parent_c[raw.element.getparent()] / self.total,
            _others(self.sig_v[sign], self.sig_n[sign], self.marks[i]), self.sig_c[sign] / self.total,
            min(50, self.sig_n[sign]), _others(self.path_v[raw.path], self.path_n[raw.path], self.marks[i]),
            *names, raw.hidden, raw.element.tag in ("div", "span", "td", "body"),
        )  # fmt: skip

    def names(self, path: tuple[str, ...]) -> tuple[int, int, tuple[bool, ...]]:
        """How far a path leads up from the article's element, how far down, and what its elements below are called."""
        common = 0
        for a, b in zip(path, self.base, strict=False):
            if a != b:
                break
            common += 1
        below = [_step(s) for s in path[common:]]
        groups, tags = {g for _, own in below for g in own}, {t for t, _ in below}
        own = {g for s in path[-2:] for g in _step(s)[1]}
        called = (*(g in groups for g in _GROUPS), *(g in own for g in _GROUPS), *(t in tags for t in TAGS))
        return len(self.base) - common, len(path) - common, called

    def words(self, i: int, known: Known) -> tuple[float, ...]:
        key = self.keys[i]
        title, description = known.title, known.description
        return (
            min(5, self.repeats[key] - 1) if key else 0,
            bool(title) and key == title, bool(title) and len(key) > 3 and (key in title or title in key),
            bool(description) and len(key) > 20 and (key[:60] == description[:60] or key in description),
            len(key) < 200 and any(a in key for a in known.authors),
            min(500, self.n), min(300, len(self.inside)), self.share, self.run_length[i], self.run_links[i],
        )  # fmt: skip


def _letter_counts(text: str) -> tuple[int, int, int]:
    """How many letters a text has, how many of its characters are capitals, how many are decimal digits."""
    try:
        row = text.encode(_WESTERN)
    except UnicodeEncodeError:
        found = [c for c in text if c.isalnum() and not c.isdecimal()]
        return len(found), sum(map(str.isupper, found)), sum(map(str.isdecimal, text))
    letters, capitals, digits = (len(row.translate(None, out)) for out in (_NO_LETTERS, _NO_CAPITALS, _NO_DIGITS))
    return letters, capitals, digits


def _others(voted: int, count: int, own: int) -> float:
    """The share of the other blocks of a kind that are voted; -1 where there is no other."""
    return (voted - own) / (count - 1) if count > 1 else -1


def _common(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The path that most of the paths begin with: the article's element."""
    if not paths:
        return ()
    prefix: list[str] = []
    left = list(paths)
    while True:
        depth = len(prefix)
        tally = Counter(p[depth] for p in left if len(p) > depth)
        if not tally:
            break
        step, count = tally.most_common(1)[0]
        if count < 0.6 * len(paths):
            break
        prefix.append(step)
        left = [p for p in left if len(p) > depth and p[depth] == step]
    return tuple(prefix)


def _runs(raws: Sequence[RawBlock], links: Sequence[float]) -> tuple[list[int], list[float]]:
    """For each block the length of the run of blocks with its path that it stands in, and the run's link share."""
    n = len(raws)
    length, share = [0] * n, [0.0] * n
    start = 0
    for i in range(1, n + 1):
        if i == n or raws[i].path != raws[start].path:
            mean = sum(links[start:i]) / (i - start)
            for j in range(start, i):
                length[j], share[j] = min(30, i - start), mean
            start = i
    return length, share
