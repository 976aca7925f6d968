"""What can be told of a block without understanding a word of it: the numbers that the body model looks at."""

import codecs
import re
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from encodings.cp1252 import encoding_table
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaners.extract.blocks import RawBlock
from cleaners.extract.called import GROUPS, TAGS, inline, read_step
from cleaners.extract.votes import is_prose

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
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
_NAMED = 2 + 2 * len(GROUPS) + len(TAGS)
_HOLDERS = frozenset({"div", "span", "td", "body"})

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
_FORM = NAMES.index("chars_prev") - NAMES.index("kind_heading")
"""So many of them are a block's own form."""


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


class Table:
    """A page's blocks in numbers. What does not depend on votes is counted once, however often votes are asked for."""

    def __init__(self, raws: Sequence[RawBlock], known: Known) -> None:
        self.raws, self.n, self.known = raws, len(raws), known
        self.keys = [r.key for r in raws]
        self.sizes = np.array([len(k) for k in self.keys], dtype=np.float64)
        self.links = np.array([r.link_share for r in raws])
        self.repeats = Counter(self.keys)
        self.paths: dict[tuple[str, ...], int] = {}
        self.path = _numbered([r.path for r in raws], self.paths)
        self.sign = _numbered([r.path[-2:] for r in raws], {})
        held = [r.element.getparent() for r in raws]  # held here, so that lxml does not forget them meanwhile
        self.parent = _numbered(held, {})
        self.marked = np.array([(r.hidden, r.element.tag in _HOLDERS) for r in raws], dtype=np.float64).reshape(-1, 2)
        self.told: dict[int, tuple[float, ...]] = {}

    def rows(self, voted: Sequence[bool], wanted: Sequence[int]) -> Floats:
        """One row of features for each wanted block, in the order of NAMES."""
        if not wanted:
            return np.zeros((0, len(NAMES)))
        at, votes = np.array(wanted), _Votes(self, voted)
        own = np.array([self.own(i) for i in wanted], dtype=np.float64)
        form, words = own[:, :_FORM], own[:, _FORM:]
        return np.hstack((votes.place(at), form, self.neighbours(at), votes.markup(at), words, votes.whole(at)))

    def own(self, i: int) -> tuple[float, ...]:
        """What a block's own text and kind say."""
        if i not in self.told:
            self.told[i] = (*_form(self.raws[i]), *self.words(i))
        return self.told[i]

    def neighbours(self, at: Ints) -> Floats:
        """What stands right before and after the blocks."""
        sizes, links = np.append(np.minimum(2000, self.sizes), 0.0), np.append(self.links, 0.0)
        prose = np.concatenate(([0.0], np.cumsum((self.sizes > 80) & (self.links < 0.3))))
        # behind the last stands what was appended, and so it does, at -1, before the first
        return np.column_stack((
            sizes[at - 1], sizes[at + 1], links[at - 1], links[at + 1], _before(prose, at, 3), _after(prose, at, 3),
        ))  # fmt: skip

    def words(self, i: int) -> tuple[float, ...]:
        """Whether a block says what others say, or the page's own data."""
        key = self.keys[i]
        title, description = self.known.title, self.known.description
        return (
            min(5, self.repeats[key] - 1) if key else 0,
            bool(title) and key == title, bool(title) and len(key) > 3 and (key in title or title in key),
            bool(description) and len(key) > 20 and (key[:60] == description[:60] or key in description),
            len(key) < 200 and any(a in key for a in self.known.authors),
        )  # fmt: skip


class _Votes:
    """The features of a page's blocks that depend on who is voted for."""

    def __init__(self, table: Table, voted: Sequence[bool]) -> None:
        self.table, self.n = table, table.n
        self.marks = np.array(voted, dtype=np.float64)
        self.inside = [i for i, yes in enumerate(voted) if yes]
        self.first, self.last = (self.inside[0], self.inside[-1]) if self.inside else (0, self.n - 1)
        self.total = float(table.sizes @ self.marks) or 1.0
        paths = [(table.raws[i].path, len(table.keys[i]) > 80) for i in self.inside]
        self.base = _common([path for path, long in paths if long] or [path for path, _ in paths])

    def place(self, at: Ints) -> Floats:
        """The votes for the blocks and around them, and where they stand among the voted."""
        n, every = self.n, np.arange(self.n)
        marks, sums = np.append(self.marks, 0.0), np.concatenate(([0.0], np.cumsum(self.marks)))
        before = np.maximum.accumulate(np.where(self.marks > 0, every, -30))
        behind = np.minimum.accumulate(np.where(self.marks > 0, every, n + 30)[::-1])[::-1]
        back, on = at - np.concatenate(([-30], before))[at], np.append(behind, n + 30)[at + 1] - at
        return np.column_stack((
            marks[at], marks[at - 1] * (at > 0), marks[at + 1],
            _before(sums, at, 3), _after(sums, at, 3), _before(sums, at, 8), _after(sums, at, 8),
            at >= self.first, at <= self.last, np.clip(at - self.first, -30, 30), np.clip(self.last - at, -30, 30),
            at / n, np.minimum(30, back), np.minimum(30, on),
        ))  # fmt: skip

    def markup(self, at: Ints) -> Floats:
        """What the blocks' elements are called, and how much of what is marked up like them is voted."""
        table = self.table
        path, sign, letters = table.path, table.sign, table.sizes * self.marks
        sign_n, path_n = np.bincount(sign)[sign[at]], np.bincount(path)[path[at]]
        sign_v, path_v = (np.bincount(kind, self.marks)[kind[at]] for kind in (sign, path))
        wanted = sorted({int(k) for k in path[at]})
        paths = list(table.paths)
        named = np.zeros((len(paths), _NAMED))
        named[wanted] = self.named([paths[k] for k in wanted])
        named = named[path[at]]
        return np.column_stack((
            named[:, :2], np.bincount(table.parent, letters)[table.parent[at]] / self.total,
            _others(sign_v, sign_n, self.marks[at]), np.bincount(sign, letters)[sign[at]] / self.total,
            np.minimum(50, sign_n), _others(path_v, path_n, self.marks[at]), named[:, 2:], table.marked[at],
        ))  # fmt: skip

    def named(self, paths: Sequence[tuple[str, ...]]) -> Floats:
        """How far paths lead up from the article's element, how far down, and what their elements below are called."""
        found = []
        for path in paths:
            common = 0
            for a, b in zip(path, self.base, strict=False):
                if a != b:
                    break
                common += 1
            groups = tags = own = 0
            for step in path[common:]:
                _, called, tag = read_step(step)
                groups, tags = groups | called, tags | tag
            for step in path[-2:]:
                own |= read_step(step)[1]
            bits = groups | own << len(GROUPS) | tags << 2 * len(GROUPS)
            found.append((len(self.base) - common, len(path) - common, bits))
        table = np.array(found)
        return np.hstack((table[:, :2], table[:, 2:] >> np.arange(_NAMED - 2) & 1))

    def whole(self, at: Ints) -> Floats:
        """The page's own numbers, the same for each block, and those of the runs that the blocks stand in."""
        share = self.total / max(1.0, float(self.table.sizes.sum()))
        page = np.tile((min(500, self.n), min(300, len(self.inside)), share), (len(at), 1))
        return np.hstack((page, _runs(self.table.path, self.table.links.tolist())[at]))


def _numbered(things: Sequence[Hashable], numbers: dict[Any, int]) -> Ints:
    """For each thing the number of its kind, in the order in which they first come."""
    return np.array([numbers.setdefault(thing, len(numbers)) for thing in things])


def _before(sums: Floats, at: Ints, count: int) -> Floats:
    """What so many blocks before these come to; `sums[i]` is what the first i do."""
    found: Floats = sums[at] - sums[np.maximum(0, at - count)]
    return found


def _after(sums: Floats, at: Ints, count: int) -> Floats:
    found: Floats = sums[np.minimum(len(sums) - 1, at + 1 + count)] - sums[at + 1]
    return found


def _form(raw: RawBlock) -> tuple[float, ...]:
    """A block's own text and kind."""
    text = raw.text
    size = max(1, len(text))
    alphabetic, capital, digit = _letter_counts(text)
    return (
        *_KINDS[raw.kind], raw.level or 0,
        min(2000, size), min(400, raw.words), raw.link_share, min(20, len(raw.links)), *inline(raw.path[-3:]),
        _END.search(text[-12:]) is not None, min(20, len(_SENTENCE.findall(text))),
        text.endswith((":", "：")), text.endswith(("?", "？", "؟")),
        digit / size, capital / max(1, alphabetic), text[:1].islower(), min(9, sum(map(text.count, _SEPARATORS))),
        "@" in text, "http" in text or "www." in text, "©" in text or "(c)" in text or "(C)" in text,
        text.count("\n"),
    )  # fmt: skip


def _letter_counts(text: str) -> tuple[int, int, int]:
    """How many letters a text has, how many of its characters are capitals, how many are decimal digits."""
    try:
        row: bytes = text.encode() if text.isascii() else codecs.charmap_encode(text, "strict", encoding_table)[0]
    except UnicodeEncodeError:
        found = [c for c in text if c.isalnum() and not c.isdecimal()]
        return len(found), sum(map(str.isupper, found)), sum(map(str.isdecimal, text))
    letters, capitals, digits = (len(row.translate(None, out)) for out in (_NO_LETTERS, _NO_CAPITALS, _NO_DIGITS))
    return letters, capitals, digits


def _others(voted: npt.NDArray[Any], count: Ints, own: Floats) -> Floats:
    """The share of the other blocks of a kind that are voted; -1 where there is no other."""
    return np.where(count > 1, (voted - own) / np.maximum(1, count - 1), -1.0)


def _common(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The path that most of the paths begin with: the article's element."""
    prefix: list[str] = []
    left = Counter(paths)
    while left:
        depth = len(prefix)
        tally = Counter[str]()
        for path, count in left.items():
            if len(path) > depth:
                tally[path[depth]] += count
        if not tally:
            break
        step, most = tally.most_common(1)[0]
        if most < 0.6 * len(paths):
            break
        prefix.append(step)
        left = Counter({p: n for p, n in left.items() if len(p) > depth and p[depth] == step})
    return tuple(prefix)


def _runs(path: Ints, links: Sequence[float]) -> Floats:
    """For each block the length of the run of blocks with its path that it stands in, and the run's link share."""
    ends = [*(np.flatnonzero(np.diff(path)) + 1).tolist(), len(path)]
    found = np.zeros((len(path), 2))
    start = 0
    for end in ends:
        found[start:end] = min(30, end - start), sum(links[start:end]) / (end - start)
        start = end
    return found
