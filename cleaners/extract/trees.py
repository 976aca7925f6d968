"""Gradient-boosted trees shipped as arrays of numbers: the same rows give the same answer on any machine."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from itertools import pairwise
from pathlib import Path

import numpy as np

from cleaners.extract.leaves import Floats, Ints, Leaves, leaves_of


@dataclass(frozen=True, slots=True)
class Trees:
    """All nodes of all trees in one row of arrays, of which so many are the `roots`, and the first. `below[node]` is
    where a row goes whose feature is at most the threshold, and the node behind that is for the others; a leaf leads to
    itself. `value` of an inner node is the mean of what lies below it, so that each step down is worth a difference."""

    names: tuple[str, ...]
    roots: int
    feature: Ints
    threshold: Floats
    below: Ints
    value: Floats
    depth: int
    leaves: Leaves

    def odds(self, rows: Floats) -> Floats:
        """The probability of each row."""
        return _sigmoid(self.leaves.sums(rows))

    def reasons(self, rows: Floats) -> list[tuple[str, ...]]:
        """For each row the features that spoke most against it, strongest first."""
        worth = np.zeros(rows.shape)
        row = np.repeat(np.arange(len(rows)) * rows.shape[1], self.roots)
        for node, below in pairwise(self._steps(rows)):
            gain = self.value[below] - self.value[node]
            worth += np.bincount(self.feature[node] + row, weights=gain, minlength=worth.size).reshape(worth.shape)
        order = np.argsort(worth, axis=1)[:, :3]
        return [tuple(self.names[j] for j in order[i] if worth[i, j] < 0) for i in range(len(rows))]

    def _steps(self, rows: Floats) -> Iterator[Ints]:
        """For each row, and for each tree, the node that it stands at: at first, and after each step down."""
        node: Ints = np.tile(np.arange(self.roots), len(rows))
        row = np.repeat(np.arange(len(rows)), self.roots)
        yield node
        for _ in range(self.depth):
            node = self.below[node] + (rows[row, self.feature[node]] > self.threshold[node])
            yield node


def _sigmoid(x: Floats) -> Floats:
    odds: Floats = 1.0 / (1.0 + np.exp(-x))
    return odds


def read(path: Path, names: Sequence[str]) -> Trees:
    """The model in a file. Its list of features must be `names`, this version's: anything else is a broken
    installation (RuntimeError)."""
    with np.load(path, allow_pickle=False) as data:
        trained: list[str] = data["names"].tolist()
        if trained != list(names):
            raise RuntimeError(f"{path.name} was trained on other features than this version computes: train it anew")
        children = data["children"].astype(np.int64).reshape(-1, 2)
        roots = data["roots"].astype(np.int64)
        levels = _by_depth(roots, children)
        order = np.concatenate(levels)
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        left = children[order, 0]
        feature = data["feature"].astype(np.int64)[order]
        threshold = np.where(left == order, np.inf, data["threshold"][order])
        value = data["value"].astype(np.float64)[order]
        leaves = leaves_of(list(map(len, levels)), feature, threshold, place[left], value)
        return Trees(tuple(trained), len(roots), feature, threshold, place[left], value, int(data["depth"]), leaves)


def _by_depth(roots: Ints, children: Ints) -> list[Ints]:
    """The nodes level by level, the two below a node side by side."""
    levels = [roots]
    while len(level := levels[-1]):
        inner = level[children[level, 0] != level]
        levels.append(children[inner].ravel())
    return levels


def shipped(name: str, names: Sequence[str]) -> Trees:
    """The model that comes with this package under that name."""
    with as_file(files("cleaners.extract") / name) as path:
        return read(path, names)
