"""Trees give each row the sum of the leaves that it comes to, however deep these lie and wherever they stand."""

from pathlib import Path

import numpy as np
import pytest

from cleaners.extract import page_model
from cleaners.extract.leaves import MOST
from cleaners.extract.trees import Trees, read, shipped

NAMES = ("words", "links")


@pytest.fixture
def trees(tmp_path: Path) -> Trees:
    """words > 10 ? (links > 0.5 ? -1 : 2) : -3, its nodes in no order; and links > 0.2 ? -0.5 : 0.25."""
    path = tmp_path / "model.npz"
    np.savez_compressed(
        path, names=np.array(NAMES), depth=2, roots=np.array([3, 5]), feature=np.array([0, 1, 0, 0, 0, 1, 0, 0]),
        threshold=np.array([0, 0.5, 0, 10, 0, 0.2, 0, 0]),
        children=np.array([0, 0, 4, 0, 2, 2, 2, 1, 4, 4, 7, 6, 6, 6, 7, 7]),
        value=np.array([-1, 1, -3, 0, 2, 0, -0.5, 0.25]),
    )  # fmt: skip
    return read(path, NAMES)


def test_a_row_s_odds_are_those_of_the_leaves_that_it_comes_to(trees: Trees) -> None:
    rows = np.array([[11, 0.1], [11, 0.5], [11, 0.6], [10, 0.2]])
    odds = trees.odds(rows)
    assert np.log(odds / (1 - odds)) == pytest.approx([2.25, 1.5, -1.5, -2.75])


def test_all_rows_at_once_come_to_the_leaves_that_each_comes_to_step_by_step() -> None:
    rows = np.random.default_rng(1).integers(-2, 12, (300, len(page_model.NAMES))) / 2.0
    shipped_trees = shipped("page_model.npz", page_model.NAMES)
    *_, leaf = shipped_trees._steps(rows)
    own = shipped_trees.value[leaf].reshape(len(rows), -1).sum(axis=1)
    assert len(np.unique(own)) > 200
    assert shipped_trees.odds(rows) == pytest.approx(1 / (1 + np.exp(-own)), abs=1e-12)
    assert len(shipped_trees.odds(rows[:0])) == 0


def test_trees_of_too_many_leaves_are_told(tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    leaves = np.arange(MOST, 2 * MOST + 1)  # a chain: each question has a leaf on its left, the last on both sides
    children = [[leaf, node + 1] for node, leaf in enumerate(leaves[: MOST - 1])] + [[leaves[-2], leaves[-1]]]
    every = np.array([*children, *([leaf, leaf] for leaf in leaves)])
    np.savez_compressed(
        path, names=np.array(NAMES), depth=MOST, roots=np.array([0]), feature=np.zeros(len(every), int),
        threshold=np.arange(len(every)), children=every.ravel(), value=np.zeros(len(every)),
    )  # fmt: skip
    with pytest.raises(RuntimeError, match="a tree has 17 leaves, more than 16"):
        read(path, NAMES)


def test_what_speaks_most_against_a_row_is_named_first(trees: Trees) -> None:
    rows = np.array([[11, 0.6], [10, 0.6], [11, 0.1]])
    assert trees.reasons(rows) == [("links",), ("words", "links"), ()]


def test_a_model_of_other_features_is_a_broken_installation(trees: Trees, tmp_path: Path) -> None:
    assert trees.names == NAMES
    with pytest.raises(RuntimeError, match=r"model\.npz was trained on other features"):
        read(tmp_path / "model.npz", ("words", "letters"))
