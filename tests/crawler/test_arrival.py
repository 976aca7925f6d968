"""What a page that is looked at again is beside the article that we have of it."""

from pathlib import Path
from typing import cast

import pytest

from cleaners.rules import load_rules
from crawler.reclean import Cleaning, reclean
from crawler.store import open_store
from crawler.store.fetched import Chosen
from crawler.workers import Pool
from tests.crawler import stories
from tests.crawler.recleaned import RULES
from tests.crawler.shelf import CLUB, Here, Shelf

URL = "https://courier.test/story-1"
PAGE = stories.page(1).replace("</article>", f"{CLUB}</article>")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """A store with an article that was cleaned again by rules which the crawl does not have."""
    shelf = Shelf(open_store(tmp_path / "news.db"))
    shelf.put(URL, PAGE)
    again = reclean(shelf.store, cast("Pool", Here()), Chosen(), Cleaning(load_rules(RULES).facts_for))
    assert [one.became for one in again] == ["changed"]
    return shelf


def test_a_page_that_comes_again_to_the_byte_makes_no_version_whatever_rules_it_is_cleaned_by(shelf: Shelf) -> None:
    before = shelf.store.current(URL)

    outcome = shelf.put(URL, PAGE, day="2026-11-21")

    assert (outcome.state, outcome.change, outcome.reason) == ("stored", "same", "an article that has not changed")
    assert shelf.store.current(URL) == before
    assert shelf.rows("select version, why from versions") == [(1, "cleaned again: text")]


def test_one_whose_text_has_changed_does(shelf: Shelf) -> None:
    corrected = PAGE.replace("</article>", "<p>Correction: the vote was on Monday.</p></article>")

    outcome = shelf.put(URL, corrected, day="2026-11-21")

    assert (outcome.change, outcome.reason) == ("changed", "an article that has changed: text, corrections")
    assert shelf.rows("select version, why from versions order by 1")[1] == (2, "text, corrections")


def test_where_the_archive_cannot_give_the_page_any_more_what_comes_out_otherwise_is_a_change(shelf: Shelf) -> None:
    shelf.store.archive.close()
    for file in shelf.store.archive.files():
        (shelf.store.archive.root / file).unlink()

    assert shelf.put(URL, PAGE, day="2026-11-21").change == "changed"
