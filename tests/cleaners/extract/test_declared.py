"""What a page declares of its encoding counts as it counts to browsers, and what is no encoding of the web does not."""

import encodings.aliases

import pytest

from cleaners import Cleaned, clean
from cleaners.extract.declared import declared, known, text_of
from cleaners.model import Page
from cleaners.phrases import PROSE

STORY = "".join(f"<p>{p}</p>" for p in PROSE * 2)
PRAGMA = "<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>"


@pytest.mark.parametrize(
    ("markup", "encoding"),
    [
        ("<meta charset=koi8-r>", "koi8-r"), ("<META CHARSET='KOI8-R' >", "koi8-r"), (PRAGMA, "koi8-r"),
        ("<meta content='text/html; charset=koi8-r' http-equiv=Content-Type>", "koi8-r"),
        ("<meta charset=latin1>", "cp1252"), ("<meta charset=x-sjis>", "cp932"), ("<meta charset=gb2312>", "gb18030"),
        ("<?xml version='1.0' encoding='koi8-r'?>", "koi8-r"),
        ("<?xml version='1.0' encoding='koi8-r'?><meta charset=utf-8>", "utf-8"),
        ("<meta charset=utf-16>", "utf-8"), ("<meta charset=rot13><meta charset=koi8-r>", "koi8-r"),
        ("<!-- <meta charset=utf-8> --><meta charset=koi8-r>", "koi8-r"), ("<!-- <meta charset=utf-8>", None),
        ("<a title='<meta charset=utf-8>'><meta charset=koi8-r>", "koi8-r"),
        ("<meta name=description content='charset=koi8-r'>", None), ("<meta charset=no-such>", None),
        ("<metadata charset=koi8-r>", None), ("<meta charset='koi8-r", None), ("", None),
    ],
)  # fmt: skip
def test_markup_declares_what_browsers_take_it_to_declare(markup: str, encoding: str | None) -> None:
    assert declared(f"<html>{markup}<p>The bridge.".encode(), None)[0] == encoding


def test_the_mark_of_the_first_bytes_beats_the_server_and_the_server_beats_the_markup() -> None:
    page = b"<meta charset=koi8-r>"
    assert declared(page, "text/html; charset=windows-1251") == ("cp1251", page)
    assert declared(b"\xef\xbb\xbf" + page, "text/html; charset=windows-1251") == ("utf-8", page)
    assert declared(page, "text/html; charset=utf-16")[0] == "koi8-r"
    assert text_of("<p>Größe".encode("utf-16-le"), "text/html; charset=utf-16le") == "<p>Größe"


@pytest.mark.parametrize("where", ["header", "markup"])
def test_no_codec_of_python_costs_a_page_its_story(where: str) -> None:
    names = sorted({*encodings.aliases.aliases.values(), "undefined", "idna", "punycode", "unicode_escape", "mbcs"})
    assert len(names) > 90
    for name in names:
        head = f"<meta charset={name if where == 'markup' else 'utf-8'}>"
        headers = {"Content-Type": f"text/html; charset={name}"} if where == "header" else {}
        page = f"<html><head>{head}<title>A bridge</title><body><h1>A bridge</h1>{STORY}</body></html>"
        encoding, _ = declared(page.encode(), headers.get("Content-Type"))
        assert encoding is None or page.encode().decode(encoding, "replace").isascii(), name
    outcome = clean(Page(page.replace("utf-8", "rot13").encode(), headers={"Content-Type": "text/html; charset=rot13"}))
    assert isinstance(outcome, Cleaned)
    assert all(paragraph in outcome.article.text for paragraph in PROSE)


@pytest.mark.parametrize("label", ["", " ", "utf-8\x00", "ütf-8", "utf-7", "utf-32", "hex", "../utf_8", "utf-8 x"])
def test_what_is_no_label_is_none(label: str) -> None:
    assert known(label) is None
