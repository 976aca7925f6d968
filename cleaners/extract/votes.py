"""Trafilatura's vote: which of a page's blocks are in the text that it extracts.

Its output keeps the origin of one block in four only, but its blocks equal, letters only, the text of an element of
the page in 98 of 100 cases; so both are aligned by their letters, as ordered sequences.
"""

import logging
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from cleaners.extract.blocks import RawBlock

ANCHOR = 24
"""Blocks with so many letters are looked for in the whole text; shorter ones only between two of these."""
ENDS = 40
"""A long block of which trafilatura has these many first or last letters is in its text too (it was split there)."""
ELSEWHERE_LETTERS = 500
"""A text that is not in the page's elements must be this long to be believed."""
FAST_ENOUGH = 0.5
"""Trafilatura's own comparison with other extractors costs as much again as its first answer: it is asked for only
where that holds less than this share of the page's prose."""
_LETTERS = re.compile(r"[\W_]+")

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def letters(text: str) -> str:
    """What two renderings of one text agree on: its letters and digits, without regard to case."""
    return _LETTERS.sub("", text).casefold()


@dataclass(frozen=True, slots=True)
class Ballot:
    """For each block whether trafilatura's text holds it; and the paragraphs of a text that is in no element of the
    page, but in its data (JSON-LD): empty for nearly all pages."""

    voted: list[bool]
    elsewhere: tuple[str, ...] = ()


def vote(tree: HtmlElement, blocks: Sequence[RawBlock]) -> Ballot:
    """Have trafilatura extract the page, and find its text in the blocks."""
    keys = [letters(b.text) for b in blocks]
    prose = sum(len(k) for k, b in zip(keys, blocks, strict=True) if is_prose(b))
    text = _extract(tree, fast=True)
    if len(letters(text)) < FAST_ENOUGH * prose:
        full = _extract(tree, fast=False)
        text = full if len(full) >= len(text) * 0.8 else text
    page = "".join(keys)
    elsewhere = [line for line in text.split("\n") if len(line) > 80 and letters(line)[:ENDS] not in page]
    if sum(map(len, elsewhere)) > 0.6 * max(ELSEWHERE_LETTERS, len(text)):
        return Ballot([False] * len(blocks), tuple(elsewhere))
    return Ballot(align(keys, letters(text)))


def is_prose(block: RawBlock) -> bool:
    """Running text: long enough for a sentence or two, and hardly linked."""
    return len(block.text) > 80 and block.link_share < 0.3 and not block.hidden


def _extract(tree: HtmlElement, fast: bool) -> str:
    try:
        found = bare_extraction(tree, fast=fast, include_comments=False, with_metadata=False)
    except Exception:
        return ""
    return str(getattr(found, "text", None) or "")


def align(keys: Sequence[str], text: str) -> list[bool]:
    """For each key, in order, whether it is in the text at its place in the order.

    >>> align(["share", "thequickbrownfoxjumpsoverthelazydog", "end"], "thequickbrownfoxjumpsoverthelazydogend")
    [False, True, True]
    """
    found: list[tuple[int, int, int]] = []  # block, start, end
    for i, key in enumerate(keys):
        if len(key) >= ANCHOR:
            at = text.find(key)
            if at < 0 and len(key) > 2 * ENDS:
                at = max(text.find(key[:ENDS]), text.find(key[-ENDS:]))
            if at >= 0:
                found.append((i, at, at + len(key)))
    anchors = _increasing(found)
    voted = [False] * len(keys)
    for i, _, _ in anchors:
        voted[i] = True
    bounds = [(-1, 0, 0), *anchors, (len(keys), len(text), len(text))]
    for (a, _, end), (b, start, _) in pairwise(bounds):
        cursor = end
        for i in range(a + 1, b):
            key = keys[i]
            if not key or len(key) >= ANCHOR:
                continue
            at = text.find(key, cursor, start)
            if at >= 0 and at - cursor < 2000:
                voted[i], cursor = True, at + len(key)
    return voted


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
