"""The body model: for each block the odds that it belongs to the story, from numbers alone.

Gradient-boosted trees over `features.rows`, trained by benchmarks/train_body.py on pages of which the story is known,
judged by cross-validation over domains (docs/performance.md has the figures), shipped as arrays of numbers and
evaluated here: the same rows give the same answer on any machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaners.extract.features import NAMES

Floats = npt.NDArray[np.float64]
FILE = "body_model.npz"


@dataclass(frozen=True, slots=True)
class Trees:
    """All trees as arrays, padded to one shape (tree, node). A leaf leads to itself; `value` of an inner node is the
    mean of what lies below it, so that each step down the tree is worth the difference."""

    feature: npt.NDArray[np.int16]
    threshold: npt.NDArray[np.float32]
    left: npt.NDArray[np.int16]
    right: npt.NDArray[np.int16]
    value: npt.NDArray[np.float32]
    depth: int

    def odds(self, rows: Floats) -> Floats:
        """The probability of each row."""
        return _sigmoid(self._descend(rows, None))

    def reasons(self, rows: Floats) -> list[tuple[str, ...]]:
        """For each row the features that spoke most against it, strongest first."""
        worth = np.zeros((len(rows), len(NAMES)))
        self._descend(rows, worth)
        order = np.argsort(worth, axis=1)[:, :3]
        return [tuple(NAMES[j] for j in order[i] if worth[i, j] < 0) for i in range(len(rows))]

    def _descend(self, rows: Floats, worth: Floats | None) -> Floats:
        n, trees = len(rows), np.arange(self.feature.shape[0])
        node = np.zeros((n, len(trees)), dtype=np.int16)
        each = np.arange(n)[:, None]
        for _ in range(self.depth):
            feature = self.feature[trees, node]
            goes_left = rows[each, feature] <= self.threshold[trees, node]
            below = np.where(goes_left, self.left[trees, node], self.right[trees, node])
            if worth is not None:
                gain = self.value[trees, below] - self.value[trees, node]
                np.add.at(worth, (np.broadcast_to(each, feature.shape), feature), gain)
            node = below
        total: Floats = self.value[trees, node].sum(axis=1, dtype=np.float64)
        return total


def _sigmoid(x: Floats) -> Floats:
    odds: Floats = 1.0 / (1.0 + np.exp(-x))
    return odds


@cache
def load() -> Trees:
    """The shipped model. Its list of features must be this version's: anything else is a broken installation."""
    with (files("cleaners.extract") / FILE).open("rb") as f, np.load(f, allow_pickle=False) as data:
        names: list[str] = data["names"].tolist()
        if tuple(names) != NAMES:
            raise RuntimeError(f"{FILE} was trained on other features than this version computes: train it anew")
        arrays: dict[str, Any] = {k: data[k] for k in ("feature", "threshold", "left", "right", "value")}
        return Trees(**arrays, depth=int(data["depth"]))


def odds(rows: Sequence[Sequence[float]]) -> list[float]:
    """For each block the probability, 0 to 1, that it belongs to the story."""
    if not rows:
        return []
    result: list[float] = load().odds(np.asarray(rows, dtype=np.float64)).tolist()
    return result


def reasons(rows: Sequence[Sequence[float]]) -> list[tuple[str, ...]]:
    """For each block the names of the features that spoke most against it."""
    return load().reasons(np.asarray(rows, dtype=np.float64)) if rows else []
