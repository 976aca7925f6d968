"""Pages that were fetched are cleaned again: exactly what comes out otherwise gets a version, and nothing else."""

import signal
import socket
from multiprocessing import get_context
from pathlib import Path
from shutil import copytree
from typing import cast
from unittest.mock import Mock

import pytest

from cleaners.rules import load_rules
from crawler.dedupe.near import fingerprint
from crawler.reclean import Cleaning, Recleaned, reclean
from crawler.store import open_store
from crawler.store.fetched import Chosen
from crawler.workers import Pool
from tests.crawler import stories
from tests.crawler.databases import Database
from tests.crawler.recleaned import DAY, RULES, clean_again, killed_at
from tests.crawler.shelf import CLUB, Here, Shelf

CHANGED = Cleaning(load_rules(RULES).facts_for)
ALL = Chosen()
INDEX = "<html><head><title>News</title></head><body>" + "".join(
    f'<div><h2><a href="/story-{n}">{stories.title(n)}</a></h2><p>{stories.paragraphs(n)[0][:90]}</p></div>'
    for n in range(12)
)
EVERYTHING = ("select * from articles order by key", "select * from versions order by 1, 2",
              "select * from pages order by key", "select * from removals order by 1, 2")  # fmt: skip


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(open_store(tmp_path / "news.db"))


def run(shelf: Shelf, chosen: Chosen = ALL, how: Cleaning = CHANGED) -> list[Recleaned]:
    return list(reclean(shelf.store, cast("Pool", Here()), chosen, how))


def test_exactly_the_records_that_a_new_rule_touches_get_a_version_that_says_why(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    touched = {shelf.story(n, CLUB) for n in (2, 4)}
    urls = [shelf.story(n) for n in (1, 3)]
    before = {r["id"]: r for r in shelf.store.articles()}
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("a request has left the machine"))

    done = run(shelf)
    again = run(shelf)

    assert {one.url for one in done if one.became == "changed"} == touched
    assert {one.url for one in done if one.became == "same"} == set(urls)
    assert {one.became for one in again} == {"same"}
    after = {r["id"]: r for r in shelf.store.articles()}
    assert {r["url"] for r in after.values() if r != before[r["id"]]} == touched
    for record in (r for r in after.values() if r["url"] in touched):
        old = before[record["id"]]
        assert (record["version"], old["version"]) == (2, 1)
        assert "Reading Club" in old["text"]
        assert "Reading Club" not in record["text"]
        assert all(record[k] == old[k] for k in ("id", "url", "urls", "fetched_at", "first_seen_at", "published_at"))
    assert shelf.rows("select version, why from versions") == [(1, "cleaned again: text")] * 2
    assert shelf.rows("select kind, version from changes where number > 4") == [("changed", 2)] * 2
    assert {r["why"] for url in touched for r in shelf.store.removals(url)} >= {"the site's own club"}


@pytest.mark.parametrize(
    ("place", "call", "when", "done"),
    [
        ("crawler.store.fetched:put_article", 1, "before", 0),
        ("crawler.store.fetched:put_article", 2, "after", 1),
        ("crawler.store.stories:Stories.place", 3, "after", 2),
        ("crawler.store.fetched:FetchedPages.note", 4, "before", 3),
    ],
    ids=["before the first is written", "with the second written in part", "when the third has its story",
         "at the end of the last"],
)  # fmt: skip
def test_what_is_killed_in_the_middle_and_run_again_ends_the_same(
    place: str, call: int, when: str, done: int, tmp_path: Path
) -> None:
    first, second = tmp_path / "whole", tmp_path / "killed"
    first.mkdir()
    with open_store(first / "news.db", clock=lambda: DAY) as store:
        for n in range(5):
            Shelf(store).story(n, CLUB if n else "")
    copytree(first, second)
    clean_again(first / "news.db")
    doomed = get_context("fork").Process(target=killed_at, args=(second / "news.db", place, call, when))
    doomed.start()
    doomed.join(60)
    assert doomed.exitcode == -signal.SIGKILL
    killed = Database(str(second / "news.db"), second / "news.warc")
    assert killed.sql("select count(*) from versions") == [(done,)]

    clean_again(second / "news.db")

    whole = Database(str(first / "news.db"), first / "news.warc")
    for query in (*EVERYTHING, "select * from fingerprints order by 1", "select * from bands order by 1, 2, 3",
                  "select * from changes order by number"):  # fmt: skip
        assert killed.sql(query) == whole.sql(query)
    killed.check()


def test_only_what_tells_something_else_than_before_is_worth_a_fingerprint(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.story(1)
    shelf.story(2, CLUB)
    taken = Mock(side_effect=fingerprint)
    monkeypatch.setattr("crawler.dedupe.fingerprinted.fingerprint", taken)

    assert [one.became for one in run(shelf)] == ["same", "changed"]

    (text,) = (r["text"] for r in shelf.store.articles() if r["version"] == 2)
    assert [call.args for call in taken.call_args_list] == [(text,)]
    stored = shelf.rows("select signature from fingerprints where article_key like '%story-2'")
    assert stored == [(fingerprint(text).signature,)]


def test_a_dry_run_tells_the_same_and_writes_nothing(shelf: Shelf) -> None:
    shelf.story(1, CLUB)
    shelf.put("https://courier.test/news", INDEX)
    before = [shelf.rows(query) for query in EVERYTHING]

    told = run(shelf, how=Cleaning(load_rules(RULES).facts_for, require_article=False, dry=True))

    assert [shelf.rows(query) for query in EVERYTHING] == before
    assert [(one.url.rpartition("/")[2], one.became) for one in told] == [("news", "new"), ("story-1", "changed")]


def test_a_page_that_was_refused_may_be_an_article_now_with_the_day_on_which_it_was_fetched(shelf: Shelf) -> None:
    refused = shelf.put("https://courier.test/news", INDEX)

    (one,) = run(shelf, how=Cleaning(require_article=False))

    assert (refused.state, one.became) == ("rejected", "new")
    (record,) = shelf.store.articles()
    assert record["first_seen_at"] == record["fetched_at"] == "2026-11-20T10:00:00+00:00"
    assert shelf.store.known("https://courier.test/news") == "stored"
    assert shelf.store.page("https://courier.test/news") is not None
    assert sum(len(list(shelf.store.archive.pages(f))) for f in shelf.store.archive.files()) == 1, "it is kept once"


def test_an_article_that_would_be_refused_now_is_kept_and_marked_until_it_is_taken_again(shelf: Shelf) -> None:
    shelf.put("https://courier.test/news", INDEX, require_article=False)

    (one,) = run(shelf)

    assert one.became == "refused"
    assert len(list(shelf.store.articles())) == 1
    marked = "select count(*) from pages where reason like 'an article that today''s cleaners refuse: %'"
    assert shelf.rows(marked) == [(1,)]
    run(shelf, how=Cleaning(require_article=False))
    assert shelf.rows(marked) == [(0,)]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (Chosen(since="2026-11-21T00:00:00+00:00"), {"story-2", "story-3"}),
        (Chosen(source="tribune"), {"story-3"}),
        (Chosen(urls=("http://www.courier.test/story-1/?utm_source=x",)), {"story-1"}),
        (Chosen(urls=("https://courier.test/no-such-story",)), set()),
        (Chosen(limit=2), {"story-1", "story-2"}),
    ],
    ids=["since a day", "of a source", "of an address, however it is written", "of none", "so many"],
)
def test_only_what_is_chosen_is_cleaned(shelf: Shelf, chosen: Chosen, expected: set[str]) -> None:
    shelf.story(1)
    shelf.story(2, day="2026-11-22")
    shelf.story(3, day="2026-11-22", source="tribune")

    assert {one.url.rpartition("/")[2] for one in run(shelf, chosen)} == expected


def test_a_page_that_the_archive_cannot_give_is_told_and_the_others_are_cleaned(shelf: Shelf) -> None:
    shelf.story(1, CLUB)
    shelf.store.archive.close()
    shelf.story(2, CLUB)
    first = shelf.store.archive.root / shelf.store.archive.files()[0]
    first.unlink()

    told = {one.url.rpartition("/")[2]: one.became for one in run(shelf)}

    assert told == {"story-1": "unreadable", "story-2": "changed"}
