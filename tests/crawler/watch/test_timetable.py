"""When each source is looked at next, also after a restart."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from crawler.schedule import instant
from crawler.sources import Source
from crawler.store import Store
from crawler.store.tables import pages
from crawler.watch.timetable import Looked, Timetable
from tests.crawler.clock import NOON, Clock
from tests.crawler.databases import Database

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
COURIER, TRIBUNE = (Source(name, f"https://{name}.test/") for name in ("courier", "tribune"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(database: Database, clock: Clock) -> Iterator[Store]:
    with database.open(clock=clock) as opened:
        yield opened


def page(store: Store, name: str, **columns: Any) -> None:
    row = {"key": name, "url": name, "source": "courier", "state": "stored", "reason": ""}
    with store.writing() as connection:
        connection.execute(insert(pages).values(**row | columns))


def test_all_are_due_at_first_and_then_each_at_its_own_pace(store: Store, clock: Clock) -> None:
    for n in range(20):
        page(store, f"story {n}", listed_at=instant(NOON - n * HOUR))
    table = Timetable(store, [COURIER, TRIBUNE])
    assert table.due() == [COURIER, TRIBUNE]

    due = [table.looked(source, Looked(new=3)) - NOON for source in (COURIER, TRIBUNE)]

    assert due == [30 * MINUTE, 10 * MINUTE]
    assert table.due() == []
    assert table.rest() == 10 * MINUTE
    clock.now += 10 * MINUTE
    assert table.due() == [TRIBUNE]


def test_a_restart_goes_on_where_the_last_watch_ended(store: Store, clock: Clock) -> None:
    Timetable(store, [COURIER]).looked(COURIER, Looked())
    clock.now += 4 * MINUTE

    assert Timetable(store, [COURIER]).rest() == 6 * MINUTE


def test_other_bounds_in_the_file_hold_at_once(store: Store, clock: Clock) -> None:
    table = Timetable(store, [Source("courier", "u", poll=(2 * HOUR, DAY))])
    table.looked(Source("courier", "u", poll=(2 * HOUR, DAY)), Looked())
    clock.now += 10 * MINUTE

    table.take([Source("courier", "u", poll=(MINUTE, 15 * MINUTE))])

    assert table.rest() == 5 * MINUTE


def test_who_is_due_soon_comes_along_with_who_is_due(store: Store, clock: Clock) -> None:
    table = Timetable(store, [COURIER, TRIBUNE])
    table.looked(COURIER, Looked())
    clock.now += MINUTE
    table.looked(TRIBUNE, Looked())
    clock.now = NOON + 10 * MINUTE

    assert table.due() == [COURIER, TRIBUNE]


def test_a_page_that_is_to_be_looked_at_again_wakes_its_source_but_not_before_the_shortest_pause(
    store: Store, clock: Clock
) -> None:
    table = Timetable(store, [COURIER])
    slow = Source("courier", "https://courier.test/", poll=(10 * MINUTE, DAY))
    store.sources.schedule("courier", NOON, DAY)
    page(store, "later", due_at=instant(NOON + HOUR))
    page(store, "robots", state="skipped", reason="", due_at=instant(NOON + MINUTE))

    table.looked(slow, Looked())
    assert table.rest() == HOUR
    page(store, "soon", due_at=instant(NOON + 5 * MINUTE))
    table.take([slow])

    assert table.rest() == 10 * MINUTE


def test_a_look_for_the_sake_of_a_page_does_not_make_the_pauses_longer(store: Store, clock: Clock) -> None:
    table = Timetable(store, [COURIER])
    store.sources.schedule("courier", NOON + 2 * HOUR, 2 * HOUR)

    assert table.looked(COURIER, Looked()) - NOON == 2 * HOUR
    clock.now += 2 * HOUR
    assert table.looked(COURIER, Looked()) - clock.now == 3 * HOUR


def test_who_fails_is_left_alone_longer_and_longer_whatever_waits_and_recovers(store: Store, clock: Clock) -> None:
    table = Timetable(store, [COURIER])
    page(store, "later", due_at=instant(NOON + 11 * MINUTE))
    pauses = []
    for failure in ("no answer", "no answer", "no answer", None):
        store.sources.polled("courier", "u", failure, "u")
        pauses.append(table.looked(COURIER, Looked(failure=failure, new=0 if failure else 1)) - clock.now)
        clock.now += pauses[-1]

    assert pauses == [10 * MINUTE, 20 * MINUTE, 40 * MINUTE, 20 * MINUTE]


def test_who_fails_in_one_list_and_publishes_in_another_is_looked_at_as_it_publishes(
    store: Store, clock: Clock
) -> None:
    table = Timetable(store, [COURIER])
    pauses = []
    for new in (3, 3, 0, 3):
        store.sources.polled("courier", "u", "a list could not be read", "u")
        pauses.append(table.looked(COURIER, Looked(failure="a list could not be read", new=new)) - clock.now)
        clock.now += pauses[-1]

    assert pauses == [10 * MINUTE, 10 * MINUTE, 20 * MINUTE, 10 * MINUTE]


def test_what_is_left_is_come_for_after_the_shortest_pause(store: Store) -> None:
    table = Timetable(store, [COURIER])
    store.sources.schedule("courier", NOON, DAY)

    assert table.looked(COURIER, Looked(left=500)) - NOON == 10 * MINUTE


def test_a_look_that_was_cut_off_goes_on_after_the_shortest_pause(store: Store) -> None:
    table = Timetable(store, [COURIER])
    store.sources.schedule("courier", NOON, DAY)

    assert table.looked(COURIER, Looked(cut=True)) - NOON == 10 * MINUTE
