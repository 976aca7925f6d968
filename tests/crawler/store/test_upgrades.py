"""A store of an older version opens as one of today: nothing of it is lost, and its tables are those of a new one."""

import sqlite3
from pathlib import Path

from sqlalchemy import create_engine, inspect

from crawler.store import Store, open_store
from crawler.store.frontier import Frontier

URL = "https://courier.test/{}"


def old(folder: Path) -> Store:
    """A store that version 1 wrote: an article with its copy and a file that is owed it, and one URL of each end."""
    with sqlite3.connect(folder / "news.db") as db:
        db.executescript((Path(__file__).parent / "version_1.sql").read_text(encoding="utf-8"))
    return open_store(folder / "news.db")


def shape(file: Path) -> dict[str, tuple[set[str], set[str | None]]]:
    """Table → its columns and its indexes."""
    there = inspect(create_engine(f"sqlite:///{file}"))
    return {
        name: ({c["name"] for c in there.get_columns(name)}, {i["name"] for i in there.get_indexes(name)})
        for name in there.get_table_names()
    }


def test_what_an_older_version_stored_is_there(tmp_path: Path) -> None:
    store = old(tmp_path)

    states = [store.known(URL.format(x)) for x in ("a", "copy", "b", "c", "d", "new")]
    assert states == ["stored", "duplicate", "rejected", "failed", "skipped", None]
    (record,) = store.articles()
    assert record["urls"] == [URL.format("a"), URL.format("copy")]
    page = store.page(URL.format("a"))
    assert page is not None
    assert page.body == b"<p>\0raw\xff</p>"
    assert [url for url, _ in store.owed("/news/out.jsonl")] == [URL.format("a")]
    assert len(store.removals(URL.format("a"))) == 2


def test_what_an_older_version_left_undone_is_asked_for_again(tmp_path: Path) -> None:
    store = old(tmp_path)

    again = Frontier(store).claim("https://courier.test/", store.runs.begin("crawl"), 10, again=True)

    assert {asked.url for asked in again} == {URL.format("c"), URL.format("d")}


def test_an_upgraded_store_has_the_tables_of_a_new_one(tmp_path: Path) -> None:
    old(tmp_path).close()
    open_store(tmp_path / "new.db").close()

    assert shape(tmp_path / "news.db") == shape(tmp_path / "new.db")
