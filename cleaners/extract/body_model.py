"""The body models: for each block the odds that it belongs to the story, from numbers alone.

Gradient-boosted trees over the features of a page's blocks, trained by benchmarks/train_body.py on pages of which the
story is known, judged by cross-validation over domains (the README has the figures). Two look at the page by itself,
the second knowing what the first said of a block's neighbours; the third at trafilatura's votes.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np

from cleaners.extract import trees
from cleaners.extract.features import NAMES, Floats
from cleaners.extract.trees import Trees

Model = Literal["first", "second", "voted"]
FILES: dict[Model, str] = {
    "first": "first_model.npz", "second": "second_model.npz", "voted": "body_model.npz"
}  # fmt: skip
AROUND = ("odds", "odds_prev", "odds_next", "odds_before_3", "odds_after_3")
FEATURES: dict[Model, tuple[str, ...]] = {"first": NAMES, "second": (*NAMES, *AROUND), "voted": NAMES}


@cache
def load(model: Model) -> Trees:
    """The shipped model."""
    return trees.shipped(FILES[model], FEATURES[model])


def read(model: Model, path: Path) -> Trees:
    """The model in a file."""
    return trees.read(path, FEATURES[model])


def odds(model: Model, rows: Floats) -> Floats:
    """For each block the probability, 0 to 1, that it belongs to the story."""
    return load(model).odds(rows) if len(rows) else np.zeros(0)


def reasons(model: Model, rows: Floats) -> list[tuple[str, ...]]:
    """For each block the names of the features that spoke most against it."""
    return load(model).reasons(rows) if len(rows) else []


def around(odds: Floats, wanted: Sequence[int]) -> Floats:
    """The features AROUND of the wanted blocks: what the first model said of them (`odds`, of all blocks of the page)
    and of those beside them."""
    at, sums = np.array(wanted, dtype=np.int64), np.concatenate(([0.0], np.cumsum(odds)))
    padded = np.append(odds, 0.0)  # so that nothing stands behind the last and, at -1, before the first
    before = sums[at] - sums[np.maximum(0, at - 3)]
    after = sums[np.minimum(len(odds), at + 4)] - sums[np.minimum(len(odds), at + 1)]
    return np.column_stack((padded[at], padded[at - 1], padded[at + 1], before / 3, after / 3))
