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
DOUBT_OF_ARTICLE = 0.14
"""The same for a page that calls itself an article: of these the models know more, and trafilatura adds less."""
OPEN, OPEN_SHARE = 14, 0.1
"""So many blocks with odds between a fifth and four fifths, of those that are looked at, are a page of another make, a
list of goods for one."""
FEW_OPEN, DOUBT_OF_FEW = 5, 0.25
"""Where fewer are open, it is a long one or two of which an article's doubt is made: so much of that is borne."""
LONG, DOUBT_OF_LONG = 15_000, 0.25
"""A story of more letters than this is told by its own paragraphs where no more of it is in doubt: there trafilatura
costs most, and often gives less than there is. Chosen by cross-validation over domains (docs/performance.md). Of one
that calls itself an article what is open stays out as elsewhere: so long a page has much beside its story."""
DOUBTFUL_STORY = 0.34
"""Where trafilatura is not asked though there is some doubt, a block is the story's from these odds on: to lose a
paragraph is worse than to keep noise."""
LEAST, LEAST_OF_ARTICLE = 400, 250
"""A story of fewer letters is doubtful whatever its odds; of what calls itself an article it may be a brief."""
CLEAR = 0.02
"""Where the first model's odds are as near to 0 or to 1 as this, the second would not change the answer."""


class Opinion(NamedTuple):
    """Who was voted for, which blocks were looked at, and for each of these its odds and its features; from which odds
    on a block is the story's."""

    voted: Sequence[bool]
    wanted: Sequence[int]
    odds: Floats
    rows: Floats
    model: Model
    story: float = STORY


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


def settled(table: Table, opinion: Opinion, *, is_article: bool = False) -> Opinion | None:
    """The opinion as it holds without anybody else's; None where it leaves so much in doubt that trafilatura is to be
    asked. `is_article`: the page calls itself one."""
    odds, story = opinion.odds, story_letters(table, opinion)
    doubt = float(table.sizes[list(opinion.wanted)] @ np.minimum(odds, 1 - odds))
    if story < (LEAST_OF_ARTICLE if is_article else LEAST):
        return None
    if doubt < DOUBT * story:
        return opinion
    opened = int(((odds > 0.2) & (odds < 0.8)).sum())
    limit = DOUBT_OF_FEW if opened < FEW_OPEN else DOUBT_OF_ARTICLE
    is_other = opened >= max(OPEN, OPEN_SHARE * len(odds))
    if is_article and doubt < limit * story and not is_other:
        return careful(opinion)
    if story > LONG and doubt < DOUBT_OF_LONG * story:
        return opinion if is_article else careful(opinion)
    return None


def careful(opinion: Opinion) -> Opinion:
    """The same for a page in doubt about which nobody else is asked."""
    return opinion._replace(story=DOUBTFUL_STORY)


def story_letters(table: Table, opinion: Opinion) -> float:
    """How many letters the blocks have that are the story by this opinion."""
    return float(table.sizes[list(opinion.wanted)][opinion.odds >= opinion.story].sum())
