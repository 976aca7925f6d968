"""A text's lines → pieces, each a block to be: headings, list items, quotes, tables, code, stanzas, paragraphs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from cleaners.extract.inline import read_inline
from cleaners.extract.lines import chunks, columns
from cleaners.model import Kind, Link, Zone

_ITEM = re.compile(r"^(?P<indent>\s*)(?:(?P<bullet>[-*•▪◦‣·])|(?P<number>\d{1,3})[.)])\s+(?=[^\W_]|\S.*[^\W_])")
_ATX = re.compile(r"^(?P<marks>#{1,6})\s+(?P<text>\S.*?)\s*#*$")
_UNDERLINE = re.compile(r"^\s*(?:={3,}|-{3,})\s*$")
_RULE_ROW = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_QUOTE = re.compile(r"^\s*>[>\s]*")
_FENCE = re.compile(r"^\s*(?P<fence>`{3,}|~{3,})\s*(?P<language>[\w+#.-]*)$")
_MAX_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """A block to be: not yet numbered."""

    kind: Kind
    text: str
    level: int | None = None
    ordered: bool | None = None
    rows: tuple[tuple[str, ...], ...] | None = None
    links: tuple[Link, ...] = ()
    zone: Zone = "story"
    path: tuple[str, ...] = ()


def read_pieces(lines: Sequence[str]) -> list[Piece]:
    """The pieces of a text in order, those without text left out. Every letter of the lines is in one of them."""
    return [_shown(piece) for piece in _fenced(lines) if piece.text]


def _shown(piece: Piece) -> Piece:
    if piece.kind in ("code", "table"):
        return piece
    text, links = read_inline(piece.text)
    return replace(piece, text=text, links=links) if text.strip() else piece


def _fenced(lines: Sequence[str]) -> Iterator[Piece]:
    plain: list[str] = []
    code: list[str] | None = None  # the fence's line, then the code
    for line in lines:
        fence = _FENCE.match(line)
        if code is None and fence:
            yield from _prose(plain)
            plain, code = [], [line]
        elif code is not None and fence and not fence["language"] and fence["fence"][0] in code[0]:
            yield Piece("code", "\n".join(code[1:]))
            code = None
        else:
            (plain if code is None else code).append(line)
    yield from _prose(plain if code is None else code)


def _prose(lines: Sequence[str]) -> Iterator[Piece]:
    found = [list(chunk.lines) for chunk in chunks(lines)]
    reader = _Reader()
    poem = False
    for n, chunk in enumerate(found):
        verse = _is_verse(chunk) and (n < len(found) - 1 or poem)  # a text's last lines may be a site's foot
        poem = poem or verse
        if verse:
            yield Piece("paragraph", "\n".join(line.strip() for line in chunk))
            continue
        for quoted, run in groupby(chunk, key=lambda line: _QUOTE.match(line) is not None):
            same = list(run)
            yield from _quotes(same) if quoted else reader.read(same)


def _quotes(lines: Sequence[str]) -> Iterator[Piece]:
    """A quote for each paragraph that was quoted."""
    for inner in chunks([_QUOTE.sub("", line) for line in lines]):
        yield Piece("quote", "\n".join(line.strip() for line in inner.lines))


class _Reader:
    """Reads chunk after chunk, and knows how deep the list is that it is in."""

    def __init__(self) -> None:
        self.indents: list[int] = []

    def read(self, lines: Sequence[str]) -> Iterator[Piece]:
        if len(lines) > 1 and _UNDERLINE.match(lines[1]) and any(c.isalnum() for c in lines[0]):
            yield Piece("heading", lines[0].strip(), level=1 if "=" in lines[1] else 2)
            lines = lines[2:]
        if table := _table(lines):
            yield table
            return
        numbered = _numbered(lines)
        for n, line in enumerate(lines):
            m = _ITEM.match(line)
            if m and (m["bullet"] or n in numbered):
                level = self.level(len(m["indent"]))
                yield Piece("list_item", line[m.end() :].strip(), level, ordered=m["bullet"] is None)
                continue
            self.indents.clear()
            if m := _ATX.match(line.strip()):
                yield Piece("heading", m["text"], level=len(m["marks"]))
            elif not _UNDERLINE.match(line):
                yield Piece("paragraph", line.strip())

    def level(self, indent: int) -> int:
        """The level of an item: two columns further in than the one above it is one deeper."""
        while self.indents and indent < self.indents[-1]:
            self.indents.pop()
        if not self.indents or indent >= self.indents[-1] + 2:
            self.indents.append(indent)
        return min(_MAX_LEVEL, len(self.indents))


def _numbered(lines: Sequence[str]) -> frozenset[int]:
    """The lines that are items of a numbered list: numbers that count up from one; a date or a year is none."""
    found: set[int] = set()
    wanted: dict[int, int] = {}
    for n, line in enumerate(lines):
        m = _ITEM.match(line)
        if m and m["number"]:
            indent, number = len(m["indent"]), int(m["number"])
            if number == 1 or number == wanted.get(indent):
                found.add(n)
                wanted[indent] = number + 1
    return frozenset(found)


def _table(lines: Sequence[str]) -> Piece | None:
    if len(lines) < 2 or not all("|" in line for line in lines):
        return None
    piped = all(line.strip().startswith("|") for line in lines) or any(_RULE_ROW.match(line) for line in lines[1:2])
    body = [line.strip() for line in lines if not _RULE_ROW.match(line)]
    rows = tuple(tuple(c.strip() for c in re.split(r"(?<!\\)\|", line.strip("|") if piped else line)) for line in body)
    if not piped and (not all(" | " in line for line in lines) or len({len(row) for row in rows}) > 1):
        return None
    return Piece("table", "\n".join(" | ".join(row) for row in rows), rows=rows) if rows else None


def _is_verse(lines: Sequence[str]) -> bool:
    """A stanza or an address: several short lines, broken by the author, between longer text."""
    short = all(columns(line) <= 60 and not _ITEM.match(line) and not _ATX.match(line.strip()) for line in lines)
    return (
        len(lines) >= 3
        and short
        and not any(_QUOTE.match(line) for line in lines)
        and any(line.rstrip().endswith((",", ".", ";", "!", "?", "…", "。", "،")) for line in lines)
    )
