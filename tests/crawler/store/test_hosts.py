"""A host that has asked to be left alone is left alone by the next run, too; several runs ask one host by turns."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from crawler.store import Store
from crawler.store.hosts import ALONE, Hosts
from crawler.store.tables import hosts
from tests.crawler.clock import NOON, Clock
from tests.crawler.databases import Database

HOST = "courier.test"


def at(seconds: float) -> datetime:
    """An instant, in seconds from noon."""
    return NOON + timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(database: Database, clock: Clock) -> Iterator[Store]:
    with database.open(clock=clock) as opened:
        yield opened


def noted(store: Store) -> tuple[object, ...]:
    """What stands in the row of the host."""
    with store.reading() as connection:
        row = connection.execute(select(hosts).where(hosts.c.host == HOST)).first()
    return tuple(row) if row else ()


def ask(store: Store, clock: Clock, delays: dict[str, float], until: float) -> list[tuple[float, str]]:
    """Let these runs ask the host again and again, each as soon as it may: when, and which."""
    turns: dict[str, float] = dict.fromkeys(delays, (clock.now - NOON).total_seconds())
    asked = list[tuple[float, str]]()
    while min(turns.values()) < until:
        run = min(turns, key=lambda name: turns[name])
        clock.now = at(turns[run])
        wait = Hosts(store).turn(HOST, run, delays[run])
        if not wait:
            asked.append((turns[run], run))
        turns[run] = turns.pop(run) + (wait or delays[run] + 0.001)  # its own pause begins when the store has answered
    return asked


def test_a_host_is_closed_for_as_long_as_it_has_asked_last_and_then_forgotten(store: Store, clock: Clock) -> None:
    Hosts(store).close("courier.test", 600)
    Hosts(store).close("tribune.test", 60)
    clock.now += timedelta(seconds=50)
    Hosts(store).close("courier.test", 3600)

    assert Hosts(store).closed() == {"courier.test": 3600, "tribune.test": 10}
    clock.now += timedelta(seconds=60)
    assert Hosts(store).closed() == {"courier.test": 3540}
    Hosts(store).close("other.test", 1)
    with store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(hosts)) == 2


def test_a_wait_that_one_run_was_asked_for_is_kept_by_another_and_a_long_one_keeps_nobody_waiting(
    store: Store, clock: Clock
) -> None:
    assert Hosts(store).turn(HOST, "one", 1.0) == 0
    clock.now += timedelta(seconds=0.5)
    Hosts(store).close(HOST, 30)

    assert Hosts(store).turn(HOST, "two", 1.0) == 1.0
    clock.now += timedelta(seconds=1)
    assert Hosts(store).turn(HOST, "two", 1.0) == pytest.approx(29.5)
    assert Hosts(store).turn(HOST, "three", 1.0) == pytest.approx(29.5)
    clock.now += timedelta(seconds=30)
    assert Hosts(store).turn(HOST, "two", 1.0) == 0

    Hosts(store).close(HOST, 3600)
    clock.now += timedelta(seconds=2)
    assert Hosts(store).turn(HOST, "three", 1.0) == 0


def test_who_alone_asks_a_host_writes_that_down_once(store: Store, clock: Clock) -> None:
    assert Hosts(store).turn(HOST, "one", 1.0) == 0
    before = noted(store)

    assert {delay for _, delay in ask(store, clock, {"one": 1.0}, 10)} == {"one"}
    assert noted(store) == before


def test_several_runs_ask_by_turns_and_never_sooner_than_the_longest_delay(store: Store, clock: Clock) -> None:
    first = ask(store, clock, {"one": 1.0}, 5)
    clock.now += timedelta(seconds=1)
    asked = first + ask(store, clock, {"one": 1.0, "two": 1.0, "three": 1.0}, 35)

    moments = [moment for moment, _ in asked]
    assert min(b - a for a, b in pairwise(moments)) >= 0.999
    names = [name for _, name in asked]
    assert min(names[len(first) :].count(name) for name in ("one", "two", "three")) >= 9
    assert len(asked) >= 30, "no turn is left out, but for one at each beginning"


def test_the_run_with_the_longest_delay_sets_the_pace_and_gets_its_turns(store: Store, clock: Clock) -> None:
    asked = ask(store, clock, {"slow": 2.0, "quick": 0.25}, 60)

    assert [name for _, name in asked].count("slow") >= 10
    after_slow = [b - a for (a, name), (b, _) in pairwise(asked) if name == "slow"]
    before_slow = [b - a for (a, _), (b, name) in pairwise(asked) if name == "slow"]
    assert min(after_slow[1:] + before_slow[1:]) >= 2.0 * 0.9


def test_a_run_that_was_killed_keeps_nobody_waiting_for_longer_than_a_delay(store: Store, clock: Clock) -> None:
    ask(store, clock, {"killed": 3.0}, 30)

    (first, *rest) = ask(store, clock, {"next": 3.0}, 120)

    assert 30 <= first[0] <= 33
    assert rest
    clock.now = at(200)
    Hosts(store).turn(HOST, "next", 3.0)
    before = noted(store)
    clock.now += timedelta(seconds=3)
    assert Hosts(store).turn(HOST, "next", 3.0) == 0
    assert noted(store) == before, f"after {ALONE} s it knows that it is alone"


def test_the_run_after_one_that_is_over_waits_for_what_is_left_of_the_delay_and_asks_alone(
    store: Store, clock: Clock
) -> None:
    run = store.runs.begin("source")
    ask(store, clock, {run: 3.0}, 10)
    store.runs.end(run, "finished", {})
    clock.now += timedelta(seconds=1)

    assert Hosts(store).turn(HOST, "next", 3.0) == pytest.approx(2.0)
    clock.now += timedelta(seconds=2)
    assert Hosts(store).turn(HOST, "next", 3.0) == 0
    before = noted(store)
    clock.now += timedelta(seconds=3)
    assert Hosts(store).turn(HOST, "next", 3.0) == 0
    assert noted(store) == before


def test_a_clock_that_is_set_back_keeps_nobody_waiting_for_longer_than_a_delay(store: Store, clock: Clock) -> None:
    ask(store, clock, {"one": 2.0, "two": 2.0}, 20)
    clock.now = at(-86_400)

    asked = ask(store, clock, {"one": 2.0, "two": 2.0}, -86_380)

    assert asked[0][0] == pytest.approx(-86_398)
    assert {name for _, name in asked} == {"one", "two"}
    assert min(b - a for (a, _), (b, _) in pairwise(asked)) >= 2.0


def test_a_run_that_ended_before_the_clock_was_set_back_keeps_the_next_waiting_no_longer_than_a_delay(
    store: Store, clock: Clock
) -> None:
    run = store.runs.begin("source")
    Hosts(store).turn(HOST, run, 2.0)
    store.runs.end(run, "finished", {})
    clock.now = at(-86_400)

    (first, *_) = ask(store, clock, {"next": 2.0}, -86_390)
    assert first[0] == pytest.approx(-86_398)
