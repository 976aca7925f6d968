"""The leaf of each tree that a row comes to, told of all trees at once and not step by step.

QuickScorer (Lucchese et al., SIGIR 2015): a tree's leaves, left to right, are the bits of a number. Each question that
a row answers with "more" rules out the leaves left of it, wherever in the tree it stands; of those that are left at the
end the leftmost is the row's. So no question waits for another, and what many trees ask is asked once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint16]
MOST = 16
"""A tree has no more leaves: the bits of a number."""
_EACH = np.arange(1 << MOST, dtype=np.int64)
_LEFTMOST = np.log2(~_EACH & (_EACH + 1)).astype(np.int64)
"""For each set of leaves that are ruled out the leftmost that is not."""


@dataclass(frozen=True, slots=True)
class Leaves:
    """The `feature` and `threshold` of each question, no two of them alike; which of them is asked in each place of
    each tree, and the leaves that it rules out there; the `value` of each tree's leaves."""

    feature: Ints
    threshold: Floats
    question: Ints
    ruled_out: Bits
    value: Floats

    def sums(self, rows: Floats) -> Floats:
        """For each row what the leaves that it comes to are worth together."""
        is_more = rows.T.take(self.feature, axis=0) > self.threshold[:, None]
        out = np.zeros((len(self.value), len(rows)), np.uint16)
        for question, ruled_out in zip(self.question, self.ruled_out, strict=True):
            out |= is_more.take(question, axis=0) * ruled_out[:, None]
        leaf = _LEFTMOST.take(out)
        leaf += np.arange(0, self.value.size, MOST)[:, None]
        total: Floats = np.ascontiguousarray(self.value.take(leaf).T).sum(axis=1)
        return total


def leaves_of(levels: Sequence[int], feature: Ints, threshold: Floats, below: Ints, value: Floats) -> Leaves:
    """The leaves of trees whose nodes stand level by level, so many on each: `below[node]` is the left one of the two
    below it, a leaf leads to itself. RuntimeError for trees of more leaves than MOST."""
    ends = np.cumsum(levels)
    inner = [n[below[n] != n] for n in (np.arange(end - size, end) for size, end in zip(levels, ends, strict=True))]
    count = np.ones(len(below), np.int64)
    for nodes in reversed(inner):
        count[nodes] = count[below[nodes]] + count[below[nodes] + 1]
    roots = levels[0]
    if count[:roots].max(initial=0) > MOST:
        raise RuntimeError(f"a tree has {count[:roots].max()} leaves, more than {MOST}: train smaller ones")
    tree, first = np.arange(len(below)), np.zeros(len(below), np.int64)  # the leftmost leaf below each node
    for nodes in inner:
        left = below[nodes]
        tree[left] = tree[left + 1] = tree[nodes]
        first[left], first[left + 1] = first[nodes], first[nodes] + count[left]
    asking = np.concatenate(inner)
    asking = asking[np.argsort(tree[asking], kind="stable")]
    of = tree[asking]
    place = np.arange(len(asking)) - np.searchsorted(of, of)
    asked, limit = feature[asking], threshold[asking]
    which = np.unique(limit, return_inverse=True)[1] * (asked.max(initial=0) + 1) + asked
    _, one, number = np.unique(which, return_index=True, return_inverse=True)
    question = np.zeros((place.max(initial=-1) + 1, roots), np.int64)
    question[place, of] = number
    ruled_out = np.zeros(question.shape, np.uint16)
    ruled_out[place, of] = ((1 << count[below[asking]]) - 1) << first[asking]
    ending = np.flatnonzero(below == np.arange(len(below)))
    worth = np.zeros((roots, MOST))
    worth[tree[ending], first[ending]] = value[ending]
    return Leaves(asked[one], limit[one], question, ruled_out, worth)
