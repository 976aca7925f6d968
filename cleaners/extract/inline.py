"""Inline Markdown → text and links: `[words](address)`, `<address>`, emphasis.

Only what is surely meant as markup is read as such: an address must look like one, a mark must hug its words and stand
outside of a word (`Leser*innen` and `snake_case` stay)."""

import re
from collections.abc import Sequence

from cleaners.model import Link

_LINK = re.compile(
    r"!?\[(?P<words>[^\[\]\n]{1,300})\]\((?P<href>(?:https?://|www\.|mailto:|/|\.{1,2}/|#)[^()\s]{0,2000})"
    r"(?:\s\"[^\"\n]{0,200}\")?\)|<(?P<plain>(?:https?://|mailto:)[^<>\s]{1,2000})>"
)
_EMPHASIS = re.compile(r"(?<![\w*\\])(\*{1,3}|_{1,3})(?=[^\s*_])[^*_\n]{1,400}(?<=[^\s*_])(\1)(?!\.?[\w*])")
_DEPTH = 2
"""Emphasis inside emphasis is read so deep."""


def read_inline(text: str) -> tuple[str, tuple[Link, ...]]:
    """The text as it is shown, and its links with their offsets in it.

    >>> read_inline("He **said** [so](https://e.example/a).")
    ('He said so.', (Link(start=8, end=10, href='https://e.example/a'),))
    """
    text, links = _linked(text) if "](" in text or "<" in text else (text, [])
    for _ in range(_DEPTH):
        marks = [m.span(g) for m in _EMPHASIS.finditer(text) for g in (1, 2)]
        if not marks:
            break
        text, links = _without(text, links, marks)
    return text, tuple(links)


def _linked(text: str) -> tuple[str, list[Link]]:
    parts: list[str] = []
    links: list[Link] = []
    at = length = 0
    for m in _LINK.finditer(text):
        words = m["words"] or m["plain"]
        parts += [text[at : m.start()], words]
        length += m.start() - at
        links.append(Link(length, length + len(words), m["href"] or m["plain"]))
        length += len(words)
        at = m.end()
    return "".join((*parts, text[at:])), links


def _without(text: str, links: Sequence[Link], spans: Sequence[tuple[int, int]]) -> tuple[str, list[Link]]:
    """The text without the spans (in order, disjoint), the links around the same words."""

    def moved(place: int) -> int:
        return place - sum(min(end, place) - start for start, end in spans if start < place)

    starts, ends = [0, *(end for _, end in spans)], [*(start for start, _ in spans), len(text)]
    kept = "".join(text[a:b] for a, b in zip(starts, ends, strict=True))
    return kept, [Link(moved(k.start), moved(k.end), k.href) for k in links]
