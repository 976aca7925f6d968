"""What a page's address tells of its headline: most systems write the headline into it when the story is filed."""

import re
from urllib.parse import unquote

from cleaners.normalise.names import key
from cleaners.normalise.urls import split

MIN_WORDS = 6
"""Fewer words that an address and a title share may be the story's subject, told by several titles."""
SHARE = 0.8
"""So much of the step's letters the title is; the rest is a number or a section's name."""
_WORD = re.compile(r"[^\W_]+")
_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "ß": "ss"})
_PLAIN = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ł": "l", "ı": "i"})
"""How addresses spell letters that have no accent to lose, in the two ways that are usual."""


def spells(url: str | None, title: str) -> bool:
    """Whether a step of the address is the title, word for word.

    >>> spells("https://example.org/the-valley-votes-and-nobody-cares-123.html", "The valley votes, and nobody cares")
    True
    """
    words = len(_WORD.findall(title))
    return words >= MIN_WORDS and any(
        told in step and len(told) >= SHARE * len(step) for told in _keys(title) for step in _steps(url)
    )


def is_whole_step(url: str | None, title: str) -> bool:
    """Whether the address's last step is the title and nothing else, however short."""
    steps = _steps(url)
    return bool(steps) and steps[-1] in _keys(title)


def _steps(url: str | None) -> list[str]:
    path = re.sub(r"\.[a-z]{3,5}$", "", unquote(split(url).path).rstrip("/"))
    return [k for step in path.split("/") if (k := key(step))]


def _keys(title: str) -> set[str]:
    small = title.casefold()
    return {key(title), key(small.translate(_SPELT)), key(small.translate(_PLAIN))}
