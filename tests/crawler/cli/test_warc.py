"""`clean` on WARC files: an article for each page in them, as if each were a file of its own."""

import gzip
import json
from pathlib import Path

import pytest

from .conftest import STORY, Copydesk

INDEX = "<html><title>News</title><ul>" + "<li><a href=/a>Story of the day</a>" * 40 + "</ul></html>"


def story(n: int) -> str:
    head = f'<title>Harbour bridge {n}</title><meta property="og:type" content="article">'
    text = "".join(f"<p>{p}</p>" for p in STORY.strip().split("\n\n")[1:])
    return f"<html><head>{head}</head><body><article><h1>Harbour bridge {n}</h1>{text}</article></body></html>"


def record(body: str, n: int, status: int = 200) -> bytes:
    block = f"HTTP/1.1 {status} Any\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}".encode()
    fields = f"WARC-Type: response\r\nWARC-Target-URI: https://news.example/{n}\r\nWARC-Date: 2026-11-20T10:00:00Z\r\n"
    return gzip.compress(f"WARC/1.1\r\n{fields}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n")


RECORDS = [record(story(1), 1), record("gone", 2, 404), record(INDEX, 3), record(story(4), 4)]
OFFSETS = [sum(map(len, RECORDS[:n])) for n in range(4)]


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    path = tmp_path / "in/news.warc.gz"
    path.parent.mkdir()
    path.write_bytes(b"".join(RECORDS))
    return path


def test_each_page_is_a_record_with_its_own_address_and_date(copydesk: Copydesk, warc: Path) -> None:
    ran = copydesk("clean", "--json", str(warc))
    records = [json.loads(line) for line in ran.out.splitlines()]
    assert [(r["title"], r["url"]) for r in records] == [
        ("Harbour bridge 1", "https://news.example/1"), ("Harbour bridge 4", "https://news.example/4"),
    ]  # fmt: skip
    assert {r["fetched_at"] for r in records} == {"2026-11-20T10:00:00+00:00"}
    assert ran.status == 0
    assert f"{warc}:{OFFSETS[2]}: refused as no article" in ran.err
    assert f"{warc}: 3 HTML pages; left out: 1 × status 404\n" in ran.err


def test_output_is_the_same_from_a_file_a_folder_and_a_pipe(copydesk: Copydesk, warc: Path) -> None:
    of_file = copydesk("clean", str(warc))
    assert copydesk("clean", str(warc.parent)).raw == of_file.raw
    assert copydesk("clean", "-", stdin=warc.read_bytes()).raw == of_file.raw
    renamed = warc.rename(warc.with_name("no-suffix"))
    assert copydesk("clean", str(renamed)).raw == of_file.raw


def test_each_page_has_a_file_below_one_folder_for_the_archive(copydesk: Copydesk, warc: Path, tmp_path: Path) -> None:
    (warc.parent / "a.txt").write_text(STORY, encoding="utf-8")
    out = tmp_path / "out"
    ran = copydesk("clean", "--json", str(warc.parent), "-o", str(out))
    written = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    assert written == {"a.txt.json", "news.warc.gz/0.json", f"news.warc.gz/{OFFSETS[3]}.json"}
    assert "3 files written to" in ran.err


def test_pages_stay_in_order_among_other_inputs(copydesk: Copydesk, warc: Path, tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text(STORY.replace("to close", "A"), encoding="utf-8")
    ran = copydesk("clean", "--json", str(warc), str(text))
    assert [json.loads(line)["title"] for line in ran.out.splitlines()] == [
        "Harbour bridge 1", "Harbour bridge 4", "Harbour bridge A",
    ]  # fmt: skip


def test_a_cut_file_gives_what_is_whole_and_one_sentence_and_fails(copydesk: Copydesk, warc: Path) -> None:
    warc.write_bytes(warc.read_bytes()[:-20])
    ran = copydesk("clean", "--json", str(warc))
    assert [json.loads(line)["title"] for line in ran.out.splitlines()] == ["Harbour bridge 1"]
    assert ran.status == 1
    assert f"copydesk: {warc}:{OFFSETS[3]}: the file ends in the middle of a record\n" in ran.err
    assert ran.err.count("the file ends") == 1


def test_a_file_that_only_has_the_name_of_a_warc_file_is_a_failure(copydesk: Copydesk, tmp_path: Path) -> None:
    path = tmp_path / "no.warc.gz"
    path.write_bytes(b"<html>not found</html>")
    ran = copydesk("clean", str(path))
    assert (ran.status, ran.out) == (1, "")
    assert f"{path}:0: this is no record of a WARC or ARC file" in ran.err


def test_an_address_for_a_whole_warc_file_is_refused(copydesk: Copydesk, warc: Path) -> None:
    ran = copydesk("clean", "--url", "https://news.example/", str(warc))
    assert (ran.status, ran.out) == (1, "")
    assert "have addresses of their own" in ran.err


def test_without_its_command_a_warc_file_is_pointed_to_it(copydesk: Copydesk, warc: Path) -> None:
    ran = copydesk(str(warc))
    assert (ran.status, ran.out) == (1, "")
    assert "`copydesk clean` cleans the pages in it" in ran.err
