"""Whether a folded text has an RE2 pattern in it.

RE2 makes hundreds of ranges of bytes of a class such as `\\pL`, and of each of its repetitions anew; of the letters of
Latin-1 it makes five. Most texts, in any language of western Europe, have no other characters once they are folded.
These are searched byte by byte, with patterns that are compiled for bytes: a quarter of the time to compile, a tenth
of the automaton. So is a text with a few others (a bullet, an arrow, a name in Polish) by a pattern that asks no more
of these than of what kind they are, letters or signs: one of Latin-1 stands in for each. What is left is searched as
UTF-8.
"""

import re
import unicodedata
from contextlib import suppress
from functools import cache, lru_cache
from typing import Any, NamedTuple

import re2

MAX_MEMORY = 2 << 20
"""Bytes of a pattern and of the states that texts have led it to, which it forgets where they would be more."""

LONGEST, MOST_OTHERS = 4_000, 16
"""To replace the characters of a text that is longer, or has more different ones beyond Latin-1 (all of it is in
another script), takes longer than to search it as it is."""

_LAST = "\xff"
"""What a pattern for bytes has for every character beyond Latin-1, in classes and ranges too: no text for it has it."""
_BEYOND = re.compile("[^\x00-\xff]")
_STAND_INS = {"L": "ª", "N": "²", "P": "¶", "S": "¬", "Z": "\xa0", "M": "\x80", "C": "\x80"}
"""For each kind of character one of Latin-1, of the same kind; for marks, of which it has none, one that is no letter
either."""
_PARTICULAR = re.compile(rf"[{''.join(_STAND_INS.values())}]|[^\x00-\x7f]-|-[^\x00-\x7f]|\\[pP](?![LNPSZ])|\\[xC0-7]")
"""What a pattern asks of characters beyond their kind, or of a stand-in, or of whatever a number names."""
_NONE = frozenset[str]()


class Encoded(NamedTuple):
    """A folded text, as RE2 reads it."""

    text: str
    row: bytes | None
    """A byte for each character; none where too many are beyond Latin-1."""
    others: frozenset[str]
    """The characters that something else stands for there."""


def encoded(text: str) -> Encoded:
    """The folded text in the form that is searched faster.

    >>> encoded("über uns").row, encoded("• über uns").row
    (b'\\xfcber uns', b'\\xb6 \\xfcber uns')
    """
    if _LAST not in text:
        with suppress(UnicodeEncodeError):
            return Encoded(text, text.encode("latin-1"), _NONE)
    others = frozenset([character for character in set(text[:LONGEST]) if character >= _LAST])
    if len(text) > LONGEST or len(others) > MOST_OTHERS:
        return Encoded(text, None, others)
    row = text
    for other in others:
        row = row.replace(other, _STAND_INS[unicodedata.category(other)[0]])
    return Encoded(text, row.encode("latin-1"), others)


def has(text: Encoded, pattern: str) -> bool:
    """Whether the pattern matches somewhere in the text. Raises re2.error."""
    if text.row is None or (text.others and (_is_particular(pattern) or not text.others.isdisjoint(pattern))):
        return compiled(pattern, narrow=False).search(text.text.encode()) is not None
    return compiled(pattern, narrow=True).search(text.row) is not None


@lru_cache(maxsize=4096)
def _is_particular(pattern: str) -> bool:
    return _PARTICULAR.search(pattern) is not None


@cache
def compiled(pattern: str, narrow: bool) -> Any:
    """The pattern for texts of one of the two forms; its groups are told nothing of. Raises re2.error."""
    options = re2.Options()
    options.max_mem = MAX_MEMORY
    options.log_errors = False
    options.never_capture = True
    if not narrow:
        return re2.compile(pattern, options)
    options.encoding = re2.Options.Encoding.LATIN1
    return re2.compile(_BEYOND.sub(_LAST, pattern).encode("latin-1"), options)
