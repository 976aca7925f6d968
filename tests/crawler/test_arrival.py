"""What a page that is looked at again is beside the article that we have of it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from cleaners.rules import load_rules
from crawler.reclean import Cleaning, reclean
from crawler.store import open_store
from crawler.store.fetched import Chosen
from crawler.store.versions import Versions
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


def test_an_article_that_has_moved_is_looked_at_again_when_its_new_address_tells_something_else(tmp_path: Path) -> None:
    now = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
    shelf = Shelf(open_store(tmp_path / "moved.db", clock=lambda: now))
    old, new, html = shelf.story(3), "https://courier.test/2026/story-3-anew", stories.page(3)
    corrected = html.replace("</article>", "<p>Correction: the vote was on Monday.</p></article>")
    due = "select due_at from pages where key = 'courier.test/story-3'"
    shelf.put(old, html, final=new)
    assert [shelf.put(new, html).state for _ in range(2)] == ["duplicate"] * 2
    assert shelf.rows(due) > [(shelf.store.now,)], "it tells the same"

    shelf.put(new, corrected)

    assert shelf.rows(due) == [(shelf.store.now,)]
    assert shelf.put(old, corrected, final=new).change == "changed"


def test_versions_of_an_article_that_was_met_twice_have_one_id_and_numbers_of_their_own(shelf: Shelf) -> None:
    old, new = shelf.story(3), "https://courier.test/2026/story-3-anew"
    html = stories.page(3)
    shelf.put(new, html.replace(stories.title(3), "Another headline").replace("<article>", "<article><p>More.</p>", 1))
    corrected = html.replace("</article>", "<p>Correction: the vote was on Monday.</p></article>")
    shelf.put(new, corrected)

    shelf.put(old, corrected, final=new)

    found = Versions(shelf.store).of(str(Versions(shelf.store).find(new)))
    assert [(v.number, v.record["version"]) for v in found] == [(n, n) for n in range(1, len(found) + 1)]
    assert len(found) == 3
    assert len({v.record["id"] for v in found}) == 1
