"""What is kept can be read again: by us, by others, and after a process was killed."""

import gzip
import subprocess
import sys
from argparse import Namespace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator
from warcio.checker import Checker  # type: ignore[import-untyped]

from cleaners.model import Hints, Page
from crawler.archive import Archive, ArchiveError, Kept, Place, Problem

HTML = b"<!doctype html><title>Pillar</title><p>The eastern pillar sinks.</p>"
PAGE = Page(
    HTML, "https://example.org/bridge", {"Content-Type": "text/html", "ETag": '"7"', "Content-Length": str(len(HTML))},
    200, "2026-11-20T10:00:00+00:00", Hints("Brücke gesperrt", "2026-11-20", ("Ada Ray",)),
)  # fmt: skip


def page(n: int, body: bytes = HTML) -> Page:
    headers = {"Content-Type": "text/html", "Content-Length": str(len(body))}
    return Page(body, f"https://example.org/{n}", headers, 200, PAGE.fetched_at)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def checked(archive: Archive) -> int:
    """The exit status of `warcio check` over the whole archive."""
    files = [str(archive.root / f) for f in archive.files()]
    assert files
    return int(Checker(Namespace(inputs=files, verbose=False)).process_all())


def everything(archive: Archive) -> bytes:
    """Every byte below the archive's folder, also unpacked."""
    files = [p for p in archive.root.rglob("*") if p.is_file()]
    return b"".join(p.read_bytes() + gzip.open(p).read() for p in files)


def test_a_page_comes_back_as_it_was_with_what_we_know_of_it(archive: Archive) -> None:
    place = archive.append(PAGE, asked="https://example.org/b?from=feed", source="Harbour Post")
    assert archive.read(place) == PAGE
    (kept,) = archive.pages(place.file)
    assert isinstance(kept, Kept)
    assert (kept.place, kept.page) == (place, PAGE)
    assert (kept.asked, kept.source) == ("https://example.org/b?from=feed", "Harbour Post")


def test_others_read_what_we_write(archive: Archive) -> None:
    bodies = [HTML, b"", bytes(range(256)) * 300, "Ærø".encode("utf-16")]
    places = [archive.append(page(n, body), ip="203.0.113.7") for n, body in enumerate(bodies)]
    archive.close()
    assert checked(archive) == 0
    with (archive.root / places[0].file).open("rb") as file:
        read = [(dict(r.headers), r.http_headers, r.reader.read()) for r in ArchiveIterator(file, verify_digests=True)]
    (about, _, _), *responses = read
    assert about["WARC-Type"] == "warcinfo"
    assert [body for _, _, body in responses] == bodies
    assert [fields["WARC-Target-URI"] for fields, _, _ in responses] == [page(n).url for n in range(4)]
    fields, http, _ = responses[0]
    assert (fields["WARC-Date"], fields["WARC-IP-Address"]) == ("2026-11-20T10:00:00Z", "203.0.113.7")
    assert http.status_line == "HTTP/1.1 200 OK"


def test_headers_are_true_of_the_unpacked_body_that_is_kept(archive: Archive) -> None:
    sent = {
        "Content-Type": "text/html",
        "Content-Encoding": "gzip",
        "Transfer-Encoding": "chunked",
        "content-length": "9",
    }
    place = archive.append(Page(HTML, PAGE.url, sent))
    assert archive.read(place).headers == {
        "Content-Type": "text/html", "X-Crawl-Content-Encoding": "gzip", "X-Crawl-Transfer-Encoding": "chunked",
        "X-Crawl-content-length": "9", "Content-Length": str(len(HTML)),
    }  # fmt: skip
    assert archive.read(place).body == HTML


def test_a_text_that_was_decoded_is_kept_as_what_its_headers_say(archive: Archive) -> None:
    place = archive.append(Page("<p>Ærø</p>", PAGE.url, {"content-type": "text/html; charset=latin-1"}))
    assert archive.read(place).body == "<p>Ærø</p>".encode()
    assert archive.read(place).headers["content-type"] == "text/html; charset=utf-8"


def test_no_secret_is_kept(archive: Archive) -> None:
    headers = {"Set-Cookie": "session=hunter2", "Authorization": "hunter2", "Proxy-Authorization": "hunter2"}
    archive.append(Page(HTML, "https://ada:hunter2@example.org/a", headers), asked="https://ada:hunter2@example.org/b")
    assert b"example.org/b" in everything(archive)
    assert b"hunter2" not in everything(archive)


def test_what_a_server_sends_as_a_header_cannot_forge_a_record(archive: Archive) -> None:
    forged = {"X-One": "a\r\n\r\nWARC/1.1\r\nWARC-Type: response", "Bad Name\r\n": "b", "X-Ærø": "c", "X-Two": "Ærø"}
    place = archive.append(Page(HTML, "https://example.org/a\r\nWARC-Type: request b", forged))
    assert archive.read(place).body == HTML
    assert "\n" not in (archive.read(place).url or "")
    assert len(list(archive.pages(place.file))) == 1
    assert checked(archive) == 0


def test_a_page_without_an_address_is_refused(archive: Archive) -> None:
    with pytest.raises(ValueError, match="without an address"):
        archive.append(Page(HTML))


def test_files_end_when_they_are_full_and_when_their_day_is_over(tmp_path: Path) -> None:
    times = [datetime(2026, 11, 20, 23, 59, 58 + n % 2, tzinfo=UTC) for n in range(2)] + [
        datetime(2026, 11, 21, tzinfo=UTC)
    ] * 2
    archive = Archive(tmp_path, now=lambda: times.pop(0))
    places = [archive.append(page(n)) for n in range(4)]
    assert [p.file.partition("/")[0] for p in places] == ["20261120", "20261120", "20261121", "20261121"]
    assert len({p.file for p in places}) == 2
    small = Archive(tmp_path, roll_at=1)
    assert len({small.append(page(n)).file for n in range(3)}) == 3
    assert [archive.read(p) for p in places] == [page(n) for n in range(4)]


def test_two_writers_never_share_a_file(archive: Archive) -> None:
    other = Archive(archive.root)
    places = [writer.append(page(n)) for n, writer in enumerate([archive, other, archive, other])]
    assert len({p.file for p in places}) == 2
    assert [archive.read(p) for p in places] == [page(n) for n in range(4)]


@pytest.mark.parametrize("wrong", ["the file", "the offset", "the length"])
def test_a_place_that_holds_no_page_is_said(archive: Archive, wrong: str) -> None:
    place = archive.append(PAGE)
    bad = {
        "the file": Place("20200101/none.warc.gz", 0, 9),
        "the offset": Place(place.file, place.offset + 1, place.length),
        "the length": Place(place.file, place.offset, place.length - 9),
    }[wrong]  # fmt: skip
    with pytest.raises(ArchiveError, match=bad.file):
        archive.read(bad)


def test_a_full_disk_leaves_the_archive_as_it_was(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    place = archive.append(PAGE)
    write = os.write

    def full(fd: int, data: bytes) -> int:
        if len(data) < 100:
            raise OSError(28, "No space left on device")
        return write(fd, data[: len(data) - 50])

    with monkeypatch.context() as patch:
        patch.setattr("crawler.archive.files.os.write", full)
        with pytest.raises(ArchiveError, match="No space left on device"):
            archive.append(PAGE)
    again = archive.append(PAGE)
    assert (again.file, again.offset) == (place.file, place.offset + place.length)
    assert checked(archive) == 0


# ---- killed writers -------------------------------------------------------------------------------------------------

WRITES = """
import sys
from pathlib import Path
from cleaners.model import Page
from crawler.archive import Archive
archive, n = Archive(Path(sys.argv[1])), 0
while True:
    place = archive.append(Page(bytes(str(n), "ascii") * 50_000, f"https://example.org/{n}", {}))
    print(n, place.file, place.offset, place.length, flush=True)
    n += 1
"""


def test_a_killed_process_loses_no_page(archive: Archive, root: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", WRITES, archive.root], cwd=root, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    told = [child.stdout.readline() for _ in range(20)]
    child.kill()
    told += child.stdout.readlines()
    child.wait()
    assert len(told) >= 20
    for line in filter(lambda line: line.endswith("\n"), told):
        n, file, offset, length = line.split()
        assert archive.read(Place(file, int(offset), int(length))).body == n.encode() * 50_000
    archive.repair()
    assert checked(archive) == 0


def test_a_cut_last_record_is_cut_off_wherever_it_was_cut(archive: Archive) -> None:
    places = [archive.append(page(n)) for n in range(3)]
    file, last = archive.root / places[0].file, places[-1]
    whole = file.read_bytes()
    for size in (*range(last.offset + 1, last.offset + last.length - 9, 13), last.offset + last.length - 1):
        file.chmod(0o644)
        file.write_bytes(whole[:size])
        found = list(archive.pages(last.file))
        assert [f.page.url for f in found if isinstance(f, Kept)] == [page(0).url, page(1).url]
        assert found[-1] == Problem(str(last.offset), "the file ends in the middle of a record")
        assert archive.repair() == {last.file: size - last.offset}
        assert file.read_bytes() == whole[: last.offset]
    assert checked(archive) == 0


def test_repairing_harms_no_file_whose_writer_lives(archive: Archive) -> None:
    before = archive.append(page(1))
    assert Archive(archive.root).repair() == {}
    after = archive.append(page(2))
    assert after.file != before.file
    assert [archive.read(p) for p in (before, after)] == [page(1), page(2)]


# ---- what is no longer kept -----------------------------------------------------------------------------------------


def test_forgotten_pages_leave_no_byte_and_the_others_have_new_places(archive: Archive) -> None:
    pages = [page(n, b"<p>the secret of number %d</p>" % n * 9) for n in range(6)]
    places = [archive.append(p) for p in pages]
    away = {0, 2, 3, 5}
    with archive.forget([places[n] for n in away]) as moved:
        new = [moved(p) for p in places]
    assert [p is None for p in new] == [n in away for n in range(6)]
    assert [archive.read(p) for p in new if p] == [pages[1], pages[4]]
    assert [k.place for k in archive.pages(moved.files[places[0].file]) if isinstance(k, Kept)] == [p for p in new if p]
    assert [n for n in range(6) if b"number %d" % n in everything(archive)] == [1, 4]
    assert len([p for p in archive.root.rglob("*") if p.is_file()]) == 1
    assert checked(archive) == 0


def test_pages_in_other_files_stay_where_they_are(tmp_path: Path) -> None:
    archive = Archive(tmp_path, roll_at=1)
    here, there = archive.append(page(1)), archive.append(page(2))
    with archive.forget([here]) as moved:
        assert moved(there) == there
    assert archive.read(there) == page(2)


def test_a_crawl_goes_on_while_pages_are_forgotten(archive: Archive) -> None:
    crawl, first = Archive(archive.root), page(1, b"<p>forget me</p>")
    old = crawl.append(first)
    with archive.forget([old]):
        during = crawl.append(page(2))
    after = crawl.append(page(3))
    assert [archive.read(p) for p in (during, after)] == [page(2), page(3)]
    assert b"forget me" not in everything(archive)


def test_an_error_while_places_are_noted_undoes_the_forgetting(archive: Archive) -> None:
    places = [archive.append(page(n)) for n in range(2)]
    with pytest.raises(RuntimeError, match="no database"), archive.forget(places[:1]):
        raise RuntimeError("no database")
    assert [archive.read(p) for p in places] == [page(0), page(1)]
    assert archive.files() == [places[0].file]


@pytest.mark.parametrize("noted", [True, False], ids=["after", "before"])
def test_of_a_forgetting_that_was_killed_what_the_notes_name_survives(archive: Archive, noted: bool) -> None:
    places = [archive.append(page(n)) for n in range(2)]
    old = (archive.root / places[0].file).read_bytes()
    with archive.forget(places[:1]) as moved:
        new = moved(places[1])
    assert new is not None
    (archive.root / places[1].file).write_bytes(old)
    (archive.root / (new.file + ".part")).write_bytes(old[:99])
    wanted = new if noted else places[1]
    swept = archive.sweep(lambda file: file == wanted.file)
    assert set(swept) == {new.file + ".part", ({new.file, places[1].file} - {wanted.file}).pop()}
    assert archive.read(wanted) == page(1)
    assert archive.files() == [wanted.file]


def test_what_is_being_forgotten_is_not_swept(archive: Archive) -> None:
    places = [archive.append(page(n)) for n in range(2)]
    with archive.forget(places[:1]) as moved:
        assert Archive(archive.root).sweep(lambda file: file == places[0].file) == ()
        new = moved(places[1])
    assert new is not None
    assert archive.read(new) == page(1)


def test_a_wrong_place_forgets_nothing(archive: Archive) -> None:
    place = archive.append(PAGE)
    with pytest.raises(ArchiveError, match="no record at"), archive.forget([Place(place.file, place.offset, 7)]):
        pytest.fail("a file was written that begins in the middle of a record")
    assert archive.read(place) == PAGE


def test_a_page_that_was_never_noted_is_found_by_its_address(archive: Archive) -> None:
    places = [archive.append(page(n), source="Post" if n else None) for n in range(3)]
    assert list(archive.find(lambda kept: kept.page.url == page(1).url)) == [places[1]]
    assert list(archive.find(lambda kept: kept.source == "Post")) == places[1:]


def test_files_of_older_days_go_whole_once_that_is_noted(tmp_path: Path) -> None:
    days = [datetime(2026, 11, day, 12, tzinfo=UTC) for day in (18, 19, 20)]
    archive = Archive(tmp_path, now=lambda: days[0])
    places = []
    while days:
        places.append(archive.append(PAGE))
        days.pop(0)
    with pytest.raises(RuntimeError, match="no database"), archive.prune(date(2026, 11, 20)):
        raise RuntimeError("no database")
    assert len(archive.files()) == 3
    with archive.prune(date(2026, 11, 20)) as old:
        assert list(old) == [p.file for p in places[:2]]
        assert archive.read(places[0]) == PAGE
    assert archive.files() == [places[2].file]
    assert [p.name for p in tmp_path.iterdir()] == ["20261120"]
