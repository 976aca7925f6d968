"""The watch goes on, whatever becomes of a crawl that it has begun, and ends when it is asked to."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from crawler.cli.say import UNAVAILABLE
from crawler.sources import Source
from crawler.store import Store, open_store
from crawler.store import runs as owner
from crawler.store.hosts import Hosts
from crawler.store.runs import here
from crawler.store.tables import pages, runs, sources
from crawler.watch import AlreadyWatched, Beside, Command, Limits, Looked, Watch, loop
from crawler.watch.timetable import Timetable
from crawler.watch.watcher import entered, is_silent, working_for
from tests.crawler.databases import Database
from tests.crawler.store.test_store import stored
from tests.crawler.web import ROOT

SECOND = timedelta(seconds=1)
COURIER = Source("courier", "https://courier.test/", poll=(SECOND, 4 * SECOND))
QUICK = Limits(longest=20, grace=0.2, tick=0.05)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "news.db") as opened:
        yield opened


def watched(store: Store, script: str, rounds: int, limits: Limits = QUICK, source: Source = COURIER) -> list[Looked]:
    """How the looks went of a watch whose crawls are this script, until it has told of so many."""
    told: list[Looked] = []
    given: list[Sequence[Source]] = [[source]]

    async def run() -> None:
        command = Command([sys.executable, "-c", script], {**os.environ, "PYTHONPATH": str(ROOT)})
        watch = Watch(store, lambda: given.pop() if given else None, lambda _: command, limits)

        def tell(_source: Source, how: Looked, _: object) -> None:
            told.append(how)
            if len(told) == rounds:
                watch.stop()

        watch.tell = tell
        await asyncio.wait_for(watch.run(), 60)

    asyncio.run(run())
    return told


def test_a_crawl_that_dies_is_a_failure_of_its_sources_with_its_last_words_and_the_watch_goes_on(store: Store) -> None:
    told = watched(store, "import sys; sys.exit('copydesk: the disk is full')", rounds=2)

    said = "the crawl ended with status 1 before it came to it: the disk is full"
    assert [how.failure for how in told] == [said, said]
    row = store.sources.get("courier")
    assert row is not None
    assert (row["failure"], row["failed_url"], row["interval"]) == (said, "https://courier.test/", 2)


LOST = """
import os, sys
if not os.path.exists({mark!r}):
    open({mark!r}, "w").close()
    sys.stderr.write("copydesk: news: the database's server is not there\\n")
    sys.exit({status})
"""


def test_a_crawl_whose_store_went_away_is_no_fault_of_its_sources_which_are_looked_at_when_it_is_back(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "TROUBLE_SECONDS", 0.1)
    lost = LOST.format(mark=str(tmp_path / "mark"), status=UNAVAILABLE)

    (told,) = watched(store, lost + "sys.exit('copydesk: another end')", rounds=1)

    assert told.failure == "the crawl ended with status 1 before it came to it: another end", "of the second crawl"
    row = store.sources.get("courier")
    assert row is not None
    assert row["interval"] == 1, "it has failed once"


TWO = """
import os, sys, time
from crawler.store import open_store
from crawler.store.hosts import Hosts
from crawler.store.tables import pages
from sqlalchemy import insert
with open_store({store!r}) as store:
    run = store.runs.begin("source")
    for name in sys.argv[1].split(","):
        if name == "slow":
            row = dict(key="a", url="a", source="slow", state="discovered", reason="", claimed_by=run)
            with store.writing() as connection:
                connection.execute(insert(pages).values(row))
        store.sources.polled(name, "https://" + name + ".test/")
    time.sleep(600 if "slow" in sys.argv[1] else 0)
"""


def test_a_source_that_is_slow_holds_up_neither_its_neighbours_in_the_round_nor_their_next_look(store: Store) -> None:
    asked, told = [], list[str]()
    slow = Source("slow", "https://slow.test/", poll=(SECOND, 4 * SECOND))
    given: list[Sequence[Source]] = [[COURIER, slow]]

    async def run() -> None:
        def crawl(names: Sequence[str]) -> Command:
            asked.append(sorted(names))
            script = TWO.format(store=store.name)
            return Command(
                [sys.executable, "-c", script, ",".join(names)], {**os.environ, "PYTHONPATH": str(ROOT)}
            )  # fmt: skip

        watch = Watch(store, lambda: given.pop() if given else None, crawl, Limits(longest=60, grace=5, tick=0.05))

        def tell(source: Source, _how: Looked, _next: object) -> None:
            told.append(source.name)
            if told == ["courier", "courier"]:
                watch.stop()

        watch.tell = tell
        await asyncio.wait_for(watch.run(), 60)

    asyncio.run(run())
    assert asked == [["courier", "slow"], ["courier"]]
    assert told[:2] == ["courier", "courier"]


def test_sources_of_one_site_are_never_looked_at_by_two_crawls_at_once(store: Store) -> None:
    news, sport = (Source(name, f"https://www.courier.test/{name}") for name in ("news", "sport"))
    table = Timetable(store, [news, sport, Source("tribune", "https://tribune.test/")])
    assert [s.name for s in table.due(table.beside([news]))] == ["tribune"]


def test_a_source_that_its_crawl_has_put_off_has_not_failed_and_its_host_is_left_alone_as_long_as_it_asks(
    store: Store,
) -> None:
    script = f"""
import sys
from crawler.store import open_store
with open_store({store.name!r}) as store:
    store.runs.end(store.runs.begin("source"), "finished", {{}})
sys.exit("copydesk: courier: www.courier.test has asked for a pause\\ncopydesk: nothing was fetched")
"""
    Hosts(store).close("courier.test", 3600)

    (how,) = watched(store, script, rounds=1)

    assert how == Looked(put_off="www.courier.test has asked for a pause")
    row = store.sources.get("courier")
    assert row is not None
    assert row["failed_since"] is None
    assert 3590 <= row["interval"] <= 3600


def test_what_runs_beside_the_watch_is_begun_again_when_it_dies_and_ends_with_it(store: Store, tmp_path: Path) -> None:
    said = tmp_path / "said"
    script = f"""
import signal, sys, time
before = open({str(said)!r}, "a").tell()
open({str(said)!r}, "a").write("x")
signal.signal(signal.SIGTERM, lambda *_: sys.exit(open({str(said)!r}, "a").write("ended")))
time.sleep(600 if before else 0)
"""
    trouble: list[str] = []

    async def run() -> None:
        command = Command([sys.executable, "-c", script], os.environ)
        beside, over = Beside(lambda: command, QUICK), asyncio.Event()
        beside.trouble = trouble.append
        task = asyncio.create_task(beside.run(over))
        while said.stat().st_size < 2 if said.exists() else True:
            await asyncio.sleep(0.01)
        over.set()
        await asyncio.wait_for(task, 20)

    asyncio.run(run())
    assert trouble == ["delivery ended with status 0; it is begun again in 1 s"]


def test_a_crawl_that_hangs_and_does_not_listen_is_killed_and_what_it_held_is_free(store: Store) -> None:
    claim = f"""
import os, signal, sqlite3, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
with sqlite3.connect({store.name!r}) as store:
    run = ("r", "source", {here()!r}, os.getpid(), {store.now!r}, {store.now!r})
    store.execute("insert into runs (id, command, host, pid, started_at, seen_at) values (?, ?, ?, ?, ?, ?)", run)
    store.execute("update pages set claimed_by = 'r'")
time.sleep(600)
"""
    with store.writing() as connection:
        row = {"key": "a", "url": "a", "source": "courier", "state": "discovered", "reason": ""}
        connection.execute(insert(pages).values(row))

    (how,) = watched(store, claim, rounds=1, limits=Limits(longest=2, grace=0.2, tick=0.05))

    assert how.failure == "the crawl hung before it came to it, and was stopped"
    with store.reading() as connection:
        ends = connection.execute(select(runs.c.command, runs.c.ending).order_by(runs.c.command)).all()
        assert connection.scalar(select(pages.c.claimed_by)) is None
    assert ends == [("source", "killed"), ("watch", "stopped")]


def test_a_source_that_takes_longer_than_a_round_has_not_failed_and_is_gone_on_with_after_its_shortest_pause(
    store: Store,
) -> None:
    store.sources.polled("courier", "https://courier.test/", "no answer", "https://courier.test/")
    store.sources.schedule("courier", store.clock() - 9 * SECOND, 4 * SECOND)
    with store.writing() as connection:
        connection.execute(update(sources).values(polled_at="2026-01-01T00:00:00+00:00"))
        page = {"key": "a", "url": "a", "source": "courier", "state": "discovered", "reason": ""}
        connection.execute(insert(pages).values(page))

    (how,) = watched(store, "import time; time.sleep(600)", rounds=1, limits=Limits(longest=1, grace=20, tick=0.05))

    assert how == Looked(left=1, cut=True)
    row = store.sources.get("courier")
    assert row is not None
    assert (row["polled_at"], row["interval"]) == ("2026-01-01T00:00:00+00:00", 1)


def test_who_makes_nobody_wait_has_as_long_as_its_shortest_pause(store: Store) -> None:
    slow = Source("courier", "https://courier.test/", poll=(60 * SECOND, 99 * SECOND))
    script = f"""
import time
from crawler.store import open_store
time.sleep(0.5)
with open_store({store.name!r}) as store:
    store.sources.polled("courier", "https://courier.test/")
"""
    limits = Limits(longest=0.1, grace=20, tick=0.05)

    assert watched(store, script, rounds=1, limits=limits, source=slow) == [Looked()]


def test_a_crawl_that_has_not_said_for_minutes_that_it_lives_hangs(store: Store) -> None:
    run = store.runs.begin("source")
    assert not is_silent(store, os.getpid())
    with store.writing() as connection:
        connection.execute(update(runs).where(runs.c.id == run).values(seen_at="2026-01-01T00:00:00+00:00"))

    assert is_silent(store, os.getpid())
    assert not is_silent(store, os.getppid())


def test_a_store_has_one_watch_and_one_that_was_killed_does_not_count(database: Database) -> None:
    store = database.open()
    alive = {"command": "watch", "host": here(), "started_at": store.now, "seen_at": store.now}
    with store.writing() as connection:
        connection.execute(insert(runs).values(id="a", pid=os.getppid(), **alive))

    who = rf"is watched already, by process {os.getppid()} on {os.uname().nodename}, since "
    with pytest.raises(AlreadyWatched, match=who), entered(store):
        pass
    with store.writing() as connection:  # in a container each watch has the same number
        connection.execute(update(runs).values(pid=os.getpid()))

    with entered(store) as run, store.reading() as connection:
        open_ = select(runs.c.id).where(runs.c.ended_at.is_(None))
        assert list(connection.scalars(open_)) == [run]


def test_machines_and_containers_of_one_name_take_no_run_of_each_other_s_for_their_own(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    run = store.runs.begin("source")
    with store.writing() as connection:  # there it lives; here nobody has that number
        connection.execute(update(runs).values(pid=gone.pid, started_at="2026-01-01"))
        connection.execute(insert(pages).values(key="a", url="a", source="a", state="discovered", reason="",
                                                claimed_by=run))  # fmt: skip
    for name, moved in (("BOOT", tmp_path / "boot"), ("SPACE", tmp_path / "space")):
        with monkeypatch.context() as there:
            (tmp_path / "boot").write_text("another boot\n")
            (tmp_path / "space").unlink(missing_ok=True)
            (tmp_path / "space").symlink_to("pid:[1]")
            there.setattr(owner, name, moved)
            assert store.runs.bury() == 0
            assert not working_for(store, gone.pid)
    assert working_for(store, gone.pid) == {"a"}
    assert store.runs.bury() == 1


def test_what_came_in_is_counted_by_source(store: Store) -> None:
    store.settle(stored("https://courier.test/before"))
    script = f"""
from dataclasses import replace
from crawler.store import open_store
from tests.crawler.databases import Database
from tests.crawler.store.test_store import stored
with open_store({store.name!r}) as store:
    for name in "ab":
        ending = stored(f"https://courier.test/{{name}}")
        store.settle(replace(ending, outcome=replace(ending.outcome, source="courier")))
    store.sources.polled("courier", "https://courier.test/")
"""
    assert watched(store, script, rounds=1) == [Looked(new=2)]
