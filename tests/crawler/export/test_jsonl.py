"""Lines of JSON: each record once, on a line of its own, whatever ended the run before."""

import os
import resource
import signal
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from cleaners.model import Cleaned
from crawler.export import JsonLines
from crawler.store import Store
from tests.crawler.databases import Database
from tests.crawler.store.test_store import article, stored

URL = "https://courier.test/{}"


def line(name: str) -> bytes:
    return msgspec.json.encode(article(URL.format(name), text=name)) + b"\n"


def store_with(database: Database, *names: str, output: Path) -> Store:
    """A store with these articles, of which none has been written to the file."""
    store = database.open()
    for name in names:
        store.settle(stored(URL.format(name), str(output), text=name))
    return store


def after(output: Path, store: Store | None) -> bytes:
    """The file as it is after a run that found nothing new."""
    with JsonLines(str(output), store):
        pass
    return output.read_bytes()


def test_a_record_that_is_written_is_no_longer_owed(tmp_path: Path, database: Database) -> None:
    output = tmp_path / "out.jsonl"
    store = store_with(database, "a", output=output)
    with JsonLines(str(output), None) as lines:
        lines.write(URL.format("a"), article(URL.format("a"), text="a"))
    assert store.owed(str(output)) != []

    assert after(output, store) == line("a"), "it was there: it is not written twice"
    assert store.owed(str(output)) == []


@pytest.mark.parametrize("cut", [1, 7, 40, -1], ids="cut at byte {}".format)
def test_a_line_that_was_cut_comes_again_whole(tmp_path: Path, database: Database, cut: int) -> None:
    output = tmp_path / "out.jsonl"
    store = store_with(database, "a", "b", output=output)
    store.delivered(str(output), URL.format("a"))
    output.write_bytes(line("a") + line("b")[:cut].removesuffix(b"\n"))

    assert after(output, store) == line("a") + line("b")


def test_a_whole_line_without_its_newline_is_no_cut_one(tmp_path: Path, database: Database) -> None:
    output = tmp_path / "out.jsonl"
    store = store_with(database, "a", "b", output=output)
    output.write_bytes(line("a").rstrip())

    assert after(output, store) == line("a") + line("b")


@pytest.mark.parametrize("content", [b"Dear diary", b'{"mine": 1', b"[1, 2", b"\xff\xfe" * 40_000])
def test_what_somebody_else_wrote_stays(tmp_path: Path, database: Database, content: bytes) -> None:
    output = tmp_path / "out.jsonl"
    output.write_bytes(content)

    assert after(output, store_with(database, "a", output=output)) == content + b"\n" + line("a")


def test_a_file_that_was_moved_away_is_begun_anew_with_what_is_new(tmp_path: Path, database: Database) -> None:
    output = tmp_path / "out.jsonl"
    store = store_with(database, "a", output=output)
    after(output, store)
    output.rename(tmp_path / "yesterday.jsonl")

    assert after(output, store) == b""


def test_a_file_that_another_crawl_is_writing_to_is_not_completed_meanwhile(tmp_path: Path, database: Database) -> None:
    output = tmp_path / "out.jsonl"
    with JsonLines(str(output), None):
        store = store_with(database, "a", output=output)
        assert after(output, store) == b"", "the other has stored it, and is about to write it"

    assert after(output, store) == line("a")


def test_lines_can_be_written_into_a_pipe(tmp_path: Path) -> None:
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    with JsonLines(str(fifo), None) as lines:
        lines.write(URL.format("a"), article(URL.format("a"), text="a"))

    assert os.read(reader, 1 << 16) == line("a")
    os.close(reader)


def test_a_new_version_with_the_same_text_is_a_record_of_its_own(tmp_path: Path, database: Database) -> None:
    output = tmp_path / "out.jsonl"
    store = store_with(database, "a", output=output)
    first, second = (replace(article(URL.format("a"), text="a"), version=n) for n in (1, 2))
    output.write_bytes(msgspec.json.encode(first) + b"\n")
    ending = stored(URL.format("a"), str(output), text="a")
    assert isinstance(ending.outcome.result, Cleaned)
    changed = replace(ending.outcome, change="changed", result=replace(ending.outcome.result, article=second))
    store.settle(replace(ending, outcome=changed))

    assert [msgspec.json.decode(r)["version"] for r in after(output, store).splitlines()] == [1, 2]


def test_a_line_that_cannot_be_written_whole_leaves_no_part_of_it(tmp_path: Path, database: Database) -> None:
    output = tmp_path / "out.jsonl"
    store = store_with(database, "a", output=output)
    before = after(output, store)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, limits[1]))
    try:
        with JsonLines(str(output), None) as lines, pytest.raises(OSError, match=r"out\.jsonl"):
            lines.write(URL.format("b"), article(URL.format("b"), text="b"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)

    assert output.read_bytes() == before
