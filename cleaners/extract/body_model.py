"""The body model: for each block the odds that it belongs to the story, from numbers alone.

Gradient-boosted trees over `features.rows`, trained by benchmarks/train_body.py on pages of which the story is known,
judged by cross-validation over domains (the README has the figures).
"""

from functools import cache
from pathlib import Path

from cleaners.extract import trees
from cleaners.extract.features import NAMES, Floats
from cleaners.extract.trees import Trees

__all__ = ["FILE", "Trees", "load", "odds", "read", "reasons"]

FILE = "body_model.npz"


@cache
def load() -> Trees:
    """The shipped model."""
    return trees.shipped(FILE, NAMES)


def read(path: Path) -> Trees:
    """The model in a file."""
    return trees.read(path, NAMES)


def odds(rows: Floats) -> list[float]:
    """For each block the probability, 0 to 1, that it belongs to the story."""
    result: list[float] = load().odds(rows).tolist() if len(rows) else []
    return result


def reasons(rows: Floats) -> list[tuple[str, ...]]:
    """For each block the names of the features that spoke most against it."""
    return load().reasons(rows) if len(rows) else []
