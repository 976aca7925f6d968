"""What a block's own text and kind say of it, in numbers."""

import codecs
from encodings.cp1252 import decoding_table, encoding_table
from functools import lru_cache

import numpy as np

from cleaners.extract.blocks import RawBlock
from cleaners.extract.called import inline

_ENDS = ".!?…。！？।؟۔"
_DOT = ord(".")
_CLOSING = "\"'”’»)]」』"
KINDS = ("heading", "paragraph", "list_item", "quote", "table", "code", "caption")
_KINDS = {kind: tuple(float(kind == k) for k in KINDS) for kind in KINDS}


MOST = (
    *(1,) * len(KINDS), np.inf, 2000, 400, 1, 20, 1, 1, 1, 1,
    1, 20, 1, 1, 1, 1, 1, 9, 1, 1, 1, np.inf,
)  # fmt: skip
"""What more than so much of each number of a form is worth is the same."""


def form(raw: RawBlock) -> tuple[float, ...]:
    """A block's own text and kind; numbers may be above MOST."""
    text, signs = raw.text, _signs(raw.text)
    size, capitals, last = max(1, len(text)), signs.count(b"A"), text[-1:]
    ends = signs[-12:].rstrip(b'"').endswith(b".")
    sentences = signs.count(b". ") + signs.count(b'."') + signs.endswith(b".") if _DOT in signs else 0
    return (
        *_KINDS[raw.kind], raw.level or 0,
        size, raw.words, raw.link_share, len(raw.links), *inline(raw.path[-3:]),
        ends, sentences, last in (":", "："), last in ("?", "？", "؟"),
        signs.count(b"0") / size, capitals / max(1, capitals + signs.count(b"a")), text[:1].islower(),
        signs.count(b"|"),
        "@" in text, "http" in text or "www." in text, "©" in text or "(c)" in text or "(C)" in text,
        text.count("\n"),
    )  # fmt: skip


@lru_cache(maxsize=8192)
def _sign(character: str) -> int:
    """What a character is to the model: a digit, a capital, another letter, space, a separator, the end of a sentence,
    a sign that closes what was said, none of these."""
    if character.isdecimal():
        return ord("0")
    if character.isalnum():
        return ord("A" if character.isupper() else "a")
    if character.isspace():
        return ord(" ")
    return ord("|" if character in "|•/·" else "." if character in _ENDS else '"' if character in _CLOSING else "-")


_WESTERN = bytes(map(_sign, decoding_table))
"""Most pages' characters are one byte each in cp1252, and bytes are told apart twenty times faster than characters."""


def _signs(text: str) -> bytes:
    """The sign of each character."""
    try:
        row: bytes = text.encode() if text.isascii() else codecs.charmap_encode(text, "strict", encoding_table)[0]
    except UnicodeEncodeError:
        return bytes(map(_sign, text))
    return row.translate(_WESTERN)
