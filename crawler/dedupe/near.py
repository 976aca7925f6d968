"""Whether two texts are copies of one another: by the passages that they share, and by the facts that they do not.

A copy keeps long runs of the text; it may begin and end otherwise, lack its tail, have a word changed here and there.
Two texts made with one template share as much, but differ in every number and name: a copy does not.
"""

from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from crawler.dedupe.tokens import CODE, FACT, WORDS, Codes, tokens

Hashes = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]

SCHEME = 1
"""The number of this way to take fingerprints. Values of different schemes are never compared."""

LOOKED_UP = 2
"""A passage that is looked up is so many times as long as one that is compared: eight words hardly meet by chance."""
HEAD = 128
"""The head, in passages. A repost that is cut keeps it, so it is sampled on its own."""
SAMPLES = 8
"""Values taken of the head, and of the whole: the smallest, which two texts with the same passages choose alike."""

MIN_SHARED = 0.5
"""So much of the shorter text the longer one must hold, word for word."""
MIN_OF_LONGER = 0.25
"""... and so much of the longer text: a page with a dozen short items is no copy of each of them."""
MIN_TOKENS = 20
"""So many shared words are needed; less proves nothing."""
MAX_LOST = 0.3
"""So many of the facts in one text may be missing in the other."""
MAX_BREAKS = 7.0
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
    the longer, `lost` the share of facts that differ, `breaks` the places that differ per hundred shared words."""

    shared: float
    of_longer: float
    words: int
    lost: float
    breaks: float

    @property
    def is_copy(self) -> bool:
        """Whether they tell one story in the same words."""
        return (
            self.words >= MIN_TOKENS
            and self.shared >= MIN_SHARED
            and self.of_longer >= MIN_OF_LONGER
            and self.lost <= MAX_LOST
            and self.breaks <= MAX_BREAKS
        )


NOT_ALIKE = Likeness(0.0, 0.0, 0, 0.0, 0.0)


def fingerprint(text: str, _language: str | None = None) -> Fingerprint:
    """The fingerprint of a cleaned text. Pure, the same on every machine and day."""
    t = tokens(text)
    passages = _passages(t.codes, t.width * LOOKED_UP)
    head, whole = np.unique(passages[:HEAD]), np.unique(passages)
    chosen = np.union1d(head[:SAMPLES], whole[:SAMPLES]).view(np.int64)
    signature = np.concatenate([np.array([t.width], np.uint16), t.codes]).astype("<u2").tobytes()
    return Fingerprint(tuple(chosen.tolist()), signature, len(passages))


def likeness(one: bytes, other: bytes) -> Likeness:
    """Compare two signatures. The order makes no difference."""
    (width, a), (width_b, b) = _open(one), _open(other)
    if width != width_b or min(len(a), len(b)) < width:
        return NOT_ALIKE
    pa, pb = _passages(a, width), _passages(b, width)
    in_a, in_b = _covered(pa, pb, len(a), width), _covered(pb, pa, len(b), width)
    na, nb = int(in_a.sum()), int(in_b.sum())
    if not na or not nb:
        return NOT_ALIKE
    shares = (na / len(a), nb / len(b))
    per_word = width / WORDS
    gaps = min(_breaks(in_a), _breaks(in_b))
    return Likeness(
        shared=max(shares),
        of_longer=min(shares),
        words=int(min(na, nb) / per_word),
        lost=min(_lost(a, in_a, b), _lost(b, in_b, a)),
        breaks=100 * gaps * per_word / min(na, nb),
    )


def _open(signature: bytes) -> tuple[int, Codes]:
    codes = np.frombuffer(signature, "<u2")
    return int(codes[0]), codes[1:]


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


def _covered(passages: Hashes, others: Hashes, length: int, width: int) -> Mask:
    """Which tokens lie in a passage that the other text has too."""
    starts = np.isin(passages, others)
    ends = np.zeros(length + 1, np.int32)
    ends[: len(starts)] += starts
    ends[width : width + len(starts)] -= starts
    return np.cumsum(ends)[:length] > 0


def _breaks(covered: Mask) -> int:
    """How many times a shared run ends and another begins."""
    return int(np.count_nonzero(covered[1:] & ~covered[:-1])) - (0 if covered[0] else 1)


def _lost(codes: Codes, covered: Mask, other: Codes) -> float:
    """The share of a text's facts, up to where the shared text ends, that the other does not have."""
    end = len(covered) - int(np.argmax(covered[::-1]))
    facts = (codes[:end] & FACT) > 0
    kept = np.unique(codes[:end][facts & covered[:end]])
    lost = np.setdiff1d(np.unique(codes[:end][facts & ~covered[:end]]), np.union1d(kept, other))
    return len(lost) / (len(lost) + len(kept)) if len(lost) else 0.0
