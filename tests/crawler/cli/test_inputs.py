from pathlib import Path

import pytest

from crawler.cli.inputs import addresses, content, decode, files, is_address
from crawler.cli.say import Misconfigured


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<!DOCTYPE html><title>x</title>", "html"),
        (b"\xef\xbb\xbf\n <html lang=en>", "html"),
        ("<html>".encode("utf-16"), "html"),
        (b"<p>A fragment", "html"),
        (b"Words before the first tag <p>and a paragraph</p>", "html"),
        (b"<?xml version='1.0'?><html xmlns='...'>", "html"),
        (b"%PDF-1.7 sent under a wrong name", "html"),
        (b"\x7fELF\x00\x01\x02 </p>" * 9, None),
        (b"A page with a stray \x00 byte" + b"and <b>much</b> text around it</p>" * 9, "html"),
        (b"Bridge to close\n\nThe council voted.", "text"),
        (b"Why the <blink> tag died\n\nIt was 1 < 2 & so on.", "text"),
        ("Brücke gesperrt".encode("utf-16"), "text"),
        (b"", "text"),
    ],
    ids=[
        "a doctype", "a mark and spaces", "UTF-16", "a fragment", "tags after words", "XHTML", "a PDF", "a program",
        "a stray zero byte", "a text", "a text about tags", "a UTF-16 text", "nothing",
    ],
)  # fmt: skip
def test_html_text_and_neither_are_told_apart(body: bytes, kind: str | None) -> None:
    assert content(body) == kind


def test_a_name_tells_only_what_the_content_leaves_open() -> None:
    assert content(b"words without a tag", "page.html") == "html"
    assert content(b"<html><p>x</p>", "page.txt") == "html"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Brücke – zu".encode(), "Brücke – zu"),
        ("Brücke".encode("utf-8-sig"), "Brücke"),
        ("Brücke".encode("utf-16"), "Brücke"),
        ("Die Brücke über".encode()[:-4], "Die Brücke �"),
        ("Die Brücke über den Fluss".encode("latin-1"), None),
        ("Мост закрыт до весны".encode("cp1251"), None),
    ],
    ids=["UTF-8", "a mark", "UTF-16", "cut within a letter", "Latin-1", "windows-1251"],
)
def test_a_text_is_read_as_unicode_or_not_at_all(body: bytes, text: str | None) -> None:
    assert decode(body) == text


def test_a_folder_stands_for_its_pages_and_texts_in_order(tmp_path: Path) -> None:
    for name in (
        "b/2.txt",
        "b/1.html",
        "a.htm",
        "story.php?id=3",
        "plain",
        "a.json",
        "x.css",
        ".git/config",
        "b/.x.txt",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    found = list(files([str(tmp_path)]))
    assert [str(f.path.relative_to(tmp_path)) for f in found if f.path] == [
        "a.htm", "b/1.html", "b/2.txt", "plain", "story.php?id=3",
    ]  # fmt: skip
    assert not any(f.named for f in found)


def test_a_folder_without_any_is_said_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "data.json").touch()
    with pytest.raises(Misconfigured, match="no page or text"):
        list(files([str(tmp_path)]))


def test_a_list_of_addresses_may_have_comments_and_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes(b"\xef\xbb\xbf# stories\nhttps://example.org/a\r\n\n  https://example.org/b  \n#end")
    assert list(addresses(str(path))) == [(2, "https://example.org/a"), (4, "https://example.org/b")]


def test_a_list_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"none\.txt: cannot read the list of addresses: No such file"):
        list(addresses(str(tmp_path / "none.txt")))


@pytest.mark.parametrize(
    ("token", "is_one"),
    [
        ("https://example.org/a", True), ("HTTP://EXAMPLE.ORG", True), ("ftp://example.org", False),
        ("https://", False), ("http://[::1", False), ("story.html", False), ("-", False),
    ],
)  # fmt: skip
def test_an_address_is_what_can_be_fetched(token: str, is_one: bool) -> None:
    assert is_address(token) == is_one


@pytest.mark.parametrize(
    ("token", "hint"),
    [
        ("127.0.0.1:9701/africa/cocoa", "; did you mean http://127.0.0.1:9701/africa/cocoa ?"),
        ("localhost:8000", "; did you mean http://localhost:8000 ?"),
        ("example.org/foo.html", "; did you mean https://example.org/foo.html ?"),
        ("example.org", "; did you mean https://example.org ?"),
        ("missing.html", ""),
        ("crawl.warc.gz", ""),
        ("notes.txt", ""),
    ],
)
def test_what_is_meant_is_guessed_for_hosts_and_not_for_the_names_of_files(token: str, hint: str) -> None:
    with pytest.raises(Misconfigured) as raised:
        list(files([token]))
    assert str(raised.value) == f"{token}: no such file{hint}"
