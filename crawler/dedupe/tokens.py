"""A text as a row of numbers, one for each word: small to keep, quick to compare, readable for nobody.

A token is a word; in scripts that put no space between words, a letter. Case, accents, vowel signs, kinds of digits,
quotes and spaces make no difference, since they are what changes on the way from one site to another.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint16]

MOST_TOKENS = 6_000
"""What follows is not looked at: so long are the longest magazine pieces, and 12 kB the most that one costs."""
LONGEST = 12
"""Letters of a word with the space behind it, at most on the average of a text: what follows so many is not read."""
NUMBER, NAME = 0x8000, 0x4000
"""Set in the code of a number, and of a word that is written with a capital within a sentence."""
CODE = 0x3FFF
"""The rest of the code: 14 bits of the word's hash. Two words in 16,384 share one; nine in a row never do."""

WORDS, LETTERS = 3, 6
"""So many tokens make a passage, by what a token is: about three words of the text either way."""

MOST_REPLACED = 64
"""Different letters of a text that are replaced one after another: each costs a look at all of it."""

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, kana, Han: for a class in a pattern."""
_ENDS = frozenset(".!?…。！？؟।\n")
_PIECE = re.compile(rf"[{''.join(sorted(_ENDS))}]|[{UNSPACED}]|[^\W{UNSPACED}]+")
_LETTER = re.compile(f"[{UNSPACED}]")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The codes of a text's tokens in order, and how many of them make a passage."""

    codes: Codes
    width: int


def tokens(text: str) -> Tokens:
    """The tokens of a text. Any text will do, the empty one too."""
    text = text[: MOST_TOKENS * LONGEST]
    if not text.isascii():
        text = translated(unicodedata.normalize("NFKD", text), folding())
    words, names = _words(text)
    codes = {word: _code(word, word in names) for word in set(words)}
    single = {word for word in codes if len(word) == 1 and _LETTER.match(word)}
    letters = sum(word in single for word in words) if single else 0
    width = LETTERS if 2 * letters > len(words) else WORDS
    return Tokens(np.array([codes[word] for word in words], np.uint16), width)


def _words(text: str) -> tuple[list[str], set[str]]:
    """The words of a text in order, and those that are somewhere written with a capital within a sentence."""
    pieces = _PIECE.findall(text)
    capitals = {piece for piece in set(pieces) if piece[0].isupper()}
    names = {piece for before, piece in pairwise(pieces) if piece in capitals and before not in _ENDS}
    return [piece for piece in pieces if piece not in _ENDS][:MOST_TOKENS], names


def _code(word: str, is_name: bool) -> int:
    is_number = not word.isalpha() and any(c.isdigit() for c in word)
    kind = NUMBER if is_number else NAME if is_name else 0
    return crc32(word.casefold().encode("utf-8", "surrogatepass")) & CODE | kind


def translated(text: str, table: Mapping[int, int | None]) -> str:
    """As str.translate does it. That looks up each letter, and a text has few that differ."""
    there = [c for c in set(text) if table.get(ord(c), ord(c)) != ord(c)]
    if len(there) > MOST_REPLACED:
        return text.translate(table)
    for c in there:
        to = table[ord(c)]
        text = text.replace(c, "" if to is None else chr(to))
    return text


@cache
def folding() -> dict[int, int | None]:
    """What str.translate is to do: drop marks and invisible signs, turn every script's digits into 0 to 9."""
    folding: dict[int, int | None] = {}
    for n in range(0x10000):
        kind = unicodedata.category(chr(n))
        if kind in ("Mn", "Mc", "Cf"):
            folding[n] = None
        elif kind == "Nd":
            folding[n] = ord("0") + unicodedata.digit(chr(n))
    folding[0x0640] = None  # the stroke that stretches an Arabic word
    return folding
