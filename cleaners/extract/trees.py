"""Gradient-boosted trees shipped as arrays of numbers: the same rows give the same answer on any machine."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Trees:
    """All nodes of all trees in one row of arrays. `roots` are where the trees begin; `children[2 * node]` is where a
    row goes whose feature is at most the threshold, `children[2 * node + 1]` where the others go, and a leaf leads to
    itself; `value` of an inner node is the mean of what lies below it, so that each step down is worth a difference."""

    names: tuple[str, ...]
    roots: Ints
    feature: Ints
    threshold: Floats
    children: Ints
    value: Floats
    depth: int

    def odds(self, rows: Floats) -> Floats:
        """The probability of each row."""
        return _sigmoid(self._descend(rows, None))

    def reasons(self, rows: Floats) -> list[tuple[str, ...]]:
        """For each row the features that spoke most against it, strongest first."""
        worth = np.zeros(rows.shape)
        self._descend(rows, worth)
        order = np.argsort(worth, axis=1)[:, :3]
        return [tuple(self.names[j] for j in order[i] if worth[i, j] < 0) for i in range(len(rows))]

    def _descend(self, rows: Floats, worth: Floats | None) -> Floats:
        cells = rows.ravel()
        row = np.repeat(np.arange(len(rows)) * rows.shape[1], len(self.roots))
        node = np.tile(self.roots, len(rows))
        for _ in range(self.depth):
            cell = self.feature.take(node, mode="clip")  # no index is out of bounds: not to ask that is faster
            cell += row
            is_more = cells.take(cell, mode="clip") > self.threshold.take(node, mode="clip")
            below = self.children.take(2 * node + is_more, mode="clip")
            if worth is not None:
                gain = self.value.take(below) - self.value.take(node)
                worth += np.bincount(cell, weights=gain, minlength=worth.size).reshape(worth.shape)
            node = below
        total: Floats = self.value.take(node, mode="clip").reshape(len(rows), -1).sum(axis=1)
        return total


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
        return Trees(
            names=tuple(trained),
            roots=data["roots"].astype(np.int64),
            feature=data["feature"].astype(np.int64),
            threshold=data["threshold"].astype(np.float64),
            children=data["children"].astype(np.int64),
            value=data["value"].astype(np.float64),
            depth=int(data["depth"]),
        )


def shipped(name: str, names: Sequence[str]) -> Trees:
    """The model that comes with this package under that name."""
    with as_file(files("cleaners.extract") / name) as path:
        return read(path, names)
