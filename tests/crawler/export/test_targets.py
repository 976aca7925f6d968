"""Where exports go: whole or not at all, on this machine and in an object store."""

import gzip
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from backports import zstd

from crawler.export import formats
from crawler.export.records import ExportError
from crawler.export.selection import EVERYTHING, Selection

from .records import Listed, full, plain

STORIES = (plain(1), plain(2))
LINES = b"".join(b"%b\n" % record for record in Listed(STORIES).records(EVERYTHING))


class Breaking(Listed):
    """A store that fails after its first record."""

    def records(self, selection: Selection) -> Iterator[bytes]:
        yield next(super().records(selection))
        raise OSError("the disk went away")


def export(where: object, name: str = "jsonl", records: Any = None) -> tuple[int, bytes]:
    stdout = io.BytesIO()
    done = formats.export(records or Listed(STORIES), formats.named(name), str(where), stdout)
    return done, stdout.getvalue()


@pytest.fixture
def bucket() -> Iterator[Any]:
    """An object store in this process's memory."""
    memory = pytest.importorskip("fsspec").filesystem("memory")
    yield memory
    memory.rm("/", recursive=True)


@pytest.mark.parametrize(
    ("suffix", "read"), [("", bytes), (".gz", gzip.decompress), (".zst", zstd.decompress)], ids=["plain", "gz", "zst"]
)
def test_a_file_is_compressed_as_its_name_ends(tmp_path: Path, bucket: Any, suffix: str, read: Any) -> None:
    for where in (f"{tmp_path}/a.jsonl{suffix}", f"memory://news/a.jsonl{suffix}"):
        assert export(where) == (2, b"")
    assert read((tmp_path / f"a.jsonl{suffix}").read_bytes()) == LINES
    assert read(bucket.cat(f"/news/a.jsonl{suffix}")) == LINES


def test_stdout_gets_the_export_as_it_is() -> None:
    assert export("-") == (2, LINES)


@pytest.mark.parametrize("name", ["jsonl", "csv", "rss", "parquet", "text"])
def test_after_an_error_the_old_file_is_there_and_nothing_else(tmp_path: Path, bucket: Any, name: str) -> None:
    file = f"news{formats.named(name).suffixes[0]}"
    (tmp_path / file).write_bytes(b"old")
    bucket.pipe("/news", b"old")
    for where in (tmp_path / file, f"memory://{file}"):
        with pytest.raises(OSError, match="the disk went away"):
            export(where, name, Breaking(STORIES))
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [(file, b"old")]
    assert bucket.find("/") == ["/news"]


def test_the_old_file_is_whole_until_the_new_one_is(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(b"old")
    seen = []

    class Watched(Listed):
        def records(self, selection: Selection) -> Iterator[bytes]:
            for record in super().records(selection):
                seen.append(file.read_bytes())
                yield record

    export(file, records=Watched(STORIES))
    assert (seen, file.read_bytes()) == ([b"old", b"old"], LINES)


def test_of_a_link_the_file_behind_it_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real.jsonl").write_bytes(b"old")
    (tmp_path / "link.jsonl").symlink_to("real.jsonl")
    export(tmp_path / "link.jsonl")
    assert (tmp_path / "link.jsonl").is_symlink()
    assert (tmp_path / "real.jsonl").read_bytes() == LINES


def test_a_device_is_written_to_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    export(pipe)
    assert os.read(reader, 1 << 16) == LINES
    assert pipe.is_fifo()
    os.close(reader)


@pytest.mark.parametrize(
    ("where", "name", "sentence"),
    [
        ("{}", "jsonl", r"a folder; name a file in it"),
        ("{}/file/stories/", "text", r"cannot be made: Not a directory; name a place where you may write"),
        ("{}/none/a.csv", "csv", r"the folder .*/none does not exist"),
        ("{}/a.parquet.gz", "parquet", r"parquet is compressed in itself"),
        ("{}/stories.gz", "markdown", r"a folder cannot be compressed; name a file, as all\.md\.gz"),
        ("{}/a.csv", "text", r"ends like a file of csv"),
        ("{}/file", "markdown", r"no folder, and an export of one file an article needs one"),
        ("nowhere://a.csv", "csv", r"nowhere://a\.csv: Protocol not known"),
        ("memory://taken/a.csv", "csv", r"memory://taken/a\.csv: cannot be written: "),
    ],
)
def test_what_cannot_be_written_to_is_told_in_a_sentence(
    tmp_path: Path, bucket: Any, where: str, name: str, sentence: str
) -> None:
    (tmp_path / "file").touch()
    bucket.pipe("/taken", b"an object, no folder")
    with pytest.raises(ExportError, match=sentence):
        export(where.format(tmp_path), name)


@pytest.mark.parametrize(
    ("where", "name", "module", "extra"),
    [("memory://a.csv", "csv", "fsspec", "export"), ("a.parquet", "parquet", "pyarrow", "parquet")],
)
def test_without_its_extra_a_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, name: str, module: str, extra: str
) -> None:
    monkeypatch.setitem(__import__("sys").modules, module, None)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        ExportError, match=rf"needs {module}, which is not installed: pip install 'copydesk\[{extra}\]'"
    ):
        export(where, name)
    assert list(tmp_path.iterdir()) == []


def test_documents_go_to_a_folder_one_a_file_here_and_in_an_object_store(tmp_path: Path, bucket: Any) -> None:
    stored = Listed([full(), plain(published_at="2024-05-03")])
    for where in (tmp_path / "stories", "memory://news/stories/"):
        assert export(where, "markdown", stored) == (2, b"")
    here = {p.name: p.read_bytes() for p in (tmp_path / "stories").iterdir()}
    assert {path.rsplit("/")[-1]: bucket.cat(path) for path in bucket.find("/news/stories")} == here
    assert here["2024-05-03-story-1-0000000000000000.md"].endswith(b"# Story 1\n\nParagraph 1 of a story.\n")
    assert len(here) == 2


@pytest.mark.parametrize(
    ("where", "name"), [("a.csv", "csv"), ("A.CSV.GZ", "csv"), ("s3://b/a.rss.zst", "rss"), ("a.md", "markdown")]
)
def test_the_format_is_told_by_the_name(where: str, name: str) -> None:
    form = formats.of_suffix(where)
    assert form is not None
    assert form.name == name


@pytest.mark.parametrize("where", ["stories", "a.gz", "a.csv/", "csv"])
def test_a_name_that_tells_no_format_is_not_guessed_at(where: str) -> None:
    assert formats.of_suffix(where) is None
