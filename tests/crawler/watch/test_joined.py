"""Workers of a fleet share one PostgreSQL and its sources: whatever becomes of one of them, each page is stored once,
and no site is asked faster than it is to be."""

import asyncio
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import insert, update

from crawler.schedule import instant
from crawler.sources import Source
from crawler.store import Store, StoreError
from crawler.store.tables import SCHEMA, meta, pages, runs, sources
from crawler.watch import AlreadyWatched, Command, Limits, engine, loop
from crawler.watch.engine import Engine
from crawler.watch.joined import Given, Joined
from crawler.watch.timetable import Timetable
from crawler.watch.watcher import JOINED, entered, is_first
from tests.crawler import fleet as workers
from tests.crawler.clock import NOON, Clock
from tests.crawler.databases import Database, hang_up
from tests.crawler.newsroom_server import Newsroom
from tests.crawler.pacing import ROOM, pace

HOSTS, STORIES, DELAY = 20, 2, 0.3
HOUR = timedelta(hours=1)


@pytest.fixture
def store(postgres: Database) -> Iterator[Store]:
    with postgres.open() as opened:
        yield opened


def test_a_worker_that_is_killed_loses_and_doubles_nothing_and_no_host_is_asked_too_fast(
    postgres: Database, tmp_path: Path
) -> None:
    with Newsroom(HOSTS) as room:
        each = {h: range(n * STORIES, (n + 1) * STORIES) for n, h in enumerate(room.houses)}
        urls = [url for house, numbers in each.items() for url in workers.publish(house, numbers)]
        (tmp_path / "worker-0").mkdir()
        file = workers.sources((house.url for house in room.houses), f"delay = {DELAY}", 'poll = ["1h", "4h"]')
        (tmp_path / "worker-0" / "sources.toml").write_text(file)

        with workers.Fleet(tmp_path, postgres, 3) as fleet:
            fleet.wait_until(lambda: len(room.seen) > HOSTS, 60, "a first page")
            fleet.replace(0, machine=True)
            stored = "select count(*) from articles"
            fleet.wait_until(lambda: postgres.sql(stored) == [(len(urls),)], 90, "the last page")
            ends = [worker.stop() for worker in fleet.workers]

        assert ends == [0, 0, 0], fleet.said
    assert sorted(url for (url,) in postgres.sql("select url from pages where state = 'stored'")) == sorted(urls)
    assert postgres.sql("select count(*) from changes") == [(len(urls),)]
    asked = defaultdict(list)
    for seen in room.seen:
        asked[seen.host].append(seen.at)
    assert len(asked) == HOSTS
    assert min(pace(moments) for moments in asked.values()) > ROOM * DELAY
    assert postgres.sql("select 1 from procrastinate_jobs where status = 'doing'") == []
    assert postgres.sql("select 1 from runs where ended_at is null") == []


# ---- the engine -----------------------------------------------------------------------------------------------------


def together(postgres: Database, number: int, act: Callable[..., Awaitable[None]]) -> None:
    """`act` with so many workers of one fleet."""

    async def run() -> None:
        async with AsyncExitStack() as stack:
            await act(*[await stack.enter_async_context(at_work(postgres)) for _ in range(number)])

    asyncio.run(run())


@asynccontextmanager
async def at_work(postgres: Database) -> AsyncIterator[Engine]:
    worker = Engine(postgres.address, "the store")
    await worker.open()
    try:
        yield worker
    finally:
        await worker.close()


async def names(worker: Engine) -> list[str]:
    """The sources that it can take."""
    taken = []
    while found := await worker.take():
        taken.append(found.source)
    return taken


def test_no_two_workers_are_at_one_site_and_what_one_is_done_with_the_next_may_take(postgres: Database) -> None:
    async def act(one: Engine, two: Engine) -> None:
        await one.offer([("front", "a.test"), ("sports", "a.test"), ("other", "b.test")])
        first = await one.take()
        assert first is not None
        assert first.source == "front"
        assert await names(two) == ["other"]
        assert await one.names() == {"front", "sports", "other"}
        await one.end(first)
        assert await names(two) == ["sports"]
        assert await one.names() == {"sports", "other"}

    together(postgres, 2, act)


def test_two_workers_that_offer_one_source_at_a_time_have_it_looked_at_once_and_go_on(postgres: Database) -> None:
    async def act(one: Engine, two: Engine) -> None:
        both = [("courier", "a.test"), ("tribune", "b.test")]
        await one.offer(both[:1])
        await two.offer(both)  # as it has asked before the other has offered
        assert await names(one) == ["courier"]
        await two.offer(both[1:])
        assert await names(two) == ["tribune"]

    together(postgres, 2, act)


def test_what_a_dead_worker_held_is_free_once_it_was_silent_for_long_and_no_sooner(
    postgres: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def act(dead: Engine, living: Engine) -> None:
        await living.offer([("courier", "a.test")])
        assert await names(dead) == ["courier"]
        await living.beat()
        assert await names(living) == []
        monkeypatch.setattr(engine, "SILENT", 0.2)
        while not (found := await names(living)):
            await living.beat()
        assert found == ["courier"]

        # it was not dead after all: it is entered anew, and knows that it holds nothing
        monkeypatch.setattr(engine, "SILENT", 60)
        assert await dead.held() == []
        await dead.offer([("tribune", "b.test")])
        with pytest.raises(StoreError):
            await dead.take()
        await dead.beat()
        assert await names(dead) == ["tribune"]

    together(postgres, 2, act)


def test_a_worker_that_dies_while_it_asks_who_is_due_or_at_what_waits_again_stops_nobody(
    postgres: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def act(dead: Engine, living: Engine) -> None:
        await living.offer([("courier", "a.test")])
        assert await names(dead) == ["courier"]
        await dead.tick()
        assert await dead.take() is not None
        monkeypatch.setattr(engine, "time", lambda: NOON.timestamp())
        await living.tick()  # the next question waits for the end of this one
        await living.offer([("courier", "a.test"), ("tribune", "b.test")])  # as if it had not been seen to be held
        monkeypatch.setattr(engine, "SILENT", 0.2)
        found: list[engine.Taken] = []
        while len(found) < 3:
            await living.beat()
            while taken := await living.take():
                found.append(taken)
        assert sorted(taken.source for taken in found) == ["", "courier", "tribune"]

    together(postgres, 2, act)


def test_what_waits_again_is_not_given_back_and_a_worker_that_gives_it_back_goes_on(postgres: Database) -> None:
    async def act(one: Engine, two: Engine) -> None:
        await one.offer([("courier", "a.test")])
        taken = await one.take()
        assert taken is not None
        await two.offer([("courier", "a.test")])
        await one.give_back(taken)
        assert await one.held() == []
        assert await names(two) == ["courier"]

    together(postgres, 2, act)


def test_a_worker_that_leaves_leaves_what_it_held_to_the_others(postgres: Database) -> None:
    async def act(living: Engine) -> None:
        async with at_work(postgres) as leaving:
            await leaving.offer([("courier", "a.test")])
            assert await names(leaving) == ["courier"]
        assert await names(living) == ["courier"]

    together(postgres, 1, act)


def test_the_fleet_is_asked_once_who_is_due_however_many_workers_have_it_asked(postgres: Database) -> None:
    async def act(one: Engine, two: Engine) -> None:
        await one.tick()
        await two.tick()
        asked = [await one.take(), await two.take()]
        assert [question is None for question in asked] == [False, True]
        assert asked[0] is not None
        assert asked[0].asked_at is not None

    together(postgres, 2, act)


# ---- who is due -----------------------------------------------------------------------------------------------------


def entry(name: str, **row: object) -> dict[str, object]:
    return {"name": name, "url": name, "interval": 3600, "failed_since": None, **row}


def at(hours: float) -> str:
    return instant(NOON + hours * HOUR)


def test_a_fleet_looks_at_whom_one_watch_would_look_at_the_longest_due_first(postgres: Database) -> None:
    with postgres.open(clock=Clock()) as store:
        rows = [
            entry("due", due_at=at(-1)), entry("long due", due_at=at(-2)), entry("not due", due_at=at(0.5)),
            entry("page", due_at=at(0.5)), entry("fails", due_at=at(0.5), failed_since=at(-9)),
            entry("old page", due_at=at(0.5)), entry("skipped", due_at=at(0.5)), entry("later page", due_at=at(0.5)),
            entry("shorter now", due_at=at(20), interval=24 * 3600), entry("never read", due_at=None, interval=None),
        ]  # fmt: skip
        asked = [
            ("page", -0.1, "stored"), ("page", 3, "stored"), ("fails", -0.1, "stored"), ("old page", -0.6, "stored"),
            ("skipped", -0.1, "skipped"), ("later page", 0.1, "stored"),
        ]  # fmt: skip
        listed = [
            {"key": f"{n}", "url": f"{n}", "source": name, "state": state, "reason": "", "due_at": at(hours)}
            for n, (name, hours, state) in enumerate(asked)
        ]
        with store.writing() as connection:
            connection.execute(insert(sources), rows)
            connection.execute(insert(pages), listed)
        known = [
            Source(str(row["name"]), f"https://{n}.test/", poll=(HOUR / 4, 24 * HOUR)) for n, row in enumerate(rows)
        ]
        known[8] = replace(known[8], poll=(HOUR / 4, HOUR))
        known.append(Source("new", "https://new.test/"))

        waiting = [source.name for source in Given(store, known).waiting(pages=True)]
        without = [source.name for source in Given(store, known).waiting(pages=False)]

        assert waiting == ["never read", "new", "shorter now", "long due", "due", "page"]
        assert without == [name for name in waiting if name != "page"]
        assert sorted(waiting) == sorted(source.name for source in due_of_one(store, known))


def due_of_one(store: Store, known: list[Source]) -> list[Source]:
    return [source for source in known if Timetable(store, [source]).due()]


# ---- a worker -------------------------------------------------------------------------------------------------------


def worker(store: Store, postgres: Database) -> Joined:
    joined = Joined(store, lambda: None, lambda _: Command(["true"], {}), Limits(tick=0.05))
    joined.engine = Engine(postgres.address, store.name)
    return joined


def test_one_watch_and_a_fleet_do_not_go_together_and_workers_do(store: Store) -> None:
    with entered(store, JOINED) as first, entered(store, JOINED) as second:
        with store.writing() as connection:  # as if they were of another process, and the first began earlier
            connection.execute(update(runs).values(pid=os.getppid()))
            connection.execute(update(runs).where(runs.c.id == first).values(started_at=at(-1)))
        assert [is_first(store, run) for run in (first, second)] == [True, False]
        with pytest.raises(AlreadyWatched, match="--join joins its fleet"), entered(store):
            pass
        store.runs.end(first, "stopped", {})
        assert is_first(store, second)


def test_what_a_worker_took_and_is_not_at_is_the_others_again_and_what_it_looked_at_is_done(
    store: Store, postgres: Database
) -> None:
    joined = worker(store, postgres)
    joined._table = Given(store, [Source("courier", "https://courier.test/")])

    async def run() -> list[tuple[list[str], frozenset[str]]]:
        steps = []
        await joined.engine.open()
        await joined.engine.offer([("courier", "courier.test"), ("taken out of the file", "b.test")])
        for ended in ((), ("courier",)):  # as after a database that was gone; as after a look
            taken = [source.name for source in await joined._take()]
            joined._table.ended.update(ended)
            await joined._tell()
            steps.append((taken, await joined.engine.names()))
        await joined.engine.close()
        return steps

    assert asyncio.run(run()) == [(["courier"], frozenset({"courier"})), (["courier"], frozenset())]


def test_a_look_that_ends_while_another_is_told_is_told_of_too(
    store: Store, postgres: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined = worker(store, postgres)
    joined._table = Given(store, [])
    joined._rounds = {1: SimpleNamespace(left={"slow"})}  # type: ignore[dict-item]
    end = joined.engine.end

    async def ends_meanwhile(taken: engine.Taken) -> None:
        joined._rounds.clear()
        joined._table.ended.add("slow")
        await end(taken)

    async def run() -> frozenset[str]:
        await joined.engine.open()
        await joined.engine.offer([("quick", "a.test"), ("slow", "b.test")])
        await names(joined.engine)
        joined._table.ended.add("quick")
        monkeypatch.setattr(joined.engine, "end", ends_meanwhile)
        await joined._tell()
        monkeypatch.undo()
        await joined._tell()
        left = await joined.engine.names()
        await joined.engine.close()
        return left

    assert asyncio.run(run()) == frozenset()


def test_a_worker_ends_by_itself_where_the_store_is_of_a_newer_version_and_others_go_on(
    store: Store, postgres: Database
) -> None:
    with store.writing() as connection:
        connection.execute(update(meta).where(meta.c.name == SCHEMA).values(value="999"))
    joined, said = worker(store, postgres), list[str]()
    joined.trouble = said.append

    asyncio.run(asyncio.wait_for(joined.run(), 60))

    assert said == ["the store is of a newer Copydesk by now (version 999): update this worker, which ends"]


def test_the_engine_that_is_gone_for_a_while_does_not_end_a_worker(
    store: Store, postgres: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "TROUBLE_SECONDS", 0.05)
    joined, said = worker(store, postgres), list[str]()
    turns = 0

    def read() -> None:
        nonlocal turns
        turns += 1
        if turns == 1:
            hang_up(postgres.address)
        if turns == 5:
            joined.stop()

    joined._read, joined.trouble = read, said.append

    asyncio.run(asyncio.wait_for(joined.run(), 60))

    assert turns == 5
