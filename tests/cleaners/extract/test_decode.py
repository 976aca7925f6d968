"""Bytes → markup, as browsers read it; what is no page is said to be none, and nothing is cut in silence."""

import pytest

from cleaners import Cleaned, clean
from cleaners.extract.decode import MAX_BYTES, MAX_DEPTH, Decoded, decode, flatten
from cleaners.model import Page, Rejected
from cleaners.phrases import PROSE


def read(body: bytes, content_type: str | None = None) -> Decoded:
    found = decode(Page(body, headers={"content-type": content_type} if content_type else {}))
    assert isinstance(found, Decoded)
    return found


@pytest.mark.parametrize(
    ("body", "header"),
    [
        ("<p>Größe – 2 €</p>".encode(), None),
        ("<p>Größe – 2 €</p>".encode("utf-8-sig"), "text/html; charset=iso-8859-1"),
        ("<meta charset=windows-1252><p>Größe – 2 €</p>".encode("windows-1252"), None),
        ("<p>Größe – 2 €</p>".encode("windows-1252"), "text/html; charset=windows-1252"),
        ("<meta charset=utf-8><p>Größe – 2 €</p>".encode("windows-1252"), "text/html; charset=iso-8859-1"),
        ("<p>Größe – 2 €</p>".encode("utf-16"), None),
    ],
    ids=[
        "nothing told is UTF-8", "a BOM beats the header", "meta", "header", "the header beats meta",
        "UTF-16 by its BOM",
    ],
)  # fmt: skip
def test_the_encoding_is_found_as_browsers_find_it(body: bytes, header: str | None) -> None:
    assert "Größe – 2 €" in read(body, header).html


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"%PDF-1.7\n...", "a PDF"), (b"\x89PNG\r\n\x1a\n", "a PNG"), (b"\x1f\x8b\x08\x00", "gzip"),
        (b"\x7fELF\x02\x01\x01" + bytes(400), "a program"), (bytes(range(32)) * 20, "binary"), (b" \n ", "empty"),
        (b"", "empty"),
    ],
)  # fmt: skip
def test_what_is_no_page_is_refused_for_what_it_is(body: bytes, said: str) -> None:
    found = clean(body)
    assert isinstance(found, Rejected)
    assert said in found.reason


def test_a_nul_byte_costs_nothing_but_itself() -> None:
    assert read(b"<p>The bri\x00dge</p>").html == "<p>The bridge</p>"


def test_half_a_surrogate_does_no_harm() -> None:
    story = "".join(f"<p>{p}</p>" for p in PROSE)
    outcome = clean(f"<html><title>A \ud800 bridge</title><body><h1>A bridge</h1>{story}</body></html>")
    assert isinstance(outcome, Cleaned)
    outcome.article.text.encode()


def test_a_body_that_is_too_long_is_read_in_part_and_says_so() -> None:
    found = read(b"<p>" + b"word " * (MAX_BYTES // 4))
    assert len(found.html) <= MAX_BYTES
    assert "first 20 MiB" in found.degraded[0]


@pytest.mark.parametrize("depth", [300, 5_000, 50_000])
def test_a_story_nested_too_deep_for_the_parser_is_whole(depth: int) -> None:
    story = "".join(f"<p>{p}</p>" for p in PROSE * 2)
    outcome = clean(
        f"<html><title>Deep</title><body>{'<div>' * depth}<h1>Deep</h1>{story}{'</div>' * depth}</body></html>"
    )
    assert isinstance(outcome, Cleaned)
    assert all(p in outcome.article.text for p in PROSE)
    assert "degraded" in outcome.article.flags


def test_a_page_of_common_depth_is_left_as_it_is() -> None:
    html = "<div>" * 150 + "<p>x</p>" + "</div>" * 150
    assert flatten(html) == (html, 0)


def test_windows_1252_that_says_it_is_utf_8_is_read_as_what_it_is() -> None:
    assert "“Größe” – 2 €" in read("<meta charset=utf-8><p>“Größe” – 2 €</p>".encode("windows-1252")).html


def test_a_page_of_two_encodings_says_that_something_of_it_is_lost() -> None:
    found = read("<meta charset=utf-8><p>Größe</p>".encode() + "<p>Grün</p>".encode("windows-1252"))
    assert "Größe" in found.html
    assert "could not be decoded" in found.degraded[0]


@pytest.mark.parametrize("form", ["<aaaaaaaa", "<a ", "<", "</a-:"])
def test_what_is_never_closed_is_not_read_again_from_each_of_its_letters(form: str) -> None:
    deep = "<div>" * (MAX_DEPTH + 1)
    text, cut = flatten(f"{deep}{form}{form[-1] * 500_000}<p>The bridge.")  # the square of that would take hours

    assert cut == 1
    assert text.endswith("<p>The bridge.")
