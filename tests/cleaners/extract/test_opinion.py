"""When the page's own models are believed, and when trafilatura is to be asked."""

import numpy as np
import pytest

from cleaners.extract.blocks import segment
from cleaners.extract.features import Known, Table
from cleaners.extract.opinion import DOUBTFUL_STORY, LONG, OPEN, STORY, Opinion, settled, story_letters
from cleaners.extract.parsing import parse
from cleaners.model import Page, Rejected
from tests.cleaners.extract.test_body import STORY as TEXTS
from tests.cleaners.extract.test_body import page, paragraphs


def opinion(*odds: float) -> tuple[Table, Opinion]:
    """Of a page whose paragraphs have these odds, one after the other."""
    parsed = parse(Page(page(paragraphs([TEXTS[n % len(TEXTS)] for n in range(len(odds))]))))
    assert not isinstance(parsed, Rejected)
    raws = segment(parsed.tree)
    at = [i for i, raw in enumerate(raws) if raw.text in TEXTS]
    return Table(raws, Known()), Opinion([], at, np.array(odds), np.zeros((0, 0)), "first")


def test_a_page_without_doubt_is_settled_as_it_is() -> None:
    table, own = opinion(*[0.99] * 12)
    assert settled(table, own) is own


@pytest.mark.parametrize("is_article", [True, False])
def test_some_doubt_is_borne_on_a_page_that_calls_itself_an_article_and_a_lost_paragraph_made_dearer(
    is_article: bool,
) -> None:
    table, own = opinion(*[0.99] * 7, 0.4)  # of eight paragraphs one may be the story's, or not
    found = settled(table, own, is_article=is_article)
    assert (found is not None) == is_article
    if found is not None:
        assert found.story == DOUBTFUL_STORY < 0.4 < STORY
        assert story_letters(table, found) > story_letters(table, own)


@pytest.mark.parametrize(("sure", "open_"), [(8, 6), (3, 4)])
def test_much_doubt_is_never_borne(sure: int, open_: int) -> None:
    table, own = opinion(*[0.99] * sure, *[0.5] * open_)
    assert settled(table, own, is_article=True) is None


def test_more_doubt_is_borne_where_few_blocks_make_it() -> None:
    table, own = opinion(*[0.99] * 20, *[0.5] * 4, *[0.99] * 4)
    table.sizes[own.wanted] = 100
    table.sizes[own.wanted[20:24]] = 200  # a seventh of the letters, in four long blocks, and then in eight short ones
    assert settled(table, own, is_article=True) is not None
    table.sizes[own.wanted[20:28]] = 100
    many = own._replace(odds=np.array([*[0.99] * 20, *[0.5] * 8]))
    assert settled(table, many, is_article=True) is None


@pytest.mark.parametrize(("is_article", "least"), [(True, STORY), (False, DOUBTFUL_STORY)])
def test_a_long_story_is_told_by_its_own_paragraphs_where_no_more_than_a_quarter_is_in_doubt(
    is_article: bool, least: float
) -> None:
    table, own = opinion(*[0.99] * 24, *[0.5] * 20)
    table.sizes[own.wanted] = LONG / 44
    assert settled(table, own, is_article=is_article) is None
    table.sizes[own.wanted] *= 1.01
    found = settled(table, own, is_article=is_article)
    assert found is not None
    assert found.story == least
    assert list(found.odds) == list(own.odds)
    many = own._replace(odds=np.array([*[0.99] * 20, *[0.5] * 24]))
    assert settled(table, many, is_article=is_article) is None


def test_a_long_article_with_an_article_s_doubt_keeps_what_is_open_as_a_short_one_does() -> None:
    table, own = opinion(*[0.99] * 30, *[0.4] * 4)
    for letters in (LONG / 40, LONG / 20):
        table.sizes[own.wanted] = letters
        found = settled(table, own, is_article=True)
        assert found is not None
        assert found.story == DOUBTFUL_STORY


def test_a_brief_may_be_short_where_it_calls_itself_an_article() -> None:
    table, own = opinion(0.99, 0.99)
    table.sizes[own.wanted] = 150
    assert settled(table, own, is_article=True) is own
    assert settled(table, own) is None


def test_many_blocks_in_doubt_are_not_borne_however_few_their_letters() -> None:
    table, own = opinion(*[0.999] * 32, *[0.5] * OPEN)
    table.sizes[own.wanted[32:]] = 50
    assert settled(table, own, is_article=True) is None
    fewer = own._replace(odds=np.append(own.odds[:-1], 0.999))
    assert settled(table, fewer, is_article=True) is not None


def test_as_many_are_borne_where_they_are_a_small_share_of_a_long_page() -> None:
    table, own = opinion(*[0.999] * 150, *[0.5] * OPEN)
    table.sizes[own.wanted[150:]] = 50
    assert settled(table, own, is_article=True) is not None
