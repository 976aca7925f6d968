"""What would become of the store can be looked at, and leaves no trace in it."""

import pytest

from crawler.discover import Entry
from crawler.store.dry import undone
from crawler.store.frontier import Frontier
from tests.crawler.databases import Database


def test_what_is_undone_is_there_for_whoever_does_it_and_for_nobody_else(database: Database) -> None:
    store = database.open()
    frontier, run = Frontier(store), store.runs.begin("crawl")
    entries = [Entry("https://courier.test/a")]

    with undone(store):
        frontier.discover("courier", entries)
        claimed = frontier.claim("courier", run, 10)

    assert [asked.url for asked in claimed] == ["https://courier.test/a"]
    assert frontier.waiting("courier") == 0
    assert frontier.discover("courier", entries).new == 1


def test_an_error_is_not_undone(database: Database) -> None:
    store = database.open()

    with pytest.raises(ValueError, match="ours"), undone(store):
        raise ValueError("ours")


def test_a_transaction_within_another_is_a_part_of_it(database: Database) -> None:
    store = database.open()
    frontier = Frontier(store)

    with undone(store):
        with store.together():
            frontier.discover("courier", [Entry("https://courier.test/a")])
        frontier.discover("courier", [Entry("https://courier.test/b")])
        assert frontier.waiting("courier") == 2

    assert frontier.waiting("courier") == 0
