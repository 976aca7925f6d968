"""Two machines on one store, whose pages go to one object store: each reads, cleans again and forgets what both have
fetched."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from cleaners.rules import load_rules
from crawler.archive import ArchiveError
from crawler.archive.bucket import Bucket
from crawler.archive.remote import SPOOL
from crawler.export.selection import EVERYTHING
from crawler.forget import forget
from crawler.health.books import LATE
from crawler.health.books import in_store as findings
from crawler.outcome import RunReport
from crawler.reclean import Cleaning, reclean
from crawler.sending import send, sending
from crawler.store import Store, StoreError, open_store
from crawler.store.fetched import Chosen
from crawler.store.forgetting import Forgetting, Found
from crawler.store.retention import alone
from crawler.workers import Pool
from tests.crawler.archive.buckets import bucket, everything, stopped
from tests.crawler.databases import Database
from tests.crawler.recleaned import RULES
from tests.crawler.shelf import CLUB, Here, Shelf


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    yield from bucket("file", tmp_path, monkeypatch)


@pytest.fixture
def machines(
    database: Database, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[Shelf]]:
    shelves = []
    for name in ("a", "b"):
        monkeypatch.setenv(SPOOL, str(tmp_path / name))
        shelves.append(Shelf(open_store(database.address, address)))
    yield shelves
    for shelf in shelves:
        shelf.store.close()


def end(store: Store) -> None:
    """What a crawl does at its end."""
    store.archive.close()
    send(store)


def found(store: Store, *urls: str) -> list[Found]:
    return [one for url in urls if (one := Forgetting(store).find(url))]


def test_one_machine_cleans_again_what_the_other_has_fetched(machines: list[Shelf]) -> None:
    here, there = machines
    urls = {here.story(1, CLUB), there.story(2, CLUB)}
    for shelf in machines:
        end(shelf.store)
    how = Cleaning(load_rules(RULES).facts_for)
    done = list(reclean(there.store, cast("Pool", Here()), Chosen(), how))
    assert {one.url for one in done if one.became == "changed"} == urls
    assert [one for one in done if one.became == "unreadable"] == []
    assert all(CLUB[3:40] not in record.decode() for record in here.store.records(EVERYTHING))


def test_one_machine_forgets_what_the_other_has_fetched(machines: list[Shelf], address: str) -> None:
    here, there = machines
    url, other = here.story(1, "<p>The harbour pilots of Zennor.</p>"), there.story(2)
    end(here.store)

    done = forget(there.store, found(there.store, url))

    assert (done.pages, done.unread) == (1, ())
    assert not Forgetting(there.store).is_unfinished()
    assert b"Zennor" not in b"".join(everything(address).values())
    kept = here.store.page(other)
    assert kept is not None
    assert kept.url == other


def test_what_is_forgotten_while_another_machine_has_yet_to_send_it_is_named_and_does_not_come_back(
    machines: list[Shelf], address: str
) -> None:
    here, there = machines
    url, other = here.story(1, "<p>The harbour pilots of Zennor.</p>"), here.story(2)
    (file, *_), *_ = here.rows("select archive_file from pages")

    done = forget(there.store, found(there.store, url))
    assert done.unread == (f"{file}: is not in {address}",)
    assert Forgetting(there.store).is_unfinished()

    end(here.store)
    assert b"Zennor" not in b"".join(everything(address).values())
    assert here.store.archive.waiting().files == 0
    kept = there.store.page(other)
    assert kept is not None
    assert kept.url == other

    assert forget(there.store, ()).unread == ()
    assert not Forgetting(there.store).is_unfinished()


@pytest.mark.parametrize("who", [0, 1], ids=["on this machine", "on another machine"])
def test_a_crawl_ends_while_somebody_forgets_for_long_and_the_next_does_what_it_could_not(
    machines: list[Shelf], database: Database, address: str, monkeypatch: pytest.MonkeyPatch, who: int
) -> None:
    if who and "://" not in database.address:
        pytest.skip("SQLite is on one machine")
    here, there = machines
    url = here.story(1, "<p>The harbour pilots of Zennor.</p>")
    Forgetting(there.store).forget(found(there.store, url))
    monkeypatch.setattr("crawler.forget.PATIENCE", 0.0)
    report, rest = RunReport(), RunReport()

    with alone(machines[who].store), sending(here.store, lambda: here.store, report):
        pass
    ((_, said),) = report.notes
    assert f"{address}: pages are being forgotten there by another process; 1 file of fetched pages" in said

    with sending(here.store, lambda: here.store, rest):
        pass
    assert (rest.notes, rest.failures) == ([], [])
    assert here.store.archive.waiting().files == 0
    assert b"Zennor" not in b"".join(everything(address).values())


def test_forgetting_sends_first_what_waits_on_its_own_machine(machines: list[Shelf], address: str) -> None:
    here, _ = machines
    url = here.story(1, "<p>The harbour pilots of Zennor.</p>")
    crawling = here.story(2)  # by a crawl that goes on
    done = forget(here.store, found(here.store, url))
    assert (done.pages, done.unread) == (1, ())
    assert b"Zennor" not in b"".join(everything(address).values())
    here.story(3)
    assert here.store.page(crawling) is not None


def test_a_forgetting_is_not_finished_while_the_object_store_is_away(
    machines: list[Shelf], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = machines
    url = here.story(1)
    end(here.store)
    with monkeypatch.context() as patch:
        stopped(address, patch)
        with pytest.raises(ArchiveError, match="cannot be used now"):
            forget(there.store, found(there.store, url))
    assert Forgetting(there.store).is_unfinished()
    there.store.archive.check()
    assert forget(there.store, ()).pages == 1
    assert everything(address)
    assert url.encode() not in b"".join(everything(address).values())


def test_a_crawl_ends_well_while_the_object_store_is_away_and_says_what_waits(
    machines: list[Shelf], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, report = machines[0], RunReport()
    with monkeypatch.context() as patch:
        stopped(address, patch)
        with sending(here.store, lambda: here.store, report):
            here.story(1)
    assert report.failures == []
    ((name, said),) = report.notes
    assert name == "the archive"
    assert said.startswith(f"{address}: cannot be used now: nobody there; 1 file of fetched pages (0.0 MB) waits in ")

    late = here.store.clock() + LATE + timedelta(minutes=1)
    monkeypatch.setattr(here.store, "clock", lambda: late)
    assert [f.text for f in findings(here.store) if "waits in" in f.text]

    report = RunReport()
    with sending(here.store, lambda: here.store, report):
        pass
    assert (report.notes, report.failures) == ([], [])
    assert len(everything(address)) == 1
    assert list(findings(here.store)) == []


def test_a_full_file_is_sent_while_the_crawl_goes_on(
    database: Database, machines: list[Shelf], address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from threading import Event

    here, was_sent = machines[0], Event()
    monkeypatch.setattr("crawler.sending.EVERY", 0.01)
    monkeypatch.setenv(SPOOL, str(tmp_path / "a"))
    whole = Bucket.send

    def told(bucket: Bucket, file: Path, name: str) -> None:
        whole(bucket, file, name)
        was_sent.set()

    monkeypatch.setattr(Bucket, "send", told)
    with sending(here.store, lambda: open_store(database.address, address), RunReport()):
        url = here.story(1)
        here.store.archive.close()
        assert was_sent.wait(30)
        assert len(everything(address)) == 1
        assert here.store.page(url) is not None


def test_a_crawl_does_not_begin_with_an_address_that_is_wrong(database: Database, tmp_path: Path) -> None:
    said = r"the archive cannot be used: file:///dev/null/pages: .*\(--archive\)"
    with (
        open_store(database.address, "file:///dev/null/pages") as store,
        pytest.raises(StoreError, match=said),
        sending(store, lambda: store, RunReport()),
    ):
        pytest.fail("pages would wait that can never be sent")


def test_files_that_are_on_their_way_from_another_machine_are_not_missed(machines: list[Shelf]) -> None:
    here, there = machines
    here.story(1)
    assert [f.text for f in findings(there.store) if "lacks" in f.text] == []
    tomorrow = datetime.now().astimezone() + timedelta(days=2)
    there.store.archive._now = lambda: tomorrow
    assert [f.text for f in findings(there.store) if "lacks" in f.text]
