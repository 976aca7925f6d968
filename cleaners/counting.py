"""How many words a text has, in any script."""

import codecs
import re
from encodings.cp1252 import decoding_table, encoding_table

_CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0e7f"
_MARKS = r"\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0dff\u200c\u200d"
"""Combining marks, and the blocks of Indic scripts whose vowel signs `\\w` leaves out: they are parts of words."""
_LETTER = rf"(?:[^\W_{_CJK}]|[{_MARKS}])"
_WORD = re.compile(rf"[{_CJK}]|{_LETTER}+(?:['’\-.]{_LETTER}+)*")
_PLAIN_WORD = re.compile(r"[^\W_]+(?:['’\-.][^\W_]+)*")
_EASTERN = re.compile(rf"[{_MARKS}{_CJK}]|[^\W_\u0000-\u0dff]")
"""What `_PLAIN_WORD` does not see as `_WORD` does: a text without any is counted with the faster of the two."""
_WESTERN = bytes(ord("a" if c.isalnum() else "-" if c in "'’-." else " ") for c in decoding_table)
"""What `_PLAIN_WORD` makes of a character of cp1252: most texts have no other, and bytes are counted faster still."""
_BEYOND = re.compile(rf"[\u0100-\U0010ffff](?:(?<=[{_MARKS}{_CJK}])|(?<=[^\W_ŒœŠšŸŽžƒˆ]))")
"""What is of a word and not in cp1252."""
_JOINER = ord("-")


def count_words(text: str) -> int:
    """Words, counted so that scripts without spaces compare: a letter of Han, Kana, Thai or Hangul is half a word."""
    try:
        row: bytes = codecs.charmap_encode(text, "strict", encoding_table)[0]
    except UnicodeEncodeError as error:
        if _BEYOND.search(text, error.start):
            return _count_any(text)
        row = codecs.charmap_encode(text, "replace", encoding_table)[0]  # signs, emoji, spaces of odd widths
    row = row.translate(_WESTERN)
    if _JOINER in row:
        row = row.replace(b"--", b"  ").translate(None, b"-")  # one joins what it stands between, two part it
    return row.count(b" a") + row.startswith(b"a")


def _count_any(text: str) -> int:
    if not _EASTERN.search(text):
        return len(_PLAIN_WORD.findall(text))
    found = _WORD.findall(text)
    single = sum(1 for w in found if len(w) == 1 and w > "\u0dff")
    return len(found) - single + (single + 1) // 2
