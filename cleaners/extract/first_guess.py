"""A first guess at the story, from the page's blocks alone: what stands in the element around most of the prose."""

from collections import Counter
from collections.abc import Sequence

from lxml.html import HtmlElement

from cleaners.extract.blocks import RawBlock
from cleaners.extract.votes import is_prose

_WIDE = frozenset({"div", "td", "section", "article", "body", "main"})
"""A block of these is a line of text in the element itself: it holds its own prose."""
LINKED = 0.5


def first_guess(raws: Sequence[RawBlock]) -> list[bool]:
    """Whether each block stands in the element that has most prose among its children, and half counted among theirs;
    links and what is hidden do not."""
    letters: Counter[HtmlElement] = Counter()
    for raw in raws:
        if not is_prose(raw):
            continue
        size, parent = len(raw.key), raw.element.getparent()
        if raw.element.tag in _WIDE:
            letters[raw.element] += 2 * size
        if parent is not None:
            letters[parent] += 2 * size
            if (above := parent.getparent()) is not None:
                letters[above] += size
    if not letters:
        return [False] * len(raws)
    inside = frozenset(max(letters, key=lambda e: letters[e]).iter())
    return [raw.element in inside and not raw.hidden and raw.link_share < LINKED for raw in raws]
