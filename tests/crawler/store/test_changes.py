"""The changes as sinks are told of them, in both databases."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from crawler.store import Store
from crawler.store.changes import MOST_BYTES, Busy, Changes
from tests.crawler.clock import NOON, Clock
from tests.crawler.databases import Database
from tests.crawler.deliver import desk


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(database: Database, clock: Clock) -> Iterator[Store]:
    with database.open(clock=clock) as store:
        yield store


def numbers(changes: Changes, sink: str, most: int = 100) -> list[int]:
    return [c.number for c in changes.after(sink, most)]


def test_each_sink_gets_what_it_has_not_acknowledged(store: Store) -> None:
    changes = Changes(store)
    for n in (1, 2, 3):
        desk.publish(store, n)
    changes.subscribe("a")
    changes.subscribe("b")
    assert numbers(changes, "a", 2) == [1, 2]
    changes.acknowledge("a", 2, [(1, "no")])
    changes.subscribe("a")
    assert (numbers(changes, "a"), numbers(changes, "b")) == ([3], [1, 2, 3])
    changes.acknowledge("a", 1)  # somebody was late
    assert numbers(changes, "a") == [3]
    a, b = changes.standings()
    assert (a.name, a.cursor, a.behind, a.dead, a.acknowledged_at) == ("a", 2, 1, 1, NOON.isoformat())
    assert (b.behind, b.dead, b.waiting_since, b.acknowledged_at) == (3, 0, NOON.isoformat(), None)


def test_a_sink_that_takes_nothing_is_known_for_it_until_it_takes_something(store: Store, clock: Clock) -> None:
    changes = Changes(store)
    desk.publish(store, 1)
    changes.subscribe("a")
    changes.fell("a", "it is shut")
    since = store.now
    clock.now += timedelta(hours=1)
    changes.fell("a", "it is still shut")
    (a,) = changes.standings()
    assert (a.failed_since, a.failed_at, a.failure) == (since, store.now, "it is still shut")
    changes.acknowledge("a", 1)
    (a,) = changes.standings()
    assert (a.failed_since, a.failed_at, a.behind) == (None, store.now, 0)


def test_a_sink_that_is_no_more_is_forgotten_with_what_it_refused(store: Store) -> None:
    changes = Changes(store)
    desk.publish(store, 1)
    changes.subscribe("a")
    changes.acknowledge("a", 1, [(1, "no")])
    assert changes.unsubscribe("a")
    assert (changes.standings(), changes.dead("a")) == ([], [])
    assert not changes.unsubscribe("a")


def test_a_sink_that_begins_again_has_neither_had_nor_refused_anything(store: Store) -> None:
    changes = Changes(store)
    desk.publish(store, 1)
    changes.subscribe("a")
    changes.acknowledge("a", 1, [(1, "no")])
    changes.rewind("a")
    assert (numbers(changes, "a"), changes.dead("a")) == ([1], [])
    changes.skip("a")
    assert numbers(changes, "a") == []


def test_a_change_has_the_record_of_its_version_and_of_the_one_before(store: Store) -> None:
    for version in (1, 2, 3):
        desk.publish(store, 1, version, text=f"As of {version}.")
    changes = Changes(store)
    changes.subscribe("a")
    told = [(b"As of %d." % c.version in (c.record or b""), c.before is not None) for c in changes.after("a", 9)]
    assert told == [(True, False), (True, True), (True, True)]
    assert [c.source for c in changes.after("a", 9)] == ["courier"] * 3


def test_large_records_come_in_small_batches_but_each_comes(store: Store) -> None:
    for n in range(1, 4):
        desk.publish(store, n, text="x" * (MOST_BYTES // 2))
    desk.publish(store, 4, text="x" * MOST_BYTES)
    changes = Changes(store)
    changes.subscribe("a")
    sizes = []
    while found := changes.after("a", 100):
        sizes.append(len(found))
        changes.acknowledge("a", found[-1].number)
    assert sizes == [1, 1, 1, 1]


def test_a_new_sink_also_gets_articles_from_before_changes_were_noted(store: Store, database: Database) -> None:
    for n in (1, 2):
        desk.publish(store, n)
    database.sql("delete from changes")
    changes = Changes(store)
    changes.subscribe("a")
    assert [c.id for c in changes.after("a", 9)] == [desk.identity(1), desk.identity(2)]
    changes.subscribe("b")
    assert len(numbers(changes, "b")) == 2


def test_what_all_have_had_is_dropped_but_for_what_a_new_sink_needs(store: Store, clock: Clock) -> None:
    changes = Changes(store)
    for n in (1, 2, 3):
        desk.publish(store, n)
    desk.publish(store, 1, 2)
    desk.forget(store, 2)
    desk.publish(store, 3, 2)
    assert changes.prune() == 0  # nobody has had anything
    for sink in ("a", "b"):
        changes.subscribe(sink)
    changes.acknowledge("a", 6, [(3, "no")])
    clock.now += timedelta(hours=25)
    changes.acknowledge("b", 5)
    assert changes.prune() == 2
    changes.subscribe("c")
    # 1 was replaced by 4, 2 was forgotten; 3 is a dead letter; 5 is b's last, which it may yet be asked for
    assert numbers(changes, "c") == [3, 4, 5, 6]
    changes.acknowledge("b", 6)
    assert changes.prune() == 0  # once a day
    clock.now += timedelta(hours=25)
    changes.acknowledge("c", 6)
    assert changes.prune() == 1
    changes.subscribe("d")
    assert numbers(changes, "d") == [3, 4, 6]


def test_one_delivers_to_a_sink_at_a_time_and_the_next_may_when_it_is_done(store: Store, database: Database) -> None:
    with database.open() as other:
        with Changes(store).held("a"):
            with pytest.raises(Busy, match="another process delivers to it"), Changes(other).held("a"):
                pass
            with Changes(other).held("b"):
                pass
        with Changes(other).held("a"):
            pass
