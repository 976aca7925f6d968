"""A text's lines → its paragraphs: what a mail program or a fixed width broke is joined again, what an author broke
(verse, an address, a list) is not.

A break was forced where the next line's first word would not have fit into the width; where the text's width is not
known, a long line without a sentence's end before one in small letters was broken too.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

MAX_WIDTH = 100
"""A longer line was not wrapped (mail and terminals wrap at 60 to 80 columns, some exporters at 100)."""
MIN_WIDTH = 40
FORCED_SHARE = 0.6
"""A text is taken for hard-wrapped where this share of its breaks inside paragraphs were forced."""

_ITEM = re.compile(r"^\s*(?:[-*•▪◦‣·]\s+|\d{1,3}[.)]\s+)\S")
_NUMBER = re.compile(r"^\s*\d{1,3}[.)]\s")
_HARD = re.compile(r"^\s*(?:[-*•▪◦‣·]\s|\d{1,3}[.)]\s|#{1,6}\s|>|\||```|={3,}\s*$|-{3,}\s*$|\u3000)")
_END = re.compile(r"[.!?…。！？।؟۔:;][\"'”’»)」』\]]*\s*$")
_NO_TEXT = re.compile("[\ufeff\x00\ud800-\udfff]")
_BREAK = re.compile("\r\n?|[\x0b\x85\u2028]")
_PARAGRAPH = re.compile("[\f\u2029]")
_WIDE = frozenset("WF")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST = re.compile(r"([^\W\d_]+)-$")
_FIRST = re.compile(r"[^\W\d_]+")
_SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True, slots=True)
class Chunk:
    """Lines between two blank ones, wrapped lines joined. `first` is the number of the first in the text."""

    lines: tuple[str, ...]


def read_lines(text: str) -> list[str]:
    """The text's lines without byte order mark, NUL and half surrogates (which nothing can encode); tabs are spaces,
    a form feed ends a paragraph."""
    text = _PARAGRAPH.sub("\n\n", _BREAK.sub("\n", _NO_TEXT.sub("", text)))
    return [line.expandtabs(4).rstrip() for line in text.split("\n")]


def chunks(lines: Sequence[str]) -> Iterator[Chunk]:
    """The text's chunks, their wrapped lines joined."""
    raw = list(_between_blanks(lines))
    width = _width(raw)
    words = (
        frozenset(w.casefold() for line in lines for w in _WORD.findall(line)) if _hyphenated(lines) else frozenset()
    )
    for chunk in raw:
        yield Chunk(tuple(_unwrap(chunk, width, words)))


def _hyphenated(lines: Sequence[str]) -> bool:
    return any(line.endswith("-") for line in lines)


def _between_blanks(lines: Sequence[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    for line in lines:
        if line.strip():
            chunk.append(line)
        elif chunk:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _width(raw: Sequence[Sequence[str]]) -> int | None:
    """The width that the text was wrapped at; None where it was not."""
    lines = [line for chunk in raw for line in chunk]
    longest = max((columns(line) for line in lines), default=0)
    if not MIN_WIDTH <= longest <= MAX_WIDTH:
        return None
    breaks = [(a, b) for chunk in raw for a, b in pairwise(chunk) if not _HARD.match(b)]
    forced = [a for a, b in breaks if _forced(a, b, longest)]
    # lines that happen to be one long sentence each are forced too, but end as sentences do
    open_ended = [a for a in forced if not _END.search(a)]
    wrapped = len(forced) >= 3 and len(forced) >= FORCED_SHARE * len(breaks) and 2 * len(open_ended) >= len(forced)
    return longest if wrapped else None


def _unwrap(chunk: Sequence[str], width: int | None, words: frozenset[str]) -> Iterator[str]:
    own = width or _own_width(chunk)
    line = chunk[0]
    last = chunk[0]
    for following in chunk[1:]:
        if _broken(last, following, own) or (not _ITEM.match(line) and _dated(last, following, own)):
            line = _join(line, following.strip(), words)
        else:
            yield line
            line = following
        last = following
    yield line


def _own_width(chunk: Sequence[str]) -> int | None:
    """The width of one wrapped paragraph in a text that is not: at least three lines, all but the last forced."""
    longest = max(columns(line) for line in chunk)
    full = len(chunk) >= 3 and MIN_WIDTH <= longest <= MAX_WIDTH
    if full and all(_forced(a, b, longest) for a, b in pairwise(chunk)) and any(not _END.search(a) for a in chunk[:-1]):
        return longest
    return None


def _broken(line: str, following: str, width: int | None) -> bool:
    """Whether the break between two lines is no author's."""
    if _HARD.match(following) or (_indent(following) > _indent(line) and not _ITEM.match(line)):
        return False
    if width is not None and _forced(line, following, width):
        return True
    first = next((c for c in following if c.isalpha()), "")
    runs_on = first.islower() and following.lstrip()[0] == first
    return runs_on and MIN_WIDTH <= columns(line) <= MAX_WIDTH and not _END.search(line)


def _dated(line: str, following: str, width: int | None) -> bool:
    """Whether a wrapped line begins with a number that its sentence goes on with: `am` / `1. Mai`."""
    forced = width is not None and _NUMBER.match(following) is not None and _forced(line, following, width)
    return forced and not _END.search(line)


def _forced(line: str, following: str, width: int) -> bool:
    following = following.strip()
    word = following.split(maxsplit=1)[0] if following.split() else ""
    if word and _is_wide(word[0]):
        return columns(line) + 2 * 2 > width  # scripts without spaces break at any letter, but not before a comma
    return columns(line) + 1 + columns(word) > width


def _join(line: str, following: str, words: frozenset[str]) -> str:
    """The two lines as one. A word that was cut at the break loses its hyphen where the text has it whole elsewhere,
    and not with the hyphen; else the hyphen stays: it may be the word's own."""
    if _is_wide(line[-1]) and _is_wide(following[0]):
        return line + following
    if line[-1] == _SOFT_HYPHEN:
        return line[:-1] + following
    if line[-1] == "-" and line[-2:-1].isalnum() and following[0].islower():
        last, first = _LAST.search(line[-MIN_WIDTH:]), _FIRST.match(following)
        halves = (last[1], first[0]) if last and first else ("", "")
        whole = "".join(halves).casefold() in words and "-".join(halves).casefold() not in words
        return (line[:-1] if whole else line) + following
    return f"{line} {following}"


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip()) if line[:2] == "  " or line[:1] == "\u3000" else 0


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in _WIDE


def columns(line: str) -> int:
    """How many columns a line takes in a fixed width: a letter of Han, Kana or Hangul takes two."""
    line = line.rstrip()
    return len(line) if line.isascii() else len(line) + sum(_is_wide(c) for c in line)
