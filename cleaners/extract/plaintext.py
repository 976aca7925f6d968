"""Text that somebody else extracted → Document: the title line found, hard wraps re-joined, paragraphs as blocks.

Reads what extractors, mail and plain Markdown write: paragraphs between blank lines, or one a line; list markers,
`#` and underlined headings, `>` quotes, tables with `|`, fenced code.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from cleaners.extract.lines import Chunk, chunks, columns, read_lines
from cleaners.model import SENTENCE_END, Block, Document, Evidence, Hints, Kind, Metadata, Site
from cleaners.normalise.urls import registered_domain
from cleaners.signals import count_words, fold

MAX_TITLE = 200
"""Letters: the longest headlines of the news have some 180."""
MAX_HEADING = 80
HEADING_WORDS = 12
PROSE_WORDS = 12
SITE_WORDS = 12
"""Words of a line that can be an author box, a notice, a headline with the site's name: longer ones are prose."""
TITLED_WORDS = 5
"""A sentence of so many words under a first line makes that line a title."""
NEAR_TOP = 3
"""A title that a feed gave is looked for in so many first blocks."""

_ITEM = re.compile(r"^(?P<indent>\s*)(?:(?P<bullet>[-*•▪◦‣·])|(?P<number>\d{1,3})[.)])\s+(?=\S)")
_ATX = re.compile(r"^(?P<marks>#{1,6})\s+(?P<text>\S.*?)\s*#*$")
_UNDERLINE = re.compile(r"^\s*(?:={3,}|-{3,})\s*$")
_RULE_ROW = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_QUOTE = re.compile(r"^\s*>\s?")
_FENCE = re.compile(r"^\s*(?:```|~~~)")
_LABELLED = re.compile(r"[:：]\s*\S|@|https?://|\bwww\.")
_NO_HEADING = (".", "。", ":", "：", ",", "，", "、", ";", "…", ")", "]", "।", "۔", "|", "»", "→", "-", "–", "—", "*")
_BYLINE = re.compile(
    r"^(?:by|von|par|por|di|door|av|af|oleh|автор|作者|文)[ :：]|^\d|\d{4}$|^(?:source|published|updated)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A block to be: not yet numbered."""

    kind: Kind
    text: str
    level: int | None = None
    ordered: bool | None = None
    rows: tuple[tuple[str, ...], ...] | None = None


def read_text(text: str, url: str | None = None, hints: Hints = Hints()) -> Document:
    """The document of a plain text; all of it is story. Never raises.

    Title: the one that the hints give where the text begins with it, a heading that opens it, or a short first line
    that is no sentence; with none of these only `hints.title`, never a sentence of the story."""
    pieces = [p for p in _pieces(read_lines(text)) if p.text]
    at, evidence = _title(pieces, hints)
    if at is not None:
        pieces[at] = replace(pieces[at], kind="heading", level=1)
    pieces = _headings(pieces, at)
    blocks = tuple(Block(i, p.kind, "story", p.text, p.level, p.ordered, p.rows) for i, p in enumerate(pieces))
    title = _bare(pieces[at].text) if at is not None else hints.title
    domain = registered_domain(url)
    site, site_told = _site(domain, pieces)
    told = [Evidence("title", evidence)] if title else []
    if hints.authors:
        told.append(Evidence("authors", "given with the text"))
    if hints.published_at:
        told.append(Evidence("published_at", "given with the text"))
    metadata = Metadata(
        title=title, authors=hints.authors, published_at=hints.published_at, site=site, evidence=(*told, *site_told)
    )
    return Document(blocks, metadata, url, at, from_text=True)


def _pieces(lines: Sequence[str]) -> Iterator[Piece]:
    plain: list[str] = []
    code: list[str] | None = None
    for line in lines:
        if _FENCE.match(line):
            if code is None:
                yield from _prose(plain)
                plain, code = [], []
            else:
                yield Piece("code", "\n".join(code))
                code = None
        else:
            (plain if code is None else code).append(line)
    yield from _prose(plain if code is None else ["```", *code])


def _prose(lines: Sequence[str]) -> Iterator[Piece]:
    found = list(chunks(lines))
    for n, chunk in enumerate(found):
        yield from _chunk(chunk, is_last=n == len(found) - 1)


def _chunk(chunk: Chunk, *, is_last: bool) -> Iterator[Piece]:
    lines = list(chunk.lines)
    if len(lines) > 1 and _UNDERLINE.match(lines[1]):
        yield Piece("heading", lines[0].strip(), level=1 if "=" in lines[1] else 2)
        lines = lines[2:]
    if not lines:
        return
    if table := _table(lines):
        yield table
        return
    if all(_QUOTE.match(line) for line in lines):
        inner = next(chunks([_QUOTE.sub("", line) for line in lines]), Chunk(()))
        yield Piece("quote", "\n".join(line.strip() for line in inner.lines))
        return
    if _is_verse(lines) and not is_last:
        yield Piece("paragraph", "\n".join(line.strip() for line in lines))
        return
    yield from _lines(lines)


def _lines(lines: Sequence[str]) -> Iterator[Piece]:
    """One piece a line."""
    numbered = _numbered(lines)
    for n, line in enumerate(lines):
        if m := _ATX.match(line.strip()):
            yield Piece("heading", m["text"], level=len(m["marks"]))
        elif (m := _ITEM.match(line)) and (m["bullet"] or n in numbered):
            level = min(6, len(m["indent"]) // 2 + 1)
            yield Piece("list_item", line[m.end() :].strip(), level, ordered=m["bullet"] is None)
        elif any(c.isalnum() for c in line) or not _UNDERLINE.match(line):
            yield Piece("paragraph", line.strip())


def _numbered(lines: Sequence[str]) -> frozenset[int]:
    """The lines that are items of a numbered list: numbers that count up from one; a date or a year is none."""
    found: set[int] = set()
    wanted: dict[int, int] = {}
    for n, line in enumerate(lines):
        m = _ITEM.match(line)
        if m and m["number"]:
            level, number = len(m["indent"]), int(m["number"])
            if number == 1 or number == wanted.get(level):
                found.add(n)
                wanted[level] = number + 1
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
        and any(line.rstrip().endswith((",", ".", ";", "!", "?", "…", "。", "،")) for line in lines)
    )


def _title(pieces: Sequence[Piece], hints: Hints) -> tuple[int | None, str]:
    if hints.title:
        wanted = _letters(hints.title)
        for i, piece in enumerate(pieces[:NEAR_TOP]):
            own = _letters(piece.text)
            if own and (
                own == wanted
                or (
                    len(own) > 15 and (wanted.startswith(own) or own.startswith(wanted)) and len(piece.text) < MAX_TITLE
                )
            ):
                return i, "the text's line that is the title given with it"
    if len(pieces) < 2:
        return None, "given with the text"
    first = pieces[0]
    if first.kind == "heading":
        return 0, "the heading that opens the text"
    ends = first.text.rstrip("\"'”’»)」』").endswith((".", "。", "।", "۔", ":", "：", ",", ";"))
    titled = first.kind == "paragraph" and "\n" not in first.text and len(first.text) <= MAX_TITLE and not ends
    if titled and any(c.isalpha() for c in first.text) and not _BYLINE.search(first.text) and _follows(pieces):
        return 0, "the text's first line"
    return None, "given with the text"


def _follows(pieces: Sequence[Piece]) -> bool:
    """Whether prose comes after the first line: a title has a story under it."""
    return any(p.text.rstrip().endswith(SENTENCE_END) and count_words(p.text) >= TITLED_WORDS for p in pieces[1:])


def _headings(pieces: Sequence[Piece], title: int | None) -> list[Piece]:
    """Short lines that are no sentence, between two paragraphs of prose, are headings."""
    found = list(pieces)
    for i in range(1, len(pieces) - 1):
        p = pieces[i]
        if (
            p.kind == "paragraph"
            and i != title
            and _is_heading(p.text)
            and _is_prose(pieces[i + 1])
            and _above(pieces, i)
        ):
            found[i] = replace(p, kind="heading", level=2)
    return found


def _above(pieces: Sequence[Piece], i: int) -> bool:
    return any(_is_prose(p) or p.kind in ("list_item", "table", "quote") for p in pieces[max(0, i - 2) : i])


def _is_heading(text: str) -> bool:
    short = "\n" not in text and len(text) <= MAX_HEADING and count_words(text) <= HEADING_WORDS
    first = next((c for c in text if c.isalnum()), "")
    named = bool(first) and not first.islower() and text[0] not in "([*@#•"
    return short and named and not text.endswith(_NO_HEADING) and not _LABELLED.search(text)


def _is_prose(piece: Piece) -> bool:
    """A sentence at least: it ends as one, and has the words for it."""
    ends = piece.text.rstrip().endswith(SENTENCE_END)
    return piece.kind in ("paragraph", "quote") and ends and count_words(piece.text) >= PROSE_WORDS


def _site(domain: str | None, pieces: Sequence[Piece]) -> tuple[Site, tuple[Evidence, ...]]:
    """The site's name: the address's, where a short line of the text (an author box, a notice) spells it."""
    label = _letters((domain or "").partition(".")[0])
    if len(label) > 2:
        for piece in pieces:
            if count_words(piece.text) <= SITE_WORDS and label in _letters(piece.text):
                words = list(re.finditer(r"\w+", piece.text))
                for i, j in combinations(range(len(words) + 1), 2):
                    name = piece.text[words[i].start() : words[j - 1].end()]
                    if _letters(name) == label:
                        return Site(name, domain), (Evidence("site", f"the address, and the line “{piece.text}”"),)
    return Site(None, domain), ()


def _bare(title: str) -> str:
    return title.strip().strip("*_").strip()


def _letters(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())
