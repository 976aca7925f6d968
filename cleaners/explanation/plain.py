"""Text that is safe and measured for a terminal: no control characters, widths in columns."""

import re
import unicodedata

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
"""What could steer a terminal or turn a line's direction: C0 and C1 controls but tab and newline, lone surrogates,
bidi embeddings."""


def printable(text: str) -> str:
    """The text without control characters; its line breaks stay."""
    return _CONTROL.sub("", text)


def one_line(text: str) -> str:
    """The text on one line, without control characters.

    >>> one_line("Breaking\\n \\x1b[2Jnews")
    'Breaking [2Jnews'
    """
    return " ".join(printable(text).split())


def columns(text: str) -> int:
    """Terminal columns that the text takes: two for wide letters (Han, Kana, Hangul), none for combining marks."""
    if text.isascii():
        return len(text)
    return sum(_column(c) for c in text)


def shorten(text: str, width: int) -> str:
    """The beginning of the text that fits in so many columns, with … where something is left out."""
    if columns(text) <= width:
        return text
    return _fitting(text, width - 1).rstrip() + "…"


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most so many columns, broken at spaces, inside a word only where it is longer."""
    lines: list[str] = []
    while columns(text) > width:
        line = _fitting(text, width)
        space = len(line) if text.startswith(" ", len(line)) else line.rfind(" ")
        if space > 0:
            line = line[:space]
        lines.append(line)
        text = text[len(line) :].lstrip(" ")
    return [*lines, text]


def _fitting(text: str, width: int) -> str:
    used = 0
    for i, c in enumerate(text):
        used += _column(c)
        if used > width:
            # at least one letter, or a loop over the rest would never end
            return text[: max(1, i)]
    return text


def _column(c: str) -> int:
    if unicodedata.east_asian_width(c) in "WF":
        return 2
    return 0 if unicodedata.category(c) in {"Mn", "Me", "Cf"} else 1
