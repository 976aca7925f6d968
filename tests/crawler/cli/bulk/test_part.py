"""One file into its part, without the processes around it."""

import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.cli.bulk import part
from crawler.cli.bulk.model import Done, Failed, Task, Unfit
from crawler.cli.bulk.part import clean_file
from crawler.cli.bulk.parts import part_of
from crawler.cli.work import Reading
from crawler.export.parquet import schema
from crawler.jobs import Job

from ..test_warc import INDEX, record, story

pytest.importorskip("pyarrow")
import pyarrow.parquet as pq  # type: ignore[import-untyped]


def fatal(question: Job) -> object:
    """What a worker does here: one page kills its process."""
    from crawler.cli.lines import lean

    if question.address == "https://news.example/2":
        os._exit(9)
    return lean(question)


@pytest.fixture(scope="module", autouse=True)
def pool() -> Iterator[None]:
    """One pool for all, in which a page may kill its process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(part, "LEAN", f"{__name__}:fatal")
        part._pool.cache_clear()
        yield
        part._pool(1).close()
        part._pool.cache_clear()


def task(path: Path, **how: Any) -> Task:
    return Task(str(path), str(path.parent / "out"), part_of(str(path)), Reading(), **how)


def rows(task: Task) -> list[dict[str, Any]]:
    table = pq.read_table(Path(task.folder, task.part))
    assert table.schema.equals(schema())
    found: list[dict[str, Any]] = table.to_pylist()
    return found


def test_a_page_that_kills_its_process_costs_that_page_and_is_named(tmp_path: Path) -> None:
    path = tmp_path / "news.warc.gz"
    path.write_bytes(b"".join([*(record(story(n), n) for n in (1, 2, 3)), record(INDEX, 4), record("", 5, 404)]))
    end = clean_file(task(path))
    assert isinstance(end, Done)
    assert [row["url"] for row in rows(task(path))] == ["https://news.example/1", "https://news.example/3"]
    assert (end.articles, end.refused, end.problems) == (2, 2, ())
    assert end.told[0] == "4 HTML pages; left out: 1 × status 404"
    assert end.told[1].startswith("https://news.example/2: the cleaning process died on this page")


@pytest.mark.parametrize("name", ["pages.jsonl", "pages.jsonl.gz", "pages.dump"])
def test_lines_of_json_give_the_rows_that_pages_of_an_archive_give_with_their_removals_counted(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    html = story(1).replace("</article>", "<p>Sign up for our newsletter: <a href='/n'>here</a></p></article>")
    lines = [{"url": "https://news.example/1", "html": html, "mine": 7}, {"mine": 8}]
    body = "\n".join(map(json.dumps, lines)).encode()
    path.write_bytes(gzip.compress(body[:50]) + gzip.compress(body[50:]) if name.endswith(".gz") else body)
    asked = task(path, lines=name.endswith(".dump"))
    end = clean_file(asked)
    assert isinstance(end, Done)
    assert end.problems == ("line 2: neither html nor text",)
    (row,) = rows(asked)
    assert row["title"] == "Harbour bridge 1"
    assert dict(row["removal_counts"])["newsletter"] == 1


def test_a_file_that_breaks_off_gives_what_is_whole_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "news.warc.gz"
    path.write_bytes(b"".join(record(story(n), n) for n in (1, 3))[:-20])
    end = clean_file(task(path))
    assert isinstance(end, Done)
    assert [row["title"] for row in rows(task(path))] == ["Harbour bridge 1"]
    assert len(end.problems) == 1
    assert end.problems[0].endswith("the file ends in the middle of a record")


@pytest.mark.parametrize("name", ["no.warc.gz", "no.jsonl.gz", "no.bin"])
def test_a_file_in_which_nothing_can_be_read_is_unfit_and_has_no_part(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"\x1f\x8b\x08 this is not packed at all")
    end = clean_file(task(path))
    assert isinstance(end, Unfit)
    assert end.reason.startswith("nothing in it can be read: ")
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["_aside"]


def test_a_file_that_is_not_there_now_has_only_failed(tmp_path: Path) -> None:
    end = clean_file(task(tmp_path / "gone.warc.gz"))
    assert end == Failed("No such file or directory")


def test_a_store_is_read_and_written_by_its_address(tmp_path: Path) -> None:
    memory = pytest.importorskip("fsspec").filesystem("memory")
    memory.pipe_file("/crawl/news.warc.gz", record(story(1), 1))
    asked = Task("memory://crawl/news.warc.gz", "memory://parts", "news.parquet", Reading())
    assert clean_file(asked) == Done(1, 0, ("1 HTML page",))
    with memory.open("/parts/news.parquet", "rb") as file:
        assert pq.read_table(file)["title"].to_pylist() == ["Harbour bridge 1"]
    assert [Path(name).name for name in memory.ls("/parts", detail=False)] == ["news.parquet"]
    assert isinstance(clean_file(Task("memory://crawl/gone", "memory://parts", "gone.parquet", Reading())), Failed)


def test_of_very_many_lines_that_cannot_be_read_a_few_are_told_and_the_others_counted(tmp_path: Path) -> None:
    path = tmp_path / "pages.jsonl"
    path.write_text(json.dumps({"url": "https://news.example/1", "html": story(1)}) + "\n{}" * 1_010, encoding="utf-8")
    end = clean_file(task(path))
    assert isinstance(end, Done)
    assert (end.articles, len(end.problems)) == (1, part.MOST_TOLD + 1)
    assert end.problems[-1] == "and 1,000 more like these"
