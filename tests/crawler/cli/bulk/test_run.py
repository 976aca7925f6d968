"""`clean --parquet`: what is there stays, what cannot be cleaned is set aside, and each record is there once."""

import socket
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest

from benchmarks.archives import Trial, check, fill
from crawler.cli.bulk import inputs
from crawler.cli.bulk import run as bulk
from crawler.cli.bulk.inputs import found
from crawler.cli.bulk.local import share
from crawler.cli.bulk.model import Died, Done, Failed, Task, Unfit
from crawler.cli.bulk.parts import Note, Parts, part_of, parts
from crawler.cli.work import Reading

from ..conftest import Copydesk

End = Done | Unfit | Failed | Died


class Pretended:
    """A crew that does nothing: each file ends as the test says, and what is done has its part."""

    room = 2

    def __init__(self, ends: Mapping[str, list[End]]) -> None:
        self._ends = ends
        self._given: list[Task] = []
        self.asked: list[str] = []

    def __enter__(self) -> "Pretended":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def give(self, task: Task) -> None:
        assert len(self._given) < self.room
        self._given.append(task)

    def take(self) -> tuple[Task, End]:
        task = self._given.pop(0)
        name = Path(task.input).name
        self.asked.append(name)
        end = self._ends[name].pop(0)
        if isinstance(end, Done):
            (Path(task.folder) / task.part).touch()
        return task, end


@pytest.fixture
def archives(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a.warc.gz", "b.jsonl", "c.warc"):
        (folder / name).touch()
    return folder


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[End]]:
    """How each file ends, the first time, the second, …; the crew is made of what the test puts there."""
    told: dict[str, list[End]] = {}
    monkeypatch.setattr(bulk, "_crew", lambda *_: Pretended(told))
    return told


DIED = Died("the process that cleaned it was killed (signal 9)")


def test_a_second_run_does_nothing_and_says_so(
    copydesk: Copydesk, archives: Path, tmp_path: Path, ends: dict[str, list[End]]
) -> None:
    ends |= {"a.warc.gz": [Done(5, 2)], "b.jsonl": [DIED, Done(1, 0)], "c.warc": [Done(0, 1)]}
    words = ("clean", "--parquet", "-o", str(tmp_path / "out"), str(archives))
    first, second = copydesk(*words), copydesk(*words)
    assert (first.status, second.status) == (0, 0)
    assert first.err.endswith("copydesk: 3 files cleaned: 6 articles, 3 pages refused\n")
    assert second.err == "copydesk: nothing to do: 3 files done before\n"


def test_a_file_that_kills_its_process_is_tried_a_few_times_set_aside_and_remembered(
    copydesk: Copydesk, archives: Path, tmp_path: Path, ends: dict[str, list[End]]
) -> None:
    ends |= {"a.warc.gz": [DIED] * bulk.TRIES, "b.jsonl": [Done(1, 0)], "c.warc": [Done(1, 0)]}
    words = ("clean", "--parquet", "-o", str(tmp_path / "out"), str(archives / "*"))
    first, second = copydesk(*words), copydesk(*words)
    aside = f"set aside: {DIED.reason}, {bulk.TRIES} times"
    assert first.status == 1
    assert first.err.splitlines()[-1] == f"copydesk: {archives}/a.warc.gz: {aside}"
    assert second.status == 0
    assert f"{archives}/a.warc.gz: set aside by an earlier run, and not tried again" in second.err
    assert "nothing to do: 2 files done before, 1 set aside" in second.err
    ends |= {"a.warc.gz": [Done(4, 0)]}
    assert "1 file cleaned: 4 articles" in copydesk(*words, "--again").err
    assert copydesk(*words).err == "copydesk: nothing to do: 3 files done before\n"


def test_a_file_that_could_not_be_read_now_is_tried_by_the_next_run(
    copydesk: Copydesk, archives: Path, tmp_path: Path, ends: dict[str, list[End]]
) -> None:
    ends |= {"a.warc.gz": [Failed("Input/output error"), Done(1, 0)], "c.warc": [Unfit("no archive")]}
    words = ("clean", "--parquet", "-o", str(tmp_path / "out"), str(archives / "a*"), str(archives / "c*"))
    first, second = copydesk(*words), copydesk(*words)
    assert first.status == 1
    assert "a.warc.gz: not done: Input/output error; the next run tries it again" in first.err
    assert "1 file to clean" in second.err
    assert "1 file cleaned: 1 article, " in second.err


def test_what_could_not_be_read_of_a_file_is_told_at_the_end_and_fails(
    copydesk: Copydesk, archives: Path, tmp_path: Path, ends: dict[str, list[End]]
) -> None:
    ends |= {"a.warc.gz": [Done(1, 0, problems=("77: the file ends in the middle of a record",))]}
    ran = copydesk("clean", "--parquet", "-o", str(tmp_path / "out"), str(archives / "a.warc.gz"))
    assert ran.status == 1
    assert ran.err.splitlines()[-1].endswith("a.warc.gz: 77: the file ends in the middle of a record")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--parquet", "in"], "a part for each of them into a folder (-o DIR)"),
        (["--parquet", "-o", "out", "-"], "a part for each of them into a folder (-o DIR)"),
        (["--parquet", "-o", "out", "--url", "https://a.example/", "in"], "with an address and a kind of its own"),
        (["--parquet", "-o", "out", "none-*.warc.gz"], "none-*.warc.gz: no file is called so"),
        (["--parquet", "-o", "out", "none.warc.gz"], "none.warc.gz: no such file"),
        (["--parquet", "-o", "out", "nothing://bucket/a.warc.gz"], "nothing://bucket/a.warc.gz: cannot be looked at"),
        (["--parquet", "-o", "in/a.warc.gz", "in"], "in/a.warc.gz: cannot be made"),
        (["--ray", "auto", "in"], "--ray goes with --parquet"),
        (["--again", "in"], "--again goes with --parquet"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence_and_status_2(
    copydesk: Copydesk, archives: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], why: str
) -> None:
    monkeypatch.chdir(archives.parent)
    ran = copydesk("clean", *words)
    assert ran.status == 2
    assert why in ran.err.splitlines()[0]


def test_a_pattern_finds_what_a_folder_holds_and_each_file_counts_once(archives: Path) -> None:
    (archives / ".hidden.warc").touch()
    (archives / "readme.txt").touch()
    names = [str(archives / name) for name in ("a.warc.gz", "b.jsonl", "c.warc")]
    assert list(found([str(archives)])) == names
    assert list(found([str(archives / "**/*.warc*"), str(archives)])) == [names[0], names[2], names[1]]


def test_an_object_store_is_asked_by_pattern_folder_and_name() -> None:
    memory = pytest.importorskip("fsspec").filesystem("memory")
    for name in ("a.warc.gz", "deep/b.jsonl", "readme.txt"):
        memory.pipe_file(f"/found/{name}", b"")
    a, b = "memory:///found/a.warc.gz", "memory:///found/deep/b.jsonl"
    assert found(["memory://found"]) == (a, b)
    assert found(["memory://found/**/*.jsonl", "memory://found/*.gz", "memory://found/a.warc.gz"]) == (b, a)


def test_a_file_of_a_machine_keeps_that_in_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    far = pytest.importorskip("fsspec").get_filesystem_class("ftp")
    monkeypatch.setattr(far, "_connect", lambda fs: setattr(fs, "ftp", SimpleNamespace(close=lambda: None)))
    monkeypatch.setattr(far, "isdir", lambda fs, path: fs.host == "host" and path == "/x")
    monkeypatch.setattr(far, "find", lambda *_: ["/x/a.warc.gz"])
    assert found(["ftp://ada:hunter2@host/x"]) == ("ftp://ada:hunter2@host/x/a.warc.gz",)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["-o", "{there}", "in"], "{told}: [Errno 111] Connection refused (-o)"),
        (["-o", "out", "{there}"], "{told}: cannot be looked at: [Errno 111] Connection refused"),
        (["-o", "{torn}", "in"], "{told}: its password cannot be read: write / in it as %2F, ? as %3F, # as %23 (-o)"),
        (["-o", "out", "{torn}"], "{told}: cannot be looked at: its password cannot be read: write / in it as %2F"),
    ],
)
def test_a_machine_that_is_not_there_is_named_and_no_password(
    copydesk: Copydesk, archives: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], why: str
) -> None:
    pytest.importorskip("fsspec")
    monkeypatch.chdir(archives.parent)
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        at = f"127.0.0.1:{taken.getsockname()[1]}/x"
        there, torn, told = (f"ftp://ada:{secret}@{at}" for secret in ("hunt@er2", "hunt/er@2", "***"))
        ran = copydesk("clean", "--parquet", *(word.format(there=there, torn=torn) for word in words))
    assert ran.status == 2
    assert ran.err.startswith(f"copydesk: {why.format(told=told)}")
    assert ran.err.count("\n") == 1
    assert "hunt" not in ran.err


def test_no_sentence_and_no_note_on_a_file_tells_the_password_of_its_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ends: dict[str, list[End]], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("done", "cut", "unfit", "failed")
    ends |= {"done": [Done(1, 0)], "cut": [Done(1, 0, (), ("it is cut",))], "unfit": [Unfit("it is torn")]}
    ends["failed"] = [Failed("nobody is there")]
    monkeypatch.setattr(inputs, "found", lambda _: tuple(f"ftp://ada:hunter2@host/{name}" for name in names))
    for _ in range(2):
        bulk.run([], str(tmp_path), Reading(), bulk.Way())
        ends["failed"] = [Failed("nobody is there")]
    told = capsys.readouterr().err
    assert {name: f"ftp://ada:***@host/{name}: " in told for name in names} == dict.fromkeys(names, True)
    notes = b"".join(path.read_bytes() for path in (tmp_path / "_aside").iterdir())
    assert b"it is torn" in notes
    assert "hunter2" not in f"{told} {notes!r}"


def test_two_files_of_one_name_have_two_parts_and_no_reader_passes_one_over() -> None:
    names = {part_of(address) for address in ("/x/_a.warc.gz", "/y/_a.warc.gz", "s3://x/_a.warc.gz", "/x/.a b")}
    assert len(names) == 4
    assert not [name for name in names if name.startswith(("_", ".")) or " " in name]


@pytest.mark.parametrize("where", ["out", "memory://notes"])
def test_a_note_is_found_again_and_goes_when_the_part_is_there(tmp_path: Path, where: str) -> None:
    pytest.importorskip("fsspec")
    folder: Parts = parts(where if "://" in where else str(tmp_path / where))
    note = Note("/in/a.warc.gz", "it ended")
    folder.set_aside("a.parquet", note)
    assert folder.aside() == {"a.parquet": note}
    with folder.writing("a.parquet") as out:
        out.write(b"whole")
        assert folder.names() == frozenset()
    folder.settle("a.parquet")
    assert folder.names() == {"a.parquet"}
    assert folder.aside() == {}
    with pytest.raises(RuntimeError), folder.writing("b.parquet") as out:
        raise RuntimeError
    assert folder.names() == {"a.parquet"}


@pytest.mark.parametrize("where", ["out", "memory://swept"])
def test_what_was_begun_of_a_part_that_is_there_is_swept_by_the_next_run_and_nothing_else(
    archives: Path, tmp_path: Path, where: str
) -> None:
    fsspec = pytest.importorskip("fsspec")
    where = where if "://" in where else str(tmp_path / where)
    store, path = fsspec.core.url_to_fs(where)
    there, aside, left = (part_of(str(archives / name)) for name in ("a.warc.gz", "b.jsonl", "c.warc"))
    parts(where).set_aside(aside, Note("b.jsonl", "it ended"))
    names = {there, f".{left}.4a", f".{aside}.3d", f"{there}.old", ".hidden", f".other-{there}.4a"}
    for name in {*names, f".{there}.1e", f".{there}.2f"}:
        store.pipe_file(f"{path}/{name}", b"half")
    reading = Reading()
    tasks = bulk._left([str(p) for p in archives.iterdir()], where, parts(where), (reading, bulk.Way()))
    assert [task.part for task in tasks] == [left]
    store.invalidate_cache()
    assert {Path(name).name for name in store.ls(path, detail=False)} == {*names, "_aside"}


def test_the_cores_are_shared_among_no_more_files_than_keep_them_busy() -> None:
    assert [share(jobs) for jobs in (1, 2, 8, 16, 60)] == [(1, 1), (1, 2), (1, 8), (2, 8), (7, 8)]


def test_each_record_is_there_once_whoever_was_killed(tmp_path: Path) -> None:
    trial = Trial(tmp_path, files=6, pages=2)
    fill(trial)
    check(trial)
    assert trial.wrong == []
