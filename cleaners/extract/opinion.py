"""What models think of a page's blocks: those that look at the page alone, or one that knows trafilatura's votes."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from cleaners.extract import body_model
from cleaners.extract.body_model import Model
from cleaners.extract.features import Floats, Table, candidates
from cleaners.extract.first_guess import first_guess

STORY = 0.45
"""From these odds on a block is the story's."""
DOUBT = 0.06
"""Where the letters that may be on the wrong side are more than this share of the story's, trafilatura is asked. Chosen
by cross-validation over domains: with more doubt it costs more and is hardly better (docs/performance.md)."""
LEAST = 400
"""A story of fewer letters is doubtful whatever its odds."""
CLEAR = 0.02
"""Where the first model's odds are as near to 0 or to 1 as this, the second would not change the answer."""


class Opinion(NamedTuple):
    """Who was voted for, which blocks were looked at, and for each of these its odds and its features."""

    voted: Sequence[bool]
    wanted: Sequence[int]
    odds: Floats
    rows: Floats
    model: Model


def own_opinion(table: Table) -> Opinion:
    """Of the page by itself: the first model looks at what a guess makes of it; where that leaves a block open, the
    second looks at what the first makes of all, and their mean holds."""
    guess = first_guess(table.raws)
    wanted = candidates(table.raws, guess)
    rows = table.rows(guess, wanted)
    odds = body_model.odds("first", rows)
    first = np.zeros(table.n)
    first[wanted] = odds
    voted: list[bool] = (first >= 0.5).tolist()
    open_ = np.flatnonzero((odds > CLEAR) & (odds < 1 - CLEAR))
    if len(open_):
        at = [wanted[n] for n in open_]
        second = body_model.odds("second", np.hstack((table.rows(voted, at), body_model.around(first, at))))
        odds[open_] = (odds[open_] + second) / 2
    return Opinion(voted, wanted, odds, rows, "first")


def voted_opinion(table: Table, voted: Sequence[bool]) -> Opinion:
    """Of the page by trafilatura's votes."""
    wanted = candidates(table.raws, voted)
    rows = table.rows(voted, wanted)
    return Opinion(voted, wanted, body_model.odds("voted", rows), rows, "voted")


def is_sure(table: Table, opinion: Opinion) -> bool:
    """Whether hardly a letter of the page may be on the wrong side."""
    sizes, story = table.sizes[list(opinion.wanted)], story_letters(table, opinion)
    return story >= LEAST and float(sizes @ np.minimum(opinion.odds, 1 - opinion.odds)) < DOUBT * story


def story_letters(table: Table, opinion: Opinion) -> float:
    """How many letters the blocks have that are the story by this opinion."""
    return float(table.sizes[list(opinion.wanted)][opinion.odds >= STORY].sum())
