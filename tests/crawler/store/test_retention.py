"""Old pages go from the archive, and nothing else does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.store import open_store
from crawler.store.fetched import Chosen, FetchedPages
from crawler.store.retention import prune
from tests.crawler.shelf import Shelf


@pytest.mark.parametrize(("days", "kept"), [(89, True), (92, False)], ids=["not old enough", "old"])
def test_pages_go_when_they_are_old_and_their_records_stay(days: int, kept: bool, tmp_path: Path) -> None:
    later = datetime.now(UTC) + timedelta(days=days)
    store = open_store(tmp_path / "news.db", clock=lambda: later)
    shelf = Shelf(store)
    urls = [shelf.story(1), shelf.story(1, "<p>The vote was repeated on Thursday, and ended as before.</p>")]

    dropped = prune(store, timedelta(days=90))

    assert dropped == (0 if kept else 2), "the page of the article, and that of its older version"
    assert (store.page(urls[0]) is not None) is kept
    assert bool(store.archive.files()) is kept
    assert [r["version"] for r in store.articles()] == [2]
    assert FetchedPages(store).count(Chosen()) == ((1, 0) if kept else (0, 1))
