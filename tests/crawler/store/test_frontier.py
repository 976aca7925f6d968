"""URLs wait in the store: each is fetched once, by one run, the newest first; what a killed run had begun is free."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from cleaners.extract.scripted import scripted
from cleaners.model import Page, Rejected
from crawler.discover import Entry
from crawler.flow import Asked
from crawler.outcome import Outcome
from crawler.store import Ending, Store
from crawler.store.frontier import Discovered, Frontier
from crawler.store.tables import articles
from crawler.store.twins import Telling
from tests.crawler.clock import NOON, Clock
from tests.crawler.databases import Database
from tests.crawler.store.test_store import article, stored

SOURCE = "courier"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(database: Database, clock: Clock) -> Store:
    return database.open(clock=clock)


def entry(name: str, day: str | None = None, modified: str | None = None) -> Entry:
    return Entry(f"https://courier.test/{name}", f"Title of {name}", day, modified, ("Ann Rook",))


def names(asked: list[Asked]) -> list[str]:
    return [a.url.rpartition("/")[2] for a in asked]


def test_the_newest_come_first_and_what_a_list_does_not_date_is_new(store: Store) -> None:
    frontier = Frontier(store)
    frontier.discover(SOURCE, [entry("old", "2026-11-01"), entry("new", "2026-11-21T10:00:00+01:00"), entry("now")])

    asked = frontier.claim(SOURCE, store.runs.begin("crawl"), 10)

    assert names(asked) == ["now", "new", "old"]
    assert (asked[1].hints.title, asked[1].hints.authors) == ("Title of new", ("Ann Rook",))
    assert asked[1].hints.published_at == "2026-11-21T10:00:00+01:00"


def test_no_two_runs_get_the_same_url(store: Store, database: Database) -> None:
    Frontier(store).discover(SOURCE, [entry(str(n)) for n in range(10)])
    other = database.open()

    one = Frontier(store).claim(SOURCE, store.runs.begin("crawl"), 4)
    two = Frontier(other).claim(SOURCE, other.runs.begin("crawl"), 100)

    assert len(one) == 4
    assert len({a.url for a in (*one, *two)}) == 10


def test_a_url_is_entered_once_however_often_and_under_whatever_address_it_is_named(store: Store) -> None:
    frontier = Frontier(store)
    assert frontier.discover(SOURCE, [entry("a"), entry("a?utm_source=feed")]) == Discovered(new=1)
    assert frontier.discover("other", [entry("a")]) == Discovered(open=1)
    store.settle(stored())

    assert frontier.discover(SOURCE, [entry("a")]) == Discovered(known=1)
    assert frontier.waiting(SOURCE) == 0


def test_what_is_older_than_the_horizon_is_left_alone_unless_it_is_asked_for(store: Store) -> None:
    entries = [entry("old", "2026-10-01"), entry("undated"), entry("new", "2026-11-20")]

    assert Frontier(store).discover(SOURCE, entries, timedelta(days=30)) == Discovered(new=2, old=1)
    assert Frontier(store).discover(SOURCE, entries, None) == Discovered(new=1, open=2)


def test_where_a_list_tells_no_date_that_of_the_address_is_held_to_the_horizon(store: Store) -> None:
    old = [entry(name) for name in ("2026/09/30/a", "2026/09/a", "news/2026-10-01/a", "20261001/a")]
    new = [
        entry(name)
        for name in (
            "2026/10/a",
            "2026/11/21/a",
            "2019-03-budget",
            "2019/03/",
            "20193131/a",
            "200512/a",
            "a?from=/2019/03/b",
        )
    ]
    dated = [entry("2019/03/01/reprinted", "2026-11-21")]

    found = Frontier(store).discover(SOURCE, [*old, *new, *dated], timedelta(days=30))

    assert found == Discovered(new=8, old=4)
    assert Frontier(store).discover(SOURCE, old) == Discovered(new=4), "without a horizon all are taken"


def test_what_a_killed_run_had_begun_is_free_when_the_next_begins(store: Store, clock: Clock) -> None:
    frontier = Frontier(store)
    frontier.discover(SOURCE, [entry("a"), entry("b")])
    killed = store.runs.begin("crawl")
    assert len(frontier.claim(SOURCE, killed, 10)) == 2
    clock.now += timedelta(minutes=1)
    assert frontier.claim(SOURCE, store.runs.begin("crawl"), 10) == [], "it may live, and say so soon"

    clock.now += timedelta(minutes=2)

    assert len(frontier.claim(SOURCE, store.runs.begin("crawl"), 10)) == 2


def test_what_a_killed_run_held_is_free_though_this_process_has_its_number(store: Store, database: Database) -> None:
    frontier = Frontier(store)
    frontier.discover(SOURCE, [entry("a"), entry("b")])
    frontier.claim(SOURCE, store.runs.begin("crawl"), 10)
    assert frontier.claim(SOURCE, store.runs.begin("crawl"), 10) == [], "another run of this process lives"
    for column in ("runs set id", "pages set claimed_by"):  # a process that was killed, in a container begun again
        name = column.rpartition(" ")[2]
        database.sql(f"update {column} = 'other-' || {name} where {name} is not null")

    assert len(frontier.claim(SOURCE, store.runs.begin("crawl"), 10)) == 2


def test_the_order_of_a_long_list_is_kept(store: Store) -> None:
    frontier = Frontier(store)
    frontier.discover(SOURCE, [entry(str(n)) for n in range(1200)])

    assert names(frontier.claim(SOURCE, store.runs.begin("crawl"), 1200)) == [str(n) for n in range(1200)]


def test_what_a_run_has_not_come_to_is_free_when_it_ends(store: Store) -> None:
    frontier = Frontier(store)
    frontier.discover(SOURCE, [entry("a"), entry("b")])
    run = store.runs.begin("crawl")
    frontier.claim(SOURCE, run, 10)

    store.runs.end(run, "shutdown", {})

    assert frontier.waiting(SOURCE, unclaimed=True) == 2


def test_an_article_is_looked_at_again_at_the_ages_that_are_set_and_then_no_more(store: Store, clock: Clock) -> None:
    frontier = Frontier(store)
    frontier.discover("https://courier.test/", [entry("a")])
    looks = []
    for hours in (0, 0.5, 1, 2, 25, 26, 24 * 8, 24 * 30):
        clock.now = NOON + timedelta(hours=hours)
        run = store.runs.begin("crawl")
        asked = [
            *frontier.claim("https://courier.test/", run, 9),
            *frontier.claim("https://courier.test/", run, 9, again=True),
        ]
        if asked:
            looks.append(hours)
            store.settle(stored() if hours == 0 else same())
        store.runs.end(run, "finished", {})

    assert looks == [0, 1, 25, 24 * 8]


def same() -> Ending:
    return Ending(
        Outcome("https://courier.test/a", "stored", "not changed", "https://courier.test/", 304, change="same")
    )


def test_a_failure_is_tried_again_by_the_next_run_then_later_and_at_last_given_up(store: Store, clock: Clock) -> None:
    frontier = Frontier(store)
    frontier.discover(SOURCE, [entry("down")])
    tries = []
    for hours in (0, 1, 2, 2.5, 4, 30, 24 * 20, 24 * 40, 24 * 60):
        clock.now = NOON + timedelta(hours=hours)
        run = store.runs.begin("crawl")
        asked = [*frontier.claim(SOURCE, run, 9), *frontier.claim(SOURCE, run, 9, again=True)]
        if asked:
            tries.append(hours)
            store.settle(Ending(Outcome(asked[0].url, "failed", "the server failed", SOURCE, 500)))
            assert frontier.claim(SOURCE, run, 9, again=True) == [], "not twice in one run"
        store.runs.end(run, "finished", {})

    assert tries == [0, 1, 2, 4, 30, 24 * 20]


@pytest.mark.parametrize(("status", "answers"), [(410, 1), (404, 3)])
def test_a_page_that_is_gone_is_not_asked_for_again(store: Store, status: int, answers: int) -> None:
    frontier = Frontier(store)
    frontier.discover(SOURCE, [entry("gone")])
    tried = 0
    for _ in range(4):
        run = store.runs.begin("crawl")
        for asked in (*frontier.claim(SOURCE, run, 9), *frontier.claim(SOURCE, run, 9, again=True)):
            tried += 1
            store.settle(Ending(Outcome(asked.url, "failed", "no such page", SOURCE, status)))
        store.runs.end(run, "finished", {})
        frontier.discover(SOURCE, [entry("gone")])

    assert tried <= answers


def test_lastmod_brings_a_page_back_once(store: Store, clock: Clock) -> None:
    frontier = Frontier(store)
    store.settle(stored())
    clock.now = datetime(2026, 11, 23, 12, tzinfo=UTC)

    told = [
        frontier.discover(SOURCE, [entry("a", modified=at)])
        for at in ("2026-11-20", "2026-11-23T09:00:00+00:00", "2026-11-23T09:00:00+00:00")
    ]

    assert told == [Discovered(known=1), Discovered(again=1), Discovered(known=1)]


def test_no_date_and_no_address_of_a_list_keeps_the_rest_of_it_out(store: Store) -> None:
    odd = [
        entry("before", modified="0001-01-01T00:00:00+02:00"),
        entry("after", "9999-12-31T23:59:59-02:00"),
        Entry("https://courier.test/half\ud800"),
        entry("x" * 3000),
        entry("plain", "2026-11-21"),
    ]

    assert Frontier(store).discover(SOURCE, odd, timedelta(days=30)) == Discovered(new=5)
    assert Frontier(store).discover(SOURCE, odd, timedelta(days=30)) == Discovered(open=5)
    store.settle(stored())
    assert Frontier(store).discover(SOURCE, [entry("a", modified="9999-12-31T23:59:59-02:00")]) == Discovered(known=1)


def test_what_waits_for_a_source_that_is_no_more_goes_to_the_one_that_lists_it(store: Store, clock: Clock) -> None:
    Frontier(store).discover("https://courier.test/", [entry("waits"), entry("fails"), entry("is-claimed")])
    Frontier(store).discover("tribune", [entry("of-another")])
    store.settle(stored())
    store.settle(Ending(Outcome("https://courier.test/fails", "failed", "down", "https://courier.test/", 500)))
    other = store.runs.begin("crawl")
    claimed = Frontier(store).claim("https://courier.test/", other, 1)
    listed = [entry(name) for name in ("a", "waits", "fails", "is-claimed", "of-another")]
    clock.now += timedelta(minutes=90)
    store.runs.beat(other)
    run = store.runs.begin("crawl")

    Frontier(store).discover(SOURCE, listed)
    assert Frontier(store).claim(SOURCE, run, 9) == [], "who does not know the sources takes nothing away"
    frontier = Frontier(store, {SOURCE, "tribune"})
    frontier.discover(SOURCE, listed)

    assert {*names(frontier.claim(SOURCE, run, 9))} == {"waits", "is-claimed"} - set(names(claimed))
    assert {*names(frontier.claim(SOURCE, run, 9, again=True))} == {"a", "fails"}
    assert names(frontier.claim("tribune", run, 9)) == ["of-another"]


def test_with_a_page_its_article_changes_hands(store: Store, clock: Clock) -> None:
    before, a, b = "https://courier.test/", "https://courier.test/a", "https://courier.test/b"
    Frontier(store).discover(before, [entry("a"), entry("b")])
    store.settle(stored(a))
    store.settle(stored(b))
    clock.now += timedelta(hours=2)

    Frontier(store, {SOURCE}).discover(SOURCE, [entry("a")])
    seen = stored(b).outcome
    store.settle(Ending(replace(seen, source="tribune", change="same")))

    with store.reading() as connection:
        owners = connection.execute(select(articles.c.key, articles.c.source)).all()
    assert {(key.rpartition("/")[2], source) for key, source in owners} == {("a", SOURCE), ("b", "tribune")}


def test_lastmod_brings_a_duplicate_back_which_is_an_article_once_it_tells_something_else(
    store: Store, clock: Clock
) -> None:
    repeats = stored("https://courier.test/b", text="Briefing.\n").outcome
    store.settle(stored())
    store.settle(Ending(replace(repeats, state="duplicate", change=None), twin="https://courier.test/a"))
    clock.now += timedelta(days=1)
    run, frontier = store.runs.begin("crawl"), Frontier(store)

    assert frontier.discover("https://courier.test/", [entry("b", modified="2026-11-23T09:00:00Z")]).again == 1
    assert "b" in names(frontier.claim("https://courier.test/", run, 9, again=True))
    told = article("https://courier.test/b", "The harbour reopens.\n")
    assert store.same(Telling("https://courier.test/b", replace(told, title="Another title"))) is None


def test_what_was_refused_for_want_of_javascript_is_due_once_where_a_browser_begins_to_render(store: Store) -> None:
    why = scripted(Page(b"<noscript>Please enable JavaScript.</noscript>", None, {}, 200, None))
    assert why is not None

    def refuse() -> None:
        for name, reason in (("scripted", f"no text: {why}"), ("other", "an index page")):
            result = Rejected(None, "verdict", reason)
            store.settle(Ending(Outcome(f"https://courier.test/{name}", "rejected", reason, SOURCE, result=result)))

    def looks(wanted: bool) -> list[str]:
        frontier, run = Frontier(store), store.runs.begin("crawl")
        made_due = frontier.renders(SOURCE, wanted=wanted)
        asked = names(frontier.claim(SOURCE, run, 9, again=True))
        refuse()
        store.runs.end(run, "finished", {})
        assert len(asked) == made_due
        return asked

    refuse()
    told = [looks(wanted) for wanted in (False, True, True, False, True)]

    assert told == [[], ["scripted"], [], [], ["scripted"]]
    assert Frontier(store).renders("tribune", wanted=True) == 0
