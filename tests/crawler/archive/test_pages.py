"""WARC files of others: all pages in them, and a word on what is no page or cannot be read."""

import gzip
import random
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import brotli
import pytest
from fastwarc.warc import ArchiveIterator

from crawler.archive import Kept, Problem, Skipped, is_warc, pages
from crawler.archive.zst import zstd
from tests.crawler.archive.others import ANSWER, FILES

HTML = b"<!doctype html><title>Pillar</title>" + b"<p>The eastern pillar sinks.</p>" * 40
SHORT = len(ANSWER) - 100
CUT = "the file ends in the middle of a record"


def record(block: bytes, kind: str = "response", url: str = "http://example.org/a", length: int | None = None) -> bytes:
    size = len(block) if length is None else length
    fields = f"WARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-11-20T10:00:00.123456789Z\r\n"
    return f"WARC/1.1\r\n{fields}Content-Length: {size}\r\n\r\n".encode() + block + b"\r\n\r\n"


def answer(body: bytes = HTML, headers: str = "Content-Type: text/html\r\n", status: int = 200) -> bytes:
    return f"HTTP/1.1 {status} Any\r\n{headers}\r\n".encode() + body


def chunked(body: bytes, size: int = 100) -> bytes:
    parts = [body[i : i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x;name=value\r\n%b\r\n" % (len(p), p) for p in parts) + b"0\r\nTrailer: x\r\n\r\n"


def read(data: bytes) -> list[Kept | Skipped | Problem]:
    return list(pages(BytesIO(data), "a.warc"))


def told(data: bytes) -> list[Any]:
    """Of each page its body, of what else there was where it is and what was said."""
    return [
        r.page.body if isinstance(r, Kept) else (r.at, r.what if isinstance(r, Skipped) else r.reason)
        for r in read(data)
    ]


# ---- files as others made them --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("a plain WARC file", ["page", "revisit"]),
        ("a gzip member for each record", ["page", "revisit"]),
        ("all in one gzip member", ["page", "revisit"]),
        ("a plain ARC file", ["page"]),
        ("an ARC file in gzip members", ["page"]),
        ("a page as a resource", ["page"]),
        ("addresses in <>, as an old wget wrote them", ["page"]),
        ("a record that is longer than it says", [f"the record is not as long as it says ({SHORT:,} bytes)"]),
        ("a record in two gzip members",
         [f"the record is not as long as it says ({len(ANSWER):,} bytes)", "this is no record of a WARC or ARC file"]),
        ("an ARC file of no answers", ["no answer of a web server"] * 2),
    ],
)  # fmt: skip
def test_a_file_of_others_is_read_or_refused_with_a_reason(file: str, expected: list[str]) -> None:
    data = FILES[file]
    assert is_warc(data)
    found = read(data)
    assert [
        "page" if isinstance(f, Kept) else f.what if isinstance(f, Skipped) else f.reason for f in found
    ] == expected
    for kept in (f for f in found if isinstance(f, Kept)):
        assert kept.page.url == "http://example.org/"
        assert b"<title>Example Domain</title>" in kept.page.body
        assert kept.page.fetched_at == "2026-11-20T10:00:00+00:00"


@pytest.mark.parametrize(
    "text", [b"<title>No. 7</title>\n", b"a list of 20261120 words that ends in\n", b"a b c d 9\n"]
)
def test_lines_of_prose_are_no_records_of_an_arc_file(text: bytes) -> None:
    for data in (text * 40, gzip.compress(text * 40)):
        assert told(data) == [("0", "this is no record of a WARC or ARC file")]


def test_pages_are_those_that_fastwarc_finds() -> None:
    for file in ("a plain WARC file", "a gzip member for each record"):
        theirs = [
            r.reader.read()
            for r in ArchiveIterator(BytesIO(FILES[file]), auto_decode="all")
            if r.headers["WARC-Type"] == "response"
        ]
        ours = [r.page.body for r in read(FILES[file]) if isinstance(r, Kept)]
        assert len(ours) == 1
        assert ours == theirs


# ---- how files are packed -------------------------------------------------------------------------------------------


def with_dictionary(records: list[bytes], *, packed: bool) -> bytes:
    texts = [bytes(record(answer(HTML + b"%d" % n))) for n in range(200)]
    dictionary = zstd.train_dict(texts, 4096)
    content = zstd.compress(dictionary.dict_content) if packed else dictionary.dict_content
    frame = (0x184D2A5D).to_bytes(4, "little") + len(content).to_bytes(4, "little") + content
    return frame + b"".join(zstd.compress(r, zstd_dict=dictionary) for r in records)


PACKINGS: dict[str, Callable[[list[bytes]], bytes]] = {
    "not at all": b"".join,
    "a gzip member each": lambda rs: b"".join(gzip.compress(r, mtime=0) for r in rs),
    "one gzip member": lambda rs: gzip.compress(b"".join(rs)),
    "a Zstandard frame each": lambda rs: b"".join(zstd.compress(r) for r in rs),
    "Zstandard with a dictionary": lambda rs: with_dictionary(rs, packed=False),
    "Zstandard with a packed dictionary": lambda rs: with_dictionary(rs, packed=True),
}


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_file_is_read_however_it_is_packed(packing: str) -> None:
    bodies = [HTML + b"%d" % n for n in range(3)] + [HTML + random.Random(7).randbytes(300_000)]
    data = PACKINGS[packing]([record(answer(b)) for b in bodies])
    assert is_warc(data[:65_536])
    assert told(data) == bodies


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_cut_file_is_read_to_the_cut(packing: str) -> None:
    whole = PACKINGS[packing]([record(answer(HTML + b"%d" % n)) for n in range(3)])
    *before, last = told(whole[:-10])
    assert before == [HTML + b"0", HTML + b"1"][: len(before)]
    assert packing == "one gzip member" or len(before) == 2
    assert isinstance(last, tuple)
    assert last[1] == CUT


def test_damage_in_the_middle_is_told_with_its_place() -> None:
    first, second, third = (gzip.compress(record(answer(HTML + b"%d" % n))) for n in range(3))
    flipped = bytearray(second)
    flipped[len(second) // 2] ^= 0xFF
    [page, (at, reason)] = told(first + bytes(flipped) + third)
    assert page == HTML + b"0"
    assert at == str(len(first))
    assert "damaged" in reason
    assert told(first + b"\0" * 512) == [HTML + b"0", (str(len(first)), "what follows is no packed record")]


@pytest.mark.parametrize("wrong", [-200, 200, 10**12])
def test_a_record_of_wrong_length_costs_the_others_nothing_where_they_can_be_found(wrong: int) -> None:
    block = answer()
    bad = record(block, length=len(block) + wrong)
    [page, (at, reason), after] = told(b"".join(gzip.compress(r, mtime=0) for r in (record(block), bad, record(block))))
    assert (page, after) == (HTML, HTML)
    assert at == str(len(gzip.compress(record(block))))
    assert "not as long as it says" in reason
    [page, (at, _)] = told(record(block) + bad)
    assert (page, at) == (HTML, str(len(record(block))))


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x1f", b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18\xff\xff\xff\xff", b"WARC/1.1",
        b"WARC/1.1\r\n\r\n", b"WARC/9.9\r\n",
        b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: -7\r\n\r\n\r\n\r\n",
        b"filedesc://\r\n",
        b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: many\r\n\r\nx", b"x: " * 100_000, b"\n" * 300_000,
        b"WARC/1.1\r\n" + b"a: b\r\n" * 50_000,
        b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n",
    ],
)  # fmt: skip
def test_nothing_that_a_file_holds_raises(data: bytes) -> None:
    assert not any(isinstance(r, Kept) for r in read(data))
    assert not any(isinstance(r, Kept) for r in read(gzip.compress(data, mtime=0)))


def test_noise_never_raises() -> None:
    noise = random.Random(5)
    for file in ("a plain WARC file", "a gzip member for each record", "a plain ARC file"):
        whole = FILES[file]
        for _ in range(60):
            data = bytearray(whole)
            for _ in range(noise.randint(1, 8)):
                data[noise.randrange(len(data))] = noise.randrange(256)
            assert read(bytes(data)) is not None


# ---- how pages are packed within ------------------------------------------------------------------------------------


def deflated(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("headers", "sent"),
    [
        ("Transfer-Encoding: chunked", chunked(HTML)),
        ("Transfer-Encoding: chunked, chunked", chunked(chunked(HTML))),
        ("Transfer-Encoding: chunked", HTML),
        ("Content-Encoding: gzip", gzip.compress(HTML, mtime=0)),
        ("Content-Encoding: GZip", HTML),
        ("Content-Encoding: br", brotli.compress(HTML)),
        ("Content-Encoding: br", HTML),
        ("Content-Encoding: zstd", zstd.compress(HTML)),
        ("Content-Encoding: deflate", zlib.compress(HTML)),
        ("Content-Encoding: deflate", deflated(HTML)),
        ("Content-Encoding: gzip, br", brotli.compress(gzip.compress(HTML, mtime=0))),
        ("Content-Encoding: gzip\r\nTransfer-Encoding: chunked", chunked(gzip.compress(HTML, mtime=0))),
        ("Content-Encoding: never-heard-of", HTML),
        ("X-Crawl-Content-Encoding: gzip", HTML),
    ],
    ids=str,
)
def test_a_page_is_unpacked_as_far_as_it_is_packed(headers: str, sent: bytes) -> None:
    assert told(record(answer(sent, f"Content-Type: text/html\r\n{headers}\r\n"))) == [HTML]


@pytest.mark.parametrize(
    ("headers", "sent", "reason"),
    [
        ("Transfer-Encoding: chunked", chunked(HTML)[:-300], "the page is cut, or its chunks are damaged"),
        ("Content-Encoding: gzip", gzip.compress(HTML, mtime=0)[:-9], "the page is cut"),
        ("Content-Encoding: br", brotli.compress(HTML)[:-9], "the page is cut"),
        ("Content-Encoding: zstd", zstd.compress(HTML)[:-9], "the page is cut"),
        ("Content-Encoding: gzip", gzip.compress(bytes(21 << 20), mtime=0), "the page is larger than 20 MB"),
        ("Content-Encoding: br", brotli.compress(bytes(21 << 20), quality=1), "the page is larger than 20 MB"),
        ("Content-Encoding: zstd", zstd.compress(bytes(21 << 20)), "the page is larger than 20 MB"),
    ],
)
def test_a_page_that_cannot_be_unpacked_whole_is_no_page(headers: str, sent: bytes, reason: str) -> None:
    block = answer(sent, f"Content-Type: text/html\r\n{headers}\r\n")
    assert told(record(block) + record(answer())) == [("0", reason), HTML]


# ---- which records are pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (record(answer(status=404)), "status 404"),
        (record(answer(status=206)), "status 206"),
        (record(answer(headers="Content-Type: image/png\r\n")), "no HTML"),
        (record(answer(b"words without markup", "")), "no HTML"),
        (record(b"220 ready\r\n\r\n"), "no answer of a web server"),
        (record(answer(), url="urn:pageinfo:http://example.org/"), "not of the web"),
        (record(answer(), kind="revisit"), "revisit"),
        (record(b"The text of a page", kind="conversion"), "conversion"),
        (record(answer(HTML + bytes(22 << 20))), "larger than 20 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_page_is_counted(data: bytes, what: str) -> None:
    assert told(data + record(answer())) == [("0", what), HTML]


@pytest.mark.parametrize(
    "headers", ["", "content-type: TEXT/HTML; charset=utf-8\r\n", "Content-Type: application/xhtml+xml\r\n"]
)
def test_html_is_known_by_its_type_or_where_none_is_told_by_its_first_tag(headers: str) -> None:
    assert told(record(answer(headers=headers))) == [HTML]


def test_requests_and_notes_are_passed_over_without_a_word() -> None:
    notes = [
        record(b"GET / HTTP/1.1\r\n\r\n", kind="request"),
        record(b"a: b", kind="metadata"),
        record(b"", kind="warcinfo"),
    ]
    assert told(b"".join(notes)) == []


def test_a_page_knows_its_address_date_and_headers() -> None:
    block = answer(headers="Content-Type: text/html\r\nVary: A\r\nLink: </a>;\r\n rel=b\r\nvary: B\r\n")
    (kept,) = read(record(block, url="https://example.org/ä"))
    assert isinstance(kept, Kept)
    assert (kept.page.url, kept.page.fetched_at) == ("https://example.org/ä", "2026-11-20T10:00:00+00:00")
    assert kept.page.headers == {"Content-Type": "text/html", "Vary": "A, B", "Link": "</a>; rel=b"}


def test_memory_stays_flat_however_large_a_file_is() -> None:
    class Endless:
        """100 MB of records, without holding them."""

        def __init__(self) -> None:
            self.left = 100
            self.member = gzip.compress(record(answer(headers="Content-Type: video/mp4\r\n", body=bytes(1 << 20))))

        def read(self, _size: int) -> bytes:
            self.left -= 1
            return self.member if self.left >= 0 else b""

    import tracemalloc

    tracemalloc.start()
    found: Iterator[object] = pages(Endless(), "a.warc.gz")  # type: ignore[arg-type]
    assert sum(isinstance(f, Skipped) for f in found) == 100
    assert tracemalloc.get_traced_memory()[1] < 16 << 20
    tracemalloc.stop()
