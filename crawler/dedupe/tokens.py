"""A text as a row of numbers, one for each word: small to keep, quick to compare, readable for nobody.

A token is a word; in scripts that put no space between words, a letter. Case, accents, vowel signs, kinds of digits,
quotes and spaces make no difference, since they are what changes on the way from one site to another.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
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

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, kana, Han: for a class in a pattern."""
_ENDS = ".!?…。！？؟।\n"
_PIECE = re.compile(rf"[{_ENDS}]|[{UNSPACED}]|[^\W{UNSPACED}]+")
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
        text = unicodedata.normalize("NFKD", text).translate(folding())
    words, names = _words(text)
    known: dict[str, int] = {}
    codes = np.empty(len(words), np.uint16)
    for n, word in enumerate(words):
        code = known.get(word)
        if code is None:
            kind = NUMBER if any(c.isdigit() for c in word) else NAME if word in names else 0
            code = known[word] = crc32(word.casefold().encode("utf-8", "surrogatepass")) & CODE | kind
        codes[n] = code
    letters = sum(1 for word in words if len(word) == 1 and _LETTER.match(word))
    return Tokens(codes, LETTERS if 2 * letters > len(words) else WORDS)


def _words(text: str) -> tuple[list[str], set[str]]:
    """The words of a text in order, and those that are somewhere written with a capital within a sentence."""
    words, names, begins = list[str](), set[str](), True
    for piece in _PIECE.findall(text):
        if piece in _ENDS:
            begins = True
            continue
        if not begins and piece[0].isupper():
            names.add(piece)
        words.append(piece)
        begins = False
    return words[:MOST_TOKENS], names


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
