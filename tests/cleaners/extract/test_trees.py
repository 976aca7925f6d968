"""Trees give each row the sum of the leaves that it comes to, however deep these lie and wherever they stand."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cleaners.extract import body_model, page_model
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


@pytest.mark.parametrize("model", ["page", "first", "second", "voted"])
def test_all_rows_at_once_come_to_the_leaves_that_each_comes_to_step_by_step(model: Any) -> None:
    shipped_trees = shipped("page_model.npz", page_model.NAMES) if model == "page" else body_model.load(model)
    rows = np.random.default_rng(1).integers(-2, 12, (300, len(shipped_trees.names))) / 2.0
    *_, leaf = shipped_trees._steps(rows)
    own = shipped_trees.value[leaf].reshape(len(rows), -1).sum(axis=1)
    assert len(np.unique(own)) > 200
    assert shipped_trees.odds(rows) == pytest.approx(1 / (1 + np.exp(-own)), abs=1e-12)
    assert len(shipped_trees.odds(rows[:0])) == 0


def chain(path: Path, questions: int) -> Path:
    """A tree that asks whether there are more than 0 words, then 1, ...: a leaf to the left of each."""
    leaves = np.arange(questions, 2 * questions + 1)
    children = [[leaf, node + 1] for node, leaf in enumerate(leaves[: questions - 1])] + [[leaves[-2], leaves[-1]]]
    every = np.array([*children, *([leaf, leaf] for leaf in leaves)])
    np.savez_compressed(
        path, names=np.array(NAMES), depth=questions, roots=np.array([0]), feature=np.zeros(len(every), int),
        threshold=np.arange(len(every)), children=every.ravel(), value=np.arange(-questions, questions + 1) / 4,
    )  # fmt: skip
    return path


def test_a_tree_may_have_sixteen_leaves_and_no_more(tmp_path: Path) -> None:
    rows = np.array([[words, 0.0] for words in range(MOST)])
    odds = read(chain(tmp_path / "model.npz", MOST - 1), NAMES).odds(rows)
    assert np.log(odds / (1 - odds)) == pytest.approx(np.arange(MOST) / 4)
    with pytest.raises(RuntimeError, match="a tree has 17 leaves, more than 16"):
        read(chain(tmp_path / "more.npz", MOST), NAMES)


def test_what_speaks_most_against_a_row_is_named_first(trees: Trees) -> None:
    rows = np.array([[11, 0.6], [10, 0.6], [11, 0.1]])
    assert trees.reasons(rows) == [("links",), ("words", "links"), ()]


def test_a_model_of_other_features_is_a_broken_installation(trees: Trees, tmp_path: Path) -> None:
    assert trees.names == NAMES
    with pytest.raises(RuntimeError, match=r"model\.npz was trained on other features"):
        read(tmp_path / "model.npz", ("words", "letters"))
