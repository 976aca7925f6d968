"""Pages go to an object store: none is lost on the way, whoever is killed and whatever is away, and all machines read
them."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cleaners.model import Page
from crawler.archive import Archive, ArchiveError, Place
from crawler.archive.bucket import Bucket
from crawler.archive.model import Away
from crawler.archive.remote import opened
from tests.crawler.archive.buckets import KINDS, bucket, everything, forget_instances, stopped

HTML = b"<!doctype html><p>The eastern pillar sinks.</p>"
Machine = Callable[[str], Archive]


def page(n: int) -> Page:
    body = HTML + b"<p>secret %d.</p>" % n
    headers = {"Content-Length": str(len(body))}
    return Page(body, f"https://example.org/{n}", headers, 200, "2026-11-20T10:00:00+00:00")


@pytest.fixture(params=KINDS)
def address(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    yield from bucket(request.param, tmp_path, monkeypatch)


@pytest.fixture
def machine(address: str, tmp_path: Path) -> Machine:
    """Makes the archive of a process on the machine of that name."""
    return lambda name: opened(address, tmp_path / name)


def sent(archive: Archive) -> list[str]:
    archive.close()
    return list(archive.send())


def test_a_page_is_read_from_the_spool_first_and_by_all_machines_once_its_file_is_sent(
    address: str, machine: Machine
) -> None:
    here, there = machine("a"), machine("b")
    places = [here.append(page(n)) for n in range(3)]
    assert here.read(places[1]) == page(1)
    assert everything(address) == {}
    with pytest.raises(ArchiveError, match=f"{places[1].file}: is not in {address}"):
        there.read(places[1])

    assert sent(here) == [places[0].file]

    assert [there.read(p) for p in places] == [here.read(p) for p in places] == [page(n) for n in range(3)]
    assert there.files() == [places[0].file]
    assert list(there.find(lambda kept: kept.page.url == page(2).url)) == [places[2]]
    assert here.waiting().files == 0
    assert list(here.root.rglob("*.warc.gz")) == []


WRITES = """
import sys
from pathlib import Path
from cleaners.model import Page
from crawler.archive.remote import opened
archive, n = opened("memory://nobody-reads-this", Path(sys.argv[1])), 0
while True:
    place = archive.append(Page(bytes(str(n), "ascii") * 50_000, f"https://example.org/{n}", {}))
    print(n, place.file, place.offset, place.length, flush=True)
    n += 1
"""


def test_what_a_killed_process_has_left_in_the_spool_is_sent_by_the_next_without_its_torn_end(
    machine: Machine, root: Path
) -> None:
    here = machine("a")
    child = subprocess.Popen([sys.executable, "-c", WRITES, here.root], cwd=root, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    told = [child.stdout.readline() for _ in range(5)]
    child.kill()
    child.wait()
    (file,) = here.root.glob("*/*")
    with file.open("ab") as torn:
        torn.write(file.read_bytes()[:99])

    assert sent(machine("a")) == [file.relative_to(here.root).as_posix()]

    there = machine("b")
    for line in told:
        n, name, offset, length = line.split()
        assert there.read(Place(name, int(offset), int(length))).body == n.encode() * 50_000
    assert there.repair() == {}
    assert not file.exists()


def test_the_file_of_a_process_that_lives_is_left_alone(machine: Machine) -> None:
    here = machine("a")
    here.append(page(1))
    assert list(machine("a").send()) == []
    assert here.append(page(2)).file == here.append(page(3)).file


def test_who_is_killed_after_a_file_was_sent_does_not_have_it_sent_twice(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = machine("a")
    place = here.append(page(1))
    here.close()
    next(iter(here.send()))  # and the process ends before it deletes its own copy
    assert here.waiting().files == 1
    monkeypatch.setattr(Bucket, "send", lambda *_: pytest.fail("it is there already"))

    assert sent(machine("a")) == [place.file]

    assert here.waiting().files == 0
    assert machine("b").read(place) == page(1)


def test_a_store_that_is_away_stops_nobody_and_gets_all_once_it_is_back(
    address: str, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = machine("a")
    with monkeypatch.context() as patch:
        stopped(address, patch)
        here.begin()
        places = [here.append(page(n)) for n in range(2)]
        here.close()
        with pytest.raises(Away, match=f"{address}: cannot be used now: nobody there"):
            list(here.send())
        assert here.waiting().files == 1
        assert here.read(places[0]) == page(0)
        places.append(here.append(page(2)))
    assert len(sent(machine("a"))) == 1
    assert len(sent(here)) == 1
    assert [machine("b").read(p) for p in places] == [page(n) for n in range(3)]


def test_half_an_object_is_sent_again(address: str, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    here = machine("a")
    place = here.append(page(1))
    here.close()
    with monkeypatch.context() as patch:
        patch.setattr(Bucket, "size", lambda *_: 7)
        with pytest.raises(Away, match="has 7 bytes there"):
            list(here.send())
    assert here.waiting().files == 1
    assert sent(here) == [place.file]
    assert here.waiting().files == 0


def test_machines_of_one_name_write_no_file_over_each_other_s(machine: Machine) -> None:
    machines = [machine("a"), machine("b")]
    places = [one.append(page(n)) for n, one in enumerate(machines)]
    for one in machines:
        sent(one)
    assert len({p.file for p in places}) == 2
    assert [machine("c").read(p) for p in places] == [page(0), page(1)]


# ---- what is no longer kept -----------------------------------------------------------------------------------------


def test_a_machine_forgets_what_others_have_fetched(address: str, machine: Machine, tmp_path: Path) -> None:
    here, there = machine("a"), machine("b")
    places = [here.append(page(n)) for n in range(4)]
    sent(here)
    with there.forget([places[1], places[3]]) as moved:
        new = [moved(p) for p in places]
    assert [n for n in range(4) if b"secret %d" % n in b"".join(everything(address).values())] == [0, 2]
    assert [here.read(p) for p in new if p] == [page(0), page(2)]
    assert list(everything(address)) == [f"/{moved.files[places[0].file]}"]
    assert [p for name in ("a", "b") for p in (tmp_path / name).glob("*/*")] == []


def test_an_error_while_places_are_noted_undoes_a_forgetting(machine: Machine) -> None:
    here = machine("a")
    places = [here.append(page(n)) for n in range(2)]
    sent(here)
    with pytest.raises(RuntimeError, match="no database"), here.forget(places[:1]):
        raise RuntimeError("no database")
    assert here.files() == [places[0].file]
    assert [here.read(p) for p in places] == [page(0), page(1)]


@pytest.mark.parametrize("noted", [True, False], ids=["after", "before"])
def test_of_a_forgetting_that_was_killed_what_the_notes_name_survives(
    address: str, machine: Machine, noted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = machine("a"), machine("b")
    places = [here.append(page(n)) for n in range(2)]
    sent(here)
    with monkeypatch.context() as patch:
        patch.setattr(Bucket, "delete", lambda *_: None)  # it is killed before it does
        with here.forget(places[:1]) as moved:
            new = moved(places[1])
    assert new is not None
    assert len(there.files()) == 2
    wanted = new if noted else places[1]

    swept = there.sweep(lambda file: file == wanted.file)

    assert set(swept) == {new.file, places[0].file} - {wanted.file}
    assert there.files() == [wanted.file]
    assert there.read(wanted) == page(1)


def test_a_copy_that_a_killed_process_has_left_does_not_bring_back_what_was_forgotten_since(
    address: str, machine: Machine
) -> None:
    here = machine("a")
    places = [here.append(page(n)) for n in range(2)]
    here.close()
    next(iter(here.send()))  # and the process ends
    with machine("b").forget(places[:1]) as moved:
        pass
    assert sent(machine("a")) == []
    assert list(everything(address)) == [f"/{moved.files[places[0].file]}"]
    assert here.waiting().files == 0


def test_files_of_older_days_go_from_the_bucket_once_that_is_noted(address: str, tmp_path: Path) -> None:
    places, there = [], opened(address, tmp_path / "b")
    for day in (18, 19, 20):
        here = opened(address, tmp_path / "a")
        here._now = lambda day=day: datetime(2026, 11, day, 12, tzinfo=UTC)  # type: ignore[misc]
        places.append(here.append(page(day)))
        sent(here)
    with there.prune(date(2026, 11, 20)) as old:
        assert list(old) == [p.file for p in places[:2]]
        assert there.read(places[0]) == page(18)
    assert there.files() == [places[2].file]


def test_a_crawl_that_has_nothing_to_send_asks_the_object_store_nothing(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = machine("a")
    here.begin()
    here.append(page(1))
    sent(here)
    with pytest.raises(RuntimeError, match="no database"), here.prune(date(2026, 1, 1)):
        raise RuntimeError("no database")
    with here.prune(date(2026, 1, 1)) as old:
        assert old == ()
    monkeypatch.setattr(Bucket, "_ask", lambda *_: pytest.fail("it was asked"))
    again = machine("a")
    again.begin()
    assert sent(again) == []
    with again.prune(date(2026, 1, 1)) as old:
        assert old == ()
    with pytest.raises(pytest.fail.Exception), again.prune(date(2026, 1, 2)):
        pass


# ---- what is wrong --------------------------------------------------------------------------------------------------


def test_what_lies_in_the_archive_of_a_machine_goes_to_the_bucket_that_it_is_given(
    address: str, tmp_path: Path
) -> None:
    old = opened(None, tmp_path / "news.warc")
    place = old.append(page(1))
    old.close()
    assert sent(opened(address, tmp_path / "news.warc")) == [place.file]
    assert opened(address, tmp_path / "else").read(place) == page(1)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("s9://bucket/pages", "s9://bucket/pages: Protocol not known: s9"),
        ("file:///dev/null/pages", "file:///dev/null/pages: .*[Nn]ot a directory"),
    ],
)
def test_an_address_that_is_none_is_said_at_once(wrong: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=said):
        opened(wrong, tmp_path).begin()


def test_a_package_that_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(ArchiveError) as told:
        opened("s3://bucket/pages", tmp_path).begin()
    said = "an archive in s3:// needs fsspec, which is not installed: pip install 'copydesk[export]'"
    assert str(told.value) == said


def test_a_bucket_that_is_not_there_is_said_at_once_and_is_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for address in bucket("s3", tmp_path, monkeypatch):
        wrong = address.replace("test-", "tset-")
        with pytest.raises(ArchiveError, match=f"{wrong}: there is no tset-.*name another with --archive"):
            opened(wrong, tmp_path / "a").begin()


def test_who_has_no_credentials_is_told_where_they_are_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for address in bucket("s3", tmp_path, monkeypatch):
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.delenv(name)
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        monkeypatch.setenv("HOME", str(tmp_path))
        forget_instances()
        with pytest.raises(ArchiveError, match=r"refused: Unable to locate credentials; .* from the environment"):
            opened(address, tmp_path / "a").begin()


def test_a_right_address_that_is_refused_later_stops_no_crawl(
    address: str, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise ArchiveError("the token has expired")

    here = machine("a")
    monkeypatch.setattr(Bucket, "check", refused)
    with pytest.raises(ArchiveError, match="expired"):
        here.begin()
    monkeypatch.undo()
    here.append(page(1))
    sent(here)
    monkeypatch.setattr(Bucket, "check", refused)
    machine("a").begin()


def test_no_password_in_an_address_is_told(tmp_path: Path) -> None:
    archive = opened("s9://ada:hunt/er@hunter2@host/pages", tmp_path)
    with pytest.raises(ArchiveError) as told:
        archive.begin()
    assert "hunt" not in f"{archive.name} {told.value}"
    assert archive.name == "s9://ada:***@host/pages"
