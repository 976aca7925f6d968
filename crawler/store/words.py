"""The words of a text as the search has them, and what a person asks for in them. Pure.

A word is what is between spaces and signs; in scripts that put no space between words, and in Korean, which adds
particles to them, a letter, so that any part of a sentence is found. Case, accents, vowel signs and kinds of digits
make no difference.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.dedupe.tokens import UNSPACED, folding, translated

MOST_TERMS = 32
"""Of one question; the rest is not looked for."""
_SINGLE = f"{UNSPACED}\uac00-\ud7a3"
_WORD = re.compile(rf"[{_SINGLE}]|[^\W_{_SINGLE}]+")
_SHOWN = re.compile(rf"[{_SINGLE}]|[^\s{_SINGLE}]+")
_STROKES = str.maketrans("łøđħ", "lodh")
"""Letters of which people leave out the stroke, and which Unicode does not take for accented ones."""
_ENDS = ".,;:!?…()[]{}“”‘’„‚«»\"'"
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand one after another. `prefix`: the last may go on; `unwanted`: they are nowhere in the text."""

    words: tuple[str, ...]
    prefix: bool = False
    unwanted: bool = False


def words(text: str) -> list[str]:
    """The words of a text in order, folded."""
    return _WORD.findall(_folded(text))


def terms(question: str) -> tuple[Term, ...]:
    """What a question asks for: all of its words, `"in a row"`, `beginnings*`, `-not`. Any text is a question; one that
    asks for no word gives none, also where it says only what is not wanted."""
    found: list[Term] = []
    for minus, phrase, word in _TERM.findall(question):
        if own := words(phrase or word):
            found.append(Term(tuple(own), word.endswith("*"), bool(minus)))
    return tuple(found[:MOST_TERMS]) if any(not t.unwanted for t in found[:MOST_TERMS]) else ()


def hits(text: str, wanted: Sequence[Term]) -> Iterator[tuple[int, int]]:
    """Where in a text the words stand that are asked for: offsets, in order, none within another."""
    known: dict[str, list[str]] = {}
    pieces = [(*_inner(m), known.get(m[0]) or known.setdefault(m[0], words(m[0]))) for m in _SHOWN.finditer(text)]
    flat = [(word, n) for n, (_, _, own) in enumerate(pieces) for word in own]
    at = end = 0
    while at < len(flat):
        if length := max((len(t.words) for t in wanted if not t.unwanted and _stands(flat, at, t)), default=0):
            first, last = flat[at][1], flat[at + length - 1][1]
            if pieces[first][0] >= end:
                end = pieces[last][1]
                yield pieces[first][0], end
        at += length or 1


def _inner(shown: re.Match[str]) -> tuple[int, int]:
    """Where a piece of text begins and ends without the signs around it."""
    start = shown.end() - len(shown[0].lstrip(_ENDS))
    return start, max(start, shown.start() + len(shown[0].rstrip(_ENDS)))


def _stands(flat: Sequence[tuple[str, int]], at: int, term: Term) -> bool:
    there = [word for word, _ in flat[at : at + len(term.words)]]
    if len(there) < len(term.words) or there[:-1] != list(term.words[:-1]):
        return False
    return there[-1].startswith(term.words[-1]) if term.prefix else there[-1] == term.words[-1]


def _folded(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFC", translated(unicodedata.normalize("NFKD", text), folding()))
    return translated(text.casefold(), _STROKES)
