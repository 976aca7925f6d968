"""Pages that were fetched are cleaned again: exactly what comes out otherwise gets a version, and nothing else."""

import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from cleaners.rules import load_rules
from crawler.reclean import Cleaning, Recleaned, reclean
from crawler.store import open_store
from crawler.store.fetched import Chosen
from crawler.store.stories import Stories
from crawler.workers import Pool
from tests.crawler import stories
from tests.crawler.shelf import CLUB, Here, Shelf

RULES = load_rules("""
[[remove]]
phrase = "members of the aldermoor reading club"
why = "the site's own club"
example = { text = "Members of the Aldermoor Reading Club get a calendar." }
""")
CHANGED = Cleaning(RULES.facts_for)
DAY = datetime(2026, 11, 22, tzinfo=UTC)
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


def test_what_dies_in_the_middle_and_is_run_again_ends_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelves = [Shelf(open_store(tmp_path / f"{n}.db", clock=lambda: DAY)) for n in range(2)]
    for one in shelves:
        for n in range(4):
            one.story(n, CLUB if n else "")
    run(shelves[0])
    place, calls = Stories.place, iter([True, False])

    def die_at_the_second(self: Stories, *arguments: Any) -> str:
        if not next(calls):
            raise KeyboardInterrupt
        return place(self, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(Stories, "place", die_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            run(shelves[1])
    assert shelves[1].rows("select count(*) from versions") == [(1,)]

    run(shelves[1])

    for query in ("select record, version from articles order by key",
                  "select article_key, version, why, record from versions order by 1, 2",
                  "select article_key, kind, version from changes"):  # fmt: skip
        assert shelves[0].rows(query) == shelves[1].rows(query)


def test_a_dry_run_tells_the_same_and_writes_nothing(shelf: Shelf) -> None:
    shelf.story(1, CLUB)
    shelf.put("https://courier.test/news", INDEX)
    before = [shelf.rows(query) for query in EVERYTHING]

    told = run(shelf, how=Cleaning(RULES.facts_for, require_article=False, dry=True))

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
