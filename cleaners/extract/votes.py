"""Trafilatura's vote: which of a page's blocks are in the text that it extracts.

Its output keeps the origin of one block in four only, but its blocks equal, letters only, the text of an element of
the page in 98 of 100 cases; so both are aligned by their letters, as ordered sequences.
"""

import logging
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lxml.html import HtmlElement

from cleaners.extract.blocks import RawBlock
from cleaners.extract.elements import letters
from cleaners.extract.lean import lean

ANCHOR = 24
"""Blocks with so many letters are looked for in the whole text; shorter ones only between two of these."""
ENDS = 40
"""A long block of which trafilatura has these many first or last letters is in its text too (it was split there)."""
ELSEWHERE_LETTERS = 500
"""A text that is not in the page's elements must be this long to be believed."""
SCANNED = 20_000_000
"""So many letters may be looked through, over all blocks of a page, for those that do not begin a line of the text."""
NEAR = 2000
FAST_ENOUGH = 0.4
"""Trafilatura's own comparison with other extractors costs several times its first answer: it is asked for only where
that holds less than this share of what the page's own models take for the story."""

ONCE = "once"
"""No focus that trafilatura knows. By its own one it measures a short answer against the whole page, and tries again:
whether an answer is short is told here by what is expected, for a fifth less."""

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Ballot:
    """For each block whether trafilatura's text holds it; and the paragraphs of a text that is in no element of the
    page, but in its data (JSON-LD): empty for nearly all pages."""

    voted: list[bool]
    elsewhere: tuple[str, ...] = ()


def vote(tree: HtmlElement, blocks: Sequence[RawBlock], expected: float = 0) -> Ballot:
    """Have trafilatura extract the page, and find its text in the blocks. So many letters of a story are `expected`;
    0: as many as the page has prose."""
    keys = [b.key for b in blocks]
    expected = expected or sum(len(b.key) for b in blocks if is_prose(b))
    tree = lean(tree)
    lines = _extract(tree, fast=True)
    if _size(lines) < FAST_ENOUGH * expected:
        full = _extract(tree, fast=False)
        lines = full if _size(full) >= 0.8 * _size(lines) else lines
    elsewhere = _elsewhere(lines, keys)
    if _size(elsewhere) > 0.6 * max(ELSEWHERE_LETTERS, _size(lines)):
        return Ballot([False] * len(blocks), tuple(elsewhere))
    return Ballot(align(keys, lines))


def _size(lines: Sequence[str]) -> int:
    return sum(map(len, lines))


def _elsewhere(lines: Sequence[str], keys: Sequence[str]) -> list[str]:
    """The long lines that no block begins like, nor holds."""
    starts = frozenset(k[:ENDS] for k in keys)
    unknown = [line for line in lines if len(line) > 80 and letters(line)[:ENDS] not in starts]
    if _size(unknown) < ELSEWHERE_LETTERS:
        return []
    page = "".join(keys)
    some = unknown[: max(20, SCANNED // max(1, len(page)))]
    return unknown if sum(letters(line)[:ENDS] not in page for line in some) > len(some) / 2 else []


def is_prose(block: RawBlock) -> bool:
    """Running text: long enough for a sentence or two, and hardly linked."""
    return len(block.text) > 80 and block.link_share < 0.3 and not block.hidden


def _extract(tree: HtmlElement, fast: bool) -> list[str]:
    """The lines of trafilatura's text: of its first answer, or of all that it has."""
    from trafilatura import bare_extraction  # takes a third of a second to load: not for a page that leaves no doubt
    from trafilatura.settings import Extractor

    options = Extractor(output_format="python", fast=fast, comments=False, with_metadata=False)
    if fast:
        options.focus = ONCE
    try:
        found = bare_extraction(tree, options=options)
    except Exception:
        return []
    return str(getattr(found, "text", None) or "").split("\n")


def align(keys: Sequence[str], lines: Sequence[str]) -> list[bool]:
    """For each key, in order, whether it is in the lines' letters at its place in the order. Linear: looking through
    the whole text is rationed.

    >>> align(["share", "thequickbrownfoxjumpsoverthelazydog", "e"], ["The quick brown fox jumps over the lazy dog e"])
    [False, True, True]
    """
    text, starts = _index(lines)
    anchors = _increasing(_anchors(keys, text, starts))
    voted = [False] * len(keys)
    for i, _, _ in anchors:
        voted[i] = True
    bounds = [(-1, 0, 0), *anchors, (len(keys), len(text), len(text))]
    for (a, _, end), (b, start, _) in pairwise(bounds):
        cursor = end
        for i in range(a + 1, b):
            if keys[i] and len(keys[i]) < ANCHOR:
                at = text.find(keys[i], cursor, min(start, cursor + NEAR))
                if at >= 0:
                    voted[i], cursor = True, at + len(keys[i])
    return voted


def _index(lines: Sequence[str]) -> tuple[str, Mapping[str, Sequence[int]]]:
    """All lines' letters as one text, and where the lines begin in it, by their first letters."""
    starts: dict[str, list[int]] = {}
    parts, at = [], 0
    for key in map(letters, lines):
        starts.setdefault(key[:ANCHOR], []).append(at)
        parts.append(key)
        at += len(key)
    return "".join(parts), starts


def _anchors(keys: Sequence[str], text: str, starts: Mapping[str, Sequence[int]]) -> list[tuple[int, int, int]]:
    """Where the long keys stand in the text: (number of the key, start, end)."""
    found: list[tuple[int, int, int]] = []
    rest, cursor = SCANNED, 0
    for i, key in enumerate(keys):
        if len(key) < ANCHOR:
            continue
        begins = starts.get(key[:ANCHOR], ())
        n = bisect_left(begins, cursor)
        at = begins[n if n < len(begins) else 0] if begins else -1
        if at < 0 or not (text.startswith(key, at) or text.startswith(key[:ENDS], at)):
            if rest < 0:
                continue
            rest -= len(text)
            at = text.find(key)
            if at < 0 and len(key) > 2 * ENDS:
                at = max(text.find(key[:ENDS]), text.find(key[-ENDS:]))
        if at >= 0:
            found.append((i, at, at + len(key)))
            cursor = at + 1
    return found


def _increasing(found: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The heaviest run of matches that keeps the order of both sides (longest increasing subsequence)."""
    tails: list[int] = []
    at: list[int] = []
    before: list[int] = [-1] * len(found)
    for n, (_, start, _) in enumerate(found):
        k = bisect_left(tails, start)
        before[n] = at[k - 1] if k else -1
        if k == len(tails):
            tails.append(start)
            at.append(n)
        else:
            tails[k], at[k] = start, n
    chain, n = [], at[-1] if at else -1
    while n >= 0:
        chain.append(found[n])
        n = before[n]
    return chain[::-1]
