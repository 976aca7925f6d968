"""Whether two texts are copies of one another: by the passages that they share, and by the facts that they do not.

A copy keeps long runs of the text; it may begin and end otherwise, lack its tail, have a word changed here and there.
Two texts made with one template share as much, but differ in every number and name: a copy does not.
"""

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from crawler.dedupe.tokens import CODE, NAME, NUMBER, WORDS, Codes, Tokens, tokens

Hashes = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]

SCHEME = 1
"""The number of this way to take fingerprints. Values of different schemes are never compared."""

LOOKED_UP = 3
"""A passage that is looked up is so many times as long as one that is compared: nine words hardly meet by chance."""
HEAD = 128
"""The head, in passages. A repost that is cut keeps it, so it is sampled on its own."""
SAMPLES = 8
"""Values taken of the head, and of the whole: the smallest, which two texts with the same passages choose alike."""

MIN_SHARED = 0.5
"""So much of the shorter text the longer one must hold, word for word."""
MIN_OF_LONGER = 0.25
"""... and so much of the longer text: a page with a dozen short items is no copy of each of them."""
MIN_WORDS = 20
"""So many shared words are needed; less proves nothing."""
MAX_LOST = 0.25
"""So many of the numbers, or of the names, in one text may be missing in the other."""
MAX_CHANGED = 2.25
"""So many facts per hundred shared words may be missing in the other."""
LONGEST_NAME = 8
"""So many words may differ in one place that is taken for a name; more are a passage told anew."""
MAX_BREAKS = 5.0
"""So many places per hundred shared words may differ."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is kept of a text to know its copies: `values` to look them up by (signed 64-bit), `signature` to compare
    them by (two bytes a word). `shingles` is the number of its passages; 0 is too short to have copies."""

    values: tuple[int, ...]
    signature: bytes
    shingles: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two texts compare. `shared` is the share of the shorter text that the longer one holds, `of_longer` that of
    the longer, `words` how many words that are. Where that is enough: `breaks`, the places that differ per hundred
    shared words, `numbers` and `names`, the shares of these that the other lacks, `changed`, how many words that are
    facts it lacks beyond a first, per hundred shared words."""

    shared: float = 0.0
    of_longer: float = 0.0
    words: int = 0
    breaks: float = 0.0
    numbers: float = 0.0
    names: float = 0.0
    changed: float = 0.0

    @property
    def is_copy(self) -> bool:
        """Whether they tell one story in the same words."""
        return self._shares and self._agrees and self.breaks <= MAX_BREAKS

    @property
    def is_rival(self) -> bool:
        """Whether they tell of other facts in the same words, as two items made with one template do."""
        return self._shares and not self._agrees

    @property
    def _shares(self) -> bool:
        return self.words >= MIN_WORDS and self.shared >= MIN_SHARED and self.of_longer >= MIN_OF_LONGER

    @property
    def _agrees(self) -> bool:
        return max(self.numbers, self.names) <= MAX_LOST and self.changed <= MAX_CHANGED


def fingerprint(text: str) -> Fingerprint:
    """The fingerprint of a cleaned text. Pure, the same on every machine and day."""
    t = tokens(text)
    passages = _passages(t.codes, t.width * LOOKED_UP)
    head, whole = np.unique(passages[:HEAD]), np.unique(passages)
    chosen = np.union1d(head[:SAMPLES], whole[:SAMPLES]).view(np.int64)
    signature = np.concatenate([np.array([t.width], np.uint16), t.codes]).astype("<u2").tobytes()
    return Fingerprint(tuple(chosen.tolist()), signature, len(passages))


def is_short(signature: bytes) -> bool:
    """Whether a text has too few words for `likeness` to call any other a copy of it."""
    t = _open(signature)
    return len(t.codes) * WORDS < MIN_WORDS * t.width


def likeness(one: bytes, other: bytes) -> Likeness:
    """Compare two signatures. The order makes no difference."""
    if one == other:  # of most copies: they were taken over as they are
        return _itself(_open(one))
    a, b = map(_open, sorted((one, other), key=lambda signature: (len(signature), signature), reverse=True))
    if a.width != b.width:
        return Likeness()
    pa, pb = _passages(a.codes, a.width), _passages(b.codes, b.width)
    in_a = _covered(pa, pb, a)
    if not in_a.size or in_a.mean() < MIN_OF_LONGER:  # most that share no more than a standing text end here
        return Likeness()
    in_b = _covered(pb, pa, b)
    least = min(int(in_a.sum()), int(in_b.sum()))
    shared, of_longer = sorted((float(in_a.mean()), float(in_b.mean())), reverse=True)
    words = least * WORDS / a.width
    if shared < MIN_SHARED or of_longer < MIN_OF_LONGER:
        return Likeness(shared, of_longer, int(words))
    found = zip(_lost(a, in_a, b), _lost(b, in_b, a), strict=True)
    numbers, names, changed = (min(both) for both in found)  # what one of them merely adds is missing in one alone
    breaks = min(_breaks(in_a), _breaks(in_b))
    return Likeness(
        shared, of_longer, int(words), 100 * breaks / words, numbers, names, 100 * max(changed - 1, 0) / words
    )


def _itself(t: Tokens) -> Likeness:
    """A text beside itself; of what is shorter than a passage nothing can be said."""
    return Likeness(1.0, 1.0, len(t.codes) * WORDS // t.width) if len(t.codes) >= t.width else Likeness()


def _open(signature: bytes) -> Tokens:
    codes = np.frombuffer(signature, "<u2")
    return Tokens(codes[1:], int(codes[0]))


def _passages(codes: Codes, width: int) -> Hashes:
    """A 64-bit value for each row of `width` tokens."""
    count = len(codes) - width + 1
    if count < 1:
        return np.empty(0, np.uint64)
    plain = (codes & CODE).astype(np.uint64) + np.uint64(1)
    value = np.zeros(count, np.uint64)
    for n in range(width):
        value = value * np.uint64(0x9E3779B97F4A7C15) + plain[n : n + count]
    # splitmix64's last steps: without them the smallest values would be those of certain last words
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return cast("Hashes", value ^ (value >> np.uint64(31)))


def _covered(passages: Hashes, others: Hashes, t: Tokens) -> Mask:
    """Which tokens lie in a passage that the other text has too."""
    starts = np.isin(passages, others)
    ends = np.zeros(len(t.codes) + 1, np.int32)
    ends[: len(starts)] += starts
    ends[t.width : t.width + len(starts)] -= starts
    return np.cumsum(ends)[:-1] > 0


def _breaks(covered: Mask) -> int:
    """How many times a shared run ends and another begins."""
    return int(np.count_nonzero(covered[1:] & ~covered[:-1])) - (0 if covered[0] else 1)


def _lost(one: Tokens, kept: Mask, other: Tokens) -> tuple[float, float, int]:
    """What the other text lacks of one, before the shared text ends: shares of its numbers and names, and how many
    words it lacks that are facts."""
    start, end = int(np.argmax(kept)), len(kept) - int(np.argmax(kept[::-1]))
    codes, kept = one.codes[:end], kept[:end]
    plain, is_number, is_name = codes & CODE, codes & NUMBER > 0, codes & NAME > 0
    lost = ~kept & ~np.isin(plain, other.codes & CODE)
    facts = lost & (is_number | is_name)
    words = _words(one.codes[start:end], one.width)
    count = len(words)
    gap = ~kept[start:][:count] & ~kept[start:][-count:] & ~facts[start:][:count]
    unknown = gap & ~np.isin(words, _words(other.codes, one.width))
    return (
        _share(plain[lost & is_number], plain[kept & is_number]),
        _share(plain[lost & is_name], plain[kept & is_name]),
        int(np.count_nonzero(facts[start:]) + np.count_nonzero(_like_names(words, unknown, gap, one.width))),
    )


def _like_names(words: npt.NDArray[Any], unknown: Mask, gap: Mask, width: int) -> Mask:
    """Which words that the other text does not know are names, by what names do in any script: they come back, or two
    of them stand together, in a place where little else differs."""
    kinds, times = np.unique(words[unknown], return_counts=True)
    back = unknown & np.isin(words, kinds[times > 1])
    beside = np.zeros(len(unknown) + 2, np.bool_)
    beside[:-2] |= unknown
    beside[2:] |= unknown
    edges = np.flatnonzero(np.diff(np.concatenate(([0], gap.astype(np.int8), [0]))))
    for start, end in edges.reshape(-1, 2):
        if end - start > LONGEST_NAME * width // WORDS:
            unknown[start:end] = False
    return back | unknown & beside[1:-1]


def _words(codes: Codes, width: int) -> npt.NDArray[Any]:
    """Tokens without what is known of them; pairs of them, where a token is a letter."""
    plain = (codes & CODE).astype(np.uint32)
    return plain if width == WORDS else plain[:-1] << 14 | plain[1:]


def _share(lost: npt.NDArray[Any], kept: npt.NDArray[Any]) -> float:
    """The share of facts that are lost, each counted once or as often as it comes, whichever says more. A single one
    may have been brought up to date, and does not count."""
    shares = ((len(x) - 1) / (len(x) + len(y)) for x, y in ((lost, kept), (np.unique(lost), np.unique(kept))) if len(x))
    return max(shares, default=0.0)
