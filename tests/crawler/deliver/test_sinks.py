"""What is particular to each sink: files, a table, a stream, an index."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from backports import zstd

from crawler.deliver import Delivery, Unavailable
from crawler.deliver.config import SinkConfig
from crawler.deliver.elasticsearch import Bulk
from crawler.deliver.jsonl import JsonLines
from tests.crawler.deliver.places import Streamed, Table
from tests.crawler.deliver.services import Index


def delivery(n: int, version: int = 1, text: str = "A story.", number: int = 0) -> Delivery:
    record = json.dumps({"id": f"{n}", "version": version, "text": text}, ensure_ascii=False).encode()
    at = f"2026-05-{10 + n:02d}T12:30:00+00:00"
    return Delivery(number or n, "new" if version == 1 else "changed", f"{n}", version, at, "https://x.test/", record)


def gone(n: int, version: int = 1) -> Delivery:
    return replace(delivery(n, version), kind="forgotten", url=None, record=None)


NAUGHTY = [
    "a\0b", "\\u0000", "\\\\u0000", "'; DROP TABLE news; --", '"quoted" \\ back', "\u2028\u2029 lines",
    "e\u0301 \U0001f4a9",
    "\ufeffBOM", "${HOME} {0} %s", "=cmd()", "\r\n\x0b\x1b[31m", "\ud83d".encode("utf-8", "replace").decode(), " ",
]  # fmt: skip
"""What has upset databases."""


# ---- files ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("every", "folder"), [("day", "2026-05-12"), ("hour", "2026-05-12T12")])
def test_a_batch_is_a_file_of_its_day_or_hour(tmp_path: Path, every: Any, folder: str) -> None:
    JsonLines(str(tmp_path / "out"), every).send([delivery(2), delivery(3)])
    file = tmp_path / "out" / folder / "000000000002.jsonl"
    assert [json.loads(line)["key"] for line in file.read_bytes().splitlines()] == ["2:1:new", "3:1:new"]
    assert [f for f in (tmp_path / "out").rglob("*") if f.is_file()] == [file]


def test_a_batch_that_comes_again_and_has_grown_takes_the_place_of_the_first(tmp_path: Path) -> None:
    sink = JsonLines(str(tmp_path))
    sink.send([delivery(2)])
    sink.send([delivery(2), delivery(3)])
    (file,) = tmp_path.rglob("*.jsonl")
    assert len(file.read_bytes().splitlines()) == 2


def test_files_are_compressed_if_asked_for(tmp_path: Path) -> None:
    plain = delivery(1).message() + b"\n"
    JsonLines(str(tmp_path), compress="gz").send([delivery(1)])
    JsonLines(str(tmp_path), compress="zst").send([delivery(1)])
    assert [gzip.decompress(f.read_bytes()) for f in tmp_path.rglob("*.gz")] == [plain]
    assert [zstd.decompress(f.read_bytes()) for f in tmp_path.rglob("*.zst")] == [plain]


def test_a_bucket_gets_the_same_files_and_one_that_fails_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    there = pytest.importorskip("fsspec").filesystem("memory")
    JsonLines("memory://news-of-sinks/").send([delivery(1), delivery(2)])
    written = there.cat("/news-of-sinks/2026-05-11/000000000001.jsonl")
    assert [json.loads(line)["id"] for line in written.splitlines()] == ["1", "2"]

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("access denied")

    monkeypatch.setattr(type(there), "pipe_file", refuse)
    with pytest.raises(Unavailable, match="access denied"):
        JsonLines("memory://news-of-sinks/").send([delivery(1)])


# ---- PostgreSQL -----------------------------------------------------------------------------------------------------


@pytest.fixture
def table(sink: SinkConfig) -> Iterator[Any]:
    made = sink.make({})
    made.open()
    yield made
    made.close()


@pytest.mark.parametrize("there", ["postgres"], indirect=True)
def test_a_row_is_what_its_article_is_now(there: Table, table: Any) -> None:
    assert table.send([delivery(1), delivery(2), delivery(1, 2), delivery(3), gone(3)]) == ()
    rows = there.ask("SELECT id, version, url, record->>'text', changed_at::text FROM @ ORDER BY id")
    assert [row[:4] for row in rows] == [
        ("1", 2, "https://x.test/", "A story."), ("2", 1, "https://x.test/", "A story."),
    ]  # fmt: skip
    table.send([delivery(1, 1, "late"), gone(2)])
    assert there.ask("SELECT id, version, record->>'text' FROM @") == [("1", 2, "A story.")]


@pytest.mark.parametrize("there", ["postgres"], indirect=True)
def test_a_row_that_the_users_table_does_not_take_is_refused_alone(there: Table, table: Any) -> None:
    there.ask("ALTER TABLE @ ADD CHECK (record->>'text' <> 'bad')")
    (refusal,) = table.send([delivery(1), delivery(2, text="bad"), delivery(3)])
    assert refusal.delivery.id == "2"
    assert "check constraint" in refusal.reason
    assert set(there.held()) == {"1", "3"}


@pytest.mark.parametrize("there", ["postgres"], indirect=True)
def test_no_text_upsets_the_table(there: Table, table: Any) -> None:
    assert table.send([delivery(n, text=text) for n, text in enumerate(NAUGHTY, 1)]) == ()
    stored = [text for (text,) in there.ask("SELECT record->>'text' FROM @ ORDER BY id::int")]
    assert stored == [text.replace("\0", "") for text in NAUGHTY]


@pytest.mark.parametrize("there", ["postgres"], indirect=True)
def test_a_table_that_may_not_be_written_is_down_and_no_record_is_refused(there: Table, table: Any) -> None:
    there.ask("ALTER TABLE @ DROP COLUMN record")
    with pytest.raises(Unavailable, match="record"):
        table.send([delivery(1)])


# ---- Redis ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("there", ["redis"], indirect=True)
def test_an_entry_of_the_stream_says_all(there: Streamed, table: Any) -> None:
    table.send([delivery(n, text=text) for n, text in enumerate(NAUGHTY, 1)])
    table.send([gone(1)])
    *entries, last = there.entries()
    assert [json.loads(e["record"])["text"] for e in entries] == NAUGHTY
    assert {k: v for k, v in entries[0].items() if k != "record"} == {
        "key": "1:1:new", "kind": "new", "id": "1", "version": "1", "at": "2026-05-11T12:30:00+00:00",
        "url": "https://x.test/",
    }  # fmt: skip
    assert (last["kind"], last["url"], last["record"]) == ("forgotten", "", "")


@pytest.mark.parametrize("there", ["redis"], indirect=True)
def test_a_stream_is_kept_short_if_asked_for_and_what_is_none_is_down(there: Streamed, sink: SinkConfig) -> None:
    short = replace(sink, options={**sink.options, "keep": 100}).make({})
    short.open()
    for n in range(20):
        short.send([delivery(1, number=n)] * 50)
    assert 100 <= len(there.entries()) < 1000
    there.client.delete(there.stream)
    there.client.set(there.stream, "no stream")
    with pytest.raises(Unavailable, match="WRONGTYPE"):
        short.send([delivery(1)])
    short.close()


# ---- Elasticsearch --------------------------------------------------------------------------------------------------


@pytest.fixture
def index() -> Iterator[Index]:
    index = Index()
    yield index
    index.close()


@pytest.fixture
def bulk(index: Index) -> Iterator[Bulk]:
    bulk = Bulk(f"http://127.0.0.1:{index.port}/", "news", {"Authorization": "ApiKey k"}, 5)
    yield bulk
    bulk.close()


def test_a_document_is_what_its_article_is_now(index: Index, bulk: Bulk) -> None:
    assert bulk.send([delivery(1), delivery(2), delivery(1, 2), delivery(3), gone(3), gone(4)]) == []
    assert index.held == {"1": 2, "2": 1}
    assert bulk.send([delivery(1, 1, "late")]) == []  # 409: a newer one is there
    assert index.documents["1"]["text"] == "A story."
    assert index.asked[0].headers["authorization"] == "ApiKey k"


def test_a_document_that_does_not_fit_the_mapping_is_refused_alone(index: Index, bulk: Bulk) -> None:
    index.bad = {"2"}
    (refusal,) = bulk.send([delivery(1), delivery(2), delivery(3)])
    assert refusal.delivery.id == "2"
    assert "because of 400" in refusal.reason
    assert set(index.held) == {"1", "3"}


def test_a_node_that_is_busy_for_some_gets_all_again(index: Index, bulk: Bulk) -> None:
    index.busy_with = {"2"}
    batch = [delivery(1), delivery(2), delivery(2, 2), delivery(3)]
    with pytest.raises(Unavailable, match="429"):
        bulk.send(batch)
    assert bulk.send(batch) == []
    assert index.held == {"1": 1, "2": 2, "3": 1}


def test_a_request_that_is_too_large_is_halved_and_a_document_that_is_too_large_is_refused(
    index: Index, bulk: Bulk
) -> None:
    index.most_bytes = 1000
    batch = [delivery(n) for n in range(1, 20)]
    batch[5] = delivery(6, text="x" * 2000)
    (refusal,) = bulk.send(batch)
    assert refusal.delivery.id == "6"
    assert len(index.held) == 18


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((200, {}, b"<html>welcome"), "its answer is none to a bulk request"),
        ((200, {}, b'{"items":[]}'), "it answers for 0 of 1 documents"),
        ((401, {}, b'{"error":"no key"}'), 'answers 401: {"error":"no key"}'),
        ((503, {}, b""), "answers 503"),
        ((200, {}, b'{"items":[{"index":{"status":403}}]}'), "answers 403 for a document"),
        ((200, {}, b'{"items":[{"index":{"status":404}}]}'), "answers 404 for a document"),
    ],
)  # fmt: skip
def test_what_is_the_services_fault_is_no_refusal(index: Index, bulk: Bulk, answer: Any, said: str) -> None:
    index.next = [answer]
    with pytest.raises(Unavailable) as caught:
        bulk.send([delivery(1)])
    assert said in str(caught.value)
