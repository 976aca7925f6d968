"""Pages of news with something broken in them: the same ones for the same seed."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

TOKENS: tuple[bytes, ...] = (
    b"<", b">", b"</", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<!doctype", b"<?xml", b"&", b"&#", b"&#x0;",
    b"&#xD800;",
    b"&amp;amp;", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b$B", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80",
    b"\r", b"\t",
    b"<p>", b"</p>", b"<div>", b"</div>", b"<table>", b"<tr>", b"<td>", b"<ul>", b"<li>", b"<a href=",
    b"<a href='//['>",
    b"<a href=javascript:>", b"<script>", b"</script>", b"<style>", b"<svg>", b"<math>", b"<template>",
    b"<plaintext>",
    b"<noscript>", b"<textarea>", b"<title>", b"<base href=http://[>", b"<meta charset=utf-7>", b"<meta charset=x>",
    b"<link rel=canonical href=http://[::1>", b'<script type="application/ld+json">{"@graph":[{',
    b'<time datetime="9999-99-99">', b"<time datetime=''>", b"<br/>", b"<img src=data:,>", b'"', b"'", b"=", b"/>",
    "\u202e".encode(), "\ufeff".encode(), "\U000e0041".encode(), "İ".encode(), b"1" * 5000, b"A" * 5000, b" " * 5000,
    "²".encode(), "٣".encode(), b"9" * 5000, "<img src=/a.jpg width=²>".encode(), "<a href=/world?page=²>".encode(),
    b"<img src=/a.jpg height=" + b"9" * 5000, b"<a href=/?page=" + b"9" * 5000 + b">",
    "<time datetime=2026-11-²>".encode(), b"<" * 5000, b"<" + b"a" * 5000,
    b"<b>" * 300, b"<div>" * 300, b"http://" * 50, b"a@b.c " * 50, b"By " * 50, b"Source: " * 50,
)  # fmt: skip
_TEXT = re.compile(rb">([^<{}]{20,})<")
ENCODINGS = ("utf-8", "utf-16", "windows-1252", "gb18030", "shift_jis", "utf-7")


def seeds(fixtures: Path) -> list[bytes]:
    """The pages of this repository."""
    return [path.read_bytes() for path in sorted(fixtures.rglob("*.html"))]


def mutated(pages: Sequence[bytes], count: int, seed: int = 1) -> Iterator[bytes]:
    """So many pages, each one of these with some damage."""
    random = Random(seed)
    for _ in range(count):
        page = bytearray(random.choice(pages))
        for _ in range(random.randrange(1, 9)):
            _damage(page, random, pages)
        if random.random() < 0.05:
            yield bytes(page).decode("utf-8", "replace").encode(random.choice(ENCODINGS), "replace")
        else:
            yield bytes(page)


def reworded(pages: Sequence[bytes], count: int, seed: int = 1) -> Iterator[bytes]:
    """So many pages, each one of these with the words of its texts in another order."""
    random = Random(seed)

    def shuffle(text: re.Match[bytes]) -> bytes:
        words = text[1].split(b" ")
        random.shuffle(words)
        return b">" + b" ".join(words) + b"<"

    for _ in range(count):
        yield _TEXT.sub(shuffle, random.choice(pages))


def _damage(page: bytearray, random: Random, pages: Sequence[bytes]) -> None:
    start = random.randrange(len(page) + 1)
    end = min(len(page), start + int(2 ** random.uniform(0, 12)))
    match random.randrange(8):
        case 0:
            del page[start:end]
        case 1:
            page[start:start] = page[start:end] * random.randrange(1, 9)
        case 2 | 3 | 4:
            page[start:start] = random.choice(TOKENS) * random.choice((1, 1, 1, 20))
        case 5:
            other = random.choice(pages)
            at = random.randrange(len(other))
            page[start:end] = other[at : at + end - start]
        case 6:
            for at in range(start, end, 7):
                page[at] ^= 1 << random.randrange(8)
        case _:
            del page[start + (len(page) - start) // 2 :]
