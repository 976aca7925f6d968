"""Numbers that others wrote."""

LONGEST = 9
"""Digits. What a page counts has fewer, and Python raises ValueError for one of 4,301."""


def number(text: str) -> int | None:
    """The number that a text is the ASCII digits of; None where it is anything else, or too long to be meant. `int` is
    for what the same expression has matched: "²".isdigit() and "٣".isdecimal() are true."""
    return int(text) if len(text) <= LONGEST and text.isascii() and text.isdecimal() else None
